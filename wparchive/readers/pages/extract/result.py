"""The records that `read_page` makes of one saved page."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from wparchive.assembly.unclaimed.account import UnclaimedSummary
from wparchive.errors.notices import Notice
from wparchive.model.records import Post
from wparchive.model.site import Author, Site, Term
from wparchive.readers.pages.extract.shown_titles import ShownTitles


class PageKind(StrEnum):
    """The kind of a page. The first six show one post with its comments."""

    POST = "post"
    PAGE = "page"
    ATTACHMENT = "attachment"
    CUSTOM = "custom"
    """A post of a plugin's or theme's own type; `Post.type` names it."""
    COMMENT_PAGE = "comment-page"
    """A post with one of several pages of its comments."""
    REPLY_COPY = "reply-copy"
    """A post as a link "Reply" showed it (``?replytocom=``)."""
    HOME = "home"
    ARCHIVE = "archive"
    """A list of posts: by category, tag, author or date."""
    SEARCH = "search"
    LOGIN = "login"
    """A form of WordPress's own for logging in, registering or a lost password."""
    ERROR = "error"
    """Nothing found (404), or a server's error."""
    FEED = "feed"
    """A feed, saved under a page's name."""
    REDIRECT = "redirect"
    """A page that only redirects to another."""
    FOREIGN = "foreign"
    """HTML in which nothing points to a blog."""
    NOT_HTML = "not-html"
    EMPTY = "empty"

    @property
    def is_single(self) -> bool:
        """Whether a page of this kind shows one post."""
        return self in _SINGLE


_SINGLE = frozenset(
    {
        PageKind.POST,
        PageKind.PAGE,
        PageKind.ATTACHMENT,
        PageKind.CUSTOM,
        PageKind.COMMENT_PAGE,
        PageKind.REPLY_COPY,
    }
)


class ListedPost(msgspec.Struct, kw_only=True, frozen=True):
    """A post as a list of posts shows it.

    Attributes:
        link: Its permalink as the list has it.
        id: Its number, from the markup (``post-N``).
        title: Its title.
        published: Its date, as `Post.published`.
        excerpt: HTML of the part of its text that the list shows.
        sticky: Whether its classes mark it as sticky, as ``post_class()`` does on the front page.
    """

    link: str | None = None
    id: int | None = None
    title: str | None = None
    published: str | None = None
    excerpt: str | None = None
    sticky: bool = False


class PageLinks(msgspec.Struct, kw_only=True, frozen=True):
    """The links of a page, as written.

    Attributes:
        feeds: Feeds that the head names.
        comments_feed: The feed of this post's comments.
        rest_url: The REST address of this post (``/wp-json/wp/v2/posts/N``).
        shortlink: ``?p=N`` or the like.
        next: The next page of this list, or the next post.
        previous: The previous page of this list, or the previous post.
        comment_pages: Other pages of this post's comments.
        pages: Other pages of a post in several parts.
        redirect: The URL that a redirect points to.
    """

    feeds: list[str] = []
    comments_feed: str | None = None
    rest_url: str | None = None
    shortlink: str | None = None
    next: str | None = None
    previous: str | None = None
    comment_pages: list[str] = []
    pages: list[str] = []
    redirect: str | None = None


class Page(msgspec.Struct, kw_only=True, frozen=True):
    """One saved page.

    Attributes:
        kind: The kind of the page.
        source: The input's name.
        url: Its canonical URL as the page gives it, else the URL it was saved from.
        charset: The encoding that its bytes were decoded with.
        language: Its language as a BCP 47 tag (``de-DE``).
        post: The post; None where `kind` is not one of a single post.
        site: The blog as the page describes it.
        authors: The authors of posts that it names.
        terms: Categories and tags that it shows with their addresses.
        links: Its links.
        listed: The posts of a list.
        comments_claimed: The number of comments in their heading, pings included; None if unknown.
        comment_page: The number of this page of comments, from 1; None if they are not divided.
        part: Of a post in several parts (``<!--nextpage-->``), the number of this one, from 1; None
            where it is whole, or is the first part and is not marked as such.
        removed: How many parts of each kind of boilerplate are left out.
        account: Its text that is in no field; None if it is not a page.
        shown: The titles that it shows, where nothing else says whether it is a list; else None.
        notices: What happened while it was read.
    """

    kind: PageKind
    source: str = ""
    url: str | None = None
    charset: str | None = None
    language: str | None = None
    post: Post | None = None
    site: Site = msgspec.field(default_factory=Site)
    authors: list[Author] = []
    terms: list[Term] = []
    links: PageLinks = msgspec.field(default_factory=PageLinks)
    listed: list[ListedPost] = []
    comments_claimed: int | None = None
    comment_page: int | None = None
    part: int | None = None
    removed: dict[str, int] = {}
    account: UnclaimedSummary | None = None
    shown: ShownTitles | None = None
    notices: list[Notice] = []
