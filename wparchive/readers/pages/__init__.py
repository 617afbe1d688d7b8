"""Saved pages: one, or a mirror of a whole site, or what a web archive captured of it.

All pages are one document. Posts are found among archives, feeds, redirects and copies; what was
seen of a post on several pages is united: pages of its comments, copies by which a reader answers,
its parts where it has several. Addresses are restored as they were on the site.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from wparchive.assembly.identity import Address, locate
from wparchive.assembly.observations import Shelf
from wparchive.assembly.unclaimed.account import notices_of
from wparchive.errors import MalformedInputError
from wparchive.formats import ReaderInfo
from wparchive.model.records import Post
from wparchive.notices import Code, Notice
from wparchive.readers.pages.parts import joined
from wparchive.readers.pages.site_info import SiteInfoBuilder
from wparchive.readers.pages.source_kind import SAVED_PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.assembly.observations import SpooledDocument
    from wparchive.assembly.unclaimed.account import Account
    from wparchive.formats import WorkerPool
    from wparchive.readers.pages.extract import ListedPost
    from wparchive.storage.sources import Source

_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_OTHER = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:rss|feed|rdf:RDF|svg|urlset|sitemapindex)\b",
    re.DOTALL,
)
_SHARE = 3
"""Of so many posts one may be of another site than the mirrored one."""
_SUBSTANTIAL = 50
"""Words from which the text of a page that is no post is named."""
_NAMED = 3
_PAGE = re.compile(r"\.(?:x?html?|shtml)$", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:div|p|article|meta|table|h[1-6]|ul)\b", re.IGNORECASE)
_WHOLE = re.compile(
    rb"<html[\s>](?:(?!<html[\s>]).)*?<(?:head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
_PHP = re.compile(rb"\s*<\?php\b")


class MirrorReader:
    """Reads saved pages."""

    info = ReaderInfo("page", "saved pages, one or a whole mirror (HTML)", (SAVED_PAGE,))

    def recognizes(self, start: bytes, name: str) -> bool:
        """HTML, by its first element, or by its name and some element of a page."""
        text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if _OTHER.match(text) or _PHP.match(text):
            return False
        if text.startswith(b"<"):
            named = _PAGE.search(name) and _MARKUP.search(text)
            return bool(named or _START.search(text))
        # A server's warnings, or the headers of HTTP, may stand before the page.
        return _WHOLE.search(text[: 1 << 13]) is not None

    def gather(self, sources: Sequence[Source], pool: WorkerPool) -> SpooledDocument:
        """Read all pages."""
        from wparchive.readers.pages.observe import PageObserver  # noqa: PLC0415 - and the page reader

        kinds: Counter[str] = Counter()
        heads: dict[str, SiteInfoBuilder] = {}
        hosts: list[str] = []
        notices: list[Notice] = []
        listed: dict[Address, ListedPost] = {}
        name = sources[0].name if len(sources) == 1 else f"{len(sources)} pages"
        accounts: list[Account] = []
        bare: dict[str, list[Account]] = {}
        with Shelf(sources[0].scratch, joined) as shelf:
            for _, seen in pool.map(PageObserver().see, sources):
                if isinstance(seen, Notice):
                    notices.append(seen)
                    continue
                notices.extend(seen.notices)
                heads.setdefault(seen.host, SiteInfoBuilder()).add(seen)
                if seen.post is None:
                    kinds[seen.kind.value] += 1
                    if seen.account is not None and seen.account.words >= _SUBSTANTIAL:
                        bare.setdefault(seen.kind.value, []).append(seen.account)
                else:
                    shelf.add(seen.post)
                    hosts.append(seen.host)
                    accounts += [seen.account] if seen.account is not None else []
                listed.update((found, e) for e in seen.listed if (found := locate(e.link or "")))
            if not heads:
                raise MalformedInputError(f"No page of {name} could be read: {notices[0].message}")
            host = _main(Counter(hosts) or Counter(list(heads)))
            others = _strays(hosts, host)
            notices += _passed_over(kinds, bare, Counter(hosts[number] for number in others))
            notices += notices_of(accounts)
            notices += _only_listed(listed, shelf, host)
            for other in sorted({h for number, h in enumerate(hosts) if number not in others}):
                heads[host].add_people_and_terms(heads[other])
            head = heads[host].head([source.name for source in sources])
            captured = [s.capture.date for s in sources if s.capture and s.capture.date]
            # What was captured is as of then, whenever its newest post was written.
            head.site.published = max(captured, default=None)
            return shelf.clear_into(name, head, notices, without=others)


def _main(hosts: Counter[str]) -> str:
    """The host that most posts are of; a page that does not tell its host is of any."""
    known = {host: number for host, number in hosts.items() if host} or hosts
    return min(known, key=lambda host: (-known[host], host))


def _strays(hosts: list[str], host: str) -> set[int]:
    """Posts that a mirroring program fetched from sites that the mirrored one links to.

    Where no site stands out, these are pages that somebody saved here and there: none is a stray.
    """
    others = {number for number, h in enumerate(hosts) if h not in {host, ""}}
    return others if len(others) * _SHARE <= len(hosts) else set()


# By `wparchive.readers.pages.extract.Kind`, which is not imported before there is a page.
_WORDS = {
    "home": "front pages",
    "archive": "lists of posts",
    "search": "search results",
    "error": "error pages",
    "feed": "feeds under a page's name",
    "redirect": "pages that lead to another",
    "foreign": "pages that are no blog's",
    "not-html": "files that are no pages",
    "empty": "empty files",
}


def _passed_over(
    kinds: Counter[str], bare: dict[str, list[Account]], others: Counter[str]
) -> list[Notice]:
    """Name the pages that are no post, or one of another site."""
    reasons = {
        _WORDS.get(kind, f"pages of the kind {kind}") + _with_text(bare.get(kind, [])): number
        for kind, number in kinds.items()
    }
    reasons.update((f"posts of {host}, another site", n) for host, n in others.items())
    return [
        Notice(Code.PAGE_SKIPPED, f"{number:,} {reason}.")
        for reason, number in sorted(reasons.items())
    ]


def _with_text(accounts: Sequence[Account]) -> str:
    """Name pages that hold much text of their own; empty if none does."""
    if not accounts:
        return ""
    largest = sorted(accounts, key=lambda account: -account.words)[:_NAMED]
    named = ", ".join(f"{a.title or a.source!r} ({a.words:,} words)" for a in largest)
    return f"; {len(accounts):,} of them hold text that no post has: {named}"


def _only_listed(listed: dict[Address, ListedPost], shelf: Shelf, host: str) -> list[Notice]:
    """Posts that lists name and whose own pages are not there."""
    notices = []
    for address, entry in sorted(listed.items()):
        bare = Post(id=entry.id, title=entry.title, link=entry.link)
        ours = not host or address.host in {host, ""}
        if ours and address.path and not shelf.knows(bare):
            text = (
                f"{entry.title or entry.link!r} stands in a list only; its own page is not there."
            )
            notices.append(Notice(Code.CONTENT_MISSING, text, post_id=entry.id))
    return notices
