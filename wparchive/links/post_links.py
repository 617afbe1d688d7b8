"""The ledger: a row for each link of a post, with what it leads to and its fate in each output."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wparchive.wordpress.links import links, named, shown_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wparchive.links.resolve import Resolver, Target
    from wparchive.links.rewrite import Rewriter
    from wparchive.links.written import Found
    from wparchive.model.records import Post
    from wparchive.wordpress.library import Library
    from wparchive.wordpress.links import Link


class Fate(StrEnum):
    """What became of a link in an output."""

    KEPT = "kept"
    REWRITTEN = "rewritten"
    WITHHELD = "withheld"
    LOST = "lost"


_RELATIONS = {
    "_thumbnail_id": "image",
    "_product_image_gallery": "image",
    "_menu_item_object_id": "menu",
    "_menu_item_url": "menu",
}


# No form of a link: the output did not get it.
_GONE = "\0"


class Row(NamedTuple):
    """A link, where it stands, and what it leads to.

    Attributes:
        source: The input.
        line: The line of the post in it.
        post_id: The post's id.
        year: When post or comment was published; empty if unknown.
        location: The part of the post; a word of `wparchive.wordpress.links.Link.where`.
        comment_id: The id of the comment that has the link; None elsewhere.
        meta_key: The key of the meta field that has the link; empty elsewhere.
        relation: ``link``; for the site of a commenter ``comment``, ``pingback``, ``trackback``
            or what else the comment is; ``image`` for a featured image, ``menu`` for a menu item.
        element: What holds the URL.
        attribute: Its attribute.
        url: The URL as a browser takes it out of the markup.
        kind: What it leads to; a word of `Kind`.
        target_id: The post that it is or belongs to, by its number.
        target_key: The `key` of the `Target`.
        target_part: The `part` of the `Target`.
        fragment: The `fragment` of the `Target`.
    """

    source: str
    line: int | None
    post_id: int | None
    year: str
    location: str
    comment_id: int | None
    meta_key: str
    relation: str
    element: str
    attribute: str
    url: str
    kind: str
    target_id: int | None
    target_key: str
    target_part: str
    fragment: str

    def as_dict(self) -> dict[str, object]:
        """For JSON: what is empty is null."""
        return {name: None if value == "" else value for name, value in self._asdict().items()}


class Sheet:
    """The ledger of one post.

    Attributes:
        post: The post.
        links: Its links.
        targets: What each leads to.
        fates: By output, the fate of each.

    Args:
        post: The post, whole.
        resolver: Knows what links lead to.
        site: The blog's address.
    """

    def __init__(self, post: Post, resolver: Resolver, site: str | None) -> None:
        self.post = post
        self.links = links(post)
        page = resolver.base(post.link, site) if self.links else ""
        # Only the front page takes every query for what it asks.
        asks = any(link.is_query for link in self.links)
        home = resolver.base(site, None) if asks else ""
        self.targets: list[Target] = [
            resolver.resolve(link.url, home if link.is_query else page, post.id)
            for link in self.links
        ]
        self.fates: dict[str, list[Fate]] = {}

    def settle(
        self,
        name: str,
        shown: Post | None,
        found: Found | None,
        library: Library,
        rewrite: Callable[[str], str] | None = None,
    ) -> Counter[str]:
        """Enter the fates in one output.

        Args:
            name: The output.
            shown: The post as the output got it; None if all of it is withheld.
            found: What the output names; None if the post stands there whole.
            library: What numbers stand for.
            rewrite: What wrote its links anew, if that was asked for.

        Returns:
            How many links have which fate.
        """
        if shown is self.post and found is None:
            self.fates[name] = [Fate.KEPT] * len(self.links)
        else:
            left = links(shown) if shown is not None else []
            there = named(left, library.media)
            written = [rewrite(link.url) if rewrite else link.url for link in there]
            forms = found.forms(there, written) if found else [link.url for link in left]
            if found and shown is not None and None in forms:
                forms = found.as_words(left, forms, shown_text(shown))
            self.fates[name] = self._fates(left, forms)
        return Counter(fate.value for fate in self.fates[name])

    def lose(self, name: str) -> Counter[str]:
        """Enter that an output lacks the whole post; as `settle`."""
        self.fates[name] = [Fate.LOST] * len(self.links)
        return Counter({Fate.LOST.value: len(self.links)})

    def _fates(self, left: Sequence[Link], forms: Sequence[str | None]) -> list[Fate]:
        waiting: dict[Link, deque[str | None]] = defaultdict(deque)
        for link, form in zip(left, forms, strict=True):
            waiting[link].append(form)
        taken = [waiting[link].popleft() if waiting[link] else _GONE for link in self.links]
        # In a comment, a film is shown as a link to it.
        elsewhere: dict[tuple[str, str, str], deque[str | None]] = defaultdict(deque)
        for link, rest in waiting.items():
            elsewhere[link.url, link.where, link.record].extend(rest)
        fates: list[Fate] = []
        for link, first in zip(self.links, taken, strict=True):
            others = elsewhere[link.url, link.where, link.record]
            form = others.popleft() if first == _GONE and others else first
            if form == _GONE:
                fates.append(Fate.WITHHELD)
            elif form is None:
                fates.append(Fate.LOST)
            else:
                fates.append(Fate.KEPT if form == link.url or link.echo else Fate.REWRITTEN)
        return fates

    def lost(self, name: str) -> Iterator[str]:
        """The URLs that an output should name and does not."""
        for link, fate in zip(self.links, self.fates[name], strict=True):
            if fate is Fate.LOST:
                yield link.url

    def left(
        self,
        name: str,
        rewriter: Rewriter,
        rewrite: Callable[[str], str],
        answers: Callable[[str, Target], bool] | None = None,
    ) -> Iterator[str]:
        """The URLs of the blog itself that stay, since the output has no such thing.

        Args:
            name: The output.
            rewriter: Knows what it has.
            rewrite: What wrote the links anew.
            answers: Tells what the output answers to in the very form of the link.
        """
        for link, target, fate in zip(self.links, self.targets, self.fates[name], strict=True):
            stays = fate is Fate.KEPT and not link.echo and link.element
            if stays and answers is not None and answers(link.url, target):
                continue
            if stays and rewriter.is_left(link.url, target, rewrite(link.url)):
                yield link.url

    def kinds(self, name: str) -> Iterator[tuple[str, str]]:
        """For each link what it leads to, and its fate in an output."""
        for target, fate in zip(self.targets, self.fates[name], strict=True):
            yield target.kind.value, fate.value

    def rows(self) -> Iterator[Row]:
        """The rows, without fates."""
        post = self.post
        comments = {str(comment.id): comment for comment in post.comments}
        for link, target in zip(self.links, self.targets, strict=True):
            comment = comments.get(link.record) if link.where in {"author", "comment"} else None
            dated = comment or post
            yield Row(
                post.place.source,
                post.place.line,
                post.id,
                (dated.published or dated.published_gmt or "")[:4],
                link.where,
                comment.id if comment is not None else None,
                link.record if link.where == "meta" else "",
                comment.kind
                if comment is not None and link.where == "author"
                else _RELATIONS.get(link.record, "link"),
                link.element,
                link.attribute,
                link.url,
                target.kind.value,
                target.number,
                target.key,
                target.part,
                target.fragment,
            )

    def encode(self) -> bytes:
        """The rows as JSON lines, with their fates."""
        return b"".join(
            msgspec.json.encode(
                row.as_dict()
                | {"outcomes": {name: fates[number] for name, fates in self.fates.items()}}
            )
            + b"\n"
            for number, row in enumerate(self.rows())
        )
