"""Saved pages: a single page, a mirror of a site, or the captures of a web archive.

All pages are one document. Posts are found among archives, feeds, redirects and copies. Several
pages of a post are merged: pages of its comments, copies that a link "Reply" opens, and its parts.
Addresses are restored to those of the site.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.assembly.identity import CanonicalUrl, canonicalize_url, keys
from wparchive.assembly.observations import Observation, PostSpool
from wparchive.assembly.parts import join_parts
from wparchive.assembly.unclaimed.account import TextSummary, notices_of
from wparchive.errors import MalformedInputError
from wparchive.errors.notices import Code, Notice, quantity, quoting
from wparchive.formats.readers import ReaderInfo
from wparchive.model.canonical import encode_post
from wparchive.model.provenance import Origin
from wparchive.model.records import Post
from wparchive.readers.pages.comment_claims import CommentClaims
from wparchive.readers.pages.joined import split_pages
from wparchive.readers.pages.site_info import SiteInfoBuilder
from wparchive.readers.pages.source_kind import SAVED_PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.assembly.observations import SpooledDocument
    from wparchive.assembly.unclaimed.account import UnclaimedSummary
    from wparchive.formats.readers import WorkerPool
    from wparchive.readers.pages.extract import ListedPost
    from wparchive.readers.pages.extract.shown_titles import TitleIndex
    from wparchive.readers.pages.observe import ObservedPage
    from wparchive.storage.source import Source

_START = patterns.lazy(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_OTHER = patterns.lazy(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--(?>(?:(?!-->).)*)-->\s*+)*)<(?:rss|feed|rdf:RDF|svg|urlset|sitemapindex|oembed)\b",
    re.DOTALL,
)
_SHARE = 3
"""Posts of other sites are left out if they are at most one in so many."""
_SUBSTANTIAL = 50
"""Words that a page without a post must have to be named in a notice."""
_LETTERS = 5
"""Letters of a word, on average."""
_NAMED = 3
_PAGE = patterns.lazy(r"\.(?:x?html?|shtml)$", re.IGNORECASE)
_MARKUP = patterns.lazy(rb"<(?:div|p|article|meta|table|h[1-6]|ul)\b", re.IGNORECASE)
_WHOLE = patterns.lazy(
    rb"<html[\s>](?:(?!<html[\s>]).)*?<(?:head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
_PHP = patterns.lazy(rb"\s*<\?php\b")


class SavedPageReader:
    """Reads saved pages."""

    info = ReaderInfo("page", "saved pages, one or a whole mirror (HTML)", (SAVED_PAGE,))

    def recognizes(self, start: bytes, name: str) -> bool:
        """Return whether a file is HTML, by its first element, or by its name and an element."""
        text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if _OTHER.match(text) or _PHP.match(text):
            return False
        if text.startswith(b"<"):
            named = _PAGE.search(name) and _MARKUP.search(text)
            return bool(named or _START.search(text))
        # A server's warnings, or the headers of HTTP, may precede the page.
        return _WHOLE.search(text[: 1 << 13]) is not None

    def open_all(self, sources: Sequence[Source], pool: WorkerPool) -> SpooledDocument:
        """Read all pages as one document.

        Raises:
            MalformedInputError: No page can be read.
            WparchiveError: The table of themes has a mistake.
        """
        from wparchive.readers.pages.extract import theme_table  # noqa: PLC0415 - only for pages
        from wparchive.readers.pages.extract.shown_titles import (  # noqa: PLC0415 - likewise
            TitleIndex,
        )
        from wparchive.readers.pages.learning import learn_template  # noqa: PLC0415 - likewise
        from wparchive.readers.pages.observe import PageObserver  # noqa: PLC0415 - likewise

        theme_table.load()
        sources = split_pages(sources)
        name = sources[0].name if len(sources) == 1 else f"{len(sources)} pages"
        with PostSpool(sources[0].scratch, join_parts) as spool:
            pages = _Pages(spool, TitleIndex())
            # Of captures that show equally much, the newest counts: the merge takes the first.
            ordered = sorted(sources, key=_capture_date, reverse=True)
            template = learn_template(ordered, pool)
            for _, page in pool.map(PageObserver(template, len(ordered) == 1).read, ordered):
                pages.add(page)
            if not pages.sites:
                message = pages.notices[0].message
                raise MalformedInputError(f"No page of {name} could be read: {message}")
            return pages.finish(name, sources)


class _Pages:
    """Collects the pages of a mirror.

    Attributes:
        sites: What the pages say of each site, by host.
        notices: What happened while they were read.
    """

    def __init__(self, spool: PostSpool, titles: TitleIndex) -> None:
        self.sites: dict[str, SiteInfoBuilder] = {}
        self.notices: list[Notice] = []
        self._spool = spool
        self._hosts: list[str] = []
        self._kinds: Counter[str] = Counter()
        self._listed: dict[CanonicalUrl, ListedPost] = {}
        self._sticky: dict[CanonicalUrl, ListedPost] = {}
        self._accounts: list[UnclaimedSummary | None] = []
        self._claims = CommentClaims()
        self._first_posts: dict[int, CanonicalUrl] = {}
        self._addresses: set[CanonicalUrl] = set()
        self._titles = titles
        self._without_post: dict[str, list[UnclaimedSummary]] = {}

    def add(self, page: ObservedPage | Notice) -> None:
        """Add a page, or the notice that says why a page could not be read."""
        if isinstance(page, Notice):
            self.notices.append(page)
            return
        self.notices.extend(page.notices)
        self.sites.setdefault(page.host, SiteInfoBuilder()).add(page)
        if page.post is not None:
            if page.shown is not None:
                self._titles.add(len(self._spool), page.shown)
            self._spool.add(page.post)
            self._hosts.append(page.host)
            self._accounts.append(page.account)
            self._note_address(page)
        else:
            self._kinds[page.kind.value] += 1
            if page.account is not None and page.account.words >= _SUBSTANTIAL:
                self._without_post.setdefault(page.kind.value, []).append(page.account)
        for entry in page.listed:
            if (found := canonicalize_url(entry.link or "")) is not None:
                self._listed[found] = entry
                if entry.sticky and page.kind.value == "home":
                    self._sticky[found] = entry

    def _note_address(self, page: ObservedPage) -> None:
        """Note the address of the post that was added last, and what it says of its comments."""
        if page.first_post is not None:
            self._first_posts[len(self._spool) - 1] = page.first_post
        elif page.address is not None:
            self._addresses.add(page.address)
        if page.claim is not None:
            self._claims.add(page.claim)

    def finish(self, name: str, sources: Sequence[Source]) -> SpooledDocument:
        """Merge the pages of each post and make a document of the posts of the main site."""
        hosts = self._hosts
        host = _main_host(Counter(hosts) or Counter(list(self.sites)))
        others = _posts_of_other_sites(hosts, host)
        counted = Counter(hosts[number] for number in others)
        lists = self._take_lists() | self._take_first_posts()
        self.notices += _skipped(self._kinds, self._without_post, counted)
        accounts = (a for number, a in enumerate(self._accounts) if number not in lists)
        self.notices += notices_of(account for account in accounts if account is not None)
        self.notices += _only_listed(self._listed, self._spool, host)
        self.notices += self._claims.notices()
        self._mark_sticky(host)
        for other in sorted({h for number, h in enumerate(hosts) if number not in others}):
            self.sites[host].add_people_and_terms(self.sites[other])
        head = self.sites[host].build([source.name for source in sources])
        captured = [s.capture.date for s in sources if s.capture and s.capture.date]
        # The export's date is that of the newest capture, whenever the newest post was written.
        head.site.published = max(captured, default=None)
        return self._spool.merge_into(name, head, self.notices, without=others | lists)

    def _take_lists(self) -> set[int]:
        """Find the observations that are lists of posts, and count them as archive pages."""
        found = self._titles.lists()
        for number, letters in sorted(found.items()):
            self._kinds["archive"] += 1
            account = self._accounts[number]
            if account is not None and letters >= _SUBSTANTIAL * _LETTERS:
                words = letters // _LETTERS
                rest = TextSummary(number, account.title, words, is_paragraph=True)
                bare = account._replace(body=0, unclaimed=(rest,), aside=())
                self._without_post.setdefault("archive", []).append(bare)
        return set(found)

    def _take_first_posts(self) -> set[int]:
        """Find first posts of new blogs at addresses where other pages show a post."""
        found = {n for n, address in self._first_posts.items() if address in self._addresses}
        if found:
            text = (
                "Another post was read in place of the first post of a new blog at"
                f" {quantity(len(found), 'address', 'addresses')}."
            )
            self.notices.append(Notice(Code.EARLIER_CAPTURE, text))
        return found

    def _mark_sticky(self, host: str) -> None:
        """Mark the posts of the main site that its front page marks as sticky."""
        origin = Origin(source="", element="front page", kind=SAVED_PAGE.name)
        for address, entry in self._sticky.items():
            post = Post(id=entry.id, link=entry.link, sticky=True, origin=origin)
            if address.host in {host, ""} and self._spool.contains(post):
                self._spool.add(Observation(encode_post(post), keys(post)))


def _capture_date(source: Source) -> str:
    """Return when a source was captured, in RFC 3339; empty if unknown."""
    return (source.capture.date if source.capture else None) or ""


def _main_host(hosts: Counter[str]) -> str:
    """Return the host of most posts; a page without a known host counts for none."""
    known = {host: number for host, number in hosts.items() if host} or hosts
    return min(known, key=lambda host: (-known[host], host))


def _posts_of_other_sites(hosts: list[str], host: str) -> set[int]:
    """Find the posts that a mirroring program fetched from other sites.

    Where no site has most posts, somebody saved these pages here and there, and all are kept.
    """
    others = {number for number, h in enumerate(hosts) if h not in {host, ""}}
    return others if len(others) * _SHARE <= len(hosts) else set()


# By `wparchive.readers.pages.extract.Kind`, which is not imported before there is a page.
_WORDS = {
    "home": "front pages",
    "archive": "archive pages",
    "search": "search results",
    "login": "forms for logging in or registering",
    "error": "error pages",
    "feed": "feeds under a page's name",
    "redirect": "pages that redirect to another",
    "foreign": "pages that do not belong to a blog",
    "not-html": "files that are not pages",
    "empty": "empty files",
}


def _skipped(
    kinds: Counter[str], bare: dict[str, list[UnclaimedSummary]], others: Counter[str]
) -> list[Notice]:
    """Return notices of pages without a post, and of posts of other sites."""
    reasons = {
        _WORDS.get(kind, f"pages of the kind {kind}"): (number, _with_text(bare.get(kind, [])))
        for kind, number in kinds.items()
    }
    reasons.update((f"posts of {host}, another site", (n, None)) for host, n in others.items())
    notices = []
    for reason, (number, named) in sorted(reasons.items()):
        counted, titles = named or ("", "")
        template = f"{number:,} {reason}{counted}{{}}."
        message, public = quoting(template, titles) if named else (template.format(""), None)
        notices.append(Notice(Code.PAGE_SKIPPED, message, public=public))
    return notices


def _with_text(accounts: Sequence[UnclaimedSummary]) -> tuple[str, str] | None:
    """Count and name pages with much text of their own; None if there are none."""
    if not accounts:
        return None
    largest = sorted(accounts, key=lambda account: -account.words)[:_NAMED]
    named = ", ".join(f"{a.title or a.source!r} ({quantity(a.words, 'word')})" for a in largest)
    return f"; {len(accounts):,} of them have text that no post has: ", named


def _only_listed(
    listed: dict[CanonicalUrl, ListedPost], spool: PostSpool, host: str
) -> list[Notice]:
    """Make notices of posts that lists name and whose own pages are missing."""
    notices = []
    for address, entry in sorted(listed.items()):
        bare = Post(id=entry.id, title=entry.title, link=entry.link)
        ours = not host or address.host in {host, ""}
        home = f"http://{host}/" if host else None
        if ours and address.path and not (spool.contains(bare) or spool.contains(bare, home)):
            title = entry.title or entry.link
            text = f"{title!r} is only on archive pages; its own page is missing."
            notices.append(Notice(Code.CONTENT_MISSING, text, post_id=entry.id))
    return notices
