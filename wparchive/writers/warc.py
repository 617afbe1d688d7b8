"""WARC 1.1: a page per published post at its permalink; the sources apart, byte for byte.

A page is a ``resource`` record, since no server sent it (ISO 28500:2017, 6.4), and its WARC-Date
is the instant of the export. Record ids are UUIDs of the content, so that a second run writes the
same records.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import uuid
from typing import IO, TYPE_CHECKING
from urllib.parse import quote, urldefrag, urlsplit

from warcio.warcwriter import WARCWriter

from wparchive.notices import Code, Notice
from wparchive.protocols import FormatInfo, Piece, Written
from wparchive.render.page import render_page
from wparchive.storage.names import safe_name

if TYPE_CHECKING:
    from io import BufferedReader

    from wparchive.model.records import Post
    from wparchive.protocols import Context, Discussion
    from wparchive.storage.outputs import Stage

_LINK = re.compile(r'<a href="([^"]*)"[^>]*>([^<]*)</a>')
_URI_SAFE = "%/:=&?~+!$,;'@()*[]"


class WarcWriter:
    """Writes WARC; see `wparchive.protocols.Writer`."""

    info = FormatInfo("warc", "WARC 1.1, a page a post, and the source apart")
    public = True
    discusses = True

    def __init__(self, context: Context) -> None:
        self._context = context
        self._date = f"{context.instant:%Y-%m-%dT%H:%M:%SZ}"
        site = context.head.site
        self._home = site.base_blog_url or site.link or ""
        stem = safe_name(urlsplit(self._home).hostname, "archive")
        self._public = f"warc/{stem}.warc.gz"
        self._restricted = f"warc/{stem}-restricted.warc.gz"

    def name(self, post: Post) -> str:
        """The permalink, or what WordPress answers to in its place."""
        for address in (post.link, post.guid if post.guid_is_permalink else None):
            if address and address.lower().startswith(("http://", "https://")):
                return _legal(address)
        return self._query_form(post)

    def fallback(self, name: str, post: Post, attempt: int) -> str:
        """The query form; a URN where that is taken too."""
        form = self._query_form(post)
        if attempt == 1 and form != name:
            return form
        return f"urn:wparchive:post:{post.id or 'none'}:{attempt}"

    def address(self, post: Post, name: str) -> str:  # noqa: ARG002
        """None: it is no site."""
        return ""

    def redirects(self, post: Post, name: str) -> tuple[str, ...]:  # noqa: ARG002
        """None: it is no site."""
        return ()

    def begin(self, stage: Stage) -> None:
        """Write the public file's warcinfo."""
        stage.append(self._public, self._warcinfo(self._public))

    def write(self, post: Post, discussion: Discussion, name: str) -> Written:
        """One record."""
        written = Written()
        page = render_page(self._context, post, discussion, name)
        record = _record(
            "resource", name, page.encode(), "text/html; charset=utf-8", self._headers(self._public)
        )
        written.pieces.append(Piece(self._public, record, append=True))
        written.comments = discussion.kinds()
        # An & is often not escaped, and make_clickable() ends some links inside of a URL.
        written.readings = (page, html.unescape(page), _LINK.sub(r" \1 \2", page))
        if (wanted := self.name(post)) != name:
            written.notices.append(self._moved(Code.PERMALINK_SHARED, post, wanted, name))
        elif name == self._query_form(post) != _legal(post.link or ""):
            written.notices.append(self._moved(Code.PERMALINK_MISSING, post, "", name))
        return written

    def end(self, stage: Stage) -> None:
        """Write the sources, which hold all that is withheld, to a file of their own."""
        stage.append(self._restricted, self._warcinfo(self._restricted))
        for source in self._context.sources:
            uri = f"file:///{quote(source.name)}"
            with source.path.open("rb") as file:
                _stream_record(stage, self._restricted, uri, file, self._headers(self._restricted))

    def _query_form(self, post: Post) -> str:
        if post.id is None or not self._home:
            return f"urn:wparchive:post:{post.id or 'none'}"
        key = {"page": "page_id", "attachment": "attachment_id"}.get(post.type or "", "p")
        return _legal(f"{self._home.rstrip('/')}/?{key}={post.id}")

    def _moved(self, code: Code, post: Post, wanted: str, name: str) -> Notice:
        origin = post.place
        text = f"The page of {wanted or post.title!r} stands at {name}."
        return Notice(
            code, text, origin.source, origin.line, origin.offset, post.id, self.info.name
        )

    def _headers(self, file: str) -> dict[str, str]:
        return {"WARC-Date": self._date, "WARC-Warcinfo-ID": _urn("warcinfo", file, self._date)}

    def _warcinfo(self, file: str) -> bytes:
        site = self._context.head.site
        fields = {
            "software": f"wparchive {self._context.version}",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": " ".join((site.title or "").split()) or self._home,
            "description": "Rebuilt from a WordPress export; not a capture of the original site.",
        }
        body = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
        headers = {
            "WARC-Date": self._date,
            "WARC-Record-ID": _urn("warcinfo", file, self._date),
            "WARC-Filename": file.rpartition("/")[2],
        }
        return _record("warcinfo", "", body.encode(), "application/warc-fields", headers)


def _legal(address: str) -> str:
    """The address as a URI: no fragment, and percent-encoded where it is not ASCII."""
    return quote(urldefrag(address.strip()).url, safe=_URI_SAFE)


def _urn(*parts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(('wparchive', *parts)))}>"


def _record(
    kind: str, uri: str, payload: bytes, content_type: str, headers: dict[str, str]
) -> bytes:
    """One record as a gzip member."""
    buffer = io.BytesIO()
    digest = hashlib.sha256(payload).hexdigest()
    _write(buffer, kind, uri, io.BytesIO(payload), len(payload), content_type, headers, digest)
    return buffer.getvalue()


class _Growing(io.RawIOBase):
    """A file of the stage, for those who write to files."""

    def __init__(self, stage: Stage, path: str) -> None:
        self._stage = stage
        self._path = path

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._stage.append(self._path, data)
        return len(data)


def _stream_record(
    stage: Stage, path: str, uri: str, file: BufferedReader, headers: dict[str, str]
) -> None:
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    target = _Growing(stage, path)
    _write(target, "resource", uri, file, size, "application/rss+xml", headers, digest)


def _write(
    target: IO[bytes] | _Growing,
    kind: str,
    uri: str,
    payload: IO[bytes],
    size: int,
    content_type: str,
    headers: dict[str, str],
    digest: str,
) -> None:
    writer = WARCWriter(target, gzip=True, warc_version="1.1")
    headers = dict(headers)
    headers.setdefault(
        "WARC-Record-ID", _urn(kind, uri, headers["WARC-Date"], content_type, digest)
    )
    record = writer.create_warc_record(
        uri, kind, payload, size, warc_content_type=content_type, warc_headers_dict=headers
    )
    writer.write_record(record)
