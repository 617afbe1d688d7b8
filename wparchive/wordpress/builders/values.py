"""Reads the values of builders' settings: sentences, addresses, files, links."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from wparchive import patterns
from wparchive.web.json_text import load_json
from wparchive.web.references import unescape
from wparchive.wordpress.media import AUDIO, IMAGES, VIDEO

if TYPE_CHECKING:
    from wparchive.wordpress.media import Attachment, Media

_URL: Final = patterns.lazy(
    r"(?:https?:)?//[^\s<>\"'|]+|(?:mailto|tel):[^\s<>\"']+|/[^\s<>\"'/|][^\s<>\"'|]*"
)
_STYLE_URL: Final = patterns.lazy(r"url\(\s*['\"]?((?:https?:)?//[^\s'\")]+)")
_WORD: Final = patterns.lazy(r"[^\W\d_]{2,}")
# Values that say how something looks, not what it says.
_STYLE: Final = patterns.lazy(
    r"[{};]|\w:\s*+\w++\s*+\||^\W*+$|^#[0-9a-fA-F]{3,8}$|^rgba?\(|\|\||^(?>(?:\s*+-?[\d.]++[a-z%]{0,4}+)+)\s*+$"
    r"|^\s*+(?:(?:repeating-)?(?:linear|radial|conic)-gradient|var|calc|clamp|cubic-bezier|url)\("
)
_COLOR: Final = patterns.lazy(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|(?:rgb|hsl)a?\([\d\s,.%/]*+\)")
_MEASURE: Final = frozenset("unit size sizes top right bottom left isLinked column row".split())
_TOKENS: Final = frozenset(
    """on off yes no true false default none custom left center right top bottom auto inherit full
    large medium small thumbnail solid h1 h2 h3 h4 h5 h6 p div span null blank self _self _blank
    """.split()
)
_PROSE: Final = 3
_TAG: Final = patterns.lazy(r"<[^<>]*>")
_NUMBER: Final = patterns.lazy(r"[0-9]{1,18}")
_CARETS: Final = patterns.lazy(r"(?:^|\|)url\^([^|]+)")
_SIZED: Final = patterns.lazy(r"([0-9]{1,18}):[a-z][\w-]*")  # Cornerstone
_IDS: Final = patterns.lazy(r"\s*+[0-9]{1,18}+(?>(?:\s*+,\s*+[0-9]{1,18}+)*)\s*+,?+\s*+")
# Divi and WPBakery write brackets and quotes of attributes so.
_BRACKETS: Final = {"%22": '"', "%91": "[", "%93": "]", "``": '"', "`{`": "[", "`}`": "]"}


def plain_value(value: str) -> str:
    """Undo the spellings of brackets and quotation marks in the attributes of shortcodes."""
    for written, meant in _BRACKETS.items():
        value = value.replace(written, meant)
    return value


def is_text(value: str) -> bool:
    """Check whether the value of a setting is text for readers."""
    bare = value.strip()
    return (
        bool(bare)
        and bare.lower() not in _TOKENS
        and not _COLOR.fullmatch(bare)
        and not is_address(bare)
        and any(character.isalnum() for character in bare)
    )


def is_measure(value: Any) -> bool:
    """Check whether an object is a length, or several: of a margin, a gap, a slider."""
    return isinstance(value, dict) and "unit" in value and value.keys() <= _MEASURE


def is_line(value: Any) -> bool:
    """Check whether an entry of a list is a line of text."""
    return isinstance(value, str) and is_text(value)


def is_prose(value: str) -> bool:
    """Check whether a value of unknown meaning is a sentence: three words, no style sheet."""
    plain = unescape(_TAG.sub(" ", value))
    if is_address(value.strip()) or _STYLE.search(plain) or value.lstrip().startswith(("[{", "{")):
        return False
    return len(_WORD.findall(plain)) >= _PROSE and " " in plain.strip()


def is_address(value: str) -> bool:
    """Check whether a value is nothing but an address."""
    return _URL.fullmatch(value.strip()) is not None


def address(value: Any) -> tuple[str, str]:
    """Return the address in a setting, and the title of its link.

    WPBakery writes ``url:https%3A%2F%2F...|title:To%20the%20shop``, Enfold ``manually,https://...``,
    Elementor and Bricks an object with ``url``.

    Returns:
        Address and title; both empty if the value names none.
    """
    if isinstance(value, dict):
        url, _ = address(value.get("url") or value.get("href") or value.get("destination") or "")
        title = value.get("title") or ""
        return url, title if isinstance(title, str) else ""
    if not isinstance(value, str):
        return "", ""
    text = unescape(value.strip())
    if text.startswith("url:") or "|url:" in text:
        parts = dict(part.partition(":")[::2] for part in text.split("|") if ":" in part)
        title = unquote(parts.get("title", ""))
        return address(unquote(parts.get("url", "")))[0], title
    text = text.removeprefix("manually,").strip()
    return (text, "") if is_address(text) else ("", "")


def style_addresses(value: str) -> list[str]:
    """List the addresses of pictures in a style sheet."""
    return _STYLE_URL.findall(value)


def file_of(value: Any, media: Media) -> tuple[str, str, str]:
    """Return address, alternative text and caption of the file that a setting names.

    Args:
        value: An address, the number of an attachment, or an object with ``url`` or ``id``.
        media: The archive's attachments.

    Returns:
        All empty if it names none that is known.
    """
    if isinstance(value, dict) and isinstance(value.get("src"), dict):
        value = value["src"]
    if isinstance(value, dict):
        url, _ = address(value.get("url") or value.get("src") or "")
        found = _attachment(value.get("id"), media)
        alt = value.get("alt") or (found.alt if found else "")
        caption = value.get("caption") or (found.caption if found else "")
        caption = caption if isinstance(caption, str) else ""
        return url or (found.url if found else ""), alt if isinstance(alt, str) else "", caption
    if isinstance(value, str) and (parts := _CARETS.search(value)):
        value = parts[1]  # Ultimate Addons: id^41|url^https://...
    if isinstance(value, str) and "|" in value and "url:" not in value:
        value = value.partition("|")[0]  # Avada: the number and the size
    if isinstance(value, str) and (sized := _SIZED.fullmatch(value)):
        value = sized[1]
    if found := _attachment(value, media):
        return found.url, found.alt, found.caption
    return address(value)[0], "", ""


def files_of(value: Any, media: Media) -> list[tuple[str, str, str]]:
    """List the files of a gallery: objects, or numbers with commas between them."""
    if isinstance(value, dict):
        value = value.get("images") or value.get("ids") or value.get("value") or []
    if isinstance(value, str) and _IDS.fullmatch(numbers := value.removeprefix("media:")):
        value = numbers.split(",")
    if not isinstance(value, list):
        return []
    found = (file_of(entry.strip() if isinstance(entry, str) else entry, media) for entry in value)
    return [file for file in found if file[0]]


def _attachment(value: Any, media: Media) -> Attachment | None:
    text = str(value).strip() if isinstance(value, str | int) else ""
    return media.get(int(text)) if _NUMBER.fullmatch(text) else None


def is_kind_of_file(url: str, kind: str) -> bool:
    """Check whether an address names a file of a kind: ``image``, ``audio`` or ``video``."""
    endings = {"image": (*IMAGES, ".svg"), "audio": AUDIO, "video": VIDEO}[kind]
    return url.partition("?")[0].lower().endswith(endings)


def embedded_data(value: str) -> Any:
    """Decode JSON in a value, also with URL escapes (WPBakery's groups); else None."""
    text = value.strip()
    if text[:3].upper() in {"%5B", "%7B"}:
        text = unquote(text)
    if text[:1] not in "[{" or not text:
        return None
    found = load_json(text)
    return found if isinstance(found, list | dict) else None


def html_of(value: str) -> str:
    """Return a text as HTML: as it is if it has tags, else escaped."""
    return value if "<" in value else escape(unescape(value), quote=False)
