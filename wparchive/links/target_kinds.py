"""Targets of links, and their kinds."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class TargetKind(StrEnum):
    """A kind of target."""

    POST = "post"
    ATTACHMENT = "attachment"
    COMMENT = "comment"
    TERM = "term"
    AUTHOR = "author"
    TYPE = "type"
    DATE = "date"
    FEED = "feed"
    HOME = "home"
    SEARCH = "search"
    FILE = "file"
    SYSTEM = "system"
    FRAGMENT = "fragment"
    EXTERNAL = "external"
    MAIL = "mail"
    DATA = "data"
    OTHER = "other"
    INVALID = "invalid"
    BROKEN = "broken"


class Target(NamedTuple):
    """The target of a link.

    Attributes:
        kind: The kind.
        number: The number in the index of the post that the target is or belongs to; None if the
            target is not a part of a post.
        key: Names one target of its kind: a comment's id, ``taxonomy/slug``, a login, a type, a
            date, a host, a scheme; of a broken link the thing that does not exist.
        part: The part or view: ``page 2``, ``comment page 2``, ``feed``, ``trackback``, ``embed``,
            ``file``, ``old`` for a former address, ``guess`` if only slug and date agree.
        fragment: The fragment, without ``#``.
    """

    kind: TargetKind
    number: int | None = None
    key: str = ""
    part: str = ""
    fragment: str = ""


def is_file(target: Target) -> bool:
    """Check whether a target is an upload of the blog, such as a picture."""
    return target.kind is TargetKind.FILE or target.part in {"file", "size"}
