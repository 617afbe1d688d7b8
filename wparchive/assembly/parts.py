"""Posts in several parts (``<!--nextpage-->``), each of which has a page, joined into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.assembly.identity import canonicalize_url
from wparchive.formats.readers import TextForm
from wparchive.formats.registry import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.assembly.identity import CanonicalUrl
    from wparchive.model.records import Post

_BREAK = "<!--nextpage-->"
_MARK = f"\n{_BREAK}\n"
_NUMBER = patterns.lazy(r"(?:/|[?&]page=)(\d{1,3})/?$")
_PART = patterns.lazy(r"page (\d{1,3})")


def join_parts(posts: Sequence[Post]) -> list[Post]:
    """Join the parts of a post in their order, and return all observations of the post.

    ``wp_link_pages()`` numbers the pages of a post below its permalink: ``.../slug/2/``, or
    ``?p=ID&page=2``. Parts of a post are left alone if a source has the whole of its text.
    """
    links = {canonicalize_url(post.link) for post in posts if post.link}
    parts: dict[int, Post] = {}
    whole: list[Post] = []
    for post in posts:
        number = _marked_part(post) or _part_in_link(post.link, links)
        if number is None:
            whole.append(post)
        elif number not in parts or len(post.content or "") > len(parts[number].content or ""):
            parts[number] = post
    if not parts or not whole or any(map(_has_all_parts, whole)):
        return list(posts)
    first = max(whole, key=lambda post: len(post.content or ""))
    contents = [first.content or "", *(parts[number].content or "" for number in sorted(parts))]
    first.content = _MARK.join(contents)
    for post in (*whole, *parts.values()):
        if post is not first:
            post.content = None
    for post in parts.values():
        post.link = first.link
        post.slug = first.slug
    return [first, *(post for post in whole if post is not first), *parts.values()]


def part_number(pages: Sequence[str]) -> int:
    """Return which part of a post a page is, by its links to the other parts; 1 without links."""
    # A larger number at the end is a day, or an id, in the first part's own address.
    numbers = {
        number
        if (match := _NUMBER.search(url)) and (number := int(match[1])) <= len(pages) + 1
        else 1
        for url in pages
    }
    return next(n for n in range(1, len(pages) + 2) if n not in numbers)


def part_mark(number: int) -> str:
    """Write the number of a part for an observation's origin."""
    return f"page {number}"


def _has_all_parts(post: Post) -> bool:
    """Return whether a body is as WordPress stores it, or has marks of its parts."""
    content = post.content or ""
    return _BREAK in content or (bool(content) and kind_of(post.origin).text is TextForm.RAW)


def _marked_part(post: Post) -> int | None:
    match = _PART.fullmatch(post.origin_or_unknown.element or "")
    return int(match[1]) if match else None


def _part_in_link(link: str | None, links: set[CanonicalUrl | None]) -> int | None:
    """Return which part of a post a URL is of, by the URLs of the others; None for the first."""
    match = _NUMBER.search(link or "")
    if match is None or link is None or int(match[1]) < 2:
        return None
    above = canonicalize_url(link[: match.start()])
    return int(match[1]) if above in links else None
