"""The kind of a page: a post, a list of posts, an error, or no page of a blog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from wparchive import patterns
from wparchive.language.phrases import PhraseKind, match_phrase
from wparchive.readers.pages.extract.boilerplate import is_sidebar
from wparchive.readers.pages.extract.directory_listing import is_directory_listing
from wparchive.readers.pages.extract.identity import shows_file, shows_file_only
from wparchive.readers.pages.extract.listing import lists_other_posts, lists_period, shows_posts
from wparchive.readers.pages.extract.metadata import types
from wparchive.readers.pages.extract.result import PageKind
from wparchive.readers.pages.extract.saved_address import is_reading_mode
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.numbers import whole_number
from wparchive.web.splitting import urlsplit
from wparchive.wordpress.other_programs import is_of_other_program
from wparchive.wordpress.standin_pages import (
    is_title_of_failure,
    is_title_of_missing,
    stands_in,
)

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.comments import Node
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Element, Tree

_FEED: Final = patterns.lazy(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<\?xml-stylesheet[^>]*>\s*)?(?>(?:<!--(?>(?:(?!-->).)*)-->\s*+)*)<(?:rss|feed|rdf:RDF)\b",
    re.DOTALL,
)
_MARKUP: Final = patterns.lazy(
    r"<(?:!doctype\s+html|html|head|body|title|div|p|article|meta|table|h[1-6]|span|a|ul|ol)\b",
    re.IGNORECASE,
)
_REFRESH: Final = patterns.lazy(r"\s*+\d*+\s*+;?\s*+url\s*+=\s*+['\"]?([^'\"]+)", re.IGNORECASE)
_COMMENT_PAGE: Final = patterns.lazy(
    r"/comment-page-(\d+)(?:[/?#]|$)|[?&]cpage=(\d+)|comment-page-(\d+)", re.IGNORECASE
)
_REPLY: Final = patterns.lazy(r"replytocom(?:=|%3[dD])\d+")
_SINGLE: Final = patterns.lazy(
    r"single-(?!post$|format-|author|layout|column|sidebar|full|header|no-|template|page)([a-z][a-z0-9_-]*)"
)
_TEMPLATE: Final = patterns.lazy(r"([a-z0-9_-]+?)-template-default")
_TRACES: Final = patterns.lazy(
    r"""(?:/|["'(=]\s?)wp-(?:content|includes|json|admin)/|wp-comments-post|xmlrpc\.php|WordPress|wp-block-|s\d?\.wp\.com|\bhentry\b|/comment-page-\d|//wp\.me/p""",
)
_ACCOUNT: Final = patterns.lazy(r"wp-(?:login|signup|register|activate)(?:\.php|\b)", re.IGNORECASE)
_ACCOUNT_FRAMES: Final = frozenset(
    {"login", "mu_register", "setupform", "loginform", "registerform", "lostpasswordform"}
)
"""Names of the elements around these forms; WordPress before 2.8 has no classes of ``body``."""
_SHORT: Final = 1000
"""Characters that a page for what was not found has at most."""
_LISTS: Final = frozenset({"archive", "category", "tag", "author", "date", "blog", "tax", "paged"})
# A date and a name: an archive of a date has no name, and its further pages are called `page`.
_PERMALINK: Final = patterns.lazy(
    r"/(?:19|20)\d\d/\d\d/(?:(?:\d\d/)?(?!page/|index\.html?$|\d+/?$)[^/?#]{3,}|\d\d/\d+)/?$"
)
_LONGEST_BYLINE: Final = 120
_YEAR: Final = patterns.lazy(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[./-]\d\d(?!\d)")
_ERRORS: Final = ("error-404", "error404", "page-404")
"""Class names of themes for what was not found; plugins hide a "not found" in posts, too."""
_POST_QUERIES: Final = frozenset({"p", "page_id"})
_LIST_QUERIES: Final = frozenset(
    "cat category_name tag author author_name m year monthnum day paged".split()
)
_LIST_PATH: Final = patterns.lazy(
    r"/(?:category|tag|author|kategorie|schlagwort|categorie|categoria|rubrique|etiqueta|etiquette"
    r"|mot-cle|autor|auteur|autore)/[^/]+(?:/[^/]+){0,3}/?\Z"
    r"|/(?:19|20)\d\d(?:/(?:0[1-9]|1[0-2])(?:/(?:0[1-9]|[12]\d|3[01]))?)?/?\Z|/page/\d+/?\Z",
    re.IGNORECASE,
)
"""Paths of WordPress's archives by term, author and date, and of further pages of any list."""
_GONE: Final = patterns.lazy(
    r"\b(?:404|not found|nicht gefunden|page introuvable|no encontrad[ao]|non trovat[ao]"
    r"|niet gevonden|seite nicht)\b",
    re.IGNORECASE,
)


def early_kind(text: str) -> PageKind | None:
    """Return the kind of a document that needs no parsing; None for other HTML."""
    if not text.strip("\ufeff \t\r\n\0"):
        return PageKind.EMPTY
    start = text[:4096].lstrip("\ufeff \t\r\n")
    if _FEED.match(start):
        return PageKind.FEED
    if not _MARKUP.search(text[: 1 << 16]):
        return PageKind.NOT_HTML
    return PageKind.FOREIGN if is_directory_listing(text) else None


def redirect_target(tree: Tree, length: int) -> str | None:
    """Return the URL that a page without text redirects to; None if it does not."""
    for element in tree.by_tag("meta"):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            match = _REFRESH.match(element.get("content") or "")
            if match and length < 1000:
                return match[1].strip()
    return None


def is_wordpress(html: str) -> bool:
    """Return whether a page has traces of WordPress."""
    return _TRACES.search(html) is not None


def comment_page(tree: Tree, address: str | None, canonical: str | None) -> int | None:
    """Return the number of a page of comments, from 1; None if they are not divided."""
    for url in (address, canonical):
        if url and (match := _COMMENT_PAGE.search(url)):
            return int(next(g for g in match.groups() if g))
    for element in tree.by_class("page-numbers", "current"):
        number = whole_number(tree.text(element))
        if "current" in tree.classes(element) and number is not None:
            siblings = element.getparent()
            links = [] if siblings is None else [a.get("href") or "" for a in siblings.iter("a")]
            if any(_COMMENT_PAGE.search(link) for link in links):
                return number
    return None


def find_kind(
    tree: Tree,
    head: Metadata,
    *,
    html: str,
    address: str | None,
    post_id: int | None,
    nodes: list[Node],
    posts: list[Element],
) -> PageKind:
    """Find the kind of a page: by WordPress's classes of ``body``, by metadata, then by content.

    Args:
        tree: The page.
        head: Its metadata.
        html: Its text.
        address: The URL of the page; None if unknown.
        post_id: The number of the post that it shows; None if unknown.
        nodes: Its comments.
        posts: The elements that look like a post each.
    """
    bodies = tree.by_tag("body")
    classes = tree.classes(bodies[0]) if bodies else frozenset()
    is_failure = bool(bodies) and bodies[0].get("id") == "error-page"  # of ``wp_die()``
    is_missing = not nodes and _is_missing(tree, head, classes, posts)
    if "error404" in classes or is_failure or is_missing:
        return PageKind.ERROR
    if classes & {"search", "search-results", "search-no-results"}:
        return PageKind.SEARCH
    if not nodes and _is_login(tree, classes, posts):
        return PageKind.LOGIN
    single = _single(classes)
    if single is PageKind.PAGE and "home" in classes and shows_posts(tree, posts, post_id):
        return PageKind.HOME
    if single is not None:
        if address and _REPLY.search(address):
            return PageKind.REPLY_COPY
        return single
    if classes & {"home", "blog"} and (len(posts) != 1 or "home" in classes):
        return PageKind.HOME
    if classes & _LISTS and not nodes:
        return PageKind.ARCHIVE
    return _guess_kind(tree, head, html, address, post_id, nodes, posts)


def _is_missing(tree: Tree, head: Metadata, classes: frozenset[str], posts: list[Element]) -> bool:
    """Return whether a page says that nothing was found."""
    if not posts and _GONE.search(head.title):
        return True
    if is_named_single(classes) or len(posts) > 1:
        return False
    if not posts:
        # What a server says itself has neither a style sheet nor a feed.
        is_bare = not (head.links or head.feeds or head.meta.get("generator"))
        return is_title_of_missing(head.title) or (is_bare and is_title_of_failure(head.title))
    around = {posts[0], *posts[0].iterancestors()}
    marked = any(
        e in around or (name in _ERRORS and tree.contains(posts[0], e))
        for name in (*_ERRORS, "not-found", "no-results")
        for e in tree.by_class(name)
    )
    return marked and len(tree.text(posts[0])) < _SHORT


def _is_login(tree: Tree, classes: frozenset[str], posts: list[Element]) -> bool:
    """Return whether a page is a form of ``wp-login.php`` or ``wp-signup.php``.

    Themes show such a form beside a post, too; on a page of its own it has most of the text.
    """
    forms = [e for e in tree.by_tag("form") if _ACCOUNT.search(e.get("action") or "")]
    if not forms or len(posts) > 1:
        return False
    if posts:
        return any(_is_all_of(tree, form, posts[0]) for form in forms)
    if classes & {"login", "wp-signup", "mu_register"}:
        return True
    around = (a for form in forms for a in (form, *form.iterancestors()))
    frames = [e for e in around if not _ACCOUNT_FRAMES.isdisjoint(tree.names(e))]
    whole = len(tree.text(tree.root))
    return any(2 * len(tree.text(e)) > whole for e in frames if e.tag != "body")


def _is_all_of(tree: Tree, form: Element, post: Element) -> bool:
    """Return whether a post is this form with headings: the page of a plugin with forms of its own.

    A form before the text of a protected post has an introduction beside it, or is of another
    kind.
    """
    if not tree.contains(post, form) or _ACCOUNT_FRAMES.isdisjoint(tree.names(form)):
        return False
    rest = plain_text(post, lambda e: e is form or e.tag in {"h1", "h2", "h3", "script", "style"})
    return not rest.strip()


def _single(classes: frozenset[str]) -> PageKind | None:
    if "attachment" in classes or any(c.startswith("attachmentid-") for c in classes):
        return PageKind.ATTACHMENT
    # Themes that began with Sandbox write "pageid-4".
    if "page" in classes and any(c.startswith(("page-id-", "pageid-")) for c in classes):
        return PageKind.PAGE
    if "single" in classes or any(c.startswith("postid-") for c in classes):
        return PageKind.CUSTOM if post_type(classes) not in {"post", None} else PageKind.POST
    return None


def is_named_single(classes: frozenset[str]) -> bool:
    """Return whether the classes of ``body`` say that a page shows one post."""
    return _single(classes) is not None


def may_show_post(kind: PageKind, tree: Tree, posts: list[Element]) -> bool:
    """Return whether a page that looks like a list may be a post with comments.

    Comments in an ``article`` each look like posts. The classes of ``body`` are better evidence.
    """
    bodies = tree.by_tag("body")
    is_named = bool(bodies) and not tree.classes(bodies[0]).isdisjoint({*_LISTS, "home"})
    return kind in {PageKind.HOME, PageKind.ARCHIVE} and not is_named and len(posts) > 1


def post_type(classes: frozenset[str]) -> str | None:
    """Return the type of post that the classes of ``body`` name; None if they name none."""
    if "single-post" in classes:
        return "post"
    for name in sorted(classes):
        if match := _TEMPLATE.fullmatch(name):
            return match[1]
    for name in sorted(classes):
        if (match := _SINGLE.fullmatch(name)) and "single" in classes:
            return match[1]
    return None


def _guess_kind(
    tree: Tree,
    head: Metadata,
    html: str,
    address: str | None,
    post_id: int | None,
    nodes: list[Node],
    posts: list[Element],
) -> PageKind:
    """Guess the kind of a page whose ``body`` has no classes."""
    if is_of_other_program(head.meta):
        return PageKind.FOREIGN
    if not nodes and lists_period(tree, head.title, address):
        return PageKind.ARCHIVE
    if (told := _kind_of_address(tree, head, html, address, post_id, nodes, posts)) is not None:
        return told
    article, kind = types(head.article()), (head.first("og:type") or "").lower()
    if lists_other_posts(tree, address, head.title):
        return PageKind.HOME if _is_root(address) else PageKind.ARCHIVE
    listed = bool(article & {"CollectionPage"}) or any(head.typed("CollectionPage"))
    if listed or len(posts) > 1:
        return PageKind.HOME if _is_root(address) else PageKind.ARCHIVE
    if post_id is not None or len(posts) == 1:
        return PageKind.PAGE if _is_page(tree, posts, post_id) else PageKind.POST
    if is_reading_mode(tree):
        return PageKind.POST
    if kind in {"website", "blog"} or _is_root(address):
        return PageKind.HOME if is_wordpress(html) else PageKind.FOREIGN
    if not is_wordpress(html):
        return PageKind.FOREIGN
    return PageKind.POST if _is_filed(tree) or _has_byline(tree) else PageKind.PAGE


def _kind_of_address(
    tree: Tree,
    head: Metadata,
    html: str,
    address: str | None,
    post_id: int | None,
    nodes: list[Node],
    posts: list[Element],
) -> PageKind | None:
    """Find the kind by the address, and by what only single posts have; None if neither tells."""
    query = _query(address)
    if "s" in query:
        return PageKind.SEARCH
    if shows_file_only(tree):
        return PageKind.ATTACHMENT
    if address and _REPLY.search(address):
        return PageKind.REPLY_COPY
    article = types(head.article())
    kind = (head.first("og:type") or "").lower()
    form = any((e.get("name") or "").lower() == "comment_post_id" for e in tree.by_tag("input"))
    declared = kind == "article" or (article and article != {"WebPage"})
    if nodes or form or declared or not _POST_QUERIES.isdisjoint(query):
        page = "page_id" in query or _is_page(tree, posts[:1], post_id)
        return PageKind.PAGE if page else PageKind.POST
    if shows_file(tree):
        return PageKind.ATTACHMENT
    if address and _PERMALINK.search(address):
        is_other = not (posts or is_wordpress(html)) and stands_in(tree.text(tree.root))
        return PageKind.FOREIGN if is_other else PageKind.POST
    return PageKind.ARCHIVE if _is_list_address(address, query) else None


def _is_page(tree: Tree, posts: list[Element], post_id: int | None) -> bool:
    """Return whether the post is a page: by its classes, or as the current one in a menu of pages.

    ``post_class()`` wrote the type without "type-" before WordPress 3.0. ``wp_list_pages()``, and
    menus since 3.0, mark the page that is shown.
    """
    if any("type-page" in tree.classes(e) or {"page", "hentry"} <= tree.classes(e) for e in posts):
        return True
    marked = {
        name.removeprefix("page-item-")
        for element in tree.by_class("current_page_item")
        for name in tree.classes(element)
        if name.startswith("page-item-")
    }
    return len(marked) == 1 and (post_id is None or marked == {str(post_id)})


def _is_list_address(address: str | None, query: dict[str, list[str]]) -> bool:
    """Return whether an address is one of WordPress's lists of posts."""
    if not _LIST_QUERIES.isdisjoint(query):
        return True
    path = urlsplit(address or "").path.removesuffix("index.html")
    return not query and _LIST_PATH.search(path) is not None


def _is_filed(tree: Tree) -> bool:
    """Return whether a page links to its categories, as posts do: ``rel="category tag"``."""
    links = (e for e in tree.by_tag("a") if "category" in (e.get("rel") or "").lower().split())
    return any(not any(is_sidebar(tree, a) for a in e.iterancestors()) for e in links)


def _has_byline(tree: Tree) -> bool:
    """Return whether a page says when it was posted and by whom, as themes do for posts."""
    for element in tree.by_tag("p", "div", "span", "small", "h4", "h5", "h6"):
        text = tree.text(element)
        if len(text) > _LONGEST_BYLINE or not any(map(str.isdigit, text)):
            continue
        match = match_phrase(PhraseKind.POSTED, text)
        if match and {"date", "author"} <= match.values.keys() and _YEAR.search(text):
            return not any(is_sidebar(tree, e) for e in (element, *element.iterancestors()))
    return False


def _query(address: str | None) -> dict[str, list[str]]:
    try:
        return parse_qs(urlsplit(address or "").query)
    except ValueError:
        return {}


def _is_root(address: str | None) -> bool:
    if not address or "://" not in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path in {"", "/", "/index.html", "/index.php"} and not parts.query
