"""Tell which files belong to hidden attachments, and which to public ones, by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.links.media_map import below_uploads
from wparchive.web import urls
from wparchive.wordpress.attachment_files import dated_path
from wparchive.wordpress.kept_files import is_kept_from_readers
from wparchive.wordpress.uploads import upload_of_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wparchive.links.blogs import Blogs
    from wparchive.links.index import IndexedPost


class FileOwners:
    """The attachments of an archive as the owners of files.

    A file that belongs to several attachments is hidden if all of them are. What looks like
    another size of a hidden file, and is no public attachment's own file, is hidden too.

    Args:
        posts: All posts of the archive.
        is_withheld: Whether public formats lack an attachment.
        blogs: The blogs of the archive.
        shows_kept: Whether files are public that a plugin keeps from readers.

    Attributes:
        public: The names of the files of public attachments.
        has_private: Whether any post is hidden, so that a file without an owner may be private.
    """

    def __init__(
        self,
        posts: Iterable[IndexedPost],
        is_withheld: Callable[[IndexedPost], bool],
        blogs: Blogs,
        *,
        shows_kept: bool = False,
    ) -> None:
        self._blogs = blogs
        self._shows_kept = shows_kept
        self.public: set[str] = set()
        self.has_private = False
        hidden: list[tuple[str, ...]] = []
        derived: set[str] = set()
        for post in posts:
            self.has_private = self.has_private or post.is_hidden or is_withheld(post)
            if post.type != "attachment" or not post.files:
                continue
            names = tuple(self._names(post))
            if is_withheld(post):
                hidden.append(names)
            else:
                self.public.update(names)
                derived.update(_derived(names))
        # A shorter or decoded form of a public name may be the whole name of a hidden file.
        self.public -= derived.intersection(name for names in hidden for name in _paths(names))
        self._composed = {urls.compose(name) for name in self.public}
        self._small = {name.lower() for name in self._composed}
        own = [names for names in hidden if self.public.isdisjoint(self._telling(names))]
        self._hidden = {name for names in own for name in names}
        self._composed_hidden = {urls.compose(name) for name in self._hidden}
        self._small_hidden = {name.lower() for name in self._composed_hidden}
        self._roots = {urls.image_root(name) for name in self._small_hidden}

    def is_hidden(self, names: Sequence[str]) -> bool:
        """Check whether a file is that of a hidden attachment, or a size of it.

        A file that a plugin keeps from readers is hidden whosever it is.

        Args:
            names: Its names, as `MediaMap` has them.
        """
        if not self._shows_kept and any(map(is_kept_from_readers, names)):
            return True
        if not self._hidden:
            return False
        names = self._decisive(names)
        composed = [urls.compose(name) for name in names]
        spellings = (
            (names, self.public, self._hidden),
            (composed, self._composed, self._composed_hidden),
        )
        for written, public, hidden in spellings:
            for known in _by_sureness(written):
                if not public.isdisjoint(known):
                    return False
                if not hidden.isdisjoint(known):
                    return True
        small = [name.lower() for name in composed]
        if not self._small.isdisjoint(small):
            return False
        alike = [*small, *(original for name in small for original in urls.image_originals(name))]
        if not self._small_hidden.isdisjoint(alike):
            return True
        return self._small.isdisjoint(alike) and not self._roots.isdisjoint(alike)

    def _decisive(self, names: Sequence[str]) -> Sequence[str]:
        """Return the names without those that a file of another blog may have, too."""
        if not any("//" in name.lstrip("/") for name in names):
            return names
        telling = [name for name in names if "//" in name]
        folders = (name.rpartition("//") for name in telling if not name.startswith("//"))
        dated = (f"{blog}//{found}" for blog, _, path in folders if (found := dated_path(path)))
        return [*telling, *dated]

    def _telling(self, names: Sequence[str]) -> Sequence[str]:
        """Return those names that no other file has, as far as they tell."""
        if addresses := _addresses(names):
            return addresses
        return [name for name in names if "//" in name] if self._blogs.are_several else names

    def _names(self, attachment: IndexedPost) -> Iterator[str]:
        """Yield an attachment's files as media sources name them."""
        addresses = [f"http:{name}" for name in attachment.files if name.startswith("//")]
        found = [urls.parse(address) for address in (*addresses, attachment.link)]
        for name in attachment.files:
            yield name
            if not self._blogs.are_several:
                continue
            below = (
                below_uploads(name.removeprefix("//").partition("/")[2])
                if name.startswith("//")
                else name
            )
            for url in found:
                if url is not None:
                    yield self._blogs.file_name(url, below)


def _derived(names: Sequence[str]) -> Iterator[str]:
    """Yield the names that are the end of another one, or another one decoded."""
    paths = _paths(names)
    for name in names:
        others = (path for path in paths if path != name)
        if any(p.endswith(f"/{name}") or urls.exact_file_path(p) == name for p in others):
            yield name


def _paths(names: Sequence[str]) -> list[str]:
    return [name for name in names if "//" not in name]


def _of_sites(names: Sequence[str]) -> list[str]:
    return [name for name in names if upload_of_site(name)]


def _by_sureness(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield names that decide together, the surest first.

    Another folder may have a file of such a name, and another file may have the decoded name.
    """
    for known in (encoded(names), names):
        yield from (_addresses(known), _of_sites(known), known)


def encoded(names: Sequence[str]) -> list[str]:
    """Return the names that have other forms when they are decoded."""
    return [name for name in names if urls.decode_exact_path(name) != name.rstrip("/")]


def _addresses(names: Sequence[str]) -> list[str]:
    return [name for name in names if name.startswith("//")]
