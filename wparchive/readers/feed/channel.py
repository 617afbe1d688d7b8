"""A feed as posts; the items of a comment feed are comments of posts made for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wparchive import patterns
from wparchive.assembly.identity import canonicalize_url, same_address
from wparchive.errors import UnknownFormatError
from wparchive.errors.notices import Code, Notice
from wparchive.language.phrases.labels import COMMENT_ON
from wparchive.model.provenance import Origin
from wparchive.model.records import Post
from wparchive.model.site import Site
from wparchive.readers.feed.footer import remove_footer
from wparchive.readers.feed.items import COMMENT, FEED, FeedItem, as_comment, as_post
from wparchive.readers.feed.statuses import refuse_exports
from wparchive.readers.feed.unclaimed import account_of_comment, account_of_post
from wparchive.readers.feed.vocabulary import Fields, is_named
from wparchive.web.references import unescape
from wparchive.web.splitting import urldefrag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.assembly.unclaimed.account import UnclaimedSummary
    from wparchive.readers.xml.elements import Element

_COMMENT_PAGE = patterns.lazy(r"/comment-page-\d+/?$|[?&]cpage=\d+$")


@dataclass
class Feed:
    """The content of a feed.

    Attributes:
        site: The blog, as the channel describes it.
        of_comments: Whether its items are comments.
        posts: Its posts; those of comments have little more than their link.
        accounts: Which text of its items no field holds.
    """

    site: Site
    of_comments: bool
    posts: list[Post]
    accounts: list[UnclaimedSummary]


def read_feed(root: Element, name: str, notices: list[Notice]) -> Feed:
    """Read a feed's tree.

    Args:
        root: The root element.
        name: The source's name.
        notices: Gets what reading has to say.

    Raises:
        UnknownFormatError: It is not a feed, or not only one of posts.
    """
    channel = root if is_named(root, "feed", "channel") else None
    if channel is None:
        channel = next((child for child in root if is_named(child, "channel")), None)
    if channel is None:
        raise UnknownFormatError(f"{name} is XML, but not a feed.")
    elements = list(_items(root, channel))
    refuse_exports(elements, name)
    items = [FeedItem.of(element, name, notices) for element in elements]
    fields = Fields(channel)
    site = _site(fields, name)
    of_comments = bool(items) and all(COMMENT.search(item.address) for item in items)
    if of_comments:
        own = _without_title(site, fields)
        posts, accounts = _commented(elements, items, site, name)
        if own.title is None and len(posts) == 1:
            posts[0].title = posts[0].title or _title_of_post(site)
        return Feed(own, of_comments, posts, accounts)
    kind = "post" if _is_of_posts(fields, site) else None
    posts = [as_post(item, kind) for item in items]
    if footers := sum(remove_footer(post, site.link) for post in posts):
        notices.append(Notice(Code.BOILERPLATE_REMOVED, f"feed footer {footers}.", name))
    pairs = zip(elements, posts, strict=True)
    if not items:
        site = _without_title(site, fields)
    return Feed(site, of_comments, posts, [account_of_post(*pair, name) for pair in pairs])


def _without_title(site: Site, fields: Fields) -> Site:
    """Remove the title of a feed of comments on one post, which names the post."""
    own = canonicalize_url(fields.link("self") or "")
    if own is None or own.path.endswith("/comments/feed"):
        return site
    is_main = own.path in {"", "/feed"} and own.number is None
    return site if is_main else replace(site, title=None)


def _items(root: Element, channel: Element) -> Iterator[Element]:
    """Yield the items, inside the channel or, in RDF, after it."""
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
    site.extra = fields.remaining(without=("item", "entry", "items"))
    return site


def _is_of_posts(fields: Fields, site: Site) -> bool:
    """Return whether WordPress wrote the feed, for its default type (``WP_Query``)."""
    written = any("wordpress" in generator.lower() for generator in site.generators)
    return written and "post_type=" not in (fields.link("self") or "")


def _commented(
    elements: list[Element], items: list[FeedItem], site: Site, name: str
) -> tuple[list[Post], list[UnclaimedSummary]]:
    """Return the posts that comments belong to, each with its comments, the oldest first."""
    posts: dict[object, Post] = {}
    accounts: list[UnclaimedSummary] = []
    for element, item in zip(reversed(elements), reversed(items), strict=True):
        link = _COMMENT_PAGE.sub("/", urldefrag(item.address))
        key = canonicalize_url(link) or link
        if key not in posts:
            posts[key] = _bare(link, site, item)
        comment = as_comment(item)
        accounts.append(account_of_comment(element, comment, posts[key], name))
        posts[key].comments.append(comment)
    return list(posts.values()), accounts


def _bare(link: str, site: Site, item: FeedItem) -> Post:
    """Make a post without a text; the feed of one post's comments names the post in its title."""
    address = canonicalize_url(link)
    title = _title_of_post(site) if same_address(link, site.link) else _title_in(item)
    number = address.number if address else None
    if number is None and (of := canonicalize_url(urldefrag(item.guid or ""))):
        number = of.number
    return Post(id=number, title=title, link=link, status="publish", origin=item.origin)


def _title_in(item: FeedItem) -> str | None:
    """Return the title of the post in that of a comment, such as "Comment on Title by Ada"."""
    text = unescape(item.title or "").strip()
    author = (item.author and item.author.name) or ""
    if author and text.endswith(author) and (match := COMMENT_ON.match(text[: -len(author)])):
        return match["title"].strip(' «»“”„"')
    return None


def _title_of_post(site: Site) -> str | None:
    """Return the title in that of a feed of comments on one post, such as "Comments on: Title"."""
    return (site.title or "").partition(": ")[2].strip() or None
