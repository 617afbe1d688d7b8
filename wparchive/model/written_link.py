"""A link of a post as it is in an output, for formats that list links."""

from __future__ import annotations

from typing import NamedTuple


class WrittenLink(NamedTuple):
    """A link that is in an output, or should be.

    Attributes:
        location: The part of the post: ``content``, ``excerpt``, ``comment``, ``author`` (a
            commenter's site), ``file`` (an attachment's) or ``meta``.
        comment_id: The id of the comment that has the link; None elsewhere.
        meta_key: The key of the meta field that has the link; empty elsewhere.
        relation: ``link``, ``image``, ``menu``, or the kind of a commenter's link.
        element: The element that has the link; ``text`` for a bare address.
        attribute: The attribute that has the link; empty for a bare address.
        url: The address as a browser reads it from the markup.
        kind: The kind of the target; a word of `wparchive.links.TargetKind`.
        target_id: The id of the post that is the target, or to which the target belongs; None if
            unknown or withheld.
        target_key: The key of the target among those of its kind; empty if unknown or withheld.
        fragment: The fragment, without ``#``.
        outcome: ``kept``, ``rewritten`` or ``lost``.
    """

    location: str
    comment_id: int | None
    meta_key: str
    relation: str
    element: str
    attribute: str
    url: str
    kind: str
    target_id: int | None
    target_key: str
    fragment: str
    outcome: str
