"""Apply the caller's function to every post, and count what the function drops and adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from wparchive.engine.accounting import places_of
from wparchive.engine.accounting.source import source_units
from wparchive.engine.counts import InputCounts, counted
from wparchive.errors import TransformError
from wparchive.errors.notices import Code, Notice
from wparchive.model.records import Post
from wparchive.render.links import links
from wparchive.transforms.unknown import shown_words
from wparchive.transforms.visibility import follows_parent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wparchive.engine.counts import OutputCounts
    from wparchive.formats.readers import Document, Range, SiteMetadata
    from wparchive.transforms.visibility import HiddenReason, Visibility

PostTransform: TypeAlias = Callable[[Post], Post | Iterable[Post] | None]
"""A function of the caller: it gets a post, and returns it, another one, several, or None."""

DROPPED = "dropped"
"""The reason for which the report counts records as withheld that the function dropped."""


class _Content(NamedTuple):
    """Counts of the parts of a post, or of several.

    Attributes:
        comments: Comments by kind.
        links: Links by URL.
        words: Words of title, body, excerpt and comments.
    """

    comments: Counter[str]
    links: Counter[str]
    words: Counter[str]

    @classmethod
    def of(cls, posts: Iterable[Post]) -> _Content:
        """Measure posts."""
        content = cls(Counter(), Counter(), Counter())
        for post in posts:
            content.comments.update(comment.kind for comment in post.comments)
            # The links of a post are remembered, and the function may change it in place.
            content.links.update(link.url for link in links(copy(post)))
            for place in places_of(post, post.comments):
                for text in place.texts:
                    for unit in source_units(text, frozenset()):
                        content.words.update(unit)
        return content

    def without(self, other: _Content) -> dict[str, int]:
        """Count what the other content lacks."""
        return {
            "comments": (self.comments - other.comments).total(),
            "links": (self.links - other.links).total(),
            "words": (self.words - other.words).total(),
        }


def _digest(post: Post) -> bytes:
    """Return a digest of all fields of a post, of whatever types a caller's function makes them."""
    return blake2b(repr(post).encode(errors="surrogatepass"), digest_size=16).digest()


class _Original(NamedTuple):
    """A post before the function got it, which may change it in place."""

    post_id: int | None
    type: str
    counts: InputCounts
    content: _Content
    digest: bytes
    reason: HiddenReason | None
    parent: int | None
    notice: Notice


@dataclass
class TransformAccount:
    """The changes that the function made to the posts of an archive.

    Attributes:
        dropped: The number of posts, comments, links and words that are in the inputs only.
        added: The number of those that are in the function's results only.
        dropped_posts: Dropped posts by type.
        changed: The posts that are no more as they were read, without the dropped ones.
        difference: What the inputs have in excess of the results.
        notices: A notice for each post that lost something.
    """

    dropped: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    dropped_posts: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    difference: InputCounts = field(default_factory=InputCounts)
    notices: list[Notice] = field(default_factory=list)

    def add(self, before: _Original, results: Sequence[Post]) -> None:
        """Compare a post with what the function made of it."""
        after = InputCounts()
        for post in results:
            after.add_post(post)
        self.difference.add_difference(before.counts, after)
        content = _Content.of(results)
        dropped = {"posts": int(not results), **before.content.without(content)}
        added = {"posts": max(len(results) - 1, 0), **content.without(before.content)}
        self.dropped.update(dropped)
        self.added.update(added)
        if not results:
            self.dropped_posts[before.type] += 1
        elif [before.digest] != [_digest(post) for post in results]:
            self.changed += 1
        if any(dropped.values()):
            self.notices.append(before.notice._replace(message=f"Dropped: {counted(dropped)}."))

    def balance(self, counts: InputCounts) -> None:
        """Make counts of results those of the inputs."""
        counts.add_difference(self.difference, InputCounts())

    def withhold(self, counts: OutputCounts) -> None:
        """Count in a format what the function dropped."""
        counts.withheld_posts += Counter({DROPPED: self.dropped["posts"]})
        counts.withheld_comments += Counter({DROPPED: self.dropped["comments"]})
        counts.withheld_links += self.dropped["links"]

    def as_dict(self) -> dict[str, Any]:
        """Return the account for the report."""
        return {
            "dropped": _all(self.dropped),
            "dropped_posts": shown_words(self.dropped_posts),
            "added": _all(self.added),
            "changed_posts": self.changed,
        }


def _all(counts: Mapping[str, int]) -> dict[str, int]:
    return {kind: counts.get(kind, 0) for kind in ("posts", "comments", "links", "words")}


class _Privacy(NamedTuple):
    """The fields that hide a post and its comments, for records that the function makes anew.

    A record without a status says nothing of who may see it, and would count as public.

    Attributes:
        fields: Type, status, password and parent of the post.
        is_hidden: Whether the post is hidden by its own fields.
        approved: The states of its comments by id.
        hides_comments: Whether a comment is hidden.
    """

    fields: dict[str, Any]
    is_hidden: bool
    approved: dict[int, str | None]
    hides_comments: bool

    @classmethod
    def of(cls, post: Post, visibility: Visibility) -> _Privacy:
        """Note these of a post, which the function may change in place."""
        return cls(
            {name: getattr(post, name) for name in ("type", "status", "password", "parent")},
            visibility.of_post_alone(post) is not None,
            {comment.id: comment.approved for comment in post.comments if comment.id is not None},
            any(visibility.of_comment(comment) is not None for comment in post.comments),
        )

    def keep(self, result: Post, visibility: Visibility) -> None:
        """Hide what the function made of hidden records, unless the result has a status."""
        if result.status is None:
            for name, value in self.fields.items():
                if getattr(result, name) is None:
                    setattr(result, name, value)
            if self.is_hidden and visibility.of_post_alone(result) is None:
                result.status = "private"
        for comment in result.comments:
            if comment.approved is None and self.hides_comments:
                known = self.approved.get(comment.id) if comment.id is not None else None
                comment.approved = known or "0"


@dataclass
class TransformedDocument:
    """A document whose posts are what a function makes of them; see `formats.readers.Document`.

    Attributes:
        document: The document.
        transform: The function.
        visibility: Decides, and remembers, which dropped posts were hidden: attachments of a
            hidden post stay hidden.
        account: Gets what the function drops and adds; None while nobody counts.
    """

    document: Document
    transform: PostTransform
    visibility: Visibility
    account: TransformAccount | None = None

    @property
    def name(self) -> str:
        """The document's name."""
        return self.document.name

    @property
    def metadata(self) -> SiteMetadata:
        """The document's site, authors and terms."""
        return self.document.metadata

    @property
    def ranges(self) -> Sequence[Range]:
        """The document's ranges."""
        return self.document.ranges

    @property
    def notices(self) -> Sequence[Notice]:
        """The notices of opening the document."""
        return self.document.notices

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Yield the function's results for the posts of one range.

        Raises:
            TransformError: The function fails, or returns something else than posts.
        """
        for post in self.document.posts(part, notices):
            before = self._measured(post) if self.account is not None else None
            privacy, number = _Privacy.of(post, self.visibility), post.id
            results = self._results(post)
            for result in results:
                privacy.keep(result, self.visibility)
            if before is not None and self.account is not None:
                self.account.add(before, results)
                if all(result.id != number for result in results):
                    self._remember(before)
            yield from results

    def _measured(self, post: Post) -> _Original:
        counts = InputCounts()
        counts.add_post(post)
        reason = self.visibility.of_post_alone(post)
        parent = post.parent if follows_parent(post) else None
        notice = post.notice(Code.TRANSFORM_DROPPED, "")
        content = _Content.of([post])
        digest = _digest(post)
        return _Original(post.id, post.type or "", counts, content, digest, reason, parent, notice)

    def _remember(self, before: _Original) -> None:
        if before.post_id is None:
            return
        if before.reason is not None:
            self.visibility.hidden.setdefault(before.post_id, before.reason)
        if before.parent is not None:
            self.visibility.parents.setdefault(before.post_id, before.parent)

    def _results(self, post: Post) -> list[Post]:
        number = post.id
        try:
            made = self.transform(post)
            results = [made] if isinstance(made, Post) else list(made or ())
        except Exception as error:
            text = f"The transform function failed for post {number}"
            raise TransformError(
                f"{text}: {type(error).__name__}: {error}.",
                hint="Correct the function. Nothing was written.",
            ) from error
        for result in results:
            if not isinstance(result, Post):
                raise TransformError(
                    f"The transform function returned a {type(result).__name__} for post {number}.",
                    hint="Return a Post, several posts, or None to drop the post.",
                )
        return results
