"""Tell which files are those of hidden attachments, by the names that media sources give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.links.media_map import below_uploads
from wparchive.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wparchive.links.blogs import Blogs
    from wparchive.links.index import IndexedPost

Key = tuple[str, str]
_PDF = ".pdf"


class HiddenFiles:
    """The files of attachments that public formats lack.

    A file may belong to several attachments. It is hidden if all of them are. An attachment has
    its file, and those sizes and edited copies of the file that no other attachment has; of a PDF
    also the pictures of its first page (``wp_generate_attachment_metadata()``).

    Args:
        posts: All posts of the archive; they are read twice.
        is_withheld: Whether public formats lack an attachment.
        blogs: The blogs of the archive.
    """

    def __init__(
        self,
        posts: Callable[[], Iterable[IndexedPost]],
        is_withheld: Callable[[IndexedPost], bool],
        blogs: Blogs,
    ) -> None:
        self._blogs = blogs
        self._hidden: set[Key] = set()
        self._public: set[Key] = set()
        for post in posts():
            if post.type == "attachment" and is_withheld(post):
                self._hidden.update(self._keys_of(post))
        if not self._hidden:
            return
        for post in posts():
            if post.type == "attachment" and not is_withheld(post):
                keys = set(self._keys_of(post))
                if not self._hidden.isdisjoint(keys):
                    self._public |= keys

    def has(self, names: Iterable[str]) -> bool:
        """Check whether a file is a hidden one.

        Args:
            names: Its names, as `MediaMap` has them.
        """
        if not self._hidden:
            return False
        for keys in zip(*map(_keys_of_file, names), strict=True):  # the surest first
            if not self._public.isdisjoint(keys):
                return False
            if not self._hidden.isdisjoint(keys):
                return True
        return False

    def _keys_of(self, attachment: IndexedPost) -> Iterator[Key]:
        """Yield keys for an attachment: its own file, and what the sizes of one image share."""
        for name in self._names(attachment):
            root = urls.image_root(name)
            yield from (("file", name), ("small", name.lower()))
            yield from (("image", root), ("image", root.lower()))

    def _names(self, attachment: IndexedPost) -> Iterator[str]:
        if not attachment.file:
            return
        file = below_uploads(urls.normalize_file_path(attachment.file))
        files = [file]
        if file.lower().endswith(_PDF):
            files.append(f"{file[: -len(_PDF)]}-pdf.jpg")
        url = urls.parse(attachment.link)
        for name in files:
            yield name
            if url is not None and self._blogs.are_several:
                yield self._blogs.file_name(url, name)


def _keys_of_file(name: str) -> list[Key]:
    """List the keys of the attachments that a file may belong to, the surest first."""
    root = urls.image_root(name)
    return [
        ("file", name),
        ("small", name.lower()),
        ("file", root),
        ("small", root.lower()),
        ("image", root),
        ("image", root.lower()),
    ]
