"""The state that the rules of repair share while they rewrite one document."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from wparchive.errors.notices import Code
from wparchive.xml_repair.content_model import MarkSearch, boundaries, is_known
from wparchive.xml_repair.copy import Copy
from wparchive.xml_repair.log import excerpt
from wparchive.xml_repair.namespaces import Namespaces, short_names
from wparchive.xml_repair.stack import Stack
from wparchive.xml_repair.text_elements import TextElements
from wparchive.xml_repair.well_formed import WellFormedItems

if TYPE_CHECKING:
    from mmap import mmap

    from wparchive.xml_repair.log import ItemIndex, RepairLog
    from wparchive.xml_repair.namespaces import Spaces
    from wparchive.xml_repair.start_tags import Tag


class State:
    """One document under repair.

    Attributes:
        data: The damaged document, in UTF-8.
        log: Collects the repairs.
        items: Collects where the items begin and end.
        copy: The well-formed copy as far as it is written.
        stack: The elements that are open.
        saw_root: Whether any start tag of a root or channel was read.
        saw_title: Whether the channel's own title was read, so that another one is an item's.
        root_closed: Whether the channel or root ended.
        start_missing: Whether the document begins inside of what is lost.
        in_conflict: Whether a version control system's conflict marker was read.
        escaped_levels: How many open tags were written as text, for being nested too deeply.
        gap: The offset in the copy at which declarations can be added to the root's start tag.
    """

    def __init__(self, data: mmap, file: IO[bytes], log: RepairLog, items: ItemIndex) -> None:
        self.data = data
        self.log = log
        self.items = items
        self.copy = Copy(data, file, log)
        self.search = MarkSearch(data)
        self.namespaces = Namespaces(data, log)
        self.boundaries = boundaries(self.namespaces.usual)
        self.text_elements = TextElements(
            data,
            self.search,
            log,
            self.boundaries,
            lambda name: is_known(self.namespaces.kind(name)),
        )
        self.stack = Stack(self.copy, log, items)
        self.well_formed = WellFormedItems(data, self.search, self.namespaces)
        self.saw_root = self.saw_title = self.root_closed = False
        self.start_missing = self.in_conflict = False
        self.escaped_levels = 0
        self.gap = 0

    @property
    def is_outside(self) -> bool:
        """Whether reading is before, after or directly below the root, where only tags belong."""
        return len(self.stack) < 2 or self.root_closed

    def spaces(self, tag: Tag | None = None) -> Spaces:
        """Return the namespaces that apply here, or inside a start tag."""
        spaces = self.stack.top.spaces if self.stack else self.namespaces.base
        return {**spaces, **short_names(tag.declared)} if tag and tag.declared else spaces

    def drop(self, start: int, stop: int, code: Code, message: str, *quotes: str) -> int:
        """Leave a stretch out of the copy and report it; return the offset after it.

        Args:
            start: Where the stretch begins.
            stop: Where it ends.
            code: What happened.
            message: The details, as `RepairLog.add` takes them.
            quotes: What of the document they quote.
        """
        self.log.add(code, start, message, *quotes)
        self.copy.replace(start, stop, b"")
        return stop

    def escape_stray(self, at: int) -> int:
        """Escape or drop a ``<`` that begins no markup; return the offset after it."""
        if self.is_outside:
            return self.drop(at, at + 1, Code.JUNK_DROPPED, "A < that begins no tag was removed.")
        if self.search.find(b">", at) < 0:
            message = "The file ends inside a tag."  # its notice is shown, so it quotes nothing
            return self.drop(at, len(self.data), Code.INPUT_TRUNCATED, message)
        message, found = "{} is not a tag and was read as text.", excerpt(self.data[at : at + 40])
        self.log.add(Code.MARKUP_ESCAPED, at, message, found)
        self.copy.replace(at, at + 1, b"&lt;")
        return at + 1
