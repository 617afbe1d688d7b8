"""CDXJ indexes: sorted, well-formed, and each line opens the record that it names."""

from __future__ import annotations

import gzip
import re
import zlib
from typing import IO, TYPE_CHECKING, Any

from wparchive.verification.documents import load_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.verification.findings import Verification
    from wparchive.verification.warc import Spot

_LINE = re.compile(rb"(\S+) (\d{14}) (\{.*\})\s*")
_NEEDED = ("url", "filename", "offset", "length")
_INDEXED = frozenset({"response", "resource", "revisit"})


class IndexChecks:
    """Checks the indexes of some WARC files.

    Args:
        name: What findings call the WACZ that holds them.
        spots: By the name of a WARC file and offset, the record that stands there.
        result: Gets the findings.
    """

    def __init__(
        self, name: str, spots: Mapping[str, Mapping[int, Spot]], result: Verification
    ) -> None:
        self._name = name
        self._spots = spots
        self._result = result
        self._urls: set[str] = set()
        self._indexed: set[tuple[str, int]] = set()
        self._any = False

    def knows(self, url: str) -> bool:
        """Return whether an index has the URL, be it without the fragment that browsers show."""
        return url in self._urls or url.partition("#")[0] in self._urls

    def check(self, member: str, file: IO[bytes]) -> None:
        """Check one index, plain or in gzip members."""
        self._any = True
        place = f"{self._name}!{member}"
        previous = b""
        try:
            lines = gzip.GzipFile(fileobj=file) if member.endswith(".gz") else file
            for number, line in enumerate(lines, start=1):
                if line.startswith(b"!meta"):
                    continue
                if line < previous:
                    text = "The line is out of order: an index is sorted by its bytes."
                    self._result.find("cdxj-order", text, place, line=number)
                previous = line
                self._check_line(place, number, line)
        except (OSError, EOFError, zlib.error) as error:
            self._result.find("cdxj", f"The index cannot be read: {error}.", place)

    def end(self) -> None:
        """Look for records of the web that no index names."""
        if not self._any:
            return
        for name, spots in self._spots.items():
            for offset, spot in spots.items():
                is_web = spot.kind in _INDEXED and spot.uri.startswith(("http:", "https:"))
                if is_web and (name, offset) not in self._indexed:
                    self._result.find(
                        "cdxj-missing",
                        f"No index has the record of {spot.uri}.",
                        f"{self._name}!archive/{name}",
                        offset=offset,
                    )

    def _check_line(self, place: str, number: int, line: bytes) -> None:
        match = _LINE.fullmatch(line)
        entry = load_object(match[3]) if match else None
        if match is None or entry is None or not all(k in entry for k in _NEEDED):
            text = f"The line is no entry of an index: {line[:80]!r}."
            self._result.find("cdxj", text, place, line=number)
            return
        self._urls.add(str(entry["url"]))
        self._check_entry(place, number, match[2].decode(), entry)

    def _check_entry(self, place: str, number: int, stamp: str, entry: dict[str, Any]) -> None:
        def find(rule: str, text: str) -> None:
            self._result.find(rule, text, place, line=number)

        filename = str(entry["filename"])
        spots = self._spots.get(filename)
        try:
            offset, length = int(entry["offset"]), int(entry["length"])
        except (TypeError, ValueError, OverflowError):
            find("cdxj", "Offset and length must be numbers.")
            return
        if spots is None:
            find("cdxj-file", f"There is no file {filename} in archive/.")
            return
        spot = spots.get(offset)
        if spot is None:
            find("cdxj-offset", f"No record begins at byte {offset} of {filename}.")
            return
        self._indexed.add((filename, offset))
        if length not in spot.sizes:
            find("cdxj-offset", f"The record takes {spot.sizes[0]} bytes; the index says {length}.")
        if spot.uri and spot.uri != entry["url"]:
            find("cdxj-offset", f"At byte {offset} stands {spot.uri}, not {entry['url']}.")
        if not stamp.startswith(digits := re.sub(r"\D", "", spot.date)[:14]):
            find("cdxj-date", f"The record is of {digits}; the index says {stamp}.")
