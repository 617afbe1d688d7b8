"""Makes HTML of one element of a page builder: its headings, pictures, texts, films, buttons."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.wordpress.builders import values
from wparchive.wordpress.builders.parts import Parts, take
from wparchive.wordpress.builders.table import kind_of, room_of
from wparchive.wordpress.embeds import embed
from wparchive.wordpress.shortcodes.core import attribute, player

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wparchive.wordpress.media import Media

_BLOCK: Final = patterns.lazy(
    r"<(?:p|div|h[1-6]|ul|ol|table|figure|blockquote|pre|section|hr|details|iframe|dl)\b",
    re.IGNORECASE,
)
_TAG: Final = patterns.lazy(r"<[^<>]*>")
_PARAGRAPH: Final = patterns.lazy(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
# The letters of a heading.
_LONGEST: Final = 120
_FILM_URLS: Final = frozenset(
    f"{service}_url" for service in ("youtube", "vimeo", "dailymotion", "hosted", "videopress")
)


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
    if settings.get("look", "line") == "line" and (room := room_of(name)) is not None:
        return room
    parts = Parts(kind_of(name))
    for setting, value in _chosen(settings):
        take(parts, name, setting, value, media, nested)
    return _shown(parts, inner)


def _chosen(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the settings without the addresses of films that another choice puts aside."""
    kind = settings.get("video_type")
    chosen = f"{kind}_url" if isinstance(kind, str) else ""
    for setting, value in settings.items():
        aside = chosen in settings and setting in _FILM_URLS and setting != chosen
        aside = aside or (setting == "compiled_html" and "editor_data" in settings)  # Brizy
        if not aside:
            yield setting, value


def _shown(parts: Parts, inner: str) -> str:
    """Put the parts in the order in which pages show them."""
    if parts.kind == "fold" and parts.headings:
        title = _TAG.sub("", parts.headings.pop(0))
        return f"<details><summary>{title}</summary>\n{_shown(parts, inner)}\n</details>"
    inner = _without_role(parts, inner.strip())
    if parts.labels and parts.texts and not (parts.links or parts.headings or parts.kind):
        parts.headings, parts.labels = parts.labels, []  # the label of a fold or tab
    if parts.caption and not parts.images:
        parts.texts.append(parts.caption)
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
        *map(_paragraph, parts.labels),
    ]
    return "\n".join(piece for piece in pieces if piece)


def _is_label(inner: str) -> bool:
    return _BLOCK.search(inner) is None or _PARAGRAPH.fullmatch(inner.strip()) is not None


def _without_role(parts: Parts, inner: str) -> str:
    """Use enclosed text as a button's label, a heading's words or a picture's file.

    Returns:
        The parts that are not among these.
    """
    if not inner:
        return ""
    is_file = values.is_address(inner)
    if is_file and (parts.kind == "image" or values.is_kind_of_file(inner, "image")):
        parts.images.append((inner, "", ""))
        return ""
    roles = {"button": parts.labels, "heading": parts.headings}
    taken = roles.get(parts.kind)
    if taken is None or not _is_label(inner) or (taken and parts.kind == "heading"):
        return inner
    paragraph = _PARAGRAPH.fullmatch(inner)
    taken.append(paragraph[1] if paragraph else inner)
    return ""


def _pictures(parts: Parts) -> list[str]:
    link = ""
    if not parts.images and (found := [link for link in parts.links if _is_picture(link)]):
        parts.images += [(url, "", "") for url, _ in found]
        parts.links = [link for link in parts.links if link not in found]
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


def _is_picture(link: tuple[str, str]) -> bool:
    return not link[1] and values.is_kind_of_file(link[0], "image")


def _titles(parts: Parts) -> list[str]:
    level = parts.level or (2 if parts.kind == "heading" else 3)
    titles = list(dict.fromkeys(parts.headings))
    if titles and len(parts.links) == 1 and not parts.labels and "<a" not in titles[0]:
        titles[0] = f'<a href="{attribute(parts.links.pop()[0])}">{titles[0]}</a>'
    return [_title(title, min(6, level + n)) for n, title in enumerate(titles)]


def _title(text: str, level: int) -> str:
    """Write a heading; a text as long as a paragraph is one, whatever its setting."""
    if _BLOCK.match(text):
        return text
    return f"<p>{text}</p>" if len(text) > _LONGEST else f"<h{level}>{text}</h{level}>"


def _paragraph(text: str) -> str:
    return text if _BLOCK.search(text) else f"<p>{text}</p>"


def _is_one_label(parts: Parts) -> bool:
    """Check whether a link has nothing to be on but one short text."""
    if parts.headings or parts.images or parts.items or len(parts.texts) != 1:
        return False
    return "<" not in parts.texts[0]


def _buttons(parts: Parts) -> list[tuple[str, str]]:
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
    # Below a heading, a label without a link is a button as well.
    parts.labels = labels if parts.headings else []
    parts.texts += [] if parts.headings else labels
    return pairs
