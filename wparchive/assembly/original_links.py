"""Restoration of links that a mirror rewrote."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urlunsplit

from wparchive import patterns
from wparchive.web.mirror_names import (
    original_url,
    without_external,
    without_placeholder,
    without_wayback,
)
from wparchive.web.references import unescape
from wparchive.web.splitting import urljoin, urlsplit
from wparchive.wordpress.featured import URL as FEATURED_URL

if TYPE_CHECKING:
    from wparchive.model.records import Comment, Post
    from wparchive.model.site import Author, Site

_LINK = patterns.lazy(
    r"(\s(?:href|src|poster|cite|action|longdesc|data-(?:src|orig-file|large-file|medium-file|permalink))"
    r"\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')",
    re.IGNORECASE,
)
_SRCSET = patterns.lazy(r"(\ssrcset\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_TAG = patterns.lazy(r"<[a-zA-Z][^\s/>]{0,99}+(?>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,400})>")
_HTML = patterns.lazy(r"\.html?$", re.IGNORECASE)
_KEPT = patterns.lazy(r"[a-z][a-z0-9+.-]*:|#|\{|%7b|$", re.IGNORECASE)


class LinkRestorer:
    """A restorer of the links of one page.

    Args:
        address: The page's address in the mirror, below the site's root; None if unknown.
        is_rewritten: Whether its links point into the mirror; if not, only the Wayback Machine's
            prefixes are taken away, since a relative link is the author's own.
        ending: What the site's permalinks have where the mirror's files have ``.html``; None if
            the mirror added no ``.html``.
    """

    def __init__(
        self, address: str | None, *, is_rewritten: bool, ending: str | None = None
    ) -> None:
        self._ending = ending
        self._address = address
        self._is_rewritten = is_rewritten and address is not None

    def url(self, url: str) -> str:
        """Restore an address."""
        bare = without_wayback(without_external(url))
        own = without_placeholder(bare)
        if own != bare:
            return self.link(own) or own
        if bare != url or not self._is_rewritten or _KEPT.match(url):
            return bare
        return self._without_ending(original_url(urljoin(self._address or "", url)))

    def link(self, url: str | None) -> str | None:
        """Restore the permalink of a page or record, absolute if that is known."""
        if not url:
            return url
        bare = without_placeholder(without_wayback(without_external(url)))
        if self._address and not _KEPT.match(bare):
            return original_url(urljoin(self._address, bare))
        return bare

    def markup(self, text: str | None) -> str | None:
        """Restore the links in markup; text without any stays the same byte for byte."""
        if not text or "=" not in text:
            return text
        return _TAG.sub(self._tag, text)

    def post(self, post: Post) -> None:
        """Restore all links of a post and of its comments."""
        post.link = self.link(post.link)
        if post.guid and post.guid.startswith("/"):
            post.guid = self.link(post.guid)
        post.content = self.markup(post.content)
        post.excerpt = self.markup(post.excerpt)
        post.attachment_url = self.link(post.attachment_url)
        for meta in post.meta:
            if meta.key == FEATURED_URL and meta.value:
                meta.value = self.url(meta.value)
        if post.author:
            post.author.url = self.link(post.author.url)
        for comment in post.comments:
            self.comment(comment)

    def comment(self, comment: Comment) -> None:
        """Restore all links of a comment."""
        comment.url = self.link(comment.url)
        comment.content = self.markup(comment.content)

    def site(self, site: Site) -> None:
        """Restore the site's own address, and those of its menus."""
        site.link = self.link(site.link)
        for entry in (child for extra in site.extra for child in extra.children):
            if url := entry.attributes.get("url"):
                entry.attributes["url"] = self.url(url)

    def author(self, author: Author) -> None:
        """Restore the address of an author's site."""
        author.url = self.link(author.url)

    def _without_ending(self, url: str) -> str:
        """Replace the ``.html`` that the mirror added to a page's name."""
        parts = urlsplit(url)
        path = _HTML.sub(self._ending or "", parts.path)
        if self._ending is None or path == parts.path or "/wp-" in path:
            return url
        return urlunsplit(parts._replace(path=path))

    def _tag(self, match: re.Match[str]) -> str:
        tag = _LINK.sub(self._attribute, match[0])
        return _SRCSET.sub(self._srcset, tag) if "srcset" in tag else tag

    def _attribute(self, match: re.Match[str]) -> str:
        quoted = match[2] if match[2] is not None else match[3]
        plain = unescape(quoted)
        restored = self.url(plain.strip())
        if restored == plain.strip():
            return match[0]
        return f'{match[1]}"{html.escape(restored)}"'

    def _srcset(self, match: re.Match[str]) -> str:
        quoted = match[2] if match[2] is not None else match[3]
        parts = []
        for candidate in unescape(quoted).split(", "):
            url, space, size = candidate.strip().partition(" ")
            parts.append(self.url(url) + space + size)
        restored = ", ".join(parts)
        if restored == unescape(quoted):
            return match[0]
        return f'{match[1]}"{html.escape(restored)}"'


def has_relative_links(links: list[str]) -> bool:
    """Return whether a mirror made the links of a page to its own feeds and the like relative.

    WordPress writes all of them with the host.
    """
    return any(url and not urlsplit(url).scheme and not url.startswith("//") for url in links)
