"""Text dumps of posts' pages: copied from a browser, by lynx or w3m, or a parser's get_text().

Nothing in a text is marked, so the parts of a page are found by the phrases that WordPress and its
themes print around them, in the languages of `wparchive.language.phrases`. A text with too few of
them is refused rather than read as a post that nobody wrote. Lines that are of the page and not of
the post are kept in the post's `extra`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.assembly.observations import PostSpool, observe
from wparchive.assembly.parts import join_parts
from wparchive.errors import LimitError
from wparchive.formats.readers import ReaderInfo, SiteMetadata
from wparchive.readers.text.dump import read_dump
from wparchive.readers.text.layout import find_layout
from wparchive.readers.text.printed import without_marks
from wparchive.readers.text.record import TEXT_DUMP, read_record
from wparchive.readers.text.several import split_pages
from wparchive.storage.opening import open_regular
from wparchive.web.charset import decode

if TYPE_CHECKING:
    from wparchive.assembly.observations import SpooledDocument
    from wparchive.storage.source import Source

ENOUGH: Final = 2
"""Kinds of evidence that show that a text is a dump of a post."""
_LARGEST: Final = 32 << 20
_OTHER: Final = patterns.lazy(r"\s*(?:[<{]|\[\s*[{\[\"]|%PDF|---\s*\n)")
# Exports of Movable Type and TypePad, which have drafts, too: fields, then sections below lines.
_MOVABLE_TYPE: Final = patterns.lazy(
    r"^(?:AUTHOR|TITLE|STATUS|DATE|BASENAME|ALLOW COMMENTS|CONVERT BREAKS): .*\n(?:.*\n){0,40}?"
    r"-----[ \t]*\r?\n(?:BODY|EXTENDED BODY|EXCERPT|KEYWORDS|COMMENT|PING):",
    re.MULTILINE,
)
_CODE: Final = patterns.lazy(r"[{};=]")
_CONTROLS: Final = patterns.lazy("[\0-\x08\x0e-\x1a\x1c-\x1f]")


class TextReader:
    """A reader of text dumps."""

    info = ReaderInfo("text", "text dump of a post's page", (TEXT_DUMP,))

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """Return whether a file is prose with enough phrases that WordPress prints around posts."""
        if b"\0" in start[:1000] and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return False
        text = without_marks(decode(start).text)
        if _OTHER.match(text) or _CONTROLS.search(text) or _MOVABLE_TYPE.search(text):
            return False
        dump = read_dump(text)
        plain = "\n".join(line.text for line in dump.lines)  # without the addresses of links
        if len(_CODE.findall(plain)) > len(plain) // 40:
            return False
        return len(set(find_layout(dump, "").evidence)) >= ENOUGH

    def open(self, source: Source) -> SpooledDocument:
        """Read the dumps of one page or of several.

        Raises:
            LimitError: The text is far larger than any page.
        """
        if source.size > _LARGEST:
            raise LimitError(
                f"{source.name} is a text of more than {_LARGEST >> 20} MiB.",
                hint="Write one file for each page.",
            )
        with open_regular(source.path) as file:
            decoded = decode(file.read(), source=source.name)
        pages = split_pages(without_marks(decoded.text))
        records = [read_record(read_dump(text, first), source.name) for first, text in pages]
        notices = [*decoded.notices, *(notice for r in records for notice in r.notices)]
        with PostSpool(source.scratch, join_parts) as spool:
            for record in records:
                spool.add(observe(record.post))
            return spool.merge_into(source.name, SiteMetadata(records[0].site), notices)
