"""The comments of several observations of one post: each once, by its id, else by its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.assembly import fields
from wparchive.assembly.fields import same_date
from wparchive.assembly.hidden_versions import is_damaged
from wparchive.assembly.identity import fingerprint
from wparchive.formats.registry import kind_of
from wparchive.model.canonical import encode_comment
from wparchive.model.elements import UnknownElement
from wparchive.model.records import PINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wparchive.assembly.fields import Conflict
    from wparchive.model.records import Comment

_FIELDS = (
    "id", "kind", "author", "email", "url", "ip", "published", "published_gmt", "content",
    "approved", "parent", "user_id",
)  # fmt: skip
_EXCERPT = patterns.lazy(r"\s*(?:<p>\s*)?\[(?:…|\.\.\.|&#8230;|&hellip;)\]")
"""How WordPress begins the words of a pingback (``pingback_ping()``)."""
_APPROVED = frozenset({"1", "approve", "", None})


def merge_comments(
    observed: Sequence[Sequence[Comment]],
) -> tuple[list[Comment], list[tuple[Comment, Conflict]]]:
    """Merge the comments of several copies of one post.

    Args:
        observed: The comments of each copy, the most trusted copy first.

    Returns:
        Each comment once, and the fields in which copies differ. The order is that of the first
        copy; where another one adds to it, that of the ids, or of the dates if some have none.
    """
    if len(observed) == 1:
        return list(observed[0]), []
    sets: list[list[Comment]] = []
    by_id: dict[int, list[Comment]] = {}
    by_text: dict[tuple[str, str], list[list[Comment]]] = {}
    by_url: dict[str, list[list[Comment]]] = {}
    by_name: dict[str, list[list[Comment]]] = {}
    grown = False
    for copy, comments in enumerate(observed):
        taken: set[int] = set()
        for comment in comments:
            found = _known(comment, by_id, by_text, taken)
            if found is None and comment.kind in PINGS:
                found = _same_ping(comment, by_url, taken)
            found = found or _in_feed(comment, by_name, taken)
            if found is None:
                grown = grown or copy > 0
                found = [comment]
                sets.append(found)
                by_text.setdefault(_text_of(comment), []).append(found)
                by_name.setdefault(fingerprint(comment.author), []).append(found)
                if comment.kind in PINGS:
                    by_url.setdefault(_ping_url(comment), []).append(found)
            else:
                found.append(comment)
            taken.add(id(found))
            if comment.id is not None:
                by_id.setdefault(comment.id, found)
    conflicts: list[tuple[Comment, Conflict]] = []
    merged: list[Comment] = []
    for copies in sets:
        comment, found_ = _merge(copies)
        merged.append(comment)
        conflicts.extend((comment, conflict) for conflict in found_)
    return (_sorted(merged) if grown else merged), conflicts


def _known(
    comment: Comment,
    by_id: dict[int, list[Comment]],
    by_text: dict[tuple[str, str], list[list[Comment]]],
    taken: set[int],
) -> list[Comment] | None:
    """Return earlier observations of a comment, without those of the same copy of the post."""
    found = by_id.get(comment.id) if comment.id is not None else None
    if found is not None and id(found) not in taken:
        return found
    for same in by_text.get(_text_of(comment), ()):
        if id(same) not in taken and all(_may_be(comment, other) for other in same):
            return same
    return None


def _same_ping(
    comment: Comment, by_url: dict[str, list[list[Comment]]], taken: set[int]
) -> list[Comment] | None:
    """Return earlier observations of a ping from the same page; themes show some without text."""
    for same in by_url.get(_ping_url(comment), ()):
        if id(same) not in taken and all(
            _is_same_ping(comment, other) and _may_be(comment, other) for other in same
        ):
            return same
    return None


def _is_same_ping(one: Comment, other: Comment) -> bool:
    texts = {fingerprint(one.content), fingerprint(other.content)}
    return bool(_ping_url(one)) and (len(texts) == 1 or "" in texts)


def _in_feed(
    comment: Comment, by_name: dict[str, list[list[Comment]]], taken: set[int]
) -> list[Comment] | None:
    """Return earlier observations of a ping that has a number in a feed only, or none there.

    Feeds have the number, the date and the words of a ping, but not its kind and its address;
    many themes show only the address and the title of the page that it is from.
    """
    for same in by_name.get(fingerprint(comment.author), ()):
        if id(same) not in taken and all(_is_fed_ping(comment, other) for other in same):
            return same
    return None


def _is_fed_ping(one: Comment, other: Comment) -> bool:
    ping, fed = (one, other) if one.kind in PINGS else (other, one)
    is_pair = ping.kind in PINGS and ping.id is None and fed.kind not in PINGS
    if not is_pair or not ping.author or fingerprint(ping.content):
        return False
    is_excerpt = _EXCERPT.match(fed.content or "") is not None
    return is_excerpt and not kind_of(fed.origin).complete and _may_be(one, other)


def _ping_url(comment: Comment) -> str:
    return (comment.url or "").strip().rstrip("/").lower()


def _may_be(one: Comment, other: Comment) -> bool:
    if one.id is not None and other.id is not None and one.id != other.id:
        return False
    pairs = ((one.published, other.published), (one.published_gmt, other.published_gmt))
    known = [same_date(a, b) for a, b in pairs if a and b]
    if known:
        return any(known)
    first, second = one.published or one.published_gmt, other.published or other.published_gmt
    return not (first and second) or same_date(first, second)


def _text_of(comment: Comment) -> tuple[str, str]:
    return fingerprint(comment.author), fingerprint(comment.content)


def _merge(copies: list[Comment]) -> tuple[Comment, list[Conflict]]:
    known = [copy for copy in copies if not is_damaged(copy)] or copies
    first, *others = sorted(known, key=_trust_key)
    # What damage has joined with a comment may be hidden, whatever state another copy has.
    first.extra.extend(_kept(copy) for copy in copies if not any(copy is k for k in known))
    conflicts = fields.fill(first, others, _FIELDS)
    for other in others:
        first.meta.extend(meta for meta in other.meta if meta not in first.meta)
        first.extra.extend(extra for extra in other.extra if extra not in first.extra)
    return first, conflicts


def _kept(copy: Comment) -> UnknownElement:
    return UnknownElement(
        tag="comment",
        namespace=fields.NAMESPACE,
        attributes={"source": copy.origin.source if copy.origin else ""},
        text=encode_comment(copy).decode(),
    )


def _trust_key(comment: Comment) -> tuple[int, bool]:
    """Return the sort key of trust: among sources of a rank, one where it waits or is spam."""
    return kind_of(comment.origin).rank, comment.approved in _APPROVED


def _sorted(comments: Iterable[Comment]) -> list[Comment]:
    comments = list(comments)
    if all(comment.id is not None for comment in comments):
        return sorted(comments, key=lambda comment: comment.id or 0)
    return sorted(comments, key=lambda comment: comment.published or comment.published_gmt or "")
