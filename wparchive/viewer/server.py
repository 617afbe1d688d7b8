"""The server: pages, a list of them, and search; for this machine only, and loading nothing else.

Pages come with a policy that lets browsers run no script and fetch nothing from elsewhere: what an
author once embedded stays quiet.
"""

from __future__ import annotations

import html
import re
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, quote, urldefrag, urljoin, urlsplit

from wparchive.content.numbers import whole_number
from wparchive.content.references import unescape
from wparchive.errors import WparchiveError
from wparchive.render.template import template
from wparchive.viewer.shelf import Shelf

if TYPE_CHECKING:
    from types import TracebackType

    from wparchive.viewer.shelf import Document

HOST = "127.0.0.1"
_AT = "/at/"
_LISTED = 100
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self';"
    " form-action 'self'; base-uri 'none'"
)
# On in a tag, and not into the next.
_ON = r"(?:(?!<(?:a|img|audio|video|source)\b)[^>])*?"
_LINK = re.compile(
    rf'(<(?:a\s{_ON}\bhref|(?:img|audio|video|source)\s{_ON}\bsrc)=)"([^"]*)"', re.IGNORECASE
)
# Browsers would rather load one of these sizes, wherever they are.
_SIZES = re.compile(rf'(<(?:img|source)\b{_ON})\ssrcset="[^"]*"', re.IGNORECASE)
_SHOWN = re.compile(r"(?:image|audio|video)/[\w.+-]+|application/pdf")
_BODY = re.compile(r"<body(?:(?!<body)[^>])*+>\n?")
_KEEP = "%/:=&?~+!$,;'@()*[]#"


class Viewer:
    """Serves an archive; a context manager.

    Attributes:
        url: Where it can be looked at.

    Args:
        target: An output directory, or a WARC or WACZ file of wparchive's.
        port: The port; 0 for any that is free.

    Raises:
        InputError: There is nothing to show.
        WparchiveError: The port is taken.
    """

    def __init__(self, target: Path, port: int = 0) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="wparchive-")
        try:
            shelf = Shelf(target, Path(self._scratch.name))
            self._server = _Server((HOST, port), shelf, target.resolve().name)
        except OSError as error:
            self._scratch.cleanup()
            raise WparchiveError(
                f"Port {port} cannot be used: {error.strerror}.", hint="Name another with --port."
            ) from error
        except BaseException:
            self._scratch.cleanup()
            raise
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
        self._scratch.cleanup()

    def run(self) -> None:
        """Serve until `stop`, or until the program is interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        """End `run`, which runs in another thread."""
        self._server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], shelf: Shelf, name: str) -> None:
        self.shelf = shelf
        self.name = name
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "wparchive"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a request."""
        # Other sites' pages could reach this server under a name of theirs.
        if (self.headers.get("Host") or "").rpartition(":")[0] not in {HOST, "localhost"}:
            self._send(403, "text/plain; charset=utf-8", b"This server is for this machine only.\n")
            return
        parts = urlsplit(self.path)
        if self.path.startswith(_AT):
            self._page(self.path.removeprefix(_AT))
        elif parts.path == "/":
            query = parse_qs(parts.query)
            number = query.get("page", ["1"])[0]
            self._list(query.get("q", [""])[0], whole_number(number) or 1)
        else:
            self._missing(self.path)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
        """Say nothing."""

    def _page(self, uri: str) -> None:
        found = self.server.shelf.find(uri) or self.server.shelf.find(quote(uri, safe=_KEEP))
        if found is None:
            self._missing(uri)
        elif found.media.startswith("text/html"):
            self._send(200, found.media, self._framed(found).encode())
        else:
            kind = found.media if _SHOWN.fullmatch(found.media) else "text/plain; charset=utf-8"
            self._send(200, kind, found.content)

    def _framed(self, page: Document) -> str:
        """A page with links that stay in the archive, below a line to search with."""

        def lead(match: re.Match[str]) -> str:
            try:
                target = urljoin(page.uri, unescape(match[2]))
            except ValueError:
                return match[0]
            uri, fragment = urldefrag(target)
            if not self.server.shelf.knows(uri):
                return match[0]
            local = f"{_AT}{uri}#{fragment}" if fragment else f"{_AT}{uri}"
            return f'{match[1]}"{html.escape(local)}"'

        text = _SIZES.sub(r"\1", page.content.decode("utf-8", "replace"))
        text = _LINK.sub(lead, text)
        bar = template("bar.html").render(query="", uri=page.uri)
        return _BODY.sub(lambda match: match[0] + bar, text, count=1)

    def _list(self, query: str, number: int) -> None:
        shelf = self.server.shelf
        total = shelf.count()
        number = max(1, min(number, -(-total // _LISTED)))
        found = (
            shelf.search(query, _LISTED)
            if query.strip()
            else shelf.pages(_LISTED, (number - 1) * _LISTED)
        )
        text = template("search.html").render(
            name=self.server.name,
            query=query,
            pages=[(page, _marked(page.excerpt)) for page in found],
            at=_AT,
            home=shelf.home(),
            total=total,
            previous=number - 1 if number > 1 and not query.strip() else 0,
            next=number + 1 if number * _LISTED < total and not query.strip() else 0,
            uri="",
        )
        self._send(200, "text/html; charset=utf-8", text.encode())

    def _missing(self, what: str) -> None:
        text = template("missing.html").render(what=what, query="", uri="")
        self._send(404, "text/html; charset=utf-8", text.encode())

    def _send(self, status: int, media: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _marked(excerpt: str) -> list[tuple[str, bool]]:
    """The excerpt in parts, each with whether it is what was searched for."""
    parts = re.split("[\x01\x02]", excerpt)
    return [(part, bool(place % 2)) for place, part in enumerate(parts) if part]
