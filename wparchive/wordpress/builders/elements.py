"""Makes HTML of one element of a page builder: its headings, pictures, texts, films, buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Final

from wparchive.wordpress.builders import values
from wparchive.wordpress.builders.table import kind_of, place_of, role_of
from wparchive.wordpress.embeds import embed
from wparchive.wordpress.shortcodes.core import attribute, player

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wparchive.wordpress.media import Media

_LEVEL: Final = re.compile(r"\bh([1-6])\b", re.IGNORECASE)
_BLOCK: Final = re.compile(
    r"<(?:p|div|h[1-6]|ul|ol|table|figure|blockquote|pre|section|hr|details|iframe|dl)\b",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[^<>]*>")
_PARAGRAPH: Final = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
# Films that builders name by their number at a service.
_SERVICES: Final = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
}
_LINK: Final = frozenset({"url", "title", "target", "type", "rel", "is_external", "nofollow"})
_SIGNS: Final = frozenset("€$£¥%")
_FILM_ID: Final = re.compile(r"[\w-]{6,20}", re.ASCII)


@dataclass
class _Parts:
    """The visible parts of an element, by role, in the order of its settings."""

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


def element_html(
    name: str,
    settings: Mapping[str, Any],
    inner: str,
    media: Media,
    nested: Callable[[Any], str],
) -> str:
    """Make HTML of an element.

    Args:
        name: The name of its shortcode, widget or block.
        settings: Its settings, in their order.
        inner: HTML of what it encloses; empty for nothing.
        media: The archive's attachments.
        nested: Makes HTML of settings that are elements or lists of them.

    Returns:
        HTML; empty if readers see nothing of it.
    """
    parts = _Parts(kind_of(name))
    for setting, value in settings.items():
        _take(parts, name, setting, value, media, nested)
    return _shown(parts, inner)


def _take(
    parts: _Parts,
    name: str,
    setting: str,
    value: Any,
    media: Media,
    nested: Callable[[Any], str],
) -> None:
    role = role_of(parts.kind, setting)
    if role == "internal" or value in (None, "", [], {}) or isinstance(value, bool):
        if isinstance(value, str):
            parts.images += [(url, "", "") for url in values.style_addresses(value)]
        return
    if isinstance(value, str | int | float):
        _take_text(parts, role, name, setting, str(value), media, nested)
        return
    if role in {"image", "background"} and (file := values.file_of(value, media))[0]:
        parts.images.append(file)
    elif role == "gallery" and (files := values.files_of(value, media)):
        parts.images += files
    elif (role in {"link", "video"} or _is_link(value)) and (link := values.address(value))[0]:
        (parts.films.append(link[0]) if role == "video" else parts.links.append(link))
    elif made := nested(value):
        parts.items.append(made)


def _take_text(
    parts: _Parts,
    role: str,
    name: str,
    setting: str,
    value: str,
    media: Media,
    nested: Callable[[Any], str],
) -> None:
    if role == "price":
        if values.is_text(value) or value.strip() in _SIGNS:
            parts.prices.append((place_of(setting), values.html_of(value.strip())))
        return
    if (data := values.embedded_data(value)) is not None and role not in {"text", "html"}:
        parts.items.append(nested(data))
        return
    take = _TAKERS.get(role)
    if take is not None and take(parts, value, name, media):
        return
    _take_unknown(parts, setting, value)


def _is_link(value: Any) -> bool:
    """Check whether an object is a link and nothing else, as ACF keeps them."""
    return isinstance(value, dict) and "url" in value and value.keys() <= _LINK


def _take_unknown(parts: _Parts, setting: str, value: str) -> None:
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
    elif values.is_prose(value):
        parts.texts.append(values.html_of(value))
    else:
        parts.images += [(url, "", "") for url in values.style_addresses(value)]


def _take_heading(parts: _Parts, value: str, _name: str, _media: Media) -> bool:
    if values.is_text(value):
        parts.headings.append(values.html_of(value.strip()))
        return True
    return False


def _take_words(parts: _Parts, value: str, _name: str, _media: Media) -> bool:
    if values.is_text(value):
        parts.texts.append(values.html_of(value.strip()))
        return True
    return False


def _take_label(parts: _Parts, value: str, _name: str, _media: Media) -> bool:
    if values.is_text(value):
        parts.labels.append(values.html_of(value.strip()))
        return True
    return False


def _take_link(parts: _Parts, value: str, _name: str, _media: Media) -> bool:
    link = values.address(value)
    if link[0]:
        parts.links.append(link)
    return bool(link[0])


def _take_image(parts: _Parts, value: str, _name: str, media: Media) -> bool:
    file = values.file_of(value, media)
    if file[0]:
        parts.images.append(file)
        return True
    if files := values.files_of(value, media):
        parts.images += files
        return True
    return False


def _take_film(parts: _Parts, value: str, name: str, media: Media) -> bool:
    url = values.file_of(value, media)[0]
    service = next((form for word, form in _SERVICES.items() if word in name.lower()), "")
    if not url and service and _FILM_ID.fullmatch(value.strip()):
        url = service.format(value.strip())
    if url:
        parts.films.append(url)
    return bool(url)


def _take_sound(parts: _Parts, value: str, _name: str, media: Media) -> bool:
    url = values.file_of(value, media)[0]
    if url:
        parts.sounds.append(url)
    return bool(url)


def _take_alt(parts: _Parts, value: str, _name: str, _media: Media) -> bool:
    parts.alt = value.strip()
    return True


def _take_caption(parts: _Parts, value: str, _name: str, _media: Media) -> bool:
    if values.is_text(value):
        parts.caption = values.html_of(value.strip())
        return True
    return False


def _take_level(parts: _Parts, value: str, _name: str, _media: Media) -> bool:
    found = _LEVEL.search(value)
    if found:
        parts.level = int(found[1])
    return found is not None


def _take_code(parts: _Parts, value: str, _name: str, _media: Media) -> bool:
    parts.code.append(values.decoded(value) or value)
    return True


_TAKERS: Final[dict[str, Callable[[_Parts, str, str, Any], bool]]] = {
    "heading": _take_heading,
    "text": _take_words,
    "label": _take_label,
    "link": _take_link,
    "image": _take_image,
    "gallery": _take_image,
    "video": _take_film,
    "audio": _take_sound,
    "alt": _take_alt,
    "caption": _take_caption,
    "level": _take_level,
    "html": _take_code,
}


def _shown(parts: _Parts, inner: str) -> str:
    """Put the parts in the order in which pages show them."""
    if parts.kind == "fold" and parts.headings:
        title = _TAG.sub("", parts.headings.pop(0))
        return f"<details><summary>{title}</summary>\n{_shown(parts, inner)}\n</details>"
    inner = _without_role(parts, inner.strip())
    pictures, titles = _pictures(parts), _titles(parts)
    buttons = _buttons(parts)  # what is left of the links, and of labels
    pieces = [
        *pictures,
        *titles,
        *(_paragraph(text) for text in parts.texts),
        _paragraph(" ".join(text for _, text in sorted(parts.prices))) if parts.prices else "",
        *parts.code,
        inner,
        *parts.items,
        *(
            embed(url) if not values.is_kind_of_file(url, "video") else player("video", [url])
            for url in dict.fromkeys(parts.films)
        ),
        *(player("audio", [url]) for url in dict.fromkeys(parts.sounds)),
        *(f'<p><a href="{attribute(url)}">{label}</a></p>' for label, url in buttons),
    ]
    return "\n".join(piece for piece in pieces if piece)


def _is_label(inner: str) -> bool:
    return _BLOCK.search(inner) is None or _PARAGRAPH.fullmatch(inner.strip()) is not None


def _without_role(parts: _Parts, inner: str) -> str:
    """Use enclosed text as a button's label, a heading's words or a picture's file.

    Returns:
        The parts that are not among these.
    """
    if not inner:
        return ""
    if parts.kind == "image" and values.is_address(inner):
        parts.images.append((inner, "", ""))
        return ""
    roles = {"button": parts.labels, "heading": parts.headings}
    taken = roles.get(parts.kind)
    if taken is None or not _is_label(inner) or (taken and parts.kind == "heading"):
        return inner
    paragraph = _PARAGRAPH.fullmatch(inner)
    taken.append(paragraph[1] if paragraph else inner)
    return ""


def _pictures(parts: _Parts) -> list[str]:
    link = ""
    urls = list(dict.fromkeys(url for url, _, _ in parts.images))
    if len(urls) == 1 and len(parts.links) == 1 and not (parts.labels or parts.headings):
        link = parts.links.pop()[0]
    shown = []
    named = {url: (alt, caption) for url, alt, caption in reversed(parts.images) if alt or caption}
    for url in urls:
        alt, caption = named.get(url, ("", ""))
        if parts.caption and len(urls) == 1:
            caption = parts.caption
        image = f'<img src="{attribute(url)}" alt="{attribute(alt or parts.alt)}" />'
        image = f'<a href="{attribute(link)}">{image}</a>' if link else image
        words = f"<figcaption>{caption}</figcaption>" if caption else ""
        shown.append(f"<figure>{image}{words}</figure>")
    return shown


def _titles(parts: _Parts) -> list[str]:
    level = parts.level or (2 if parts.kind == "heading" else 3)
    titles = list(dict.fromkeys(parts.headings))
    if titles and len(parts.links) == 1 and not parts.labels and "<a" not in titles[0]:
        titles[0] = f'<a href="{attribute(parts.links.pop()[0])}">{titles[0]}</a>'
    return [
        title if _BLOCK.match(title) else f"<h{min(6, level + n)}>{title}</h{min(6, level + n)}>"
        for n, title in enumerate(titles)
    ]


def _paragraph(text: str) -> str:
    return text if _BLOCK.search(text) else f"<p>{text}</p>"


def _is_one_label(parts: _Parts) -> bool:
    """Check whether a link has nothing to be on but one short text."""
    if parts.headings or parts.images or parts.items or len(parts.texts) != 1:
        return False
    return "<" not in parts.texts[0]


def _buttons(parts: _Parts) -> list[tuple[str, str]]:
    """Pair labels with links; a link without a label shows its title, or itself."""
    pairs: list[tuple[str, str]] = []
    links = list(dict.fromkeys(parts.links))
    labels = list(parts.labels)
    if len(links) == 1 and not labels and _is_one_label(parts):
        labels.append(parts.texts.pop())
    for url, title in links:
        if labels:
            pairs.append((labels.pop(0), url))
        else:
            pairs.append((escape(title or url, quote=False), url))
    parts.texts += labels
    return pairs
