"""Canonical JSON: ``site.json`` and ``posts.jsonl``, the full archive with all that was hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.model.canonical import encode_post, encode_site
from wparchive.model.records import SiteDocument
from wparchive.protocols import FormatInfo, Piece, Verbatim, Written

if TYPE_CHECKING:
    from wparchive.model.records import Post
    from wparchive.protocols import Context, Discussion
    from wparchive.storage.outputs import Stage

SITE = "json/site.json"
POSTS = "json/posts.jsonl"


class JsonWriter:
    """Writes canonical JSON; see `wparchive.protocols.Writer`."""

    info = FormatInfo("json", "canonical JSON, the full archive")
    public = False
    discusses = True
    home = None
    media = None

    def __init__(self, context: Context) -> None:
        self._context = context

    def name(self, post: Post) -> str:  # noqa: ARG002
        """All posts share a file."""
        return ""

    def fallback(self, name: str, post: Post, attempt: int) -> str:  # noqa: ARG002
        """Never asked for, since no name is wanted."""
        return name

    def address(self, post: Post, name: str) -> str:  # noqa: ARG002
        """None: it is no site."""
        return ""

    def redirects(self, post: Post, name: str) -> tuple[str, ...]:  # noqa: ARG002
        """None: it is no site."""
        return ()

    def begin(self, stage: Stage) -> None:
        """Write ``site.json`` and an empty ``posts.jsonl``."""
        document = SiteDocument(
            generator=f"wparchive {self._context.version}",
            site=self._context.head.site,
            authors=self._context.head.authors,
            terms=self._context.head.terms,
            sources=self._context.head.sources or [s.name for s in self._context.sources],
        )
        stage.write(SITE, encode_site(document))
        stage.append(POSTS, b"")

    def write(self, post: Post, discussion: Discussion, name: str) -> Written:  # noqa: ARG002
        """One line."""
        return Written([Piece(POSTS, encode_post(post), append=True)], Verbatim("json"))

    def end(self, stage: Stage) -> None:
        """Nothing follows the posts."""
