"""The names of the months in the languages that blogs are written in, with their inflections.

From the Unicode CLDR's names of months and the forms that WordPress's date formats show (genitives,
abbreviations). Names that mean different months in different languages are listed by language.
"""

from __future__ import annotations

from typing import Final

from wparchive import patterns

# Twelve groups a language, forms of one month joined by `|`.
_ELISION: Final = patterns.lazy("^d['’]")
_NAMES: Final = {
    "ar": "يناير فبراير مارس أبريل|ابريل مايو يونيو|يونيه يوليو|يوليه أغسطس|اغسطس سبتمبر"
    " أكتوبر|اكتوبر نوفمبر ديسمبر",
    "ar-levant": "كانون-الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين-الأول تشرين-الثاني"
    " كانون-الأول",
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "be": "студзень|студзеня люты|лютага сакавік|сакавіка красавік|красавіка май|мая"
    " чэрвень|чэрвеня ліпень|ліпеня жнівень|жніўня верасень|верасня кастрычнік|кастрычніка"
    " лістапад|лістапада снежань|снежня",
    "bg": "януари|ян февруари|фев март апр|април май юни юли август|авг септември|септ"
    " октомври|окт ноември|ное декември|дек",
    "bn": "জানুয়ারি|জানুয়ারী ফেব্রুয়ারি|ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট"
    " সেপ্টেম্বর|সেপ্টেম্বার অক্টোবর|অক্টোবার নভেম্বর|নভেম্বার ডিসেম্বর|ডিসেম্বার",
    "ca": "gener|gen febrer|febr març abril|abr maig juny|juny juliol|jul agost|ag setembre|set"
    " octubre|oct novembre|nov desembre|des",
    "cs": "leden|ledna|led únor|února|úno březen|března|bře duben|dubna|dub květen|května|kvě"
    " červen|června|čvn červenec|července|čvc srpen|srpna|srp září|zář říjen|října|říj"
    " listopad|listopadu|lis prosinec|prosince|pro",
    "cy": "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    "da": "januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug"
    " september|sept|sep oktober|okt november|nov december|dec",
    "de": "januar|jan|jänner|jän februar|feb|feber märz|mrz|mär|maerz april|apr mai juni|jun"
    " juli|jul august|aug september|sep|sept oktober|okt november|nov dezember|dez",
    "el": "ιανουάριος|ιανουαρίου|ιαν φεβρουάριος|φεβρουαρίου|φεβ μάρτιος|μαρτίου|μαρ"
    " απρίλιος|απριλίου|απρ μάιος|μαΐου|μαίου|μάι|μαι ιούνιος|ιουνίου|ιούν|ιουν"
    " ιούλιος|ιουλίου|ιούλ|ιουλ αύγουστος|αυγούστου|αυγ σεπτέμβριος|σεπτεμβρίου|σεπ"
    " οκτώβριος|οκτωβρίου|οκτ νοέμβριος|νοεμβρίου|νοέ|νοε δεκέμβριος|δεκεμβρίου|δεκ",
    "en": "january|jan february|feb|febuary march|mar april|apr may june|jun july|jul"
    " august|aug september|sep|sept october|oct november|nov december|dec",
    "eo": "januaro februaro marto aprilo majo junio julio aŭgusto septembro oktobro novembro"
    " decembro",
    "es": "enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago"
    " septiembre|setiembre|sep octubre|oct noviembre|nov diciembre|dic",
    "et": "jaanuar|jaan veebruar|veebr märts aprill mai juuni juuli august september|sept"
    " oktoober|okt november detsember|dets",
    "eu": "urtarrila|urtarrilak|urt otsaila|otsailak|ots martxoa|martxoak apirila|apirilak|api"
    " maiatza|maiatzak|mai ekaina|ekainak|eka uztaila|uztailak|uzt abuztua|abuztuak|abu"
    " iraila|irailak|ira urria|urriak|urr azaroa|azaroak|aza abendua|abenduak|abe",
    "fa": "ژانویه|ژانویهٔ فوریه|فوریهٔ مارس آوریل مه|می ژوئن ژوئیه|جولای اوت|آگوست سپتامبر اکتبر"
    " نوامبر دسامبر",
    "fi": "tammikuu|tammikuuta|tammikuun helmikuu|helmikuuta|helmikuun maaliskuu|maaliskuuta"
    " huhtikuu|huhtikuuta toukokuu|toukokuuta kesäkuu|kesäkuuta heinäkuu|heinäkuuta"
    " elokuu|elokuuta syyskuu|syyskuuta lokakuu|lokakuuta marraskuu|marraskuuta"
    " joulukuu|joulukuuta",
    "fil": "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre"
    " disyembre",
    "fr": "janvier|janv février|fevrier|févr|fév mars avril|avr mai juin juillet|juil"
    " août|aout septembre|sept octobre|oct novembre|nov décembre|decembre|déc",
    "ga": "eanáir feabhra márta aibreán bealtaine meitheamh iúil lúnasa meán-fómhair"
    " deireadh-fómhair samhain nollaig",
    "gl": "xaneiro|xan febreiro marzo abril maio xuño|xuñ xullo|xul agosto setembro outubro|out"
    " novembro decembro",
    "he": "ינואר|בינואר פברואר|בפברואר מרץ|מרס|במרץ אפריל|באפריל מאי|במאי יוני|ביוני"
    " יולי|ביולי אוגוסט|באוגוסט ספטמבר|בספטמבר אוקטובר|באוקטובר נובמבר|בנובמבר דצמבר|בדצמבר",
    "hi": "जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर"
    " नवंबर|नवम्बर दिसंबर|दिसम्बर",
    "hr": "siječanj|siječnja|sij veljača|veljače|velj ožujak|ožujka|ožu travanj|travnja|tra"
    " svibanj|svibnja|svi lipanj|lipnja|lip srpanj|srpnja kolovoz|kolovoza|kol rujan|rujna|ruj"
    " listopad|listopada studeni|studenog|studenoga|stu prosinac|prosinca",
    "hu": "január|jan február|febr március|márc április|ápr május|máj június|jún július|júl"
    " augusztus|aug szeptember|szept október|okt november|nov december|dec",
    "hy": "հունվար|հունվարի փետրվար|փետրվարի մարտ|մարտի ապրիլ|ապրիլի մայիս|մայիսի հունիս|հունիսի"
    " հուլիս|հուլիսի օգոստոս|օգոստոսի սեպտեմբեր|սեպտեմբերի հոկտեմբեր|հոկտեմբերի նոյեմբեր|նոյեմբերի"
    " դեկտեմբեր|դեկտեմբերի",
    "id": "januari|jan februari|feb|pebruari maret|mar april|apr mei juni|jun juli|jul"
    " agustus|agu|agt september|sep oktober|okt november|nopember|nov desember|des",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "it": "gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug"
    " agosto|ago settembre|set|sett ottobre|ott novembre|nov dicembre|dic",
    "ka": "იანვარი|იანვარს თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი"
    " ოქტომბერი ნოემბერი დეკემბერი",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "lt": "sausis|sausio vasaris|vasario kovas|kovo balandis|balandžio gegužė|gegužės"
    " birželis|birželio liepa|liepos rugpjūtis|rugpjūčio rugsėjis|rugsėjo spalis|spalio"
    " lapkritis|lapkričio gruodis|gruodžio",
    "lv": "janvāris|janvārī|janv februāris|februārī marts|martā aprīlis|aprīlī maijs|maijā"
    " jūnijs|jūnijā|jūn jūlijs|jūlijā|jūl augusts|augustā septembris|septembrī oktobris|oktobrī"
    " novembris|novembrī decembris|decembrī",
    "mk": "јануари|јан февруари|фев март|мар април|апр мај јуни|јун јули|јул август|авг"
    " септември|сеп октомври|окт ноември|ное декември|дек",
    "ms": "januari februari mac april mei jun julai ogos september oktober november disember",
    "nb": "januar|jan februar|feb mars april|apr mai juni|jun juli|jul august|aug"
    " september|sep oktober|okt november|nov desember|des",
    "nl": "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug"
    " september|sep oktober|okt november|nov december|dec",
    "pl": "styczeń|stycznia|sty luty|lutego|lut marzec|marca|mar kwiecień|kwietnia|kwi"
    " maj|maja czerwiec|czerwca|cze lipiec|lipca sierpień|sierpnia|sie wrzesień|września|wrz"
    " październik|października|paź listopad|listopada grudzień|grudnia|gru",
    "pt": "janeiro|jan fevereiro|fev março|marco|mar abril|abr maio|mai junho|jun julho|jul"
    " agosto|ago setembro|set outubro|out novembro|nov dezembro|dez",
    "ro": "ianuarie|ian februarie|feb martie aprilie|apr mai iunie|iun iulie|iul august|aug"
    " septembrie|sep|sept octombrie|oct noiembrie|noi|nov decembrie|dec",
    "ru": "январь|января|янв февраль|февраля|фев|февр март|марта|мар апрель|апреля|апр май|мая"
    " июнь|июня|июн июль|июля|июл август|августа|авг сентябрь|сентября|сен|сент"
    " октябрь|октября|окт ноябрь|ноября|ноя|нояб декабрь|декабря|дек",
    "sk": "január|januára február|februára marec|marca apríl|apríla máj|mája jún|júna júl|júla"
    " august|augusta september|septembra október|októbra november|novembra december|decembra",
    "sl": "januar|januarja februar|februarja marec|marca april|aprila maj|maja junij|junija"
    " julij|julija avgust|avgusta|avg september|septembra oktober|oktobra november|novembra"
    " december|decembra",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "sr": "јануар|јануара|јан фебруар|фебруара|феб март|марта април|априла мај|маја јун|јуна"
    " јул|јула август|августа септембар|септембра октобар|октобра новембар|новембра"
    " децембар|децембра",
    "sr-latn": "januar|januara februar|februara mart|marta april|aprila maj|maja jun|juna jul|jula"
    " avgust|avgusta septembar|septembra oktobar|oktobra novembar|novembra decembar|decembra",
    "sv": "januari|jan februari|feb mars april|apr maj juni|jun juli|jul augusti|aug"
    " september|sep oktober|okt november|nov december|dec",
    "ta": "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்",
    "th": "มกราคม|ม.ค กุมภาพันธ์|ก.พ มีนาคม|มี.ค เมษายน|เม.ย พฤษภาคม|พ.ค มิถุนายน|มิ.ย"
    " กรกฎาคม|ก.ค สิงหาคม|ส.ค กันยายน|ก.ย ตุลาคม|ต.ค พฤศจิกายน|พ.ย ธันวาคม|ธ.ค",
    "tr": "ocak|oca şubat|şub mart|mar nisan|nis mayıs|may haziran|haz temmuz|tem ağustos|ağu"
    " eylül|eyl ekim|eki kasım|kas aralık|ara",
    "uk": "січень|січня|січ лютий|лютого|лют березень|березня|бер квітень|квітня|квіт"
    " травень|травня|трав червень|червня|черв липень|липня|лип серпень|серпня|серп"
    " вересень|вересня|вер жовтень|жовтня|жовт листопад|листопада|лист грудень|грудня|груд",
    "vi": "tháng-một|tháng-giêng tháng-hai tháng-ba tháng-tư"
    " tháng-năm tháng-sáu tháng-bảy tháng-tám tháng-chín"
    " tháng-mười tháng-mười-một tháng-mười-hai",
    "uz": "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
}

_AMBIGUOUS: Final = {"listopad": {"hr": 10}, "listopada": {"hr": 10}}
"""Names that another month has in some language; in all others they are November's."""


def _table() -> dict[str, int]:
    table = dict.fromkeys(_AMBIGUOUS, 11)
    for names in _NAMES.values():
        for number, forms in enumerate(names.split(), start=1):
            for form in forms.split("|"):
                table.setdefault(form.replace("-", " "), number)
    return table


MONTHS: Final = _table()
"""Month numbers by name: lower case, no dot at the end."""

LONGEST_NAME: Final = max(name.count(" ") for name in MONTHS) + 1
"""Words of the longest name."""


def month(name: str, language: str = "") -> int | None:
    """Return the number of a month by its name, in a language if that matters; None if unknown."""
    key = _ELISION.sub("", name.lower().rstrip("."))
    if key in _AMBIGUOUS:
        return _AMBIGUOUS[key].get(language, MONTHS[key])
    return MONTHS.get(key)


def month_names(language: str, number: int) -> tuple[str, str]:
    """Return a month's name as it is written alone and inside a date, in lower case.

    Args:
        language: A code of the table, such as ``de``.
        number: 1 to 12.

    Raises:
        KeyError: The table does not have the language.
    """
    forms = [form.replace("-", " ") for form in _NAMES[language].split()[number - 1].split("|")]
    return forms[0], forms[min(1, len(forms) - 1)]
