"""The observation of one page: read, its links restored, ready to be merged with others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

import msgspec

from wparchive import patterns
from wparchive.assembly.identity import CanonicalUrl, canonicalize_url, slug_in
from wparchive.assembly.observations import Observation, observe
from wparchive.assembly.original_links import LinkRestorer, has_relative_links
from wparchive.assembly.parts import part_mark, part_number
from wparchive.errors.containment import Attempt
from wparchive.errors.notices import Code, Notice
from wparchive.language import dates
from wparchive.model.provenance import Origin
from wparchive.model.records import Post
from wparchive.readers.pages.comment_claims import read_claim
from wparchive.readers.pages.extract import PageKind, read_page
from wparchive.readers.pages.lost_bytes import find_lost_bytes
from wparchive.readers.pages.rewritten import has_rewritten_links, permalink_ending
from wparchive.readers.pages.source_kind import SAVED_PAGE
from wparchive.web.html import parse_fragment
from wparchive.web.mirror_names import original_url
from wparchive.wordpress.permalinks import day_in
from wparchive.wordpress.standin_pages import is_first_post

if TYPE_CHECKING:
    from wparchive.assembly.unclaimed.account import UnclaimedSummary
    from wparchive.model.records import Comment
    from wparchive.model.site import Author, Site, Term
    from wparchive.readers.pages.comment_claims import CommentClaim
    from wparchive.readers.pages.extract import ListedPost, Page
    from wparchive.readers.pages.extract.learned import SiteTemplate
    from wparchive.readers.pages.extract.shown_titles import ShownTitles
    from wparchive.storage.source import Source


# HTTrack's name for a page that differs from another by its query only.
_NUMBERED = patterns.lazy(r"/index[0-9a-f]{4}\.html$")


class ObservedPage(NamedTuple):
    """One page, read, with its links restored.

    Attributes:
        kind: The kind of the page.
        host: The host of the site; empty if unknown.
        post: Its post; None if it shows no single post.
        site: The blog as the page describes it.
        authors: The authors of posts that it names.
        terms: The terms that it names.
        listed: The posts of a list of posts.
        front: The URL of the page, if it is the blog's front page; else None.
        account: The text that is in no field; None for a document that is not a page.
        shown: The titles that it shows; None where it is surely a post, or no post.
        address: The address of its post; None if unknown, or if it shows none.
        first_post: The same, if its post is the one that WordPress puts into a new blog.
        claim: How many comments all pages of its post should have; None if it is not divided.
        notices: What happened while it was read.
    """

    kind: PageKind
    host: str
    post: Observation | None
    site: Site
    authors: list[Author]
    terms: list[Term]
    listed: list[ListedPost]
    front: str | None
    account: UnclaimedSummary | None
    shown: ShownTitles | None
    address: CanonicalUrl | None
    first_post: CanonicalUrl | None
    claim: CommentClaim | None
    notices: list[Notice]


def is_live(source: Source) -> bool:
    """Return whether a page comes from a web archive, whose pages nothing has changed."""
    return source.capture is not None and source.capture.date is not None


def original_address(source: Source) -> str | None:
    """Return the URL at which a page was on its site; None if unknown."""
    url = source.capture.url if source.capture else None
    return url if is_live(source) or not url else original_url(url)


@dataclass
class PageObserver:
    """Reads pages; can be sent to other processes.

    Attributes:
        template: What a sample of the site's pages has shown; None if nothing was learned.
        is_alone: Whether there is only one page.
    """

    template: SiteTemplate | None = None
    is_alone: bool = False

    def read(self, source: Source) -> ObservedPage | Notice:
        """Read one page; return a notice with the reason if the page cannot be read."""
        with Attempt() as attempt:
            return self._read(source)
        text = f"The page could not be read: {attempt.cause}"
        return Notice(Code.POST_FAILED, text, source.name)

    def _read(self, source: Source) -> ObservedPage:
        capture = source.capture
        original = original_address(source)
        page = read_page(
            data := source.read(), source=source.name, url=original,
            charset=capture.charset if capture else None, template=self.template,
            is_alone=self.is_alone,
        )  # fmt: skip
        restorer, found_at = _restorer(source, page, data)
        if capture and capture.url and found_at is None:
            original = None
        address = canonicalize_url(found_at or page.url or "")
        if (post := page.post if page.kind.is_single else None) is not None:
            declared = post.link
            restorer.post(post)
            _set_address(post, declared, original)
            _complete(post, page, source, restorer)
            address = canonicalize_url(post.link or "") or address
        account, notices = page.account, [*page.notices, *find_lost_bytes(data, source.name)]
        if capture and capture.only_comments:
            post, account, notices = _comments_of(post), None, []
        listed = _restore(page, restorer, source.name)
        return ObservedPage(
            kind=page.kind,
            host=address.host if address else "",
            post=observe(post, page.site.link) if post is not None else None,
            site=page.site,
            authors=page.authors,
            terms=page.terms,
            listed=listed,
            front=original_url(found_at) if found_at and page.kind is PageKind.HOME else None,
            account=account,
            shown=page.shown,
            address=canonicalize_url(post.link) if post is not None and post.link else None,
            first_post=_first_post(post),
            claim=read_claim(page, post),
            notices=notices,
        )


def _restorer(source: Source, page: Page, data: bytes) -> tuple[LinkRestorer, str | None]:
    """Return what restores the links of a page, and the page's place in a mirror; None for none."""
    live = is_live(source)
    found_at = source.capture.url if source.capture else None
    ending = None if live else permalink_ending(found_at, page.url)
    is_rewritten = not live and (
        has_relative_links(_own_links(page))
        or has_rewritten_links(data, is_renamed=ending is not None)
    )
    if not is_rewritten and (found_at or "").startswith("/"):
        found_at = None
    return LinkRestorer(found_at, is_rewritten=is_rewritten, ending=ending), found_at


def _first_post(post: Post | None) -> CanonicalUrl | None:
    """Return the address of a post that WordPress put into a new blog; None for others."""
    if post is None or not post.content or not post.link:
        return None
    text = " ".join(str(part) for part in parse_fragment(post.content).itertext())
    return canonicalize_url(post.link) if is_first_post(text) else None


def _complete(post: Post, page: Page, source: Source, restorer: LinkRestorer) -> None:
    """Set the number, the part and the origin of a post."""
    _set_number(post, source.capture.aliases if source.capture else ())
    _set_part(post, page, restorer)
    _set_day(post)
    _set_origin(post)


def _restore(page: Page, restorer: LinkRestorer, source: str) -> list[ListedPost]:
    """Restore the links of site, authors and listed posts; return the listed posts."""
    restorer.site(page.site)
    for author in page.authors:
        restorer.author(author)
    for term in (*page.terms, *(page.post.terms if page.post else ())):
        term.slug = _stored_slug(term.slug)
    for term in page.terms:
        term.parent = _stored_slug(term.parent)
    records: list[Site | Author | Term] = [page.site, *page.authors, *page.terms]
    for record in records:
        record.origin = _page_origin(record.origin, source)
    return [msgspec.structs.replace(entry, link=restorer.link(entry.link)) for entry in page.listed]


def _set_part(post: Post, page: Page, restorer: LinkRestorer) -> None:
    """Mark the origin of a post whose page shows another part than the first."""
    links = [restorer.link(url) or url for url in page.links.pages]
    if (part := page.part or part_number(links)) > 1:
        origin = post.origin or Origin(source="")
        post.origin = msgspec.structs.replace(origin, element=part_mark(part))


def _own_links(page: Page) -> list[str]:
    """List the links that WordPress writes with the host."""
    links = page.links
    found = [*links.feeds, links.comments_feed, links.rest_url, links.shortlink, page.url]
    return [url for url in found if url]


def _set_address(post: Post, declared: str | None, original: str | None) -> None:
    """Set a post's permalink and slug; by the page's URL if the permalink is only a number.

    A mirroring program may have found a page by its short address first, and declared that one.

    Args:
        post: The post, its links restored.
        declared: The permalink as the page has it.
        original: The URL of the page on the site; None if unknown.
    """
    address, place = canonicalize_url(post.link or ""), canonicalize_url(original or "")
    is_named = place and place.path and not (place.query or _NUMBERED.search(place.path))
    if is_named and (address is None or address.number):
        post.link = original
    if post.link != declared:
        post.slug = slug_in(post.link)


def _split_zones(record: Post | Comment) -> None:
    """Split dates with a time zone into local and GMT ones, as WordPress stores them."""
    for name in ("published", "modified"):
        moment = dates.parse(getattr(record, name, None))
        if moment is not None and moment.tzinfo is not None:
            gmt = f"{name}_gmt"
            if getattr(record, gmt) is None:
                setattr(record, gmt, dates.in_gmt(moment))
            setattr(record, name, moment.replace(tzinfo=None).isoformat())


def _stored_slug(slug: str | None) -> str | None:
    """Encode a slug as WordPress stores it (``sanitize_title()``): percent-encoded, lower case."""
    return None if slug is None else quote(unquote(slug)).lower()


def _set_number(post: Post, aliases: tuple[str, ...]) -> None:
    """Set the number of a post that has none, if one of its URLs has it."""
    if post.id is None:
        numbers = {found.number for found in map(canonicalize_url, aliases) if found}
        numbers.discard(None)
        if len(numbers) == 1:
            post.id = numbers.pop()


def _set_day(post: Post) -> None:
    """Set the date of a post without one to the day in its permalink, now that it is restored.

    The permalink of a file begins with that of its post, and has the day of that one.
    """
    day = day_in(post.link) if post.published is None and post.type != "attachment" else None
    if day is not None:
        post.published = day
        origin = post.origin or Origin(source="")
        place = Origin(source=origin.source, element="permalink", kind=SAVED_PAGE.name)
        post.origin = msgspec.structs.replace(origin, fields={**origin.fields, "published": place})


def _set_origin(post: Post) -> None:
    """Mark post and comments as read from a page, with dates as WordPress stores them."""
    post.origin = _page_origin(post.origin, "")
    _split_zones(post)
    for comment in post.comments:
        _split_zones(comment)
        comment.origin = _page_origin(comment.origin, post.origin_or_unknown.source)


def _page_origin(origin: Origin | None, source: str) -> Origin:
    return msgspec.structs.replace(origin or Origin(source=source), kind=SAVED_PAGE.name)


def _comments_of(post: Post | None) -> Post | None:
    """Keep only the fields that identify a post, and its comments."""
    if post is None:
        return None
    return Post(
        id=post.id, type=post.type, link=post.link, comments=post.comments, origin=post.origin
    )
