"""What the pages of a WARC show, counted anew: posts, comments and links."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.content.links import links
from wparchive.model.canonical import decode_post
from wparchive.protocols import Reading
from wparchive.transforms.links import found_in

if TYPE_CHECKING:
    from wparchive.storage.warcfile import RawRecord

_ANCHOR = re.compile(r'<li id="comment-')
_RESTRICTED = "-restricted.warc.gz"


@dataclass
class PageCounts:
    """Counts of the pages that have data of their own; those of restricted files do not count.

    Attributes:
        posts: By type.
        comments: By kind, as many as the page shows.
        links: Targets of the post that its page names.
    """

    posts: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    links: int = 0
    _page: str = ""
    _id: str = ""

    def count(self, name: str, record: RawRecord) -> None:
        """Look at a record; a page's data follows it."""
        if name.endswith(_RESTRICTED):
            return
        kind = record.get("WARC-Type")
        if kind in {"resource", "response"}:
            self._page = record.block.read().decode("utf-8", "replace")
            self._id = record.get("WARC-Record-ID") or ""
        elif kind == "metadata" and record.get("WARC-Refers-To") == self._id:
            self._count_post(record.block.read())

    def _count_post(self, data: bytes) -> None:
        post = decode_post(data)
        shown = len(_ANCHOR.findall(self._page))
        self.posts[post.type or ""] += 1
        self.comments.update(comment.kind for comment in post.comments[:shown])
        self.links += sum(found_in([Reading(self._page, "html")]).fates(links(post)))
