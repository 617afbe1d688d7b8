"""One page of a mirror, read where it lies and made ready to be united with others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

import msgspec

from wparchive.assembly.identity import locate, slug_in
from wparchive.assembly.observations import Observation, observe
from wparchive.assembly.original_links import Restorer, leads_inside
from wparchive.containment import Attempt
from wparchive.language import dates
from wparchive.model.provenance import Origin
from wparchive.model.records import Post
from wparchive.notices import Code, Notice
from wparchive.readers.pages.extract import PageKind, read_page
from wparchive.readers.pages.parts import marked, part_of
from wparchive.readers.pages.source_kind import SAVED_PAGE
from wparchive.web.mirror_names import original_url

if TYPE_CHECKING:
    from wparchive.assembly.unclaimed.account import Account
    from wparchive.model.records import Author, Comment, Site, Term
    from wparchive.readers.pages.extract import ListedPost, Page
    from wparchive.storage.sources import Source


# HTTrack's name for a page that differs from another by its query only.
_NUMBERED = re.compile(r"/index[0-9a-f]{4}\.html$")


class ObservedPage(NamedTuple):
    """What a page tells.

    Attributes:
        kind: What it is.
        host: The host that it is of; empty if that is not known.
        post: What was observed of its post.
        site: What it says of the blog.
        authors: Whom it names.
        terms: What it names.
        listed: Posts in a list of posts.
        front: Where the page lies, if it is the blog's front page.
        account: Which of its text no field holds; None for what is no page.
        notices: What reading it had to say.
    """

    kind: PageKind
    host: str
    post: Observation | None
    site: Site
    authors: list[Author]
    terms: list[Term]
    listed: list[ListedPost]
    front: str | None
    account: Account | None
    notices: list[Notice]


@dataclass
class PageObserver:
    """Reads pages; picklable."""

    def see(self, source: Source) -> ObservedPage | Notice:
        """Read one page; one that cannot be read gives a notice that says why."""
        with Attempt() as attempt:
            return self._see(source)
        text = f"The page could not be read: {attempt.cause}"
        return Notice(Code.POST_FAILED, text, source.name)

    def _see(self, source: Source) -> ObservedPage:
        capture = source.capture
        found_at = capture.url if capture else None
        charset = capture.charset if capture else None
        live = capture is not None and capture.date is not None
        stood_at = found_at if live or not found_at else original_url(found_at)
        page = read_page(source.read(), source=source.name, url=stood_at, charset=charset)
        is_rewritten = not live and leads_inside(_own_links(page))
        if not is_rewritten and found_at and found_at.startswith("/"):
            found_at = stood_at = None
        restorer = Restorer(found_at, is_rewritten=is_rewritten)
        restorer.site(page.site)
        for author in page.authors:
            restorer.author(author)
        listed = [
            msgspec.structs.replace(entry, link=restorer.link(entry.link)) for entry in page.listed
        ]
        observation = None
        address = locate(found_at or page.url or "")
        post = page.post
        if post is not None and page.kind.is_single:
            said = post.link
            restorer.post(post)
            _settle_address(post, said, stood_at)
            _number(post, capture.aliases if capture else ())
            if (part := page.part or part_of(page.links.pages)) > 1:
                origin = post.origin or Origin(source=source.name)
                post.origin = msgspec.structs.replace(origin, element=marked(part))
            _mark(post)
            address = locate(post.link or "") or address
        for term in (*page.terms, *(post.terms if post else ())):
            term.slug = _stored(term.slug)
        records: list[Site | Author | Term] = [page.site, *page.authors, *page.terms]
        for record in records:
            record.origin = _as_page(record.origin, source.name)
        account, notices = page.account, page.notices
        if capture is not None and capture.only_comments:
            post, account, notices = _comments_of(post), None, []
        if post is not None and page.kind.is_single:
            observation = observe(post, page.site.link)
        host = address.host if address else ""
        front = original_url(found_at) if found_at and page.kind is PageKind.HOME else None
        return ObservedPage(
            page.kind,
            host,
            observation,
            page.site,
            page.authors,
            page.terms,
            listed,
            front,
            account,
            notices,
        )


def _comments_of(post: Post | None) -> Post | None:
    """Keep of a post what tells which one it is, and its comments."""
    if post is None:
        return None
    return Post(
        id=post.id, type=post.type, link=post.link, comments=post.comments, origin=post.origin
    )


def _own_links(page: Page) -> list[str]:
    """PageLinks that WordPress writes with the host."""
    links = page.links
    found = [*links.feeds, links.comments_feed, links.rest_url, links.shortlink, page.url]
    return [url for url in found if url]


def _settle_address(post: Post, said: str | None, stood_at: str | None) -> None:
    """The permalink and its slug, from where the page stood if what it says is only a number.

    A mirror's program may have found a page by its short address first, and named that.

    Args:
        post: The post, its links restored.
        said: The permalink as the page has it.
        stood_at: Where the page stood on the site.
    """
    address, place = locate(post.link or ""), locate(stood_at or "")
    is_named = place and place.path and not (place.query or _NUMBERED.search(place.path))
    if is_named and (address is None or address.number):
        post.link = stood_at
    if post.link != said:
        post.slug = slug_in(post.link)


def _settle_dates(record: Post | Comment) -> None:
    """A time with its zone as WordPress has it: the local one, and the same in GMT."""
    for name in ("published", "modified"):
        moment = dates.parse(getattr(record, name, None))
        if moment is not None and moment.tzinfo is not None:
            gmt = f"{name}_gmt"
            if getattr(record, gmt) is None:
                setattr(record, gmt, dates.in_gmt(moment))
            setattr(record, name, moment.replace(tzinfo=None).isoformat())


def _stored(slug: str | None) -> str | None:
    """A slug as WordPress stores it (``sanitize_title()``): percent-encoded in lower case."""
    return None if slug is None else quote(unquote(slug)).lower()


def _number(post: Post, aliases: tuple[str, ...]) -> None:
    """An address that led to the page may tell the post's number."""
    if post.id is None:
        numbers = {found.number for found in map(locate, aliases) if found}
        numbers.discard(None)
        if len(numbers) == 1:
            post.id = numbers.pop()


def _mark(post: Post) -> None:
    """Post and comments are as a page shows them, with dates as WordPress stores them."""
    post.origin = _as_page(post.origin, "")
    _settle_dates(post)
    for comment in post.comments:
        _settle_dates(comment)
        comment.origin = _as_page(comment.origin, post.place.source)


def _as_page(origin: Origin | None, source: str) -> Origin:
    return msgspec.structs.replace(origin or Origin(source=source), kind=SAVED_PAGE.name)
