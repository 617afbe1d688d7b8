"""WARC files made by hand in the test that needs them, sound ones and damaged ones."""

from __future__ import annotations

import base64
import gzip
import hashlib

INFO = "<urn:uuid:00000000-0000-4000-8000-000000000001>"
PAGE = "<urn:uuid:00000000-0000-4000-8000-000000000002>"
ALIAS = "<urn:uuid:00000000-0000-4000-8000-000000000003>"
DATE = "2024-05-01T12:00:00Z"
URI = "https://blog.example/"
BODY = b"<!DOCTYPE html><title>Page</title>"


def sha1(data: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(data).digest()).decode()}"


def record(fields: dict[str, str | None], block: bytes = b"", *, end: bytes = b"\r\n\r\n",
           version: str = "WARC/1.1", extra: str = "") -> bytes:  # fmt: skip
    """A record; fields that are None are left out, Content-Length is right unless given."""
    fields = {"Content-Length": str(len(block))} | fields
    lines = "".join(f"{k}: {v}\r\n" for k, v in fields.items() if v is not None)
    return f"{version}\r\n{lines}{extra}\r\n".encode() + block + end


def warcinfo(**changed: str | None) -> bytes:
    return record(
        {"WARC-Type": "warcinfo", "WARC-Record-ID": INFO, "WARC-Date": DATE,
         "Content-Type": "application/warc-fields", **_named(changed)},
        b"software: test\r\n",
    )  # fmt: skip


def page(body: bytes = BODY, *, end: bytes = b"\r\n\r\n", version: str = "WARC/1.1",
         extra: str = "", **changed: str | None) -> bytes:  # fmt: skip
    return record(
        {"WARC-Type": "resource", "WARC-Record-ID": PAGE, "WARC-Date": DATE, "WARC-Target-URI": URI,
         "WARC-Block-Digest": sha1(body), "WARC-Payload-Digest": sha1(body),
         "Content-Type": "text/html", **_named(changed)},
        body, end=end, version=version, extra=extra,
    )  # fmt: skip


def alias(**changed: str | None) -> bytes:
    return record(
        {"WARC-Type": "revisit", "WARC-Record-ID": ALIAS, "WARC-Date": DATE,
         "WARC-Target-URI": f"{URI}?p=1", "WARC-Payload-Digest": sha1(BODY),
         "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
         "WARC-Refers-To": PAGE, "WARC-Refers-To-Target-URI": URI, "WARC-Refers-To-Date": DATE,
         **_named(changed)}
    )  # fmt: skip


def packed(*records: bytes) -> bytes:
    """Each a gzip member of its own."""
    return b"".join(gzip.compress(data, mtime=0) for data in records)


def _named(changed: dict[str, str | None]) -> dict[str, str | None]:
    names = {"id": "WARC-Record-ID", "date": "WARC-Date", "uri": "WARC-Target-URI",
             "type": "WARC-Type", "length": "Content-Length", "profile": "WARC-Profile",
             "block": "WARC-Block-Digest", "payload": "WARC-Payload-Digest",
             "refers": "WARC-Refers-To", "refers_uri": "WARC-Refers-To-Target-URI",
             "refers_date": "WARC-Refers-To-Date", "kind": "Content-Type"}  # fmt: skip
    return {names[key]: value for key, value in changed.items()}
