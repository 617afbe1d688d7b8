"""Why files could not be downloaded, for the notices that say which post names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import links
from wparchive.errors.notices import Code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.errors.notices import Notice


class DownloadMisses:
    """The notices about collecting media, of which those about downloads wait for their posts.

    A post that names such a file gets a notice of its own, which then has the reason, too. So a
    file does not count twice.

    Args:
        notices: Those of `wparchive.media.download.fetch`, ``ADDRESS: REASON.``, and others.

    Attributes:
        others: Notices that need not wait.
    """

    def __init__(self, notices: Iterable[Notice] = ()) -> None:
        self.others: list[Notice] = []
        self._waiting: dict[str, Notice] = {}
        self._explained: set[str] = set()
        for notice in notices:
            address, reason = links.split_message(notice.message)
            if notice.code is Code.MEDIA_MISSING and reason:
                self._waiting[address] = notice
            else:
                self.others.append(notice)

    def explain(self, notices: Iterable[Notice]) -> list[Notice]:
        """Add the reasons to notices of posts."""
        return [self._explained_notice(notice) for notice in notices]

    def _explained_notice(self, notice: Notice) -> Notice:
        if notice.code is not Code.MEDIA_MISSING or notice.message not in self._waiting:
            return notice
        self._explained.add(notice.message)
        message = self._waiting[notice.message].message
        public = message if notice.public == notice.message else notice.public
        return notice._replace(message=message, public=public)

    def left(self) -> list[Notice]:
        """Return the notices about files that no post has named in any format."""
        return [notice for url, notice in self._waiting.items() if url not in self._explained]
