"""Puts pictures of a builder's page into the copy of the page that the body is.

Elementor's copy has no styles, and so no pictures behind sections, columns and slides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

_PICTURE: Final = patterns.lazy(
    r"<figure>(?:<a\b[^<>]*+>)?<img src=\"(?P<src>[^\"]*+)\"[^<>]*+>(?:(?!<figure>).)*?</figure>"
)
_TAG: Final = patterns.lazy(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*+)[^<>]*+>")
_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
_MARKUP: Final = patterns.lazy(r"<[^<>]*+>")
_WORD: Final = patterns.lazy(r"\w+")
# The size that a file was made in, and what makes two names of one picture differ.
_SIZE: Final = patterns.lazy(r"(?:-[0-9]{2,5}x[0-9]{2,5}|-scaled)?\.\w{2,5}\Z")
# Pictures that come with a plugin or theme, such as placeholders.
_SUPPLIED: Final = ("/wp-content/plugins/", "/wp-content/themes/")
_FEW: Final = 4
_REACH: Final = 3_000


def with_pictures(body: str, page: str) -> tuple[str, int]:
    """Put the pictures that only the page has before the words that follow them there.

    Args:
        body: The body, a copy of the page.
        page: HTML of the page.

    Returns:
        The body, and the number of pictures in it that it had not.
    """
    missing = _missing(body, page)
    if not missing:
        return body, 0
    parts = list(_parts(body))
    texts = [_words(part) for part in parts]
    before: dict[int, list[str]] = {}
    place = 0
    for picture, end in missing:
        following = _words(page[end : end + _REACH]) + " "
        first = " ".join(following.split()[:_FEW])
        found = (
            at
            for at in range(place, len(parts) if first else 0)
            if texts[at] and (first in texts[at] or following.startswith(f"{texts[at]} "))
        )
        at = next(found, None)
        place = place if at is None else at
        before.setdefault(len(parts) if at is None else at, []).append(picture)
    pieces = [
        piece
        for at, part in enumerate([*parts, ""])
        for piece in (*(f"\n\n{picture}\n\n" for picture in before.get(at, ())), part)
    ]
    return "".join(pieces).strip(), len(missing)


def _missing(body: str, page: str) -> list[tuple[str, int]]:
    """List the pictures of the page that the body lacks, and where each ends on the page."""
    found: dict[str, tuple[str, int]] = {}
    for match in _PICTURE.finditer(page):
        url = unescape(match["src"])
        name = _SIZE.sub("", url.rpartition("/")[2])
        if name and name not in body and not any(part in url for part in _SUPPLIED):
            found.setdefault(url, (match[0], match.end()))
    return list(found.values())


def _parts(body: str) -> Iterator[str]:
    """Divide a body where an element begins that is in no other one."""
    depth = done = 0
    for tag in _TAG.finditer(body):
        is_void = tag["name"].lower() in _VOID or tag[0].endswith("/>")
        if not tag["end"] and not depth and tag.start():
            yield body[done : tag.start()]
            done = tag.start()
        if not is_void:
            depth = max(0, depth - 1) if tag["end"] else depth + 1
    yield body[done:]


def _words(html: str) -> str:
    return " ".join(_WORD.findall(unescape(_MARKUP.sub(" ", html)).casefold()))
