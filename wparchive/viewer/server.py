"""The server: pages, a list of pages and a search, for this machine only.

A content security policy keeps browsers from running scripts and from loading anything from other
sites that pages embed. Other sites, and other servers of this machine, may only link to the pages.
"""

from __future__ import annotations

import re
import socket
import sqlite3
import sys
import threading
import time
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlencode

from wparchive import patterns
from wparchive.errors import WparchiveError
from wparchive.render.template import template
from wparchive.storage import scratch
from wparchive.viewer.addresses import AT, quoted, server_path, shown
from wparchive.viewer.framing import add_frame
from wparchive.viewer.page_index import PageIndex
from wparchive.viewer.payload import PAGE, PDF, TEXT, is_page, page_text, spooled
from wparchive.viewer.redirects import destination
from wparchive.viewer.request_head import RequestHead
from wparchive.web.numbers import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from wparchive.storage.limits import Limits
    from wparchive.viewer.page_index import Page
    from wparchive.viewer.payload import Payload

HOST = "127.0.0.1"
_LISTED = 100
_PAGES = 1_000_000
"""Pages of a list, more than there can be."""
_SILENCE = 30.0
"""Longest time in seconds without a byte from or to a client."""
_LINE = (1 << 16) + 1
"""Bytes of a request line, as http.server reads it."""
_CLIENTS = 64
"""Connections at a time; browsers open six or so."""
_AT_WORK = 4
"""Pages, files and lists that are prepared at a time: each takes memory and a processor."""
_SEARCHES = 2
"""Searches at a time, apart from the others, so that lists and pages do not wait for them."""
_LARGE = 1 << 20
"""Bytes from which a page is large; large pages are changed one at a time."""
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Pages may run no script; links may open new windows. Pages keep their origin, by which browsers
# tell whether this server's pages or those of others ask for a picture.
_SANDBOX = "; sandbox allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin"
# What keeps pages of other sites, and of other servers of this machine, apart from these, also in
# windows that they open: no handle on them, and no process together. Isolation
# (Cross-Origin-Embedder-Policy) would only add abilities for scripts, of which there are none.
_APART = (
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Origin-Agent-Cluster", "?1"),
    # Elements ask for these, also without a script.
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
_ENCODED = (
    "Another program stored this with the encoding {}, which the viewer does not read."
    " Convert the archive first, or open it with ReplayWeb.page.\n"
)
_OURS = patterns.lazy(r"(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?", re.IGNORECASE | re.ASCII)


class Viewer:
    """Serves an archive. A context manager.

    Attributes:
        url: Address of the list of pages.
        is_damaged: Whether something in the archive cannot be read.

    Args:
        target: An output directory, or a WARC or WACZ file that wparchive wrote.
        port: The port; 0 for any free port.
        limits: Limits on unpacking the archive; None for the usual ones.

    Raises:
        InputError: The target has no pages or cannot be read.
        OutputError: Temporary files cannot be written.
        WparchiveError: The port is in use.
    """

    def __init__(self, target: Path, port: int = 0, limits: Limits | None = None) -> None:
        self._scratch = scratch.make()
        try:
            index = PageIndex(target, self._scratch.folder, limits)
            self._server = _listening(port, index, index.title() or target.resolve().name)
        except BaseException:
            self._scratch.release()
            raise
        self.is_damaged = index.is_damaged
        self.url = f"http://{HOST}:{self._server.server_port}/"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.server_close()
        self._scratch.release()

    def run(self) -> None:
        """Serve until `stop` is called or the program is interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        """Stop `run`, which runs in another thread."""
        self._server.shutdown()


def _listening(port: int, index: PageIndex, name: str) -> _Server:
    try:
        return _Server((HOST, port), index, name)
    except OSError as error:
        raise WparchiveError(
            f"Port {port} cannot be used: {error.strerror}.",
            hint="Choose another port with --port.",
        ) from error


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], index: PageIndex, name: str) -> None:
        self.index = index
        self.name = name
        self.work = threading.BoundedSemaphore(_AT_WORK)
        self.searches = threading.BoundedSemaphore(_SEARCHES)
        self.large = threading.BoundedSemaphore(1)
        self._clients = threading.BoundedSemaphore(_CLIENTS)
        self._unheard: dict[socket.socket, float] = {}
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a client in a thread of its own, unless there are too many."""
        if not self._clients.acquire(blocking=False):
            self.shutdown_request(request)
            return
        self._unheard[request] = time.monotonic() + _SILENCE
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # the machine has no thread left: the client may ask again
            self.heard(request)
            self._clients.release()
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a client."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.heard(request)
            self._clients.release()

    def heard(self, request: Any) -> None:
        """Note that a client has sent its request."""
        self._unheard.pop(request, None)

    def service_actions(self) -> None:
        """Leave clients that take too long to send a request, byte by byte."""
        now = time.monotonic()
        for request, end in list(self._unheard.items()):
            if now > end:
                self.heard(request)
                with suppress(OSError):
                    request.shutdown(socket.SHUT_RD)

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that disconnect; other errors are defects."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "wparchive"
    sys_version = ""
    timeout = _SILENCE
    raw_requestline: bytes

    def setup(self) -> None:
        """Limit what is read of the request."""
        super().setup()
        self.rfile = RequestHead(self.rfile)

    def parse_request(self) -> bool:
        """Read the head of a request; an empty line before it means nothing (RFC 9112, 2.2)."""
        if not self.raw_requestline.strip():
            self.raw_requestline = self.rfile.readline(_LINE)
        if self.raw_requestline.strip():
            return super().parse_request()
        self.command = self.requestline = ""
        self.send_error(400)
        return False

    def do_GET(self) -> None:
        """Answer a request."""
        self.server.heard(self.connection)
        try:
            self._answer()
        except (WparchiveError, sqlite3.Error) as error:
            self._send(500, TEXT, f"The page cannot be shown. {error}\n".encode("utf-8", "replace"))

    def _answer(self) -> None:
        # Pages of other sites could reach this server under a domain name of their own.
        if self.request_version == "HTTP/0.9":  # its answers have no header, so no policy
            self.send_error(505)
        elif not _OURS.fullmatch(self.headers.get("Host") or ""):
            self._send(403, TEXT, b"This server is for this machine only.\n")
        elif not self._is_asked_here():
            self._send(403, TEXT, b"Pages of other sites may not use this archive.\n")
        elif self.path.startswith(AT):
            self._page(self.path.removeprefix(AT))
        elif self.path.partition("?")[0] == "/":
            query = parse_qs(self.path.partition("?")[2], keep_blank_values=True)
            number = query.get("page", ["1"])[0]
            kind = query["type"][0] if "type" in query else None
            self._list(query.get("q", [""])[0], kind, min(whole_number(number) or 1, _PAGES))
        else:
            self._missing(self.path)

    def _is_asked_here(self) -> bool:
        """Return whether a page of this server, the user or a link asks (W3C Fetch Metadata).

        A page of another site may lead to this server, which gives it nothing to read. It may not
        embed or fetch what is here. Programs that are no browsers do not say who asks.
        """
        if self.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}:
            return True
        asked = (self.headers.get("Sec-Fetch-Mode"), self.headers.get("Sec-Fetch-Dest"))
        return asked == ("navigate", "document")

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
        """Log nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse an invalid request in the same form as all answers."""
        self.close_connection = True
        self.request_version = self.protocol_version  # HTTP/0.9 answers have no header
        self._send(code, TEXT, b"This is not a request for a page.\n")

    def _page(self, uri: str) -> None:
        if target := destination(self.server.index.database, uri):
            self._send(302, TEXT, b"", location=target)
            return
        for form in (uri, quoted(uri)):
            with ExitStack() as stack:
                found = self._prepared(form, stack)
                # Clients may take their time with what they get.
                if found is not None and found.coding:
                    self._send(501, TEXT, _ENCODED.format(found.coding).encode())
                    return
                if found is not None:
                    self._send(200, found.kind, found.blocks(), found.size)
                    return
        self._missing(uri)

    def _prepared(self, uri: str, stack: ExitStack) -> Payload | None:
        """Return what is sent for an address, None if it is missing; the stack closes it."""
        index = self.server.index
        with ExitStack() as opened:
            with self.server.work:
                found = opened.enter_context(index.find(uri))
            if found is None:
                return None
            if is_page(found.payload):
                is_large = found.payload.size > _LARGE
                with self.server.large if is_large else self.server.work:
                    page = spooled(add_frame(page_text(found.payload), found.uri, index.known))
                stack.callback(page.file.close)
                return page
            stack.push(opened.pop_all())
        kind = found.payload.kind
        return found.payload._replace(kind=TEXT if kind == PAGE else kind)

    def _list(self, query: str, kind: str | None, number: int) -> None:
        index, searched = self.server.index, query.strip()
        types, all_types, found = index.types(), index.number_of_types(), None
        with self.server.searches if searched else self.server.work:
            if searched:
                found = index.search(query, _LISTED, (number - 1) * _LISTED)
                pages, total = found or ([], 0)
            else:
                total = index.number_of_pages(kind)
                types |= {kind: total} if kind is not None and total else {}
                number = max(1, min(number, -(-total // _LISTED)))
                pages = index.pages(kind, _LISTED, (number - 1) * _LISTED)
        text = template("search.html").render(
            name=self.server.name,
            query=query,
            years=_by_year(pages, searched=bool(searched)),
            slow=bool(searched) and found is None,
            server_path=server_path,
            shown=shown,
            home=index.home(),
            unread=index.number_of_unread(),
            total=total,
            first=(number - 1) * _LISTED + 1,
            last=(number - 1) * _LISTED + len(pages),
            types=types,
            more_types=all_types - len(types),
            kind=kind,
            # A list of one type needs no word for it.
            shows_types=all_types > 1 and kind is None,
            address=_list_address(query, kind),
            previous=number - 1 if number > 1 else 0,
            next=number + 1 if number * _LISTED < total else 0,
            uri="",
        )
        self._send(200, PAGE, text.encode("utf-8", "replace"))

    def _missing(self, what: str) -> None:
        text = template("missing.html").render(what=shown(what), query="", uri="")
        self._send(404, PAGE, text.encode("utf-8", "replace"))

    def _send(
        self,
        status: int,
        kind: str,
        content: bytes | Iterable[bytes],
        size: int | None = None,
        location: str = "",
    ) -> None:
        """Send an answer.

        Args:
            status: HTTP status.
            kind: Media type.
            content: The body, or its blocks.
            size: Size of all blocks in bytes; None if `content` is bytes.
            location: The path that has the page instead; empty if it is here.
        """
        blocks = [content] if isinstance(content, bytes) else content
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        text = kind.startswith("text/")
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(size if size is not None else sum(map(len, blocks))))
        # Chromium shows no PDF in a sandbox; its viewer is a page of the browser's own.
        self.send_header("Content-Security-Policy", _POLICY if kind == PDF else _POLICY + _SANDBOX)
        if "xml" in kind:
            # An image as ever; opened, it would be a document, whose hints and frames connect
            # before the browser asks the policy.
            self.send_header("Content-Disposition", "attachment")
        for name, value in _APART:
            self.send_header(name, value)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-DNS-Prefetch-Control", "off")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        if self.command != "HEAD":
            for block in blocks:
                self.wfile.write(block)


def _by_year(
    pages: Iterable[Page], *, searched: bool
) -> list[tuple[str, list[tuple[Page, list[tuple[str, bool]]]]]]:
    """Group pages by their years, with their excerpts; those that were searched stay together."""
    groups = groupby(pages, lambda page: "" if searched else page.date[:4])
    return [(year, [(page, _marked(page.excerpt)) for page in group]) for year, group in groups]


def _list_address(query: str, kind: str | None) -> str:
    """Return the address of a list, to which the number of a page is added."""
    chosen = {"q": query} if query.strip() else {"type": kind} if kind is not None else {}
    return f"/?{urlencode(chosen)}{'&' if chosen else ''}page="


def _marked(excerpt: str) -> list[tuple[str, bool]]:
    """Split an excerpt into parts, each with whether it is a search word."""
    parts = re.split("[\x01\x02]", excerpt)
    return [(part, bool(place % 2)) for place, part in enumerate(parts) if part]
