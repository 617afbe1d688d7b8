"""The reader of one page: reads its parts in their order and makes records of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import structs

from wparchive.errors.notices import Code, Notice, quantity
from wparchive.language import dates
from wparchive.language.dates.freeform import detect_date_order
from wparchive.model.records import Post, PostTerm
from wparchive.readers.pages.extract import kinds
from wparchive.readers.pages.extract.author import read_author
from wparchive.readers.pages.extract.blog import (
    name_beside,
    read_language,
    read_site,
    trusts_utc_offsets,
)
from wparchive.readers.pages.extract.body import read_body
from wparchive.readers.pages.extract.comments import (
    find_groups,
    find_nodes,
    find_unmarked,
    read_comment_count,
    read_comments,
)
from wparchive.readers.pages.extract.date_parser import DateParser
from wparchive.readers.pages.extract.enclosures import read_enclosures
from wparchive.readers.pages.extract.evidence import origin_of
from wparchive.readers.pages.extract.identity import attachment, identify
from wparchive.readers.pages.extract.learned import find_learned_text, folded
from wparchive.readers.pages.extract.listing import find_posts, read_listing
from wparchive.readers.pages.extract.locked import is_locked, without_label
from wparchive.readers.pages.extract.metadata import read_metadata
from wparchive.readers.pages.extract.page_links import read_links
from wparchive.readers.pages.extract.post_parts import PostParts
from wparchive.readers.pages.extract.proximity import find_around_title
from wparchive.readers.pages.extract.published import is_unsure, read_modified, read_published
from wparchive.readers.pages.extract.records import author_records, term_records
from wparchive.readers.pages.extract.regions import Regions, find_main
from wparchive.readers.pages.extract.relations import parent_page, shown_above
from wparchive.readers.pages.extract.remainder import abstract_alone, post_element, read_remainder
from wparchive.readers.pages.extract.result import Page, PageKind, PageLinks
from wparchive.readers.pages.extract.saved_address import without_archive
from wparchive.readers.pages.extract.shown_titles import shown_titles
from wparchive.readers.pages.extract.status import read_status
from wparchive.readers.pages.extract.terms import read_terms
from wparchive.readers.pages.extract.title import read_title
from wparchive.readers.pages.extract.translations import read_translations
from wparchive.readers.pages.extract.tree import Tree, plain_text
from wparchive.readers.pages.extract.unclaimed import Bookkeeper
from wparchive.web.charset import decode

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.body import Body
    from wparchive.readers.pages.extract.comments.unmarked import ItemGroup
    from wparchive.readers.pages.extract.date_parser import FoundDate
    from wparchive.readers.pages.extract.learned import SiteTemplate
    from wparchive.readers.pages.extract.remainder import Remainder
    from wparchive.readers.pages.extract.shown_titles import ShownTitles
    from wparchive.readers.pages.extract.title import Title
    from wparchive.readers.pages.extract.tree import Element

_TYPES: Final = {PageKind.POST: "post", PageKind.PAGE: "page", PageKind.ATTACHMENT: "attachment"}
_LONGEST_DATE: Final = 100


def read_page(
    data: bytes,
    *,
    source: str,
    url: str | None = None,
    charset: str | None = None,
    template: SiteTemplate | None = None,
    is_alone: bool = True,
) -> Page:
    """Read one saved page; never raise on bad data.

    Args:
        data: The page's bytes, as they were saved.
        source: The input's name, for origins and notices.
        url: The URL that the page was saved from; None if unknown.
        charset: The encoding that the server named; None if unknown.
        template: What other pages of the site have shown; None if nothing was learned.
        is_alone: Whether no other page of the site is read; else its titles are compared with
            theirs.

    Returns:
        The page. Its `kind` and its notices say why, where nothing can be read of it.
    """
    text, found, notices = decode(data, source=source, declared=charset)
    early = kinds.early_kind(text)
    if early is not None:
        return Page(kind=early, source=source, url=url, charset=found, notices=notices)
    page = Page(kind=PageKind.EMPTY, source=source, charset=found, notices=notices)
    return _PageReader(text, page, url, template, is_alone=is_alone).read()


class SurveyedPage(NamedTuple):
    """A page of a post as far as a survey of the site needs it.

    Attributes:
        tree: The page.
        regions: Its parts.
        title: The title of the post; None if unknown.
        groups: Groups of equal items that could be comments.
    """

    tree: Tree
    regions: Regions
    title: Title | None
    groups: list[ItemGroup]


def survey_page(
    data: bytes, *, source: str, url: str | None = None, charset: str | None = None
) -> SurveyedPage | None:
    """Read what a survey of a site needs of one page; None if the page shows no single post.

    See `read_page` for the arguments.
    """
    text, _, notices = decode(data, source=source, declared=charset)
    if kinds.early_kind(text) is not None:
        return None
    page = Page(kind=PageKind.EMPTY, source=source, notices=notices)
    return _PageReader(text, page, url, None).survey()


class _PageReader:
    """Reads the parts of one page.

    Args:
        html: The page's text.
        page: The page as far as it is known: source, encoding, notices.
        given: The URL that it was saved from; None if unknown.
        template: What other pages of the site have shown; None if nothing was learned.
        is_alone: Whether no other page of the site is read.
    """

    def __init__(
        self,
        html: str,
        page: Page,
        given: str | None,
        template: SiteTemplate | None,
        *,
        is_alone: bool = True,
    ) -> None:
        self.tree = tree = Tree(html)
        self.template, self.is_alone = template, is_alone
        self.html, self.given = html, given
        self.source, self.notices = page.source, page.notices
        self.metadata = read_metadata(tree, html)
        without_archive(self.metadata)
        self.identity = identify(tree, self.metadata, given)
        self.language = read_language(tree, self.metadata)
        self.nodes = find_nodes(tree)
        elements = [part for node in self.nodes for part in node.parts]
        self.posts = find_posts(tree)
        self.site = read_site(tree, self.metadata, self.language)
        rough = Regions(tree, None, elements)
        title = read_title(tree, self.metadata, None, rough, self.site.title)
        self.heading = title.element if title else None
        self.date_parser = DateParser(
            self.language or "",
            self._date_order(),
            trusts_utc=trusts_utc_offsets(self.site.generators),
        )
        self._find_main(elements)
        self.removed: Counter[str] = Counter()
        self.base = structs.replace(
            page, url=self.identity.url, language=self.language, site=self.site
        )

    def _date_order(self) -> str:
        """Detect how dates in figures begin on this page; empty if no date proves it."""
        texts = (element.text for element in self.tree.elements if element.text)
        return detect_date_order(
            [t for t in texts if len(t) < _LONGEST_DATE and any(c in t for c in "/-.")]
        )

    def read(self) -> Page:
        """Read the page, of any kind."""
        length = self.regions.text_length(self.tree.root)
        if redirect := kinds.redirect_target(self.tree, length):
            links = PageLinks(redirect=redirect)
            return structs.replace(self.base, kind=PageKind.REDIRECT, links=links)
        kind, number = self._kind()
        is_open = kind.is_single or kinds.may_show_post(kind, self.tree, self.posts)
        if is_open and self._find_unmarked(is_single=kind.is_single):
            kind, number = self._kind()
        links = read_links(self.tree, self.metadata, self.identity.url)
        page = structs.replace(self.base, kind=kind, links=links)
        return self._single(page, number) if kind.is_single else self._list(page)

    def survey(self) -> SurveyedPage | None:
        """Read what a survey of the site needs; None if the page shows no single post."""
        if (
            kinds.redirect_target(self.tree, self.regions.text_length(self.tree.root))
            or not self._kind()[0].is_single
        ):
            return None
        own = self.identity.url
        self._find_unmarked(is_single=True)
        groups = find_groups(self.tree, self.regions, self.heading, self.date_parser, own)
        title = read_title(self.tree, self.metadata, self.main, self.regions, self.site.title)
        return SurveyedPage(self.tree, self.regions, title, groups)

    def _find_unmarked(self, *, is_single: bool) -> bool:
        """Find comments by their shape, and the post without them; return whether any was found.

        A page that looks like a list is none if its other posts are the comments.
        """
        if any(node.number for node in self.nodes):
            return False
        learned = self.template.items if self.template else frozenset[int]()
        found = find_unmarked(
            self.tree, self.regions, self.heading, self.date_parser, self.identity.url, learned
        )
        inside = {element for node in found for element in node.elements}
        is_list = not is_single and any(post not in inside for post in self.posts[1:])
        if is_list or len(found) <= len(self.nodes):
            return False
        self.nodes = found
        self._find_main([part for node in found for part in node.parts])
        return True

    def _find_main(self, comments: list[Element]) -> None:
        """Find the element that holds the post, and the regions of the page."""
        tree, heading = self.tree, self.heading
        self.main = find_main(tree, self.identity.id, comments, heading)
        self.regions = Regions(tree, self.main, comments, heading)
        self.is_marked = self.main is not None
        if self.main is None and heading is not None:
            self.main = find_around_title(tree, self.regions, heading, self.date_parser)
            self.regions = Regions(tree, self.main, comments, heading)

    def _kind(self) -> tuple[PageKind, int | None]:
        """Find the kind of the page, and the number of its page of comments (None if undivided)."""
        kind = kinds.find_kind(
            self.tree, self.metadata, html=self.html, address=self.given or self.identity.url,
            post_id=self.identity.id, nodes=self.nodes, posts=self.posts,
        )  # fmt: skip
        if not kind.is_single:
            return kind, None
        number = kinds.comment_page(self.tree, self.given, self.metadata.link("canonical"))
        if number is not None and kind is not PageKind.REPLY_COPY:
            kind = PageKind.COMMENT_PAGE
        return kind, number

    def _list(self, page: Page) -> Page:
        """Complete a page that shows no single post, such as a list of posts."""
        listed = read_listing(self.tree, self.posts, self.date_parser)
        books = Bookkeeper(self.tree, self.regions, self.site, None)
        account = books.others(self.posts, listed, self.metadata.title, self.source)
        return structs.replace(page, listed=listed, account=account)

    def _single(self, page: Page, comment_page: int | None) -> Page:
        """Complete a page that shows one post."""
        parts = self._parts()
        if page.kind is PageKind.PAGE and is_unsure(parts.published, parts.title, self.date_parser):
            parts = parts._replace(published=None)
        post = self._post(page.kind, parts)
        template = parts.body.template if parts.body else ()
        books = Bookkeeper(self.tree, self.regions, self.site, parts.heading, template)
        unclaimed = parts.remainder.unclaimed if parts.remainder else []
        account = books.post(post, unclaimed, self.source, locked=parts.is_locked)
        claimed = read_comment_count(self.tree, self.nodes, self.regions, self.identity.url)
        self._note_missing(post, claimed, page.links)
        return structs.replace(
            page,
            post=post,
            authors=author_records(parts.byline, self.source),
            terms=term_records(parts.terms, self.source),
            comments_claimed=claimed,
            comment_page=comment_page,
            part=self.identity.part,
            removed=dict(sorted(self.removed.items())),
            account=account,
            shown=None if self.is_alone else self._shown(parts),
        )

    def _shown(self, parts: PostParts) -> ShownTitles | None:
        """Collect the titles on the page; None if it shows no title itself."""
        if parts.title is None:
            return None
        bodies = self.tree.by_tag("body")
        named = bool(bodies) and kinds.is_named_single(self.tree.classes(bodies[0]))
        length = len(folded(plain_text(parts.body.element))) if parts.body else 0
        found = shown_titles(self.tree, parts.title.text, parts.heading, length)
        return structs.replace(found, linked=()) if named or parts.comments else found

    def _parts(self) -> PostParts:
        tree, metadata, main, regions = self.tree, self.metadata, self.main, self.regions
        title = read_title(tree, metadata, main, regions, self.site.title)
        if title and not self.site.title:
            self.site.title = name_beside(title.text, metadata.title)
        heading = title.element if title else None
        learned = (
            find_learned_text(tree, self.template, heading, regions) if self.template else None
        )
        body = read_body(
            tree, main, regions, heading, self.date_parser,
            is_marked=self.is_marked, learned=learned,
        )  # fmt: skip
        sure = body.element if body and body.is_sure else None
        published = read_published(
            tree, metadata, main, regions, self.date_parser, self.identity.url, sure
        )
        modified = read_modified(metadata, tree, main, self.date_parser)
        return PostParts(
            title=title,
            body=body,
            byline=read_author(tree, metadata, main, sure, regions, self.date_parser),
            published=published,
            modified=modified,
            terms=read_terms(tree, metadata, main, sure, regions),
            comments=read_comments(tree, self.nodes, self.date_parser, source=self.source),
            remainder=self._remainder(heading, body, [d for d in (published, modified) if d]),
            is_locked=is_locked(tree),
        )

    def _remainder(
        self, heading: Element | None, body: Body | None, found: list[FoundDate]
    ) -> Remainder | None:
        """Read the text around the post's body, and count removed boilerplate."""
        if body is None:
            return abstract_alone(self.main)
        self.removed.update(body.removed)
        around = self.main
        if around is None:
            around = post_element(self.tree, heading, body.element, self.regions)
        if around is None or around is body.element:
            return None
        days = {date.text[:10] for date in found}
        remainder = read_remainder(
            self.tree, around, heading, body, self.regions, self.date_parser, days
        )
        self.removed.update(remainder.removed)
        return remainder

    def _post(self, kind: PageKind, parts: PostParts) -> Post:
        """Make the record of the post."""
        tree, identity = self.tree, self.identity
        title, published, modified = parts.title, parts.published, parts.modified
        if published and published.ambiguous:
            text = f"{published.text}: day and month may be the other way round."
            self._note(Code.DATE_AMBIGUOUS, text)
        bodies = tree.by_tag("body")
        classes = tree.classes(bodies[0]) if bodies else frozenset()
        form = any((e.get("name") or "").lower() == "comment_post_id" for e in tree.by_tag("input"))
        status = read_status(tree, self.main, identity.id, self.given or identity.url)
        picture = shown_above(
            tree, self.html, self.metadata, self.main, parts.element, parts.heading, identity.url
        )
        return Post(
            id=identity.id,
            type=_TYPES.get(kind) or kinds.post_type(classes) or "post",
            status="inherit" if kind is PageKind.ATTACHMENT else status,
            slug=identity.slug,
            title=(without_label(title.text) if parts.is_locked else title.text) if title else None,
            link=identity.url,
            author=parts.author,
            published=published.text if published else None,
            published_gmt=(published.gmt or dates.to_gmt(published.text)) if published else None,
            modified=modified.text if modified else None,
            modified_gmt=dates.to_gmt(modified.text) if modified else None,
            content=parts.content,
            excerpt=parts.remainder.excerpt if parts.remainder else None,
            attachment_url=attachment(tree) if kind is PageKind.ATTACHMENT else None,
            comment_status="open" if form else None,
            parent=parent_page(tree),
            meta=picture.meta() if picture else [],
            terms=[PostTerm(taxonomy=t.taxonomy, slug=t.slug, name=t.name) for t in parts.terms],
            comments=parts.comments,
            extra=[
                *read_translations(self.metadata, tree, identity.url, self.given, self.language),
                *read_enclosures(self.metadata, identity.url or self.given, parts),
            ],
            origin=origin_of(self.source, parts.evidence(identity)),
        )

    def _note_missing(self, post: Post, claimed: int | None, links: PageLinks) -> None:
        """Add notices of removed boilerplate, comments on other pages and unreadable dates."""
        if self.removed:
            counted = ", ".join(f"{kind} {number}" for kind, number in sorted(self.removed.items()))
            self._note(Code.BOILERPLATE_REMOVED, f"{counted}.")
        if claimed is not None and claimed > len(post.comments) and not links.comment_pages:
            text = f"The heading counts {quantity(claimed, 'comment')}"
            self._note(Code.COMMENTS_MISSING, f"{text}; the page has {len(post.comments)}.")
        unread = [e.text for c in post.comments for e in c.extra if e.tag == "published"]
        if unread:
            text = f"Dates of {quantity(len(unread), 'comment')} lack a day, such as {unread[0]!r}."
            self._note(Code.DATE_UNREADABLE, text)

    def _note(self, code: Code, message: str) -> None:
        self.notices.append(Notice(code, message, self.source, post_id=self.identity.id))
