"""Feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom, of posts and of comments.

All feeds together are one document, because feeds of a blog overlap: the main feed, those of
its categories, and those of comments, which are attached to their posts by link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlunsplit

from wparchive import patterns
from wparchive.assembly.observations import Observation, PostSpool, observe
from wparchive.assembly.original_links import LinkRestorer, has_relative_links
from wparchive.assembly.unclaimed.account import notices_of
from wparchive.errors import InputError, MalformedInputError
from wparchive.errors.containment import Attempt
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import ReaderInfo, SiteMetadata
from wparchive.readers.feed.channel import read_feed
from wparchive.readers.feed.items import FEED
from wparchive.readers.feed.parse import parse
from wparchive.web.splitting import urlsplit
from wparchive.xml_repair.sniff import is_like_xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.assembly.observations import SpooledDocument
    from wparchive.formats.readers import WorkerPool
    from wparchive.model.site import Site
    from wparchive.storage.source import Source

_ATOM = patterns.lazy(
    rb"<(?:[\w.-]+:)?feed\s(?:(?!<(?:[\w.-]++:)?feed\s)[^>])*?(?:w3\.org/2005/Atom|purl\.org/atom/ns#)"
)
_RDF = patterns.lazy(
    rb"<(?:[\w.-]+:)?RDF\s(?:(?!<(?:[\w.-]++:)?RDF\s)[^>])*?(?:purl\.org/rss/1\.0|netscape\.com/rdf/simple)"
)
_RSS = patterns.lazy(rb"<rss(?:[\s>]|\Z)", re.IGNORECASE)
_HTML = patterns.lazy(rb"<(?:html|body|!doctype html)[\s>]", re.IGNORECASE)


class FeedReader:
    """A reader of feeds."""

    info = ReaderInfo("feed", "RSS or Atom feed", (FEED,))

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """Return whether a file begins with the root element of a feed."""
        text = start.replace(b"\0", b"")
        if not is_like_xml(text):
            return False
        root = _RSS.search(text) or _ATOM.search(text) or _RDF.search(text)
        return root is not None and not _HTML.search(text, 0, root.start())

    def open_all(self, sources: Sequence[Source], pool: WorkerPool) -> SpooledDocument:
        """Read all feeds.

        Raises:
            MalformedInputError: None of them can be read.
        """
        notices: list[Notice] = []
        sites: list[tuple[tuple[bool, int], Site]] = []
        errors: list[InputError] = []
        with PostSpool(sources[0].scratch) as spool:
            for source, read in pool.map(_read, sources):
                if isinstance(read, InputError):
                    errors.append(read)
                    text = " ".join(str(read).splitlines())
                    notices.append(Notice(Code.INPUT_DAMAGED, text, source.name))
                    continue
                notices.extend(read.notices)
                sites.append(((read.of_comments, len(read.site.title or "")), read.site))
                for observation in read.observations:
                    spool.add(observation)
            if len(errors) == len(sources):
                raise errors[0]
            site = min(sites, key=lambda pair: pair[0])[1]
            name = sources[0].name if len(sources) == 1 else f"{len(sources)} feeds"
            metadata = SiteMetadata(site, sources=[source.name for source in sources])
            return spool.merge_into(name, metadata, notices)


class _FeedContent(NamedTuple):
    """The content of one feed."""

    site: Site
    of_comments: bool
    observations: list[Observation]
    notices: list[Notice]


def _read(source: Source) -> _FeedContent | InputError:
    with Attempt() as attempt:
        return _observed(source)
    return MalformedInputError(f"{source.name} could not be read: {attempt.cause}")


def _moved(link: str | None, site: str | None, address: str | None) -> str | None:
    """Return a post's link, moved to the host from which its feed was fetched.

    After a blog has moved, all links in its feeds may still name its former host.

    Args:
        link: The post's link; None if unknown.
        site: The link of the channel.
        address: The address of the feed; None if unknown.
    """
    old, new = urlsplit(site or ""), urlsplit(address or "")
    same = old.netloc.removeprefix("www.") == new.netloc.removeprefix("www.")
    if not link or same or not (old.netloc and new.netloc and new.path.startswith(old.path)):
        return link
    parts = urlsplit(link)
    if parts.netloc != old.netloc:
        return link
    return urlunsplit(parts._replace(scheme=new.scheme, netloc=new.netloc))


def _observed(source: Source) -> _FeedContent | InputError:
    try:
        root, notices = parse(source)
        feed = read_feed(root, source.name, notices)
    except InputError as error:
        return error
    notices.extend(notices_of(feed.accounts))
    address = source.capture.url if source.capture else None
    restorer = LinkRestorer(address, is_rewritten=has_relative_links([feed.site.link or ""]))
    restorer.site(feed.site)
    for post in feed.posts:
        restorer.post(post)
        post.link = _moved(post.link, feed.site.link, address)
    observations = [observe(post, feed.site.link) for post in feed.posts]
    if feed.site.title is None and (feed.of_comments or not feed.posts):
        feed.site.link = None  # the post's
    else:
        feed.site.link = _moved(feed.site.link, feed.site.link, address)
    return _FeedContent(feed.site, feed.of_comments, observations, notices)
