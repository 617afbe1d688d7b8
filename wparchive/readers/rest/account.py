"""Account for REST objects: rendered and raw texts that are in no field of a post or comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wparchive.assembly.unclaimed.fields import account_for_comment, account_for_post
from wparchive.readers.rest.posts import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.assembly.unclaimed.account import UnclaimedSummary
    from wparchive.model.records import Post
    from wparchive.readers.rest.dump import Dump, Object

_OTHERS: Final = frozenset({"_links", "_embedded", "meta", "metadata", "capabilities", "targets"})
"""Fields that hold other objects, which are read by themselves, or no text."""
_DEPTH: Final = 8


def accounts_of(dump: Dump, post: Post) -> Iterator[UnclaimedSummary]:
    """Account for the objects that a post and its comments were read from."""
    found = dump.posts.get(post.id) if post.id is not None else None
    if found is not None:
        yield account_for_post(_parts(found.value), post, found.source)
    for comment in post.comments:
        of = dump.comments.get(comment.id) if comment.id is not None else None
        if of is not None:
            yield account_for_comment(_parts(of.value), comment, post.id, of.source)


def _parts(value: Object) -> Iterator[tuple[str, str]]:
    """Yield texts by their fields' names.

    What plugins add is kept in `extra`, and is a text only where it is rendered as one.
    """
    for name, inner in value.items():
        if name not in _OTHERS:
            yield from _texts(name, inner, 0, plain=name in KNOWN)


def _texts(name: str, value: Any, depth: int, *, plain: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if plain:
            yield name, value
    elif depth > _DEPTH:
        return
    elif isinstance(value, dict):
        raw = isinstance(value.get("raw"), str)
        for key, inner in value.items():
            if key == "rendered" and raw:
                continue  # made of the raw text
            is_text = key in {"raw", "rendered"}
            yield from _texts(name if is_text else key, inner, depth + 1, plain=plain or is_text)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(name, inner, depth + 1, plain=plain)
