"""Several inputs as one archive: a post that stands alike in two of them is kept once."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from wparchive.model.records import Post

_encoder = msgspec.msgpack.Encoder()


class Twins:
    """Knows the posts of earlier inputs by their digests.

    Within one input nothing is a twin: what stands there twice is kept twice.

    Args:
        inputs: How many inputs there are; with one no digest is made.
    """

    def __init__(self, inputs: int) -> None:
        self._inputs = inputs
        self._seen: dict[bytes, int] = {}

    def has(self, number: int, post: Post) -> bool:
        """Whether an input before the one of this number holds the post, alike but for its place.

        Ask for each post once, in the order of the inputs.
        """
        if self._inputs < 2:
            return False
        return self._seen.setdefault(_digest(post), number) != number


def _digest(post: Post) -> bytes:
    comments = [msgspec.structs.replace(comment, origin=None) for comment in post.comments]
    bare = msgspec.structs.replace(post, origin=None, comments=comments)
    return blake2b(_encoder.encode(bare), digest_size=16).digest()
