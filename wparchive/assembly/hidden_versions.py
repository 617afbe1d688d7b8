"""Set aside the versions of a post that were hidden, so that a public one takes nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive.assembly.fields import NAMESPACE
from wparchive.errors.notices import Code, Notice, quoting
from wparchive.formats.readers import Exposure
from wparchive.formats.registry import kind_of
from wparchive.model.canonical import encode_post
from wparchive.model.elements import UnknownElement
from wparchive.wordpress import registered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.model.records import Comment, Post

DAMAGED = "urn:wparchive:damaged"
"""The namespace of a state in `extra` that counts for nothing, since the record is damaged."""
_OPEN = frozenset({"publish", "inherit", "", None})


class Versions(NamedTuple):
    """The observations of a post.

    Attributes:
        merged: Those to merge, the most trusted first; at least one.
        aside: Those to keep apart.
    """

    merged: list[Post]
    aside: list[Post]


def is_open(post: Post) -> bool:
    """Check whether nothing in an observation says that readers did not see the post."""
    is_private = registered.is_private_type(post.type or "post")
    return post.status in _OPEN and not post.password and not is_private


def set_aside(posts: Sequence[Post]) -> Versions:
    """Tell the observations to merge from those of which a merged post may show nothing.

    A post that is published now may have been a draft in an earlier export, and nobody saw the
    comments and terms of that draft. A version of unknown state may have been one, too, whatever
    state another version has.

    Args:
        posts: The observations, the most trusted first.
    """
    known = [post for post in posts if not _is_doubtful(post)] or list(posts)
    first, *others = known
    merged = [first, *(post for post in others if is_open(post) or not is_open(first))]
    return Versions(merged, [post for post in posts if not any(post is m for m in merged)])


def is_damaged(record: Post | Comment) -> bool:
    """Check whether damage to its source has taken the state of a record, or changed it."""
    return any(extra.namespace == DAMAGED for extra in record.extra)


def keep(post: Post, versions: Sequence[Post]) -> list[Notice]:
    """Keep the hidden versions of a post in `extra`, as canonical JSON, and report them.

    Args:
        post: The merged post; it is changed.
        versions: The versions that are set aside.
    """
    notices: list[Notice] = []
    for version in versions:
        source = version.origin_or_unknown.source
        post.extra.append(
            UnknownElement(
                tag="post",
                namespace=NAMESPACE,
                attributes={"source": source},
                text=encode_post(version).decode().strip(),
            )
        )
        subject = repr(post.title or post.link)
        message, public = quoting(
            "An input has a hidden version of {}, which only `extra` keeps.", subject
        )
        notice = post.notice(Code.FIELD_CONFLICT, message, origin=version.origin_or_unknown)
        notices.append(notice._replace(public=public))
    return notices


def _is_doubtful(post: Post) -> bool:
    """Check whether nobody knows the state of a post, which hides the post.

    Damage may have taken it, or changed it. The blog's own data without a status may be of a draft
    (see `wparchive.transforms.visibility`).
    """
    if is_damaged(post):
        return True
    is_own = post.origin is not None and kind_of(post.origin).exposure is Exposure.NONE
    return is_own and not post.status
