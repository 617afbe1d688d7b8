"""Reference data: attachments and reusable blocks, which bodies name by number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wparchive.wordpress.companions import Companions
from wparchive.wordpress.emails import without_recipients
from wparchive.wordpress.media import Media
from wparchive.wordpress.members import without_member_parts
from wparchive.wordpress.menus import Menus
from wparchive.wordpress.records import Records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.model.records import Post
    from wparchive.wordpress.shortcodes import Handler

_NUMBERED: Final = ("media", "blocks", "companions", "records")


@dataclass(eq=False)
class ReferenceData:
    """The data that bodies refer to; filled in the first pass, handed to every process.

    Each blog of an archive has its own media, blocks, companions and records; see `enter`.

    Attributes:
        media: The attachments.
        blocks: The bodies of reusable blocks (``wp_block``), by their number.
        shortcodes: Handlers of the user's own program, by name; they take precedence.
        companions: What posts need to know of each other.
        menus: The blog's menus.
        records: Tables, galleries and the like that bodies call.
        body: The language that the user says stored bodies have: ``html``, ``markdown`` or
            ``auto``.
        now: When the blog was exported, as ``YYYY-MM-DD HH:MM``; empty if unknown.
    """

    media: Media = field(default_factory=Media)
    blocks: dict[int, str] = field(default_factory=dict)
    shortcodes: Mapping[str, Handler] = field(default_factory=dict)
    companions: Companions = field(default_factory=Companions)
    menus: Menus = field(default_factory=Menus)
    records: Records = field(default_factory=Records)
    body: str = "auto"
    now: str = ""
    _blog: int = 0
    _others: dict[int, dict[str, Any]] = field(default_factory=dict)

    def enter(self, blog: int) -> None:
        """Make numbers mean the records of a blog, until the next call.

        Args:
            blog: The number of the blog; the first blog has 0.
        """
        if blog != self._blog:
            self._others[self._blog] = {name: getattr(self, name) for name in _NUMBERED}
            if blog not in self._others:
                self._others[blog] = _new()
            vars(self).update(self._others.pop(blog))
            self._blog = blog

    def add(self, post: Post) -> None:
        """Add a post to which bodies may refer."""
        self.media.add(post)
        public = post.status == "publish" and not post.password
        self.companions.add(post, public=public)
        self.menus.add(post, public=public)
        self.records.add(post, public=public)
        if post.type == "wp_block" and public and post.id is not None and post.content:
            shown = without_member_parts(post.content, self.now)[0]
            self.blocks.setdefault(post.id, without_recipients(shown)[0] or "")


def _new() -> dict[str, Any]:
    """Make empty data for a blog, by their names in `_NUMBERED`."""
    made = ReferenceData()
    return {name: getattr(made, name) for name in _NUMBERED}
