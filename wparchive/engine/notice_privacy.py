"""Remove hidden content from the notices of the report, which is beside public files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wparchive.engine.plugin_document import UNKNOWN_POST
from wparchive.errors.notices import Code
from wparchive.storage.private import PRIVATE
from wparchive.wordpress.emails import replace_addresses

if TYPE_CHECKING:
    from wparchive.engine.archive_index import ArchiveIndex
    from wparchive.engine.notice_log import NoticeLog
    from wparchive.errors.notices import Notice

NOTICES = "notices.jsonl"
PRIVATE_NOTICES = f"{PRIVATE}/{NOTICES}"
WITHHELD = f"This notice may be about a hidden post. {PRIVATE_NOTICES} or --log has its text."
WITHOUT_QUOTES = f"{PRIVATE_NOTICES} or --log has what this notice quotes."
_ADDRESS = "[e-mail address]"


@dataclass
class NoticeFilter:
    """Removes hidden texts from notices.

    Attributes:
        index: Knows which posts are hidden; complete after pass 1.
        withheld: Gets the notices whose text was removed, whole; None to drop these texts.
    """

    index: ArchiveIndex
    withheld: NoticeLog | None = None

    def public(self, notice: Notice) -> Notice:
        """Return a notice that quotes nothing hidden, and no e-mail address."""
        hidden = notice.post_id == UNKNOWN_POST or self._is_hidden(notice)
        if notice.post_id == UNKNOWN_POST:
            notice = notice._replace(post_id=None)
        text = (
            notice.message
            if notice.public is None
            else f"{notice.public.rstrip('.')}. {WITHOUT_QUOTES}"
        )
        text = WITHHELD if hidden else replace_addresses(text, lambda _: _ADDRESS)
        if text != notice.message and self.withheld is not None:
            self.withheld.add(notice)
        return notice._replace(message=text, public=None)

    def _is_hidden(self, notice: Notice) -> bool:
        index, number = self.index, notice.post_id
        if number is None:
            if notice.code is Code.INPUT_TRUNCATED:  # names elements of exports, no others
                return False
            # A notice with a place in an input may be about any post without an id.
            return index.hides_posts_without_id and notice.line is not None
        return index.visibility.hides_in_any_blog(number)
