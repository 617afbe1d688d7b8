"""Canonical JSON: ``site.json`` and ``posts.jsonl``.

The full archive with all that was hidden, or its public edition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.formats.writers import OutputChunk, Rendered, Verbatim, Writer
from wparchive.model.canonical import encode_post, encode_site
from wparchive.storage import private
from wparchive.writers.documents import full_site_data, public_post_data, public_site_data

if TYPE_CHECKING:
    from wparchive.formats.writers import Context, RenderContext
    from wparchive.model.records import Post
    from wparchive.storage.outputs import StagedOutput


class JsonWriter(Writer):
    """Writes canonical JSON."""

    name = "json"
    title = "canonical JSON: the full archive, or its public edition"
    media_type = "application/json"
    public = False
    keeps_all = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        folder = private.folder(self.name, public=context.options.public)
        self._site, self._posts = f"{folder}/site.json", f"{folder}/posts.jsonl"

    def open(self, stage: StagedOutput) -> None:
        """Write ``site.json`` and an empty ``posts.jsonl``."""
        context = self.context
        document = (
            public_site_data(context)
            if context.options.public
            else full_site_data(context, context.metadata)
        )
        stage.write(self._site, encode_site(document))
        stage.append(self._posts, b"")

    def render(self, post: Post, _context: RenderContext) -> Rendered:
        """Encode a post as one line."""
        data = encode_post(public_post_data(post) if self.context.options.public else post)
        return Rendered([OutputChunk(self._posts, data, append=True)], Verbatim("json"))
