"""Checks of CDXJ indexes: order, form, and the record that each line points to."""

from __future__ import annotations

import gzip
import re
import zlib
from typing import IO, TYPE_CHECKING, Any, cast

from wparchive import patterns
from wparchive.verification import bounded
from wparchive.verification.documents import load_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wparchive.verification.findings import Verification
    from wparchive.verification.warc import RecordSummary

_LINE = patterns.lazy(rb"(\S+) (\d{14}) (\{.*\})\s*")
_NEEDED = ("url", "filename", "offset", "length")
_INDEXED = frozenset({"response", "resource", "revisit"})


class IndexChecks:
    """Checks the indexes of a set of WARC files.

    Args:
        name: Name of the WACZ for the findings.
        records: The records, by the name of their WARC file and their offset.
        result: Collects the findings.
    """

    def __init__(
        self, name: str, records: Mapping[str, Mapping[int, RecordSummary]], result: Verification
    ) -> None:
        self._name = name
        self._records = records
        self._result = result
        self._urls: set[str] = set()
        self._indexed: set[tuple[str, int]] = set()
        self._any = False

    def knows(self, url: str) -> bool:
        """Return whether an index has the URL, with or without its fragment."""
        return url in self._urls or url.partition("#")[0] in self._urls

    def check(self, member: str, file: IO[bytes], spend: Callable[[int], None]) -> None:
        """Check an index, plain or in gzip members.

        Args:
            member: Name of the index in the WACZ.
            file: The index.
            spend: Gets the number of bytes that were unpacked, and may raise.
        """
        self._any = True
        place = f"{self._name}!{member}"
        previous = b""
        try:
            lines = (
                cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if member.endswith(".gz") else file
            )
            for number, line in enumerate(bounded.lines(lines, spend), start=1):
                if line.startswith(b"!meta"):
                    continue
                if line < previous:
                    text = "The line is out of order; an index must be sorted by its bytes."
                    self._result.find("cdxj-order", text, place, line=number)
                previous = line
                self._check_line(place, number, line)
        except (OSError, EOFError, zlib.error) as error:
            self._result.find("cdxj", f"The index cannot be read: {error}.", place)

    def end(self) -> None:
        """Report captured records that no index lists; call it after all indexes."""
        if not self._any:
            return
        for name, records in self._records.items():
            for offset, record in records.items():
                is_web = record.kind in _INDEXED and record.uri.startswith(("http:", "https:"))
                if is_web and (name, offset) not in self._indexed:
                    self._result.find(
                        "cdxj-missing",
                        f"No index lists the record of {record.uri}.",
                        f"{self._name}!archive/{name}",
                        offset=offset,
                    )

    def _check_line(self, place: str, number: int, line: bytes) -> None:
        match = _LINE.fullmatch(line)
        entry = load_object(match[3]) if match else None
        if match is None or entry is None or not all(k in entry for k in _NEEDED):
            text = f"The line is not a CDXJ entry: {line[:80]!r}."
            self._result.find("cdxj", text, place, line=number)
            return
        self._urls.add(str(entry["url"]))
        self._check_entry(place, number, match[2].decode(), entry)

    def _check_entry(self, place: str, number: int, stamp: str, entry: dict[str, Any]) -> None:
        def find(rule: str, text: str) -> None:
            self._result.find(rule, text, place, line=number)

        filename = str(entry["filename"])
        records = self._records.get(filename)
        try:
            offset, length = int(entry["offset"]), int(entry["length"])
        except (TypeError, ValueError, OverflowError):
            find("cdxj", "Offset and length must be numbers.")
            return
        if records is None:
            find("cdxj-file", f"archive/ has no file {filename}.")
            return
        record = records.get(offset)
        if record is None:
            find("cdxj-offset", f"No record begins at byte {offset} of {filename}.")
            return
        self._indexed.add((filename, offset))
        if length not in record.sizes:
            find(
                "cdxj-offset",
                f"The record has {record.sizes[0]} bytes, but the index has {length}.",
            )
        if record.uri and record.uri != entry["url"]:
            find("cdxj-offset", f"The record at byte {offset} is {record.uri}, not {entry['url']}.")
        if not stamp.startswith(digits := re.sub(r"\D", "", record.date)[:14]):
            find("cdxj-date", f"The record has the date {digits}, but the index has {stamp}.")
