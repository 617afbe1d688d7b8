"""From a page's bytes to its record: the order in which the parts are read."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from msgspec import structs

from wparchive.language import dates
from wparchive.language.dates.freeform import detect_date_order
from wparchive.language.phrases import PhraseKind, match_phrase
from wparchive.model.records import Author, Post, PostAuthor, PostTerm, Term
from wparchive.notices import Code, Notice
from wparchive.readers.pages.extract import kinds
from wparchive.readers.pages.extract.author import read_author
from wparchive.readers.pages.extract.blog import (
    name_beside,
    read_language,
    read_site,
    trusts_utc_offsets,
)
from wparchive.readers.pages.extract.body import read_body
from wparchive.readers.pages.extract.comments import find_nodes, read_comments
from wparchive.readers.pages.extract.date_parser import DateParser
from wparchive.readers.pages.extract.evidence import origin_of
from wparchive.readers.pages.extract.identity import attachment, identify
from wparchive.readers.pages.extract.listing import find_posts, read_listing
from wparchive.readers.pages.extract.locked import is_locked, without_label
from wparchive.readers.pages.extract.metadata import read_metadata
from wparchive.readers.pages.extract.page_links import read_links
from wparchive.readers.pages.extract.published import read_modified, read_published
from wparchive.readers.pages.extract.regions import Regions, find_main
from wparchive.readers.pages.extract.relations import parent_page, shown_above
from wparchive.readers.pages.extract.remainder import around, read_remainder
from wparchive.readers.pages.extract.result import Page, PageKind, PageLinks
from wparchive.readers.pages.extract.status import read_status
from wparchive.readers.pages.extract.terms import read_terms
from wparchive.readers.pages.extract.title import read_title
from wparchive.readers.pages.extract.tree import Tree
from wparchive.readers.pages.extract.unclaimed import Bookkeeper
from wparchive.web.charset import decode

if TYPE_CHECKING:
    from wparchive.assembly.unclaimed.account import Account
    from wparchive.readers.pages.extract.author import Byline
    from wparchive.readers.pages.extract.terms import PageTerm
    from wparchive.readers.pages.extract.tree import Element

_CLAIM: Final = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{3})++|\d{1,6}+)(?![.,]*+\d)")
_ONE: Final = re.compile(r"^\s*(?:one|ein|une?|uno|um|een|en|ett|jeden|один)\b", re.IGNORECASE)
_CLAIM_NAMES: Final = frozenset(
    """comments comments-title comments-heading comment-title comments_title commenttitle
    wp-block-comments-title comment-count comments-count""".split()
)
_TYPES: Final = {PageKind.POST: "post", PageKind.PAGE: "page", PageKind.ATTACHMENT: "attachment"}


def read_page(
    data: bytes, *, source: str, url: str | None = None, charset: str | None = None
) -> Page:
    """Read one saved page; pure, and never raises on bad data.

    Args:
        data: Its bytes, as they were saved.
        source: The input's name, for origins and notices.
        url: Where it was found, if that is known.
        charset: The encoding that the server named, if it is known.

    Returns:
        The page; its `kind` says what it is, and where nothing can be read of it, so do the
        notices.
    """
    text, found, notices = decode(data, source=source, declared=charset)
    early = kinds.early_kind(text)
    if early is not None:
        return Page(kind=early, source=source, url=url, charset=found, notices=notices)
    tree = Tree(text)
    return _Reading(tree, text, source, url, found, notices).page()


class _Reading:
    """One page while it is read."""

    def __init__(
        self,
        tree: Tree,
        html: str,
        source: str,
        given: str | None,
        charset: str,
        notices: list[Notice],
    ) -> None:
        self.tree, self.html, self.source, self.given = tree, html, source, given
        self.charset, self.notices = charset, notices
        self.head = read_metadata(tree, html)
        self.identity = identify(tree, self.head, given)
        self.language = read_language(tree, self.head)
        self.nodes = find_nodes(tree)
        elements = [part for node in self.nodes for part in node.parts]
        self.posts = find_posts(tree)
        self.site = read_site(tree, self.head, self.language)
        rough = Regions(tree, None, elements)
        title = read_title(tree, self.head, None, rough, self.site.title)
        heading = title.element if title else None
        self.main = find_main(tree, self.identity.id, elements, heading)
        self.regions = Regions(tree, self.main, elements, heading)
        self.date_parser = DateParser(
            self.language or "", self._order(), trusts_utc=trusts_utc_offsets(self.site.generators)
        )
        self.removed: Counter[str] = Counter()

    def _order(self) -> str:
        """How dates in figures begin here, if one of them proves it."""
        texts = (element.text for element in self.tree.elements if element.text)
        return detect_date_order([t for t in texts if len(t) < 100 and any(c in t for c in "/-.")])

    def page(self) -> Page:
        address = self.given or self.identity.url
        if redirect := kinds.redirect_target(self.tree, self.regions.text_length(self.tree.root)):
            return self._bare(PageKind.REDIRECT, PageLinks(redirect=redirect))
        kind = kinds.find_kind(
            self.tree, self.head, html=self.html, address=address,
            post_id=self.identity.id, nodes=self.nodes, posts=self.posts,
        )  # fmt: skip
        number = (
            kinds.comment_page(self.tree, self.given, self._canonical()) if kind.is_single else None
        )
        if number is not None and kind is not PageKind.REPLY_COPY:
            kind = PageKind.COMMENT_PAGE
        links = read_links(self.tree, self.head, self.identity.url)
        if not kind.is_single:
            page = self._bare(kind, links)
            listed = read_listing(self.tree, self.posts, self.date_parser)
            books = Bookkeeper(self.tree, self.regions, self.site, None)
            account = books.others(self.posts, listed, self.head.title, self.source)
            return structs.replace(page, listed=listed, account=account)
        post, terms, byline, account = self._post(kind)
        claimed = self._claimed()
        self._note_absent(post, claimed, links)
        return Page(
            kind=kind,
            source=self.source,
            url=self.identity.url,
            charset=self.charset,
            language=self.language,
            post=post,
            site=self.site,
            authors=_authors(byline, self.source),
            terms=_terms(terms, self.source),
            links=links,
            comments_claimed=claimed,
            comment_page=number,
            part=self.identity.part,
            removed=dict(sorted(self.removed.items())),
            account=account,
            notices=self.notices,
        )

    def _canonical(self) -> str | None:
        return self.head.link("canonical")

    def _bare(self, kind: PageKind, links: PageLinks) -> Page:
        return Page(
            kind=kind,
            source=self.source,
            url=self.identity.url,
            charset=self.charset,
            language=self.language,
            site=self.site,
            links=links,
            notices=self.notices,
        )

    def _post(self, kind: PageKind) -> tuple[Post, list[PageTerm], Byline | None, Account]:
        tree, head, main, regions = self.tree, self.head, self.main, self.regions
        evidence: dict[str, str] = {}
        title = read_title(tree, head, main, regions, self.site.title)
        if title and not self.site.title:
            self.site.title = name_beside(title.text, head.title)
        body = read_body(tree, main, regions, title.element if title else None, self.date_parser)
        sure = body.element if body and body.is_sure else None
        locked = is_locked(tree)
        byline = read_author(tree, head, main, sure, regions)
        published = read_published(tree, head, main, regions, self.date_parser, self.identity.url)
        modified = read_modified(head, tree, main, self.date_parser)
        terms = read_terms(tree, head, main, sure, regions)
        comments = read_comments(tree, self.nodes, self.date_parser, source=self.source)
        remainder = None
        heading = title.element if title else None
        if body:
            self.removed.update(body.removed)
            evidence["content"] = body.evidence
            region = main if main is not None else around(tree, heading, body.element, regions)
            if region is not None and region is not body.element:
                days = {m.text[:10] for m in (published, modified) if m}
                remainder = read_remainder(
                    tree, region, heading, body, regions, self.date_parser, days
                )
                self.removed.update(remainder.removed)
                if remainder.excerpt:
                    evidence["excerpt"] = "class"
        if title:
            evidence["title"] = title.evidence
        if byline:
            evidence["author"] = byline.evidence
        if published:
            evidence["published"] = published.evidence
            if published.ambiguous:
                self._note(
                    Code.DATE_AMBIGUOUS,
                    f"{published.text} could have day and month the other way round.",
                )
        if modified:
            evidence["modified"] = modified.evidence
        if self.identity.id is not None:
            evidence["id"] = self.identity.id_evidence
        if self.identity.url:
            evidence["link"] = self.identity.url_evidence
        if terms:
            evidence["terms"] = ", ".join(dict.fromkeys(t.evidence for t in terms))
        bodies = tree.by_tag("body")
        classes = tree.classes(bodies[0]) if bodies else frozenset()
        form = any((e.get("name") or "").lower() == "comment_post_id" for e in tree.by_tag("input"))
        address = self.given or self.identity.url
        status = read_status(tree, main, self.identity.id, address)
        picture = shown_above(tree, head, main, body.element if body else None, self.identity.url)
        post = Post(
            id=self.identity.id,
            type=_TYPES.get(kind) or kinds.post_type(classes) or "post",
            status="inherit" if kind is PageKind.ATTACHMENT else status,
            slug=self.identity.slug,
            title=(without_label(title.text) if locked else title.text) if title else None,
            link=self.identity.url,
            author=PostAuthor(login=byline.login, name=byline.name, url=byline.url)
            if byline
            else None,
            published=published.text if published else None,
            published_gmt=dates.to_gmt(published.text) if published else None,
            modified=modified.text if modified else None,
            modified_gmt=dates.to_gmt(modified.text) if modified else None,
            content=body.html if body and not locked else None,
            excerpt=remainder.excerpt if remainder else None,
            attachment_url=attachment(tree) if kind is PageKind.ATTACHMENT else None,
            comment_status="open" if form else None,
            parent=parent_page(tree),
            meta=picture.meta() if picture else [],
            terms=[PostTerm(taxonomy=t.taxonomy, slug=t.slug, name=t.name) for t in terms],
            comments=comments,
            origin=origin_of(self.source, evidence),
        )
        books = Bookkeeper(tree, regions, self.site, heading)
        account = books.post(
            post, remainder.unclaimed if remainder else [], self.source, locked=locked
        )
        return post, terms, byline, account

    def _claimed(self) -> int | None:
        """How many comments the heading over them says there are."""
        nodes = {part for node in self.nodes for part in node.parts}
        for element in self.tree.by_tag("h1", "h2", "h3", "h4", "h5"):
            text = self.tree.text(element)
            if len(text) > 300 or not self._is_over_comments(element):
                continue
            if any(around in nodes for around in element.iterancestors()):
                continue
            found = match_phrase(PhraseKind.COMMENTS, text) or match_phrase(PhraseKind.COUNT, text)
            if found and found.number is not None:
                return found.number
            if match := _CLAIM.search(text):
                return int(re.sub(r"\D", "", match[1]))
            if _ONE.match(text):
                return 1
        return None

    def _is_over_comments(self, element: Element) -> bool:
        names = set(self.tree.names(element))
        return self.regions.in_comments(element) or not names.isdisjoint(_CLAIM_NAMES)

    def _note_absent(self, post: Post, claimed: int | None, links: PageLinks) -> None:
        if self.removed:
            counted = ", ".join(f"{kind} {number}" for kind, number in sorted(self.removed.items()))
            self._note(Code.BOILERPLATE_REMOVED, f"{counted}.")
        if claimed is not None and claimed > len(post.comments) and not links.comment_pages:
            text = f"Of {claimed} comments that its heading counts {len(post.comments)} are here."
            self._note(Code.COMMENTS_MISSING, text)
        unread = [e.text for c in post.comments for e in c.extra if e.tag == "published"]
        if unread:
            text = f"{len(unread)} comments have dates that name no day, such as {unread[0]!r}."
            self._note(Code.DATE_UNREADABLE, text)

    def _note(self, code: Code, message: str) -> None:
        self.notices.append(Notice(code, message, self.source, post_id=self.identity.id))


def _authors(byline: Byline | None, source: str) -> list[Author]:
    if byline is None or byline.login is None:
        return []
    origin = origin_of(source, {"name": byline.evidence})
    return [
        Author(id=byline.id, login=byline.login, name=byline.name, url=byline.url, origin=origin)
    ]


def _terms(found: list[PageTerm], source: str) -> list[Term]:
    return [
        Term(
            taxonomy=t.taxonomy,
            slug=t.slug,
            name=t.name,
            origin=origin_of(source, {"name": t.evidence}),
        )
        for t in found
        if t.slug
    ]
