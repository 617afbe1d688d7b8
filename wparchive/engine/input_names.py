"""The names of inputs that public files may have: a name may be the slug of a hidden post."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.errors.notices import UNQUOTED, Code, Notice
from wparchive.transforms.visibility import follows_parent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.formats.readers import Document
    from wparchive.model.provenance import Origin
    from wparchive.model.records import Post
    from wparchive.storage.inputs import Input
    from wparchive.transforms.visibility import Visibility


@dataclass
class InputNames:
    """Tells which names are public: those of inputs from which a public post was read.

    If no post is hidden, all names are public. Filled in pass 1.

    Attributes:
        inputs: The names of all inputs, and of files that cannot be read.
        public: The names of those, and of documents in them, that are known to be public.
    """

    inputs: frozenset[str] = frozenset()
    public: set[str] = field(default_factory=set)
    _followers: dict[tuple[int, int], set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, inputs: Iterable[Input], notices: Iterable[Notice]) -> InputNames:
        """Begin with the inputs and the notices of opening them."""
        names = {each.name for each in inputs}
        unread = {notice.source for notice in notices if notice.source}
        return cls(frozenset(names | {name for name in unread if _packed(name) not in names}))

    def add(self, post: Post, document: str, blog: int) -> None:
        """Add a post that is public, or is if its parent is.

        Args:
            post: The post.
            document: The name of its document.
            blog: The number of its blog.
        """
        sources = {origin.source for origin in _origins(post)}
        found = {self._input_of(source) for source in sources} | (sources & {document})
        if found.isdisjoint(self.inputs):  # it kept the origin that it has in an earlier output
            found |= {self._input_of(document), document}
        if post.parent and follows_parent(post):
            self._followers.setdefault((blog, post.parent), set()).update(found)
        else:
            self.public |= found

    def finish(
        self, visibility: Visibility, documents: Iterable[Document], notices: Iterable[Notice]
    ) -> None:
        """Add what is known only when all posts have been read.

        Args:
            visibility: Knows which posts are hidden.
            documents: The documents; those without posts, such as ``site.json``, are public.
            notices: Notices of reading.
        """
        for (blog, parent), names in self._followers.items():
            if visibility.of_parent(parent, blog) is None:
                self.public |= names
        self._followers.clear()
        for notice in notices:
            merged = notice.code is Code.POST_MERGED and notice.post_id is not None
            if merged and not visibility.hides_in_any_blog(notice.post_id or 0):
                self.public.add(self._input_of(notice.source))
        self.public.update(d.name for d in documents if not d.ranges and not d.notices)

    def shown(self, name: str) -> str:
        """Return the name of an input, or what public files have in its place."""
        return name if name in self.public else UNQUOTED

    def shown_source(self, notice: Notice, *, is_hidden: bool, is_known: bool) -> str:
        """Return the source of a notice as public files name it.

        Args:
            notice: The notice; some post of the archive is hidden.
            is_hidden: Whether it may be about a hidden post.
            is_known: Whether it is about a post that is known to be public.
        """
        source = notice.source
        if not source or source in self.public:
            return source
        name = self._input_of(source)
        if name not in self.public and (is_hidden or name in self.inputs):
            return UNQUOTED
        # The address of a capture, and the path of a file in a zip, have words of the title.
        return source if is_known and not is_hidden else name

    def _input_of(self, source: str) -> str:
        """Return the name of the input that contains a document, or is packed."""
        name = source if source in self.inputs else _packed(source)
        name = name if name in self.inputs else source
        while name not in self.inputs and "!" in name:
            name = name.rpartition("!")[0]
        return name


def _packed(name: str) -> str:
    """Return the name of a file from what its content is called, such as ``a.tar (gzip)``."""
    return name.rpartition(" (")[0]


def _origins(post: Post) -> Iterator[Origin]:
    """Yield the origins of a post, of its fields and of its comments."""
    for origin in (post.origin, *(comment.origin for comment in post.comments)):
        if origin is not None:
            yield origin
            yield from origin.fields.values()
