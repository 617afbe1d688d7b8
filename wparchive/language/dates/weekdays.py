"""The names of weekdays, which themes write before or after a date."""

from __future__ import annotations

from datetime import date
from typing import Final

# From Monday to Sunday, in the languages of most blogs: names, and what is short for them.
_ROWS: Final = """
monday tuesday wednesday thursday friday saturday sunday
mon tue wed thu fri sat sun
mon tues weds thurs fri sat sun
montag dienstag mittwoch donnerstag freitag samstag sonntag
montag dienstag mittwoch donnerstag freitag sonnabend sonntag
mo di mi do fr sa so
lundi mardi mercredi jeudi vendredi samedi dimanche
lun mar mer jeu ven sam dim
lunes martes miércoles jueves viernes sábado domingo
lun mar mié jue vie sáb dom
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo
seg ter qua qui sex sáb dom
lunedì martedì mercoledì giovedì venerdì sabato domenica
lun mar mer gio ven sab dom
dilluns dimarts dimecres dijous divendres dissabte diumenge
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
ma di wo do vr za zo
mandag tirsdag onsdag torsdag fredag lørdag søndag
måndag tisdag onsdag torsdag fredag lördag söndag
maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina
poniedziałek wtorek środa czwartek piątek sobota niedziela
pondělí úterý středa čtvrtek pátek sobota neděle
pondelok utorok streda štvrtok piatok sobota nedeľa
hétfő kedd szerda csütörtök péntek szombat vasárnap
luni marți miercuri joi vineri sâmbătă duminică
ponedjeljak utorak srijeda četvrtak petak subota nedjelja
ponedeljak utorak sreda četvrtak petak subota nedelja
ponedeljek torek sreda četrtek petek sobota nedelja
понедельник вторник среда четверг пятница суббота воскресенье
понеділок вівторок середа четвер п’ятниця субота неділя
понеделник вторник сряда четвъртък петък събота неделя
pazartesi salı çarşamba perşembe cuma cumartesi pazar
δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή
senin selasa rabu kamis jumat sabtu minggu
الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日
星期一 星期二 星期三 星期四 星期五 星期六 星期日
월요일 화요일 수요일 목요일 금요일 토요일 일요일
"""
_DAYS: Final = frozenset(
    (name, day) for row in _ROWS.split("\n") for day, name in enumerate(row.split())
)
_MARKS: Final = ".,;:()[]|·–—-"
_ARTICLES: Final = frozenset({"den", "the", "de", "le", "el", "il"})
"""Words between a weekday and its date: "Sonntag, den 2. Juni"."""


def is_weekday(word: str, moment: str) -> bool:
    """Return whether a word is the weekday of a date; it may be a name on other days.

    Args:
        word: The word, perhaps with marks around it.
        moment: The date, ISO 8601, perhaps with a time.
    """
    try:
        day = date.fromisoformat(moment[:10]).weekday()
    except ValueError:
        return False
    return (word.strip(_MARKS).casefold(), day) in _DAYS


def without_weekday(before: str, after: str, moment: str) -> tuple[str, str]:
    """Take the weekday of a date off the texts before and after the date."""
    words = before.split()
    end = len(words) - (bool(words) and words[-1].casefold() in _ARTICLES)
    if end and is_weekday(words[end - 1], moment):
        before = " ".join(words[: end - 1])
    first, _, rest = after.partition(" ")
    if is_weekday(first, moment):
        after = rest.strip()
    return before, after
