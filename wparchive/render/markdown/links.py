"""The rules for a and img."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.render.markdown.escape import SPECIAL, escape_text, html_attribute, target
from wparchive.render.markdown.inline_rules import keep
from wparchive.render.markdown.link_text import absolute_url, add_link
from wparchive.render.markdown.running_text import add_anchor, collapse
from wparchive.render.markdown.walk import walk_inline

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State


_IMAGE_ATTRIBUTES: Final = "id src alt title width height srcset sizes longdesc".split()


def link(state: State, element: Element, out: list[str]) -> None:
    """Write a link, or the anchor that an ``a`` without ``href`` is."""
    href = element.get("href")
    name = element.get("id") or element.get("name")
    if href is None or _is_ignored(state, href):
        if name:
            out.append(f"<a{html_attribute('id', name)}></a>")
        walk_inline(state, element, out)
        return
    if name and (name in state.anchor_ids or element.get("name")):
        out.append(f"<a{html_attribute('id', name)}></a>")
    if state.in_link:  # Markdown has no link in a link
        keep(state, element, out)
        return
    state.in_link, bare_marks = True, state.bare_marks
    state.bare_marks = set()
    inner = ["["]
    walk_inline(state, element, inner)
    state.in_link, state.bare_marks = False, bare_marks
    del inner[0]
    add_link(state, element, "".join(inner), out)


def _is_ignored(state: State, href: str) -> bool:
    """Check whether html2text's options reduce such a link to its text."""
    options = state.options
    return (
        options.ignore_links
        or (options.ignore_mailto_links and href.startswith("mailto:"))
        or (options.skip_internal_links and href.startswith("#"))
    )


def image(state: State, element: Element, out: list[str]) -> None:
    """Write an image with its alternative text and title."""
    src = element.get("src")
    add_anchor(state, element, out)
    if state.options.ignore_images or (src is None and not element.get("srcset")):
        state.dropped["img"] += 1
        return
    options = state.options
    sized = options.images_with_size and (element.get("width") or element.get("height"))
    # Other sizes of the same picture are left out, unless there is no picture without them.
    sizes = (src or "data:").startswith("data:") and element.get("srcset")
    if src is None or options.images_as_html or sized or sizes or element.get("longdesc"):
        # More, in most cases of links, than Markdown's image can hold.
        kept = [(name, element.get(name)) for name in _IMAGE_ATTRIBUTES]
        out.append(f"<img{''.join(html_attribute(n, v) for n, v in kept if v is not None)}>")
        return
    alt = _alternative_text(element.get("alt") or options.default_image_alt)
    if options.images_to_alt:
        out.append(alt)
        return
    out.append(f"![{alt}]({target(absolute_url(state, src), element.get('title'))})")


def _alternative_text(text: str) -> str:
    text = collapse(text).strip(" ")
    if SPECIAL.search(text):
        text = escape_text(text, set(), link=True)
    return "\\" + text if text[:1] == "^" else text  # a footnote to some
