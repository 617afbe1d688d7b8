"""WARC files: every record by the rules of the standard, and what records say of one another."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, NamedTuple

from wparchive.verification.digests import check_digests
from wparchive.verification.fields import check_fields, target_uri
from wparchive.warc.streams import RECORD_END
from wparchive.warc.strict import RawRecord, read_records

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.verification.findings import Verification

_IDENTICAL = "/revisit/identical-payload-digest"


class Spot(NamedTuple):
    """Where a record stands, and what an index says of it.

    Attributes:
        sizes: Its bytes in the file; of a record without gzip also those before the line ends that
            follow its block, which py-wacz does not count.
        uri: Its target.
        date: Its WARC-Date.
        kind: Its type.
    """

    sizes: tuple[int, ...]
    uri: str
    date: str
    kind: str


class _Reference(NamedTuple):
    """A record that refers to another one, which was not seen yet."""

    file: str
    offset: int
    record: str | None
    id: str | None
    uri: str | None
    date: str | None
    digest: str | None


@dataclass
class WarcChecks:
    """Checks WARC files that belong together: ids are unique, and references lead, in all of them.

    Attributes:
        result: Gets the findings.
        keep_spots: Whether `spots` is filled.
        spots: By file and offset, what stands there; for indexes.
        each: Is called with each sound record and its file, while its block can be read.
    """

    result: Verification
    keep_spots: bool = False
    spots: dict[str, dict[int, Spot]] = field(default_factory=dict)
    each: Callable[[str, RawRecord], None] | None = None
    _ids: dict[int, int] = field(default_factory=dict)
    _captures: dict[int, int] = field(default_factory=dict)
    _open: list[_Reference] = field(default_factory=list)

    def check(self, name: str, file: IO[bytes]) -> None:
        """Check one file."""
        number = 0
        spots = self.spots.setdefault(name, {})
        for record in read_records(file):
            number += 1
            if record.version:
                self._check_record(name, record)
            for problem in record.problems:
                self.result.find(
                    problem.rule,
                    problem.message,
                    name,
                    offset=record.offset,
                    record=record.get("WARC-Record-ID"),
                )
            if self.keep_spots and record.version:
                spots[record.offset] = _spot(record)
            if self.each and not record.problems:
                record.block.seek(0)
                self.each(name, record)
        self.result.files += 1
        self.result.records = (self.result.records or 0) + number
        if not number:
            self.result.find("empty", "The file holds no record.", name)

    def end(self) -> None:
        """All files have been checked: look once more for what earlier records refer to."""
        for reference in self._open:
            self._resolve(reference, last=True)
        self._open.clear()

    def _check_record(self, name: str, record: RawRecord) -> None:
        check_fields(record)
        digest = check_digests(record)
        identity = record.get("WARC-Record-ID")
        if identity is not None:
            if _key(identity) in self._ids:
                record.find("record-id-repeated", "Another record has the same WARC-Record-ID.")
            self._ids[_key(identity)] = _key(digest) if digest else 0
        kind, uri, date = record.get("WARC-Type"), target_uri(record), record.get("WARC-Date")
        if kind in {"response", "resource"} and uri and date:
            self._captures[_key(uri, date)] = _key(digest) if digest else 0
        if kind == "response":
            _check_message(record)
        if reference := _reference(name, record, digest):
            self._resolve(reference, record)

    def _resolve(
        self, reference: _Reference, record: RawRecord | None = None, *, last: bool = False
    ) -> None:
        """Look for what a record refers to; keep it for later, where it may still come."""
        found: list[int] = []
        missing = []
        if reference.id is not None:
            key = _key(reference.id)
            found += [self._ids[key]] if key in self._ids else []
            missing += [] if key in self._ids else [f"WARC-Refers-To {reference.id}"]
        if reference.uri is not None and reference.date is not None:
            key = _key(reference.uri, reference.date)
            found += [self._captures[key]] if key in self._captures else []
            if key not in self._captures:
                missing.append(f"WARC-Refers-To-Target-URI {reference.uri} at {reference.date}")
        if missing and not last:
            self._open.append(reference)
            return
        problems = []
        if missing:
            problems.append(("reference", f"No record is what it refers to: {missing[0]}."))
        wanted = _key(reference.digest) if reference.digest else 0
        if wanted and any(other and other != wanted for other in found):
            text = "Its payload digest is not that of the record that it refers to."
            problems.append(("revisit-digest", text))
        for rule, text in problems:
            if record is not None:
                record.find(rule, text)
            else:
                self.result.find(
                    rule, text, reference.file, offset=reference.offset, record=reference.record
                )


def _reference(name: str, record: RawRecord, digest: str | None) -> _Reference | None:
    """What a record refers to, if anything."""
    identity = record.get("WARC-Refers-To")
    uri = record.get("WARC-Refers-To-Target-URI")
    date = record.get("WARC-Refers-To-Date")
    if identity is None and (uri is None or date is None):
        return None
    same = (record.get("WARC-Profile") or "").endswith(_IDENTICAL)
    return _Reference(
        name,
        record.offset,
        record.get("WARC-Record-ID"),
        identity,
        uri,
        date,
        digest if same else None,
    )


def _check_message(record: RawRecord) -> None:
    """Whether a response that says it is of HTTP begins like one."""
    kind = (record.get("Content-Type") or "").replace(" ", "").lower()
    if kind.startswith("application/http"):
        record.block.seek(0)
        if not record.block.read(5).startswith((b"HTTP/", b"ICY ")):
            record.find("http", "The block is no HTTP response, though its Content-Type says so.")


def _spot(record: RawRecord) -> Spot:
    return Spot(
        (record.size,) if record.packed else (record.size, record.size - len(RECORD_END)),
        target_uri(record) or "",
        record.get("WARC-Date") or "",
        record.get("WARC-Type") or "",
    )


def _key(*parts: str) -> int:
    # Millions of ids weigh; eight bytes of a digest stand for each.
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())
