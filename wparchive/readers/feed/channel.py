"""A feed as posts: its items are posts, or comments, which stand below what is known of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wparchive.assembly.identity import locate, same_address
from wparchive.errors import UnknownFormatError
from wparchive.model.provenance import Origin
from wparchive.model.records import Post, Site
from wparchive.readers.feed.entries import COMMENT, FEED, Entry, as_comment, as_post
from wparchive.readers.feed.unclaimed import account_of_comment, account_of_post
from wparchive.readers.feed.vocabulary import Fields, is_named
from wparchive.web.splitting import urldefrag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.assembly.unclaimed.account import Account
    from wparchive.notices import Notice
    from wparchive.readers.xml.elements import Element

_COMMENT_PAGE = re.compile(r"/comment-page-\d+/?$|[?&]cpage=\d+$")


@dataclass
class Feed:
    """What a feed says.

    Attributes:
        site: The blog, as the channel describes it.
        of_comments: Whether its items are comments.
        posts: Its posts; those of comments have little more than their link.
        accounts: Which text of its items no field holds.
    """

    site: Site
    of_comments: bool
    posts: list[Post]
    accounts: list[Account]


def read_feed(root: Element, name: str, notices: list[Notice]) -> Feed:
    """Read a feed's tree.

    Args:
        root: The root element.
        name: The source's name.
        notices: Gets what reading has to say.

    Raises:
        UnknownFormatError: It is no feed.
    """
    channel = root if is_named(root, "feed", "channel") else None
    if channel is None:
        channel = next((child for child in root if is_named(child, "channel")), None)
    if channel is None:
        raise UnknownFormatError(f"{name} is XML, but no feed.")
    items = list(_items(root, channel))
    entries = [Entry.of(element, name, notices) for element in items]
    fields = Fields(channel)
    site = _site(fields, name)
    of_comments = bool(entries) and all(COMMENT.search(e.address) for e in entries)
    if of_comments:
        return Feed(site, of_comments, *_commented(items, entries, site, name))
    kind = "post" if _is_of_posts(fields, site) else None
    posts = [as_post(entry, kind) for entry in entries]
    pairs = zip(items, posts, strict=True)
    return Feed(site, of_comments, posts, [account_of_post(*pair, name) for pair in pairs])


def _items(root: Element, channel: Element) -> Iterator[Element]:
    """The items, inside the channel or, in RDF, behind it."""
    for parent in (channel, root) if channel is not root else (channel,):
        yield from (child for child in parent if is_named(child, "item", "entry"))


def _site(fields: Fields, name: str) -> Site:
    generators = [text for text in (fields.generator(), fields.generator_comment()) if text]
    site = Site(
        title=fields.line("title"),
        link=fields.link("alternate"),
        description=fields.line("description", "subtitle", "tagline"),
        language=fields.line("language") or fields.language(),
        generators=generators,
        origin=Origin(source=name, element="channel", kind=FEED.name),
    )
    site.extra = fields.rest(without=("item", "entry", "items"))
    return site


def _is_of_posts(fields: Fields, site: Site) -> bool:
    """Whether WordPress wrote the feed, and for no type of its own (``WP_Query``'s default)."""
    written = any("wordpress" in generator.lower() for generator in site.generators)
    return written and "post_type=" not in (fields.link("self") or "")


def _commented(
    items: list[Element], entries: list[Entry], site: Site, name: str
) -> tuple[list[Post], list[Account]]:
    """Return the posts that comments belong to, each with its comments, the oldest first."""
    posts: dict[object, Post] = {}
    accounts: list[Account] = []
    for item, entry in zip(reversed(items), reversed(entries), strict=True):
        link = _COMMENT_PAGE.sub("/", urldefrag(entry.address))
        key = locate(link) or link
        if key not in posts:
            posts[key] = _bare(link, site, entry)
        comment = as_comment(entry)
        accounts.append(account_of_comment(item, comment, posts[key], name))
        posts[key].comments.append(comment)
    return list(posts.values()), accounts


def _bare(link: str, site: Site, entry: Entry) -> Post:
    """What a feed of comments says of their post; the feed of one post's names it in its title."""
    address = locate(link)
    title = None
    if same_address(link, site.link) and site.title:
        title = site.title.partition(": ")[2] or None
    number = address.number if address else None
    return Post(id=number, title=title, link=link, status="publish", origin=entry.origin)
