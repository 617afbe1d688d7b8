"""Single posts of an archive as the blog's readers saw them, for programs that read it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wparchive.formats.writers import Context
from wparchive.options import Options
from wparchive.render.body import post_html
from wparchive.transforms.edition import public_edition
from wparchive.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.engine.archive_index import ArchiveIndex
    from wparchive.model.records import Post
    from wparchive.storage.source import Source


class ShownPosts:
    """The posts of an archive that was read to its end.

    Args:
        index: The result of pass 1.
        sources: The inputs.
    """

    def __init__(self, index: ArchiveIndex, sources: Sequence[Source]) -> None:
        self._index = index
        self._sources = sources

    @cached_property
    def _context(self) -> Context:
        index, sources = self._index, self._sources
        scratch_folder, references = sources[0].scratch, index.references
        return Context(index.metadata, sources, Options(), __version__, scratch_folder, references)

    def public(self, post: Post) -> Post | None:
        """Return what readers could see of a post; None if they could see nothing."""
        self._index.enter_blog_of(post)
        return public_edition(post, self._index.visibility).post

    def is_public(self, post: Post) -> bool:
        """Return whether readers could see a post."""
        self._index.enter_blog_of(post)
        return self._index.visibility.of_post(post) is None

    def byline(self, post: Post) -> str | None:
        """Return the display names of a post's authors; None if the post names no author."""
        self._index.enter_blog_of(post)
        return self._context.author_of(post)

    def html(self, post: Post) -> str:
        """Render a post's body, with the images that galleries name."""
        self._index.enter_blog_of(post)
        return post_html(post, self._index.references)
