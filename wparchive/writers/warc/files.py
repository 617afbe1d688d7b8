"""The files of one WARC series: how they are named, and the warcinfo that each begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.language import dates
from wparchive.warc.encode import RecordEncoder, warcinfo, warcinfo_id, with_warcinfo_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.formats.writers import Context
    from wparchive.storage.outputs import StagedOutput

_STANDARD = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


class WarcFiles:
    """One row of WARC files.

    Files are named as the standard's annex C recommends: prefix, timestamp, serial number, host.
    A record is encoded before anybody knows in which file it will have room, so it names the first
    file's warcinfo as its own. That is put right in records that come into a later file.

    Attributes:
        key: What the stage knows the row by.
        encoder: Encodes its records.

    Args:
        folder: The directory below OUT.
        suffix: The last part of the names: the host, and what sets the row apart from others.
        title: The archive that it is a part of.
        description: What is in it, in a sentence or two.
        limit: Bytes that a file has at most; None for one file of any size.
    """

    def __init__(
        self,
        context: Context,
        folder: str,
        suffix: str,
        title: str,
        description: str,
        limit: int | None,
    ) -> None:
        self.key = f"{folder}/{suffix}.warc.gz"
        self._folder, self._suffix, self._limit = folder, suffix, limit
        self._stamp = dates.strftime(context.exported_at, "%Y%m%d%H%M%S")
        self._date = dates.rfc3339(context.exported_at)
        self._fields = [
            ("software", f"wparchive {context.version}"),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", _STANDARD),
            ("isPartOf", title),
            ("description", description),
        ]
        self._first = warcinfo_id(self._date, self._name(1))
        self.encoder = RecordEncoder(self._date, self._first)

    def begin(self, stage: StagedOutput) -> None:
        """Begin the first file."""
        stage.rotating_file(self.key, self._path, self._head, limit=self._limit, rewrite=self._fit)

    def _path(self, number: int) -> str:
        return f"{self._folder}/{self._name(number)}"

    def _name(self, number: int) -> str:
        return f"wparchive-{self._stamp}-{number - 1:05}-{self._suffix}.warc.gz"

    def _head(self, path: str) -> bytes:
        name = path.rpartition("/")[2]
        return warcinfo(self._date, name, [field for field in self._fields if field[1]])

    def _fit(self, path: str, chunks: Iterable[bytes]) -> Iterable[bytes]:
        own = warcinfo_id(self._date, path.rpartition("/")[2])
        return chunks if own == self._first else with_warcinfo_id(chunks, self._first, own)
