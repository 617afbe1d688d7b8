"""Word lists in four languages, and the sentences that are made of them once, at the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synthetic.dice import Dice

POOL = 800

GERMAN = """
wir ich man heute gestern morgen immer selten wieder endlich leider vielleicht trotzdem deshalb
der die das ein eine kein jeder und oder aber denn weil obwohl über unter für gegen ohne zwischen
Brücke Straße Größe Küche Frühstück Bücher Schlüssel Fahrrad Bahnhof Regen Wolken Fenster Treppe
Nachbarn Gespräch Geschichte Ausflug Käse Brötchen Gewürze Löffel Werkstatt Schraube Rechner
Sicherung Passwort Kabel Bildschirm Entwurf Überschrift Absatz Wörterbuch Rätsel Flöte Übung
läuft schreibt öffnet schließt bäckt baut findet verliert vergisst zählt hört weiß müsste würde
grün müde süß groß heiß schön plötzlich völlig natürlich „eigentlich“ z.&nbsp;B. 24&nbsp;°C
"""

ENGLISH = """
we I you nobody today yesterday always never perhaps finally instead therefore although because
the a an this that every some and or but with without under over between against around through
bridge street kitchen breakfast bookshelf key bicycle station rain clouds window staircase letter
neighbour conversation story harbour cheese bread spices spoon workshop screw laptop backup cable
password screen draft headline paragraph dictionary puzzle flute exercise ticket lighthouse map
runs writes opens closes bakes builds finds loses forgets counts hears knows should would could
green tired sweet large hot quiet sudden don't it's “nearly” naïve café R&amp;D 3:30&nbsp;pm
"""

JAPANESE = """
私は 今日は 昨日は 友達と 駅前で 台所で 図書館で 朝から 夜まで 毎週 たまに やっと なぜか それでも
橋を 道を 鍵を 本を 自転車を 雨が 雲が 窓から 階段を 手紙を 話を 港まで パンと チーズと 匙を 工具を
画面に 下書きを 見出しを 段落を 辞書で 謎を 笛を 切符を 灯台へ 地図を カメラで ブログに コメントを
歩いた 書いた 開けた 閉めた 焼いた 作った 見つけた 忘れた 数えた 聞いた 知っている かもしれない
とても 少し 静かに 突然 「たぶん」 全部 もう一度 綺麗な 古い 新しい 小さな 大きな
"""

ARABIC = """
اليوم أمس غدا دائما أبدا ربما أخيرا مع بدون تحت فوق بين حول عبر لأن لكن ثم أو كل بعض
الجسر الشارع المطبخ الفطور الكتاب المفتاح الدراجة المحطة المطر الغيوم النافذة السلم الرسالة الجار
الحديث القصة الميناء الجبن الخبز التوابل الملعقة الورشة البرغي الحاسوب النسخة الشاشة المسودة العنوان
الفقرة القاموس اللغز الناي التمرين التذكرة المنارة الخريطة الصورة المدونة التعليق الأرشيف
كتب فتح أغلق خبز بنى وجد فقد نسي عد سمع عرف يمشي يقرأ أخضر متعب حلو كبير حار هادئ جميل
"""


@dataclass(frozen=True, slots=True)
class Language:
    """What a writer of one language has at hand."""

    code: str
    direction: str
    words: tuple[str, ...]
    slugs: tuple[str, ...]
    sentences: tuple[str, ...]
    names: tuple[str, ...]


def sentence(dice: Dice, words: Sequence[str], code: str) -> str:
    """Join words the way that the language joins and ends them."""
    chosen = dice.some(words, dice.between(6, 16))
    if code == "ja":
        return "".join(chosen) + dice.pick(("。", "。", "。", "！", "？"))
    text = " ".join(chosen)
    if code == "ar":
        return text + dice.pick((".", ".", "،", "!", "؟"))
    return text[0].upper() + text[1:] + dice.pick((".", ".", ".", "!", "?", " …", " 🙂"))


def slug_of(word: str) -> str:
    """Spell a word as WordPress spells it in a permalink, or "" where nothing is left."""
    table = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ï": "i", "é": "e"})
    plain = word.lower().translate(table)
    if not plain.isalpha():
        return ""
    return quote(plain).lower()


def language(dice: Dice, code: str, text: str, names: str) -> Language:
    """Write a language's stock of sentences."""
    words = tuple(text.split())
    return Language(
        code=code,
        direction="rtl" if code == "ar" else "ltr",
        words=words,
        slugs=tuple(filter(None, map(slug_of, words))),
        sentences=tuple(sentence(dice, words, code) for _ in range(POOL)),
        names=tuple(names.split("|")),
    )


def languages(dice: Dice) -> tuple[Language, ...]:
    """Return the languages as often as they are to be drawn: German and English lead."""
    german = language(dice, "de", GERMAN, "Änne Probst|Jörg|Frau Größing|tüftler_99|Ulf & Ute")
    english = language(dice, "en", ENGLISH, 'Pat Sample|Zoë|D\'Arcy "Dee" Doe|anon|J. Test-Name')
    japanese = language(dice, "ja", JAPANESE, "見本 太郎|ためし はなこ|通りすがり")
    arabic = language(dice, "ar", ARABIC, "قارئ|نموذج سعيد|زائرة")
    return (german,) * 4 + (english,) * 4 + (japanese,) + (arabic,)
