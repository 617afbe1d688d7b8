"""What one saved page tells: the records of `read_page`."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from wparchive.assembly.unclaimed.account import Account  # noqa: TC001 - likewise
from wparchive.model.records import Author, Post, Site, Term
from wparchive.notices import Notice  # noqa: TC001 - msgspec reads the annotations


class PageKind(StrEnum):
    """What a page is. The first six show one thing that somebody wrote, with its comments."""

    POST = "post"
    PAGE = "page"
    ATTACHMENT = "attachment"
    CUSTOM = "custom"
    """A post of a plugin's or theme's own type; `Post.type` tells which."""
    COMMENT_PAGE = "comment-page"
    """A post with one of several pages of its comments."""
    REPLY_COPY = "reply-copy"
    """A post as a link "Reply" showed it (``?replytocom=``)."""
    HOME = "home"
    ARCHIVE = "archive"
    """A list of posts: by category, tag, author or date."""
    SEARCH = "search"
    ERROR = "error"
    """Nothing found (404), or a server's error."""
    FEED = "feed"
    """A feed, saved under a page's name."""
    REDIRECT = "redirect"
    """A page that only leads to another."""
    FOREIGN = "foreign"
    """HTML in which nothing points to a blog."""
    NOT_HTML = "not-html"
    EMPTY = "empty"

    @property
    def is_single(self) -> bool:
        """Whether it shows one post."""
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
        id: Its number, where the markup tells (``post-N``).
        title: Its title.
        published: Its date, as `Post.published`.
        excerpt: HTML of what the list shows of its text.
    """

    link: str | None = None
    id: int | None = None
    title: str | None = None
    published: str | None = None
    excerpt: str | None = None


class PageLinks(msgspec.Struct, kw_only=True, frozen=True):
    """Where else the page leads, as its addresses stand in it.

    Attributes:
        feeds: Feeds that the head names.
        comments_feed: The feed of this post's comments.
        rest_url: The REST address of this post (``/wp-json/wp/v2/posts/N``).
        shortlink: ``?p=N`` or the like.
        next: The next page of this list, or the next post.
        previous: The one before.
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
    """One saved page, read.

    Attributes:
        kind: What it is.
        source: The input's name.
        url: Its canonical address as the page gives it, or else where it was found.
        charset: The encoding that its bytes were read in.
        language: Its language, as the page says (``de-DE``).
        post: What it shows, where `kind` is one of a single post.
        site: What it tells of the blog.
        authors: Whom it names as authors of posts.
        terms: Categories and tags that it shows with their addresses.
        links: Where else it leads.
        listed: The posts of a list.
        comments_claimed: How many comments its heading says there are, pings included.
        comment_page: The number of this page of comments, from 1; None if they are not divided.
        part: Of a post in several parts (``<!--nextpage-->``), the number of this one, from 1; None
            where it is whole, or is the first and nothing says so.
        removed: What was taken for furniture, by kind, and how often.
        account: Which of its text no field contains; None for what is no page.
        notices: What reading it had to say.
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
    account: Account | None = None
    notices: list[Notice] = []
