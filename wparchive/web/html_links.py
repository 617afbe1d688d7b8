"""URLs in the attributes of elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.attributes import attributes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

_URL_WHITESPACE: Final = patterns.lazy(r"[\t\n\r]")
_LINK_ATTRIBUTES: Final = frozenset({"href", "src", "poster", "cite", "longdesc", "srcset", "data"})
# What points somewhere, by element. Elements that HTML does not know may point with any of them.
_LINKS: Final = {
    **dict.fromkeys(("a", "area", "base", "link"), frozenset({"href"})),
    **dict.fromkeys(("audio", "embed", "frame", "input", "script", "track"), frozenset({"src"})),
    **dict.fromkeys(("blockquote", "del", "ins", "q"), frozenset({"cite"})),
    "iframe": frozenset({"src", "longdesc"}),
    "img": frozenset({"src", "srcset", "longdesc"}),
    "object": frozenset({"data"}),
    "source": frozenset({"src", "srcset"}),
    "video": frozenset({"src", "poster"}),
    **dict.fromkeys(
        """abbr acronym address article aside b bdi bdo big body br button caption center cite code
        col colgroup dd details dfn dialog dir div dl dt em fieldset figcaption figure font footer
        form h1 h2 h3 h4 h5 h6 header hr html i kbd label legend li main map mark menu nav noscript
        ol optgroup option p param picture pre ruby s samp section select small span strike strong
        style sub summary sup table tbody td textarea tfoot th thead time title tr tt u ul var wbr
        """.split(),
        frozenset[str](),
    ),
}


def clean_url(url: str) -> str:
    """Strip outer space, tabs and line breaks from a URL in an attribute, like browsers."""
    url = url.strip(" \t\n\r\f")
    return _URL_WHITESPACE.sub("", url) if not url.isprintable() else url


def link_attributes(tag: str) -> frozenset[str]:
    """Return the attributes of an element that refer to something."""
    return _LINKS.get(tag, _LINK_ATTRIBUTES)


def own_links(element: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Yield the URLs in an element's own attributes, in document order."""
    tag = element.tag
    allowed = link_attributes(tag)
    for name, value in attributes_of(element):
        if name not in allowed:
            continue
        if name == "srcset":
            for url in srcset_urls(str(value)):
                yield tag, name, url
        else:
            url = clean_url(str(value))
            if url:
                yield tag, str(name), url


def srcset_urls(value: str) -> Iterator[str]:
    """Yield the URLs of a srcset: a URL may hold commas, but not end in one (HTML, 4.8.4.2.2)."""
    for start, end in _srcset_places(value):
        yield value[start:end]


def rewritten_srcset(value: str, rewrite: Callable[[str], str]) -> str:
    """Return a srcset with other URLs.

    Args:
        value: The srcset.
        rewrite: Gives the new URL, or the same.
    """
    parts, done = [], 0
    for start, end in _srcset_places(value):
        parts += [value[done:start], rewrite(value[start:end])]
        done = end
    return "".join((*parts, value[done:]))


def _srcset_places(value: str) -> Iterator[tuple[int, int]]:
    """Yield where each URL of a srcset begins and ends."""
    at, end = 0, len(value)
    while at < end:
        if value[at] in ", \t\n\r\f":
            at += 1
            continue
        start = at
        while at < end and value[at] not in " \t\n\r\f":
            at += 1
        url = value[start:at].rstrip(",")
        if start + len(url) == at:
            comma = value.find(",", at)
            at = end if comma < 0 else comma
        if url:
            yield start, start + len(url)
