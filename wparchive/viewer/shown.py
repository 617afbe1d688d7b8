"""What a page shows: its title and the part with its text, in whatever way it is written."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Element(NamedTuple):
    """What an element begins and ends with, in capitals or small letters."""

    start: re.Pattern[str]
    end: re.Pattern[str]


_I = re.IGNORECASE
_HEADING = _Element(patterns.lazy(r"<h1(?=[\s/>])", _I), patterns.lazy(r"</h1(?=[\s/>])", _I))
_TITLE = _Element(patterns.lazy(r"<title(?=[\s/>])", _I), patterns.lazy(r"</title(?=[\s/>])", _I))
_HEAD = _Element(patterns.lazy(r"<head(?=[\s/>])", _I), patterns.lazy(r"</head(?=[\s/>])", _I))
_MAIN = _Element(patterns.lazy(r"<main(?=[\s/>])", _I), patterns.lazy(r"</main(?=[\s/>])", _I))
_BODY = _Element(patterns.lazy(r"<body(?=[\s/>])", _I), patterns.lazy(r"</body(?=[\s/>])", _I))
_PAGE = _Element(patterns.lazy(r"<html(?=[\s/>])", _I), patterns.lazy(r"</html(?=[\s/>])", _I))
_REST = patterns.lazy(r"""(?>(?:[^<>"']+|"[^"]*"|'[^']*'|["']){0,1000})>""")
"""The rest of a start tag; attributes in quotes may have a `>`."""
_TAG = patterns.lazy(r"<[^<>]*>")
_ARTICLE = patterns.lazy(r"<article\b")
_OURS = patterns.lazy(r'<meta name="generator" content="wparchive ')
_TIME = patterns.lazy(r"<time\b[^<>]*?\bdatetime\s*+=\s*+[\"']?(\d{4}-\d\d-\d\d)", re.IGNORECASE)


def title_of(page: str) -> str:
    """Return the first heading, or the title, of a page in plain text; empty if it has none."""
    return text_of(_between(page, _HEADING)) or text_of(_between(page, _TITLE))


def is_our_list(page: str) -> bool:
    """Check whether wparchive made a page that repeats the text of its posts."""
    return bool(_OURS.search(page)) and not _ARTICLE.search(page)


def parts(page: str) -> Iterator[str]:
    """Yield the parts of a page that may have its text, the best first."""
    yield _between(page, _MAIN, last=True)
    begins = _behind_start(page, _BODY)
    if begins is None:
        # Both tags of the body may be left out: what follows the head, or the title, is in it.
        ends = _HEAD.end.search(page) or _TITLE.end.search(page)
        begins = _behind_name(page, ends.end()) if ends else 0
    # So may the end tag, and several pages may be in one.
    ends_at = _last(page, _BODY, begins)
    ends_at = _last(page, _PAGE, begins) if ends_at is None else ends_at
    yield page[begins:ends_at]


def day_of(shown: str) -> str:
    """Return the first date in a part of a page; empty if it has none."""
    day = _TIME.search(shown)
    return day[1] if day else ""


def text_of(markup: str) -> str:
    """Return the text of a title."""
    return " ".join(unescape(_TAG.sub("", markup)).split())


def _between(page: str, element: _Element, *, last: bool = False) -> str:
    """Return the text between the first start tag and the next or last end tag; empty if missing.

    A single expression would search for the end tag again from every start tag.
    """
    begins = _behind_start(page, element)
    if begins is None:
        return ""
    first = element.end.search(page, begins)
    ends = _last(page, element, begins) if last else first and first.start()
    return page[begins:ends] if ends is not None else ""


def _behind_start(page: str, element: _Element) -> int | None:
    begins = element.start.search(page)
    return None if begins is None else _behind_name(page, begins.end())


def _behind_name(page: str, position: int) -> int:
    """Return where a tag ends, by a position behind its name; that position if it has no end."""
    rest = _REST.match(page, position)
    return position if rest is None else rest.end()


def _last(page: str, element: _Element, position: int) -> int | None:
    """Return where the last end tag begins; None if none follows a position."""
    ends = deque(element.end.finditer(page, position), maxlen=1)
    return ends[0].start() if ends else None
