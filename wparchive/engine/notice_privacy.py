"""Remove hidden content from the notices of the report, which is beside public files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wparchive.engine.plugin_document import UNKNOWN_POST
from wparchive.errors.notices import Code, Severity
from wparchive.storage.private import PRIVATE
from wparchive.wordpress.emails import replace_addresses

if TYPE_CHECKING:
    from wparchive.engine.archive_index import ArchiveIndex
    from wparchive.engine.notice_log import NoticeLog
    from wparchive.errors.notices import Notice
    from wparchive.storage.inputs import Input

NOTICES = "notices.jsonl"
PRIVATE_NOTICES = f"{PRIVATE}/{NOTICES}"
_WHERE = f"is in the file of --log and, if a format is private, in {PRIVATE_NOTICES}."
WITHHELD = f"This notice may be about a hidden post. Its text {_WHERE}"
WITHOUT_QUOTES = f"What this notice quotes {_WHERE}"
_ADDRESS = "[e-mail address]"
_OF_INPUTS = {code for code in Code if code.severity is Severity.REPAIRED} | {
    Code.INPUT_TRUNCATED, Code.INPUT_DAMAGED, Code.INPUT_UNREADABLE, Code.INPUT_SKIPPED,
    Code.EARLIER_OUTPUT, Code.PAGE_SKIPPED, Code.SITE_MISMATCH, Code.WXR_VERSION,
    Code.ELEMENT_UNCLOSED, Code.ELEMENT_REPEATED, Code.ELEMENT_NESTED, Code.ENTITY_UNRESOLVED,
    Code.NAMESPACE_UNKNOWN, Code.NUMBER_UNREADABLE, Code.POST_INCOMPLETE, Code.ACCESS_UNCLEAR,
    Code.TYPE_UNKNOWN, Code.STATUS_UNKNOWN, Code.KIND_UNKNOWN, Code.TAXONOMY_UNKNOWN,
    Code.MEDIA_UNREADABLE, Code.TRANSFORM_DROPPED, Code.REDIRECT_LIMIT, Code.REDIRECT_UNSUPPORTED,
    Code.DEAD_LINK_UNUSED,
}  # fmt: skip
"""Notices of files, elements, words of options and numbers, not of single posts."""


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
        source = self._source(notice, is_hidden=hidden)
        text = (
            notice.message
            if notice.public in {None, notice.message}
            else f"{notice.public.rstrip('.')}. {WITHOUT_QUOTES}"
        )
        if source != notice.source:
            text = text.replace(notice.source, source)
        text = WITHHELD if hidden else replace_addresses(text, lambda _: _ADDRESS)
        if (text, source) != (notice.message, notice.source) and self.withheld is not None:
            self.withheld.add(notice)
        return notice._replace(message=text, source=source, public=None)

    def public_input(self, given: Input) -> Input:
        """Return an input under the name that public files have for it."""
        shown = self.index.input_names.shown(given.name)
        return replace(given, name=shown) if self._hides_posts else given

    @property
    def _hides_posts(self) -> bool:
        return self.index.hides_posts_without_id or self.index.visibility.hides_posts

    def _source(self, notice: Notice, *, is_hidden: bool) -> str:
        """Return the source of a notice as public files name it."""
        if not (is_hidden or self._hides_posts):
            return notice.source
        is_known, names = notice.post_id is not None, self.index.input_names
        return names.shown_source(notice, is_hidden=is_hidden, is_known=is_known)

    def _is_hidden(self, notice: Notice) -> bool:
        index, number = self.index, notice.post_id
        if number is not None:
            return index.visibility.hides_in_any_blog(number)
        # Its author knows that the post is public, or that it quotes none.
        if notice.public == notice.message or notice.code is Code.INPUT_TRUNCATED:
            return False
        # A notice with a place in an input may be about any post without an id.
        if index.hides_posts_without_id and notice.line is not None:
            return True
        # A record without an id may have been merged into any post.
        return self._hides_posts and notice.code not in _OF_INPUTS
