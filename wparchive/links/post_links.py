"""The link report: a row for each link, with its target and its outcome in each output."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wparchive.links.blogs import id_of
from wparchive.render.links import links, named, shown_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wparchive.links.resolve import Resolver
    from wparchive.links.rewrite import Rewriter
    from wparchive.links.target_kinds import Target
    from wparchive.links.written import OutputLinks
    from wparchive.model.records import Post
    from wparchive.render.links import Link
    from wparchive.wordpress.reference_data import ReferenceData


class LinkOutcome(StrEnum):
    """The outcome of a link in an output."""

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


class _Form(Enum):
    GONE = auto()
    """No form of a link: the output did not get it."""


class LinkRow(NamedTuple):
    """A row of the link report: a link, its place and its target.

    Attributes:
        source: The input.
        line: The line of the post in it.
        post_id: The post's id.
        year: When post or comment was published; empty if unknown.
        location: The part of the post; a word of `wparchive.render.links.Link.where`.
        comment_id: The id of the comment that has the link; None elsewhere.
        meta_key: The key of the meta field that has the link; empty elsewhere.
        relation: ``link``; for the site of a commenter ``comment``, ``pingback``, ``trackback``
            or what else the comment is; ``image`` for a featured image, ``menu`` for a menu item.
        element: What holds the URL.
        attribute: Its attribute.
        url: The URL as a browser takes it out of the markup.
        kind: The kind of its target; a word of `TargetKind`.
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
        """Return the row for JSON: empty fields are null."""
        return {name: None if value == "" else value for name, value in self._asdict().items()}


def _followed(link: Link) -> str:
    """Return the address that readers followed.

    WordPress gave `www.` a scheme in texts and in commenters' sites (make_clickable, esc_url).
    """
    is_typed = link.element == "text" or link.where == "author"
    is_host = is_typed and link.url[:4].lower() == "www."
    return f"http://{link.url}" if is_host else link.url


class PostLinks:
    """The links of one post, with their targets and outcomes.

    Attributes:
        post: The post.
        links: Its links.
        targets: The target of each link, in the same order.
        outcomes: By output, the outcome of each link.

    Args:
        post: The whole post.
        resolver: Finds targets of links.
        site: The blog's address.
    """

    def __init__(self, post: Post, resolver: Resolver, site: str | None) -> None:
        self.post = post
        self.links = links(post)
        page = resolver.base(post.link, site) if self.links else ""
        # Only the front page takes every query for what it asks.
        asks = any(link.is_query for link in self.links)
        front_page = resolver.front_page_url(page, site) if asks else ""
        self.targets: list[Target] = [
            resolver.resolve(_followed(link), front_page if link.is_query else page, post.id)
            for link in self.links
        ]
        self.outcomes: dict[str, list[LinkOutcome]] = {}

    def set_outcomes(
        self,
        name: str,
        written_post: Post | None,
        found: OutputLinks | None,
        references: ReferenceData,
        rewrite: Callable[[str], str] | None = None,
    ) -> Counter[str]:
        """Find the outcomes in one output.

        Args:
            name: The output.
            written_post: The post as the output got it; None if the whole post is withheld.
            found: The output's URLs; None if the output has the post unchanged.
            references: Resolves references by number.
            rewrite: Rewrites a link; None if links stay as they are.

        Returns:
            The number of links by outcome.
        """
        if written_post is self.post and found is None:
            self.outcomes[name] = [LinkOutcome.KEPT] * len(self.links)
        else:
            written_links = links(written_post) if written_post is not None else []
            named_links = named(written_links, references.media)
            written = [rewrite(link.url) if rewrite else link.url for link in named_links]
            forms = (
                found.find_forms(named_links, written)
                if found
                else [link.url for link in written_links]
            )
            if found:
                forms = [
                    link.url if form is None and found.names(link) else form
                    for link, form in zip(written_links, forms, strict=True)
                ]
            if found and written_post is not None and None in forms:
                forms = found.as_words(written_links, forms, shown_text(written_post))
            self.outcomes[name] = self._find_outcomes(written_links, forms)
        return Counter(outcome.value for outcome in self.outcomes[name])

    def set_lost(self, name: str) -> Counter[str]:
        """Count all links as lost, for an output that lacks the whole post; as `set_outcomes`."""
        self.outcomes[name] = [LinkOutcome.LOST] * len(self.links)
        return Counter({LinkOutcome.LOST.value: len(self.links)})

    def _find_outcomes(
        self, written_links: Sequence[Link], forms: Sequence[str | None]
    ) -> list[LinkOutcome]:
        waiting: dict[Link, deque[str | None]] = defaultdict(deque)
        for link, form in zip(written_links, forms, strict=True):
            waiting[link].append(form)
        taken: list[str | _Form | None] = [
            waiting[link].popleft() if waiting[link] else _Form.GONE for link in self.links
        ]
        # In a comment, a film is shown as a link to it.
        elsewhere: dict[tuple[str, str, str], deque[str | None]] = defaultdict(deque)
        for link, rest in waiting.items():
            elsewhere[link.url, link.where, link.record].extend(rest)
        outcomes: list[LinkOutcome] = []
        for link, first in zip(self.links, taken, strict=True):
            others = elsewhere[link.url, link.where, link.record]
            written = others.popleft() if first is _Form.GONE and others else first
            if isinstance(written, _Form):
                outcomes.append(LinkOutcome.WITHHELD)
            elif written is None:
                outcomes.append(LinkOutcome.LOST)
            else:
                is_same = written == link.url or link.echo
                outcomes.append(LinkOutcome.KEPT if is_same else LinkOutcome.REWRITTEN)
        return outcomes

    def lost_urls(self, name: str) -> Iterator[str]:
        """Yield the URLs that an output should have and lacks."""
        for link, outcome in zip(self.links, self.outcomes[name], strict=True):
            if outcome is LinkOutcome.LOST:
                yield link.url

    def not_rewritten(
        self,
        name: str,
        rewriter: Rewriter,
        rewrite: Callable[[str], str],
        answers: Callable[[str, Target], bool] | None = None,
    ) -> Iterator[str]:
        """Yield the blog's own URLs that were not rewritten, since the output lacks their targets.

        Args:
            name: The output.
            rewriter: Knows what it has.
            rewrite: What wrote the links anew.
            answers: Whether the output answers at exactly the URL of the link.
        """
        for link, target, outcome in zip(
            self.links, self.targets, self.outcomes[name], strict=True
        ):
            stays = outcome is LinkOutcome.KEPT and not link.echo and link.element
            if stays and answers is not None and answers(link.url, target):
                continue
            if stays and rewriter.is_not_rewritten(link.url, target, rewrite(link.url)):
                yield link.url

    def kinds_and_outcomes(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the kind of target and the outcome of each link in an output."""
        for target, outcome in zip(self.targets, self.outcomes[name], strict=True):
            yield target.kind.value, outcome.value

    def rows(self) -> Iterator[LinkRow]:
        """Yield the rows, without outcomes."""
        post = self.post
        comments = {str(comment.id): comment for comment in post.comments}
        for link, target in zip(self.links, self.targets, strict=True):
            comment = comments.get(link.record) if link.where in {"author", "comment"} else None
            dated = comment or post
            yield LinkRow(
                post.origin_or_unknown.source,
                post.origin_or_unknown.line,
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
                None if target.number is None else id_of(target.number),
                target.key,
                target.part,
                target.fragment,
            )

    def encode(self) -> bytes:
        """Encode the rows as JSON lines, with their outcomes."""
        return b"".join(
            msgspec.json.encode(
                row.as_dict()
                | {"outcomes": {name: outcomes[number] for name, outcomes in self.outcomes.items()}}
            )
            + b"\n"
            for number, row in enumerate(self.rows())
        )
