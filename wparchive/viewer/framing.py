"""Changes to archived pages for the viewer: local links, a search bar, nothing active.

What they cost is bounded: a page of 16 MiB can have millions of tags, and links that are a thousand
times as long when they point to the archive.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from wparchive import patterns
from wparchive.render.template import template
from wparchive.viewer.addresses import quoted, server_path
from wparchive.web.html_links import clean_url
from wparchive.web.relink import base_of, link_places, quoted_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_ACTIVE = patterns.lazy(
    r"<(?P<hint>link)(?=[\s/])|<i?(?P<frame>frame)(?=[\s/])|src(?P<sizes>s)(?=et)|http(?P<equiv>-)equiv"
    r"|<(?P<named>meta)(?=[\s/])(?![ \t\n\r\f]+name=(?:\"(?:viewport|color-scheme|)\"|-[ \t\r\n]))"
    r"|referrer(?P<policy>p)olicy",
    re.IGNORECASE | re.ASCII,
)
"""What would act, wherever a browser finds tags, which no pattern could tell for sure."""
_LINKS = 100_000
"""Links of a page that are looked up; a hostile page has a million of them."""
_MARKUP = 1_000_000
"""Tags and attributes of a page in which links are looked for: one for each 16 bytes."""
_GROWTH = 1 << 24
"""Characters of all links of a page that point to the archive."""
_LONGEST = 1 << 15
"""Characters of a link that can point to an archived address, in whatever way it is written."""
_AT_ONCE = 1_000
"""Links that are looked up at a time: their addresses are longer than what the page has."""
_RESOLVED = 1 << 25
"""Characters of all addresses that are worked out, and of what they are relative to."""
_BLOCK = 1 << 16
_BODY = patterns.lazy(r"<body[^<>]*>\n?", re.IGNORECASE)


def add_frame(text: str, uri: str, known: Callable[[Iterable[str]], set[str]]) -> Iterator[str]:
    """Add a search bar to a page, and point its first links to the archive.

    Args:
        text: Markup of the page.
        uri: Address of the page.
        known: Returns those of the given addresses that the archive has.

    Yields:
        The changed page, block by block.
    """
    begins = _BODY.search(text)
    bar = begins.end() if begins else len(text)
    changes = list(_local_links(text, uri, known))
    for start, end, _ in changes:
        if start < bar < end:
            bar = end
    changes.append((bar, bar, template("bar.html").render(query="", uri=uri)))
    done = 0
    for start, end, new in sorted(changes):
        yield from _harmless(text, done, start)
        yield from _harmless(new, 0, len(new))
        done = end
    yield from _harmless(text, done, len(text))


def _local_links(
    text: str, uri: str, known: Callable[[Iterable[str]], set[str]]
) -> Iterator[tuple[int, int, str]]:
    """Yield the links to what the archive has: where each begins and ends, and its new value."""
    # Hints mean nothing in the viewer, nor do lists of sizes.
    places = (
        (place.start, place.end, clean_url(place.value))
        for place in link_places(text, _MARKUP)
        if place.tag != "link" and place.name != "srcset"
    )
    base = base_of(text, uri, _MARKUP)
    if len(base) > _LONGEST:
        base = uri
    grown, left, looked_at = 0, _RESOLVED, islice(places, _LINKS)
    while left > 0 and (part := list(islice(looked_at, _AT_ONCE))):
        targets: dict[str, tuple[str, str]] = {}
        for _, _, url in part:
            if url in targets or not _may_lead_here(url):
                continue
            left -= len(base) + len(url)
            if left <= 0:
                break
            with suppress(ValueError):
                address, fragment = urldefrag(urljoin(base, url))
                targets[url] = (address, fragment)
        here = known(form for address, _ in targets.values() for form in (address, quoted(address)))
        for start, end, url in part:
            found, fragment = targets.get(url, ("", ""))
            address = next((form for form in (found, quoted(found)) if form in here), "")
            if address:
                path = server_path(address)
                new = quoted_value(f"{path}#{fragment}" if fragment else path)
                grown += len(new)
                if grown > _GROWTH:
                    return
                yield start, end, new


def _may_lead_here(url: str) -> bool:
    return len(url) <= _LONGEST and url[:1] not in {"", "#"}  # `#` leads into the page itself


def _harmless(text: str, start: int, end: int) -> Iterator[str]:
    """Yield a part of a page in which nothing acts, block by block."""
    parts: list[str] = []
    size, done = 0, start
    for found in _ACTIVE.finditer(text, start, end):
        if found.start() - done > _BLOCK:
            yield "".join(parts)
            parts, size = [], 0
            yield from _blocks(text, done, found.start())
            done = found.start()
        parts += (text[done : found.start()], _without_effect(found))
        size += found.end() - done
        done = found.end()
        if size > _BLOCK:
            yield "".join(parts)
            parts, size = [], 0
    yield "".join(parts)
    yield from _blocks(text, done, end)


def _blocks(text: str, start: int, end: int) -> Iterator[str]:
    for begin in range(start, end, _BLOCK):
        yield text[begin : min(begin + _BLOCK, end)]


def _without_effect(found: re.Match[str]) -> str:
    """Return markup that means nothing to browsers, and in texts the same to readers.

    In the name of an attribute browsers decode no reference (HTML, 13.2.5.33); in texts and values
    they do. Nothing here has quotes, which would end a value that quotes such markup.
    """
    text = found[0]
    match found.lastgroup:
        case "hint":  # browsers connect for it before they ask the policy; as the other element
            return "<meta name=- "  # of heads that is empty, with an unknown name it does nothing
        case "frame":  # the same; of an attribute that is there twice the first counts
            return f"{text} srcdoc src=about:blank "
        case "named":  # it could tell other sites where the reader comes from
            return f"{text} name=- "
        case "policy":  # the same, of one link
            return f"{text[:8]}&#{ord(text[8])};{text[9:]}"
        case "equiv":  # a header of HTTP, `Refresh` above all
            return f"{text[:4]}&#45;{text[5:]}"
        case _:  # browsers would load another size from the web, and show nothing if they may not
            return f"{text[:3]}&#{ord(text[3])};"
