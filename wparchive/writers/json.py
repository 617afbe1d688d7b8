"""Canonical JSON: ``site.json`` and ``posts.jsonl``.

The full archive with all that was hidden, or the public edition of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.formats import FormatInfo, Piece, Verbatim, Written
from wparchive.model.canonical import encode_post, encode_site
from wparchive.storage import private
from wparchive.writers.documents import bare_post, bare_site, whole_site

if TYPE_CHECKING:
    from wparchive.formats import Context, Discussion
    from wparchive.model.records import Post
    from wparchive.storage.outputs import StagedOutput


class JsonWriter:
    """Writes canonical JSON; see `wparchive.formats.Writer`."""

    info = FormatInfo("json", "canonical JSON: the full archive, or its public edition")
    public = False
    discusses = True
    home = None
    media = None

    def __init__(self, context: Context) -> None:
        self._context = context
        self.public = context.options.public
        folder = private.folder(self.info.name, public=self.public)
        self._site, self._posts = f"{folder}/site.json", f"{folder}/posts.jsonl"

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

    def begin(self, stage: StagedOutput) -> None:
        """Write ``site.json`` and an empty ``posts.jsonl``."""
        document = (bare_site if self.public else whole_site)(self._context)
        stage.write(self._site, encode_site(document))
        stage.append(self._posts, b"")

    def write(self, post: Post, discussion: Discussion, name: str) -> Written:  # noqa: ARG002
        """One line."""
        data = encode_post(bare_post(post) if self.public else post)
        return Written([Piece(self._posts, data, append=True)], Verbatim("json"))

    def end(self, stage: StagedOutput) -> None:
        """Nothing follows the posts."""
