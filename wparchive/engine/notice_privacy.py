"""Remove hidden content from the notices of the report, which is beside public files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from wparchive.storage.private import PRIVATE
from wparchive.wordpress.emails import replace_addresses

if TYPE_CHECKING:
    from wparchive.engine.archive_index import ArchiveIndex
    from wparchive.notices import Notice

NOTICES = f"{PRIVATE}/notices.jsonl"
WITHHELD = f"It is about a hidden post; {NOTICES} or --log has the text."
_ADDRESS = "[e-mail address]"


@dataclass
class NoticeFilter:
    """Removes hidden texts from notices.

    Attributes:
        index: Knows which posts are hidden; complete after pass 1.
        withheld: The notices whose text was removed, whole.
    """

    index: ArchiveIndex
    withheld: list[Notice] = field(default_factory=list)

    def public(self, notice: Notice) -> Notice:
        """Return a notice that quotes nothing hidden, and no e-mail address."""
        hidden = self._is_hidden(notice)
        text = WITHHELD if hidden else replace_addresses(notice.message, lambda _: _ADDRESS)
        if text != notice.message:
            self.withheld.append(notice)
        return notice._replace(message=text)

    def encode(self) -> bytes:
        """Encode the notices whose text was removed, whole, a JSON line each."""
        encoder = msgspec.json.Encoder()
        return b"".join(encoder.encode(notice.as_dict()) + b"\n" for notice in self.withheld)

    def _is_hidden(self, notice: Notice) -> bool:
        index, number = self.index, notice.post_id
        if number is None:
            # A notice with a place in an input may be about any post without an id.
            return index.hides_posts_without_id and notice.line is not None
        return index.visibility.of_parent(number) is not None
