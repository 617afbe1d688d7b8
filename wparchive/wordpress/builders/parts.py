"""Sorts the settings of one element of a page builder by what readers see of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import unquote

from wparchive import patterns
from wparchive.wordpress.builders import values
from wparchive.wordpress.builders.table import place_of, role_of, role_without_module
from wparchive.wordpress.encoded import decoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.wordpress.media import Media

_LEVEL: Final = patterns.lazy(r"\bh([1-6])\b", re.IGNORECASE)
# Before HTML that WPBakery stores in an attribute.
_CODE: Final = "#E-8_"
# Films that builders name by their number at a service.
_SERVICES: Final = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
}
_LINK: Final = frozenset({"url", "title", "target", "type", "rel", "is_external", "nofollow"})
_WORDS: Final = frozenset({"heading", "text", "label"})
_LONG: Final = 60
_ESCAPED: Final = patterns.lazy(r"%3C[/\w]\S*+\Z", re.IGNORECASE)
_SIGNS: Final = frozenset("€$£¥%+-")
# Settings of many meanings: only numbers are shown.
_NUMBERS: Final = frozenset({"value", "progress", "time", "unit", "rating", "end"})
_NUMBER: Final = patterns.lazy(r"[+-]?\d[\d.,/]*+\s?%?|%")
# Elementor's names of currencies.
_CURRENCIES: Final = {
    "dollar": "$", "euro": "€", "pound": "£", "yen": "¥", "rupee": "₹", "indian_rupee": "₹",
    "ruble": "₽", "franc": "₣", "baht": "฿", "won": "₩", "lira": "₺", "peso": "₱", "real": "R$",
    "shekel": "₪", "krona": "kr", "guilder": "ƒ", "peseta": "₧", "custom": "",
}  # fmt: skip
_FILM_ID: Final = patterns.lazy(r"[\w-]{6,20}", re.ASCII)


Taker: TypeAlias = "Callable[[Parts, str, str, Media], bool]"
"""Adds the value of a setting to the parts; returns whether the value was of its kind."""


@dataclass
class Parts:
    """The visible parts of an element, by role, in the order of its settings.

    Attributes:
        kind: What the name of the element says of it.
        level: The level of its first heading; 0 if no setting says it.
        headings: HTML, as the texts, labels, items and code.
        texts: Sentences.
        images: Address, alternative text and caption of each.
        films: Addresses.
        sounds: Addresses.
        labels: Words on links.
        links: Addresses, and titles of the links.
        prices: Place in the order of showing, and value.
        items: HTML of what is below other elements.
        code: HTML that the author wrote.
        alt: The alternative text of its pictures.
        caption: The caption of its picture.
    """

    kind: str
    level: int = 0
    headings: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    images: list[tuple[str, str, str]] = field(default_factory=list)
    films: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    prices: list[tuple[int, str]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    alt: str = ""
    caption: str = ""


def take(
    parts: Parts,
    name: str,
    setting: str,
    value: Any,
    media: Media,
    nested: Callable[[Any], str],
) -> None:
    """Take in the value of a setting, if readers see any of it.

    Args:
        parts: Gets what they see.
        name: The name of the element.
        setting: The name of the setting.
        value: Its value.
        media: The archive's attachments.
        nested: Makes HTML of values that are elements or lists of them.
    """
    role = role_of(parts.kind, setting)
    if role == "internal" or value in (None, "", [], {}) or isinstance(value, bool):
        if isinstance(value, str):
            parts.images += [(url, "", "") for url in values.style_addresses(value)]
        return
    if isinstance(value, str | int | float):
        _take_text(parts, role, name, setting, str(value), media, nested)
        return
    if role in _WORDS and isinstance(value, dict) and isinstance(text := value.get("text"), str):
        _take_level(parts, str(value.get("tag") or ""), name, media)
        _take_text(parts, role, name, setting, text, media, nested)
    elif _take_data(parts, role, setting, value, media) or values.is_measure(value):
        return
    elif made := nested(value):
        parts.items.append(made)


def _take_data(parts: Parts, role: str, setting: str, value: Any, media: Media) -> bool:
    """Take files, links, lines and numbers; return whether the value is any of these."""
    is_image = role in {"image", "background"} or _is_file(value)
    if role == "lines" and isinstance(value, list) and all(map(values.is_line, value)):
        return _take_lines(parts, "\n".join(value), "", media)
    if role == "price" and isinstance(value, dict) and value.get("size"):
        parts.prices.append((place_of(setting), f"{value['size']}{value.get('unit') or ''}"))
    elif is_image and (file := values.file_of(value, media))[0]:
        parts.images.append(file)
    elif role == "gallery" and (files := values.files_of(value, media)):
        parts.images += files
    elif (role in {"link", "video"} or _is_link(value)) and (link := values.address(value))[0]:
        (parts.films.append(link[0]) if role == "video" else parts.links.append(link))
    else:
        return False
    return True


def _take_text(
    parts: Parts,
    role: str,
    name: str,
    setting: str,
    value: str,
    media: Media,
    nested: Callable[[Any], str],
) -> None:
    if "<" not in value and _ESCAPED.match(value):
        value = unquote(value)  # Lazy Blocks
    if value.startswith(_CODE) and (code := decoded(value.removeprefix(_CODE))):
        parts.code.append(code)
        return
    if role == "price":
        _take_price(parts, setting, _CURRENCIES.get(value.strip(), value.strip()))
        return
    if (data := values.embedded_data(value)) is not None and role not in {"text", "html"}:
        parts.items.append(nested(data))
        return
    if len(value) > _LONG and (code := decoded(value)) is not None:
        made = nested(data) if (data := values.embedded_data(code)) is not None else code
        parts.code += [made] if "<" in made else []
        return
    take = _TAKERS.get(role)
    if take is not None and take(parts, value, f"{name} {setting}", media):
        return
    other = _TAKERS.get(role_without_module(setting))
    if other is None or not other(parts, value, name, media):
        _take_unknown(parts, setting, value)


def _take_price(parts: Parts, setting: str, value: str) -> None:
    if setting in _NUMBERS and not _NUMBER.fullmatch(value) and parts.kind != "price":
        return
    if values.is_text(value) or value in _SIGNS or value in _CURRENCIES.values():
        parts.prices.append((place_of(setting), values.html_of(value)))


def _is_link(value: Any) -> bool:
    """Check whether an object is a link and nothing else, as ACF keeps them."""
    return isinstance(value, dict) and "url" in value and value.keys() <= _LINK


def _is_file(value: Any) -> bool:
    """Check whether an object is a picture of the media library."""
    if not isinstance(value, dict) or "id" not in value:
        return False
    url = value.get("url") or value.get("src")
    return isinstance(url, str) and values.is_kind_of_file(url, "image")


def _take_unknown(parts: Parts, setting: str, value: str) -> None:
    """Take a value of unknown meaning: sentences are shown, and so are addresses."""
    if setting.startswith("__"):
        return
    if values.is_address(value):
        if value.lstrip().startswith(("/", "#")) and not value.startswith("//"):
            return
        if values.is_kind_of_file(value, "image"):
            parts.images.append((value, "", ""))
        elif values.is_kind_of_file(value, "video"):
            parts.films.append(value)
        else:
            parts.links.append((value, ""))
    elif values.is_prose(value) and not (setting.startswith("icon") and value == value.lower()):
        parts.texts.append(values.html_of(value))
    else:
        parts.images += [(url, "", "") for url in values.style_addresses(value)]


def _text_taker(name: str) -> Taker:
    """Return a function that adds a text to one of the lists of parts."""

    def take(parts: Parts, value: str, _name: str, _media: Media) -> bool:
        if values.is_text(value):
            getattr(parts, name).append(values.html_of(value.strip()))
            return True
        return False

    return take


def _take_link(parts: Parts, value: str, _name: str, _media: Media) -> bool:
    link = values.address(value)
    if link[0]:
        parts.links.append(link)
    return bool(link[0])


def _take_image(parts: Parts, value: str, _name: str, media: Media) -> bool:
    file = values.file_of(value, media)
    if file[0]:
        parts.images.append(file)
        return True
    if files := values.files_of(value, media):
        parts.images += files
        return True
    return False


def _take_film(parts: Parts, value: str, name: str, media: Media) -> bool:
    url = values.file_of(value, media)[0]
    service = next((form for word, form in _SERVICES.items() if word in name.lower()), "")
    if not url and service and _FILM_ID.fullmatch(value.strip()):
        url = service.format(value.strip())
    if url:
        parts.films.append(url)
    return bool(url)


def _take_sound(parts: Parts, value: str, _name: str, media: Media) -> bool:
    url = values.file_of(value, media)[0]
    if url:
        parts.sounds.append(url)
    return bool(url)


def _take_alt(parts: Parts, value: str, _name: str, _media: Media) -> bool:
    parts.alt = value.strip()
    return True


def _take_caption(parts: Parts, value: str, _name: str, _media: Media) -> bool:
    if values.is_text(value):
        parts.caption = values.html_of(value.strip())
        return True
    return False


def _take_lines(parts: Parts, value: str, _name: str, _media: Media) -> bool:
    lines = [
        f"<li>{values.html_of(line.strip())}</li>" for line in value.splitlines() if line.strip()
    ]
    parts.items += [f"<ul>{''.join(lines)}</ul>"] if lines else []
    return bool(lines)


def _take_level(parts: Parts, value: str, _name: str, _media: Media) -> bool:
    found = _LEVEL.search(value)
    if found:
        parts.level = int(found[1])
    return found is not None


def _take_code(parts: Parts, value: str, _name: str, _media: Media) -> bool:
    parts.code.append(decoded(value) or value)
    return True


_TAKERS: Final[dict[str, Taker]] = {
    "heading": _text_taker("headings"),
    "text": _text_taker("texts"),
    "label": _text_taker("labels"),
    "link": _take_link,
    "image": _take_image,
    "gallery": _take_image,
    "video": _take_film,
    "audio": _take_sound,
    "alt": _take_alt,
    "caption": _take_caption,
    "level": _take_level,
    "html": _take_code,
    "lines": _take_lines,
}
