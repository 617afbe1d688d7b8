"""Links around finished text, written so that their URLs can be found as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from wparchive import patterns
from wparchive.render.markdown.escape import can_autolink, escape_text, target
from wparchive.render.markdown.running_text import SPACED, add_space
from wparchive.render.markdown.state import BREAK, INNER_BREAK
from wparchive.web.html import visible_text
from wparchive.web.html_links import clean_url
from wparchive.wordpress.embeds import provider

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State


# What a link shows, besides words and drawings.
_SHOWN: Final = ("text", "image", "img", "picture", "object", "video", "audio", "math")
_HOST: Final = patterns.lazy(r"(?:https?:)?//(?:www\.)?([a-zA-Z0-9.-]+)")


def add_link(state: State, element: Element, text: str, out: list[str]) -> None:
    """Append a link around finished text, the space at its edges outside."""
    href = absolute_url(state, element.get("href") or "")
    core = text.strip(SPACED)
    start = text.find(core) if core else 0
    if start:
        add_space(text[:start], out)
    end = text[start + len(core) :]
    hint = element.get("title")
    if not core or _is_drawing(element):
        core, hint = _label(element) or core, None
    if not (core or href):
        return  # readers saw nothing, and could not follow it
    automatic = core != href or state.options.use_automatic_links
    if automatic and element.text == href and not hint and can_autolink(href):
        out.append(f"<{href}>")  # also where escapes would change what the reader sees of it
    else:
        _escape_exclamation(out)
        core = core.replace(BREAK, INNER_BREAK)
        if core[:1] == "^":  # a footnote to some
            core = "\\" + core
        protected = state.options.protect_links
        out.append(f"[{core}]({target(href, hint, brackets=protected)})")
    if end:
        add_space(end, out)


def _label(element: Element) -> str:
    """Return what names a link on an icon: its label, or for an icon of a font at least its host.

    Readers see nothing of a link without content, unless a label says that a style draws it.
    """
    attributes = ("aria-label", "title", "data-original-title")[: None if len(element) else 1]
    names = [*map(element.get, attributes), *map(_title, element.iter("svg"))]
    label = next((" ".join(name.split()) for name in names if name and name.strip()), "")
    icons = (child for child in element.iter("i", "span", "svg") if child is not element)
    if not label and any(child.tag == "svg" or child.get("class") for child in icons):
        host = _HOST.match(element.get("href") or "")
        label = host[1] if host else ""
    # A film that opens above the page: a style draws the button.
    if not label and element.get("class"):
        label = provider(element.get("href") or "") or ""
    return escape_text(label, set(), link=True) if label else ""


def _title(drawing: Element) -> str:
    title = drawing.find("title")
    return drawing.get("aria-label") or (
        "" if title is None else "".join(map(str, title.itertext()))
    )


def _is_drawing(element: Element) -> bool:
    """Check whether a link has nothing inside but drawings, with no words but their titles."""
    drawings = list(element.iter("svg"))
    if not drawings or any(True for tag in _SHOWN for _ in element.iter(tag)):
        return False
    titles = [title for drawing in drawings for title in drawing.iter("title")]
    words = "".join(str(word) for title in titles for word in title.itertext())
    return "".join("".join(visible_text(element)).split()) == "".join(words.split())


def absolute_url(state: State, url: str) -> str:
    """Return a URL as a browser takes it; absolute if html2text's ``baseurl`` is set."""
    url = clean_url(url)
    return urljoin(state.options.baseurl, url) if state.options.baseurl else url


def _escape_exclamation(out: list[str]) -> None:
    """Escape a "!" right before a link: together they would make an image."""
    if out and out[-1][-1] == "!":
        out[-1] = out[-1][:-1] + "\\!"
