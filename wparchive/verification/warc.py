"""Checks of WARC files: each record by the standard, and the references between records."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, NamedTuple

from wparchive.verification.digests import check_digests
from wparchive.verification.fields import check_fields, target_uri
from wparchive.warc.streams import RECORD_END
from wparchive.warc.strict import read_records

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.verification.findings import Verification
    from wparchive.warc.raw_record import RawRecord

_IDENTICAL = "/revisit/identical-payload-digest"


class RecordSummary(NamedTuple):
    """The data of a record that an index repeats.

    Attributes:
        sizes: Sizes in the file, in bytes, that an index may give; without gzip also the size
            without the two line ends after the block, which py-wacz does not count.
        uri: WARC-Target-URI; empty if missing.
        date: WARC-Date; empty if missing.
        kind: WARC-Type; empty if missing.
    """

    sizes: tuple[int, ...]
    uri: str
    date: str
    kind: str


class _Reference(NamedTuple):
    """A record that refers to another record that has not been read yet."""

    file: str
    offset: int
    record: str | None
    id: str | None
    uri: str | None
    date: str | None
    digest: str | None


@dataclass
class WarcChecks:
    """Checks WARC files as one collection: ids must be unique, and references must have a target.

    Attributes:
        result: Collects the findings.
        keep_records: Whether to fill `records`.
        records: The records by file and offset, for the checks of indexes.
        on_record: Called with the file's name and each valid record, while its block can be read.
    """

    result: Verification
    keep_records: bool = False
    records: dict[str, dict[int, RecordSummary]] = field(default_factory=dict)
    on_record: Callable[[str, RawRecord], None] | None = None
    _ids: dict[int, int] = field(default_factory=dict)
    _captures: dict[int, int] = field(default_factory=dict)
    _open: list[_Reference] = field(default_factory=list)

    def check(self, name: str, file: IO[bytes]) -> None:
        """Check a file."""
        number = 0
        records = self.records.setdefault(name, {})
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
            if self.keep_records and record.version:
                records[record.offset] = _summary(record)
            if self.on_record and not record.problems:
                record.block.seek(0)
                self.on_record(name, record)
        self.result.files += 1
        self.result.records = (self.result.records or 0) + number
        if not number:
            self.result.find("empty", "The file has no record.", name)

    def end(self) -> None:
        """Resolve the remaining references; call it after all files."""
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
        """Find the target of a reference; keep a reference whose target may still come."""
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
            problems.append(
                ("reference", f"The record that it refers to is missing: {missing[0]}.")
            )
        wanted = _key(reference.digest) if reference.digest else 0
        if wanted and any(other and other != wanted for other in found):
            text = "Its payload digest differs from that of the record that it refers to."
            problems.append(("revisit-digest", text))
        for rule, text in problems:
            if record is not None:
                record.find(rule, text)
            else:
                self.result.find(
                    rule, text, reference.file, offset=reference.offset, record=reference.record
                )


def _reference(name: str, record: RawRecord, digest: str | None) -> _Reference | None:
    """Return the reference of a record to another one; None if it has none."""
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
    """Report a response that is declared as HTTP and does not begin like HTTP."""
    kind = (record.get("Content-Type") or "").replace(" ", "").lower()
    if kind.startswith("application/http"):
        record.block.seek(0)
        if not record.block.read(5).startswith((b"HTTP/", b"ICY ")):
            record.find(
                "http",
                "The block is not an HTTP response, although its Content-Type is application/http.",
            )


def _summary(record: RawRecord) -> RecordSummary:
    return RecordSummary(
        (record.size,) if record.packed else (record.size, record.size - len(RECORD_END)),
        target_uri(record) or "",
        record.get("WARC-Date") or "",
        record.get("WARC-Type") or "",
    )


def _key(*parts: str) -> int:
    # Millions of ids need much memory; keep eight bytes of a digest for each.
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())
