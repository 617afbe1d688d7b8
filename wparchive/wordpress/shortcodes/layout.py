"""Shortcodes of plugins and themes around text: notes, quotations, folds, buttons, columns."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from wparchive import patterns
from wparchive.wordpress.embeds import embed
from wparchive.wordpress.media import AUDIO, IMAGES, VIDEO
from wparchive.wordpress.shortcodes.core import attribute, gallery, player

if TYPE_CHECKING:
    from collections.abc import Collection

    from wparchive.wordpress.shortcodes.processor import Handler, Shortcode

# Attributes in which plugins name the file of a player.
_FILES: Final = (
    *("url", "src", "file", "fileurl", "track", "video", "mp3", "mp4", "source", "movie", "0"),
)
_FOLD_TITLES: Final = tuple(
    "title question heading header label show expand_text more name 0".split()
)
# Attributes with the numbers of two pictures, one above the other.
_PAIR: Final = (
    *("img1", "img2", "image1", "image2", "before", "after", "before_image", "after_image"),
    *("image_before", "image_after", "left", "right"),
)
_FILE: Final = patterns.lazy(r"(?:https?:)?//[^\s<>\"'|,@]+", re.IGNORECASE)
_UNKNOWN_PLAYER: Final = patterns.lazy(
    r"\[(?P<name>[A-Za-z][\w-]*+)(?:[:=]|\s+[a-z]\w*+=)[\"']?(?P<url>https?://[^\s<>\"'\[\]|]++)"
    r"|\[(?P<around>[A-Za-z][\w-]*+)\]\s*+(?P<inside>https?://[^\s<>\"'\[\]|]++)\s*+\[/(?P=around)\]",
    re.IGNORECASE,
)
_START: Final = patterns.lazy(r"\A(?>(?:\s|</p>|<br />)+)")


def note(shortcode: Shortcode) -> str | None:
    """Render a footnote: its number in place, its text below the body."""
    if not (shortcode.content or "").strip():
        return None
    expansion = shortcode.processor
    expansion.notes.append(_inner(shortcode))
    number = len(expansion.notes)
    return (
        f'<sup class="footnote" id="{_note_id(shortcode, number, "ref")}">'
        f'<a href="#{_note_id(shortcode, number)}">{number}</a></sup>'
    )


def _note_id(shortcode: Shortcode, number: int, kind: str = "") -> str:
    return expansion_note_id(shortcode.processor.post, number, kind)


def expansion_note_id(post: int | None, number: int, kind: str = "") -> str:
    """Return the id of a footnote, unique among the posts of one page."""
    return "-".join(["fn" + kind, *([str(post)] if post is not None else []), str(number)])


def note_list(shortcode: Shortcode) -> str | None:
    """Render nothing for the list of footnotes, which always comes below the body."""
    return "" if shortcode.processor.notes and shortcode.content is None else None


def written_notes(notes: list[str], post: int | None) -> str:
    """Write the list of a body's footnotes; empty if there are none."""
    if not notes:
        return ""
    items = "".join(
        f'<li id="{expansion_note_id(post, number)}">{text} '
        f'<a href="#{expansion_note_id(post, number, "ref")}">↩</a></li>\n'
        for number, text in enumerate(notes, 1)
    )
    return f'\n<ol class="footnotes">\n{items}</ol>\n'


def quote(shortcode: Shortcode) -> str | None:
    """Render a quotation and its source."""
    if shortcode.content is None or _points_elsewhere(shortcode):
        return None
    named = map(shortcode.get, ("author", "cite", "source", "name", "company"))
    sources = dict.fromkeys(filter(None, named))
    words = f"<p><cite>{', '.join(sources)}</cite></p>" if sources else ""
    return f"<blockquote>{_inner(shortcode)}{words}</blockquote>"


def fold(shortcode: Shortcode) -> str | None:
    """Text that opens at a click on its title."""
    if shortcode.content is None or _points_elsewhere(shortcode):
        return None
    title = shortcode.get(*_FOLD_TITLES)
    words = f"<summary>{escape(title, quote=False)}</summary>" if title else ""
    return f"<details>{words}{_inner(shortcode)}</details>"


def heading(shortcode: Shortcode) -> str | None:
    """Render the title of what follows."""
    title = shortcode.get("title", "name")
    if shortcode.content is not None or not title:
        return None
    return f"<h4>{escape(title, quote=False)}</h4>"


def tweet(shortcode: Shortcode) -> str | None:
    """Render a sentence that readers may share."""
    text = _inner(shortcode) or escape(shortcode.get("quote", "tweet", "text", "0"), quote=False)
    return f"<blockquote><p>{text}</p></blockquote>" if text and "//" not in text[:8] else None


def image(shortcode: Shortcode) -> str | None:
    """Render a picture that the shortcode names by its address."""
    url = shortcode.get("src", "data-src", "data-img-src", "url", "image") or _text(shortcode)
    if not _FILE.fullmatch(url) or not url.partition("?")[0].lower().endswith(IMAGES):
        return None
    places = sum("//" in value for value in (*shortcode.attributes.values(), _text(shortcode)))
    if places > 2 or _points_elsewhere(shortcode, url):
        return None
    shown = f'<img src="{attribute(url)}" alt="{attribute(shortcode.get("alt"))}" />'
    shown = f'<a href="{attribute(url)}">{shown}</a>' if places == 2 else shown
    words = escape(shortcode.get("caption", "title"), quote=False)
    return f"<figure>{shown}{f'<figcaption>{words}</figcaption>' if words else ''}</figure>"


def document(shortcode: Shortcode) -> str | None:
    """Render a link to a file that a viewer shows."""
    values = [*map(shortcode.get, (*_FILES, "pdf")), _text(shortcode)]
    stored = next((value for value in values if _FILE.fullmatch(unquote(value))), "")
    if not stored or _points_elsewhere(shortcode, stored):
        return None
    url = unquote(stored) if "%3A" in stored.upper() else stored
    label = shortcode.get("title", "name") or url.partition("?")[0].rpartition("/")[2] or url
    return f'<p><a href="{attribute(url)}">{escape(label, quote=False)}</a></p>'


def _text(shortcode: Shortcode) -> str:
    return (shortcode.content or "").strip()


def button(shortcode: Shortcode) -> str | None:
    """Render a link that looks like a button."""
    url = shortcode.get("url", "link", "href", "src")
    label = _inner(shortcode) or escape(shortcode.get("text", "label", "title"), quote=False)
    if not url or not label or _points_elsewhere(shortcode, url):
        return None
    return f'<a href="{attribute(url)}">{label}</a>'


def wrapper(shortcode: Shortcode) -> str | None:
    """Render the content of a part of a page's layout."""
    inside = piece(shortcode)
    return None if inside is None else f"<div>{inside}</div>"


def piece(shortcode: Shortcode) -> str | None:
    """Render the content of a styled piece of a line."""
    if shortcode.content is None or _points_elsewhere(shortcode):
        return None
    return _inner(shortcode)


def tooltip(shortcode: Shortcode) -> str | None:
    """Render words with a text that appears beside them."""
    text = shortcode.get("content", "text", "tip", "title")
    if not (inner := piece(shortcode)) or not text:
        return inner
    return f'<abbr title="{attribute(text)}">{inner}</abbr>'


def _inner(shortcode: Shortcode) -> str:
    """Return the content without the halves of the paragraphs around the brackets."""
    text = _START.sub("", shortcode.inner()).rstrip()
    return text.removesuffix("<p>").rstrip().removesuffix("<br />").rstrip()


def _points_elsewhere(shortcode: Shortcode, *known: str) -> bool:
    """Check whether an attribute is an address, such as that of a background picture."""
    values = (value for value in shortcode.attributes.values() if value.strip() not in known)
    return any("//" in value for value in values)


def line(shortcode: Shortcode) -> str | None:
    """Render a line across the page."""
    return "<hr />" if shortcode.content is None else None


def space(shortcode: Shortcode) -> str | None:
    """Render nothing for room."""
    return "" if shortcode.content is None else None


def numbered_gallery(shortcode: Shortcode) -> str | None:
    """Render a gallery of a plugin, if it names pictures by number."""
    if shortcode.get("ids", "include"):
        return gallery(shortcode)
    numbers = [value for name in _PAIR if (value := shortcode.get(name)).isdecimal()]
    if not numbers:
        return None
    labels = [text for name in ("before", "after") if not (text := shortcode.get(name)).isdecimal()]
    words = escape(", ".join(filter(None, labels)), quote=False)
    shown = gallery(replace(shortcode, attributes={"ids": ",".join(numbers), "link": "none"}))
    return f"{shown}<p>{words}</p>" if shown and words else shown


def _player_of(kind: str) -> Handler:
    endings = AUDIO if kind == "audio" else VIDEO

    def render(shortcode: Shortcode) -> str | None:
        values = [*map(shortcode.get, _FILES), (shortcode.content or "").strip()]
        url = next((found[0] for value in values if (found := _FILE.search(value))), "")
        poster = shortcode.get("splash", "poster", "image")
        if not url or _points_elsewhere(shortcode, poster, *(v for v in values if url in v)):
            return None
        options = f' poster="{attribute(poster)}"' if poster and kind == "video" else ""
        is_file = url.partition("?")[0].lower().endswith(endings)
        instead = shortcode.inner() if url not in (shortcode.content or url) else ""
        shown = player(kind, [url], options) if is_file else f"<p>{embed(url)}</p>"
        return f"{shown}{instead}"

    return render


def players_in(text: str, known: Collection[str]) -> dict[str, Handler]:
    """Return players of plugins that nobody knows, by name: all they say is an address of a file.

    Args:
        text: A body.
        known: Names of shortcodes that others carry out.
    """
    if "://" not in text:
        return {}
    found: dict[str, Handler] = {}
    for match in _UNKNOWN_PLAYER.finditer(text):
        name, url = match["name"] or match["around"], match["url"] or match["inside"]
        for kind, endings in (("audio", AUDIO), ("video", VIDEO)):
            if url.partition("?")[0].lower().endswith(endings) and name not in known:
                found[name] = _BY_ROLE[kind]
    return found


@cache
def _names() -> dict[str, list[str]]:
    import tomllib  # noqa: PLC0415 - only for those who convert

    path = resources.files("wparchive").joinpath("data/shortcodes.toml")
    return tomllib.loads(path.read_text("utf-8"))


_BY_ROLE: Final[dict[str, Handler]] = {
    "notes": note,
    "note_lists": note_list,
    "quotes": quote,
    "headings": heading,
    "tweets": tweet,
    "images": image,
    "documents": document,
    "folds": fold,
    "buttons": button,
    "wrappers": wrapper,
    "in_line": piece,
    "tooltips": tooltip,
    "lines": line,
    "spaces": space,
    "galleries": numbered_gallery,
    "audio": _player_of("audio"),
    "video": _player_of("video"),
}
_SELF_CLOSING_ROLES: Final = tuple(
    "lines spaces galleries audio video headings tweets images documents".split()
)
HANDLERS: Final[dict[str, Handler]] = {
    name: _BY_ROLE[role] for role, names in _names().items() for name in names
}
SELF_CLOSING: Final = frozenset(name for role in _SELF_CLOSING_ROLES for name in _names()[role])
"""Those that often have no closing tag."""
