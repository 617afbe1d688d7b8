"""Checks of WARC headers by WARC 1.0 and 1.1 (ISO 28500:2009 and 2017, sections 5 and 6)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from wparchive import patterns

if TYPE_CHECKING:
    from wparchive.warc.raw_record import RawRecord

_MANDATORY = ("WARC-Record-ID", "WARC-Type", "WARC-Date", "Content-Length")
_WITH_TARGET = frozenset(
    {"response", "resource", "request", "revisit", "conversion", "continuation"}
)
# Record types that may have a field. Fields that are not listed are allowed in all types.
_ALLOWED = {
    "warc-target-uri": _WITH_TARGET | {"metadata"},
    "warc-refers-to": {"metadata", "revisit", "conversion"},
    "warc-refers-to-target-uri": {"revisit"},
    "warc-refers-to-date": {"revisit"},
    "warc-concurrent-to": {"response", "resource", "request", "metadata", "revisit"},
    "warc-profile": {"revisit"},
    "warc-filename": {"warcinfo"},
    "warc-segment-origin-id": {"continuation"},
    "warc-segment-total-length": {"continuation"},
    "warc-warcinfo-id": _WITH_TARGET | {"metadata"},
}
# All fields of the standard but WARC-Concurrent-To. Fields of extensions may be repeated.
_ONCE = frozenset(
    (
        "warc-record-id warc-type warc-date content-length content-type warc-block-digest"
        " warc-payload-digest warc-ip-address warc-refers-to warc-refers-to-target-uri"
        " warc-refers-to-date warc-target-uri warc-truncated warc-warcinfo-id warc-filename"
        " warc-profile warc-identified-payload-type warc-segment-number warc-segment-origin-id"
        " warc-segment-total-length"
    ).split()
)
_NEEDED = {
    **dict.fromkeys(_WITH_TARGET, ("WARC-Target-URI",)),
    "revisit": ("WARC-Target-URI", "WARC-Profile"),
    "continuation": ("WARC-Target-URI", "WARC-Segment-Origin-ID", "WARC-Segment-Number"),
}
_KNOWN = _WITH_TARGET | {"warcinfo", "metadata"}
_VERSIONS = frozenset({"WARC/1.0", "WARC/1.1"})
_URIS = ("WARC-Target-URI", "WARC-Refers-To-Target-URI", "WARC-Profile")
_IDS = (
    "WARC-Record-ID", "WARC-Refers-To", "WARC-Concurrent-To", "WARC-Warcinfo-ID",
    "WARC-Segment-Origin-ID",
)  # fmt: skip
_DATES = ("WARC-Date", "WARC-Refers-To-Date")
_URI = patterns.lazy(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
)
# What browsers send unescaped, as the URL standard allows, and the letters of IRIs (RFC 3987).
_RAW_URI = patterns.lazy(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[!#$&-;=?-~\xa1-\ud7ff\uf900-\ufffd]|%[0-9A-Fa-f]{2})*"
)
_INSTANT = patterns.lazy(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?Z")
# The other granularities of W3CDTF, and its other way of writing UTC.
_W3CDTF = patterns.lazy(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:Z|\+00:00))?)?)?"
)


def check_fields(record: RawRecord) -> None:
    """Check the header of a record, and add the problems to the record."""
    if record.version not in _VERSIONS:
        text = f"The version is {record.version!r}, but only WARC/1.0 and WARC/1.1 can be checked."
        record.find("version", text)
    for name in _MANDATORY:
        if not record.get(name):
            record.find("field-missing", f"{name} is missing; every record must have it.")
    kind = record.get("WARC-Type") or ""
    for name in _NEEDED.get(kind, ()):
        if not record.get(name):
            record.find("field-missing", f"{name} is missing; a {kind} record must have it.")
    _check_places(record, kind)
    _check_uris(record)
    for name in _DATES:
        if value := record.get(name):
            _check_date(record, name, value)


def target_uri(record: RawRecord) -> str | None:
    """Return WARC-Target-URI, without the angle brackets of WARC 1.0; None if it is missing."""
    return _bare(record, record.get("WARC-Target-URI"))


def _check_places(record: RawRecord, kind: str) -> None:
    seen: set[str] = set()
    for name, _ in record.fields:
        lower = name.lower()
        allowed = _ALLOWED.get(lower)
        if kind in _KNOWN and allowed is not None and kind not in allowed:
            record.find("field-misplaced", f"A {kind} record must not have {name}.")
        if lower in seen and lower in _ONCE:
            record.find("field-repeated", f"The record has {name} more than once.")
        seen.add(lower)


def _check_uris(record: RawRecord) -> None:
    for name in _URIS:
        value = _bare(record, record.get(name))
        if value is not None and not _URI.fullmatch(value):
            rule = "uri-raw" if _RAW_URI.fullmatch(value) else "uri"
            record.find(rule, f"{name} is {value[:200]!r}, which is not a URI (RFC 3986).")
    for name in _IDS:
        for key, value in record.fields:
            if key.lower() != name.lower():
                continue
            bare = value[1:-1] if value.startswith("<") and value.endswith(">") else None
            if bare is None and record.version == "WARC/1.0":
                bare = value  # its grammar, as printed and as corrected, is read either way
            if bare is None or not _URI.fullmatch(bare):
                record.find("record-id", f"{name} is {value[:200]!r}, which is not a <URI>.")


def _bare(record: RawRecord, value: str | None) -> str | None:
    if value and record.version == "WARC/1.0" and value[0] == "<" and value[-1] == ">":
        return value[1:-1]
    return value


def _check_date(record: RawRecord, name: str, value: str) -> None:
    full, any_ = _INSTANT.fullmatch(value), _W3CDTF.fullmatch(value)
    if any_ is None or (record.version == "WARC/1.0" and full is None):
        record.find(
            "date", f"{name} is {value[:60]!r}, which is not of the form YYYY-MM-DDThh:mm:ssZ."
        )
        return
    year, month, day, time = any_.groups()
    try:
        datetime.fromisoformat(f"{year}-{month or '01'}-{day or '01'}T{time or '00:00'}")
    except ValueError:
        record.find("date", f"{name} is {value!r}, which is not a date of the calendar.")
        return
    if full is None:
        text = f"{name} is {value!r}; indexers accept YYYY-MM-DDThh:mm:ssZ only."
        record.find("date-precision", text)
    elif full[2] and record.version == "WARC/1.0":
        record.find("date", f"{name} is {value!r}; WARC 1.0 does not allow fractions of seconds.")
