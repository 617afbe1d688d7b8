"""Archive pages: the posts that a front page, an archive or a search lists."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language.dates.months import month
from wparchive.readers.pages.extract.boilerplate import boilerplate_kind, is_sidebar
from wparchive.readers.pages.extract.markup import inner_html
from wparchive.readers.pages.extract.result import ListedPost
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.mirror_names import original_url
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.date_parser import DateParser, FoundDate
    from wparchive.readers.pages.extract.tree import Element, Tree

_ID: Final = patterns.lazy(r"post-(\d{1,18})")
_is_listed_text = has_role("listed-text")
_PERMALINK: Final = patterns.lazy(
    r"/(?:19|20)\d\d/(?:\d\d/){1,2}[^/?#]+/?(?:index\.html)?\Z|[?&]p=\d+\Z"
)
"""Links to posts by their date or number; other links of headings may lead anywhere."""
_PARAGRAPH: Final = 80
_SHORTEST_DATE, _LONGEST_DATE = 6, 40
_SHORTEST_TEXT = 20
_TITLE_PIECES: Final = patterns.lazy(r"(?<!\s)\s++[|–—·•»«:›-]+\s++")
_YEAR: Final = patterns.lazy(r"(?:19|20)\d\d(?:年|년)?")
_DAY: Final = patterns.lazy(r"\d{1,2}(?:st|nd|rd|th|\.|er|º|日|일|月|월)?")
_OF: Final = frozenset({"de", "del", "of", "di", "do", "da"})
_PERIOD_WORDS: Final = 5
_ENTRIES: Final = frozenset({"div", "article", "section", "li", "td"})
_HEADINGS: Final = ("h1", "h2", "h3", "h4")


def find_posts(tree: Tree) -> list[Element]:
    """Find the elements that look like a post each, outermost only, none in a sidebar."""
    found = set(tree.by_class("hentry", "h-entry", "type-post", "post", "wp-block-post"))
    found |= {e for name, e in tree.ids() if _ID.fullmatch(name)}
    found |= set(tree.by_tag("article"))
    kept = []
    for element in sorted(found, key=tree.position):
        if element.tag not in {"article", "div", "li", "section", "main", "td"}:
            continue
        around = list(element.iterancestors())
        if any(a in found for a in around) or any(is_sidebar(tree, e) for e in [element, *around]):
            continue
        if (
            any(boilerplate_kind(tree, e) == "related" for e in [element, *around[:4]])
            or "comment" in tree.classes(element)
            or "comment-body" in tree.classes(element)
        ):
            continue
        if any(
            "comments" in n or "commentlist" in n
            for a in around
            for n in tree.names(a)
            if a.tag not in {"body", "html"}
        ):
            continue
        if tree.text(element):
            kept.append(element)
    return kept


def shows_posts(tree: Tree, posts: list[Element], post_id: int | None) -> bool:
    """Return whether a static front page shows posts instead of its own text.

    A builder of pages puts them into the page's own element.
    """
    own = f"post-{post_id}"
    around = next((e for e in posts if own in tree.names(e)), None)
    if around is not None:
        inner = (e for e in tree.by_class("hentry", "type-post") if tree.contains(around, e))
        posts = [e for e in inner if own not in tree.names(e)]
    if len(posts) < 2:
        return False
    paragraphs = (e for e in tree.by_tag("p") if len(tree.text(e)) > _PARAGRAPH)
    return all(
        any(is_sidebar(tree, a) or a in posts for a in e.iterancestors()) for e in paragraphs
    )


def read_listing(tree: Tree, posts: list[Element], date_parser: DateParser) -> list[ListedPost]:
    """Read title, URL, number, date and excerpt of each post of a list."""
    found = []
    for element in posts or _bookmark_entries(tree):
        heading = next((e for e in element.iter(*_HEADINGS) if tree.text(e)), None)
        link = _link(element, heading)
        text = next(
            (e for e in element.iter("*") if any(map(_is_listed_text, tree.classes(e)))),
            None,
        )
        times = (
            m
            for e in element.iter("time", "abbr")
            if (m := date_parser.parse_element(tree, e, "time"))
        )
        date = next(times, None) or _lone_date(tree, element, date_parser)
        title = tree.text(heading) if heading is not None else None
        if link is None and title is None:
            continue
        found.append(
            ListedPost(
                link=link,
                id=_number(tree, element),
                title=title,
                published=date.text if date else None,
                excerpt=(inner_html(text) or None) if text is not None else None,
                sticky="sticky" in tree.classes(element),
            )
        )
    return found


def lists_other_posts(tree: Tree, address: str | None, page_title: str) -> bool:
    """Return whether the headings of a page link to other posts, as those of lists do.

    A post may have such headings below its text, in a footer without a name.

    Args:
        tree: The page.
        address: The URL of the page; None if unknown.
        page_title: The document's title, which begins or ends with the name of what is shown.
    """
    links = [
        link
        for link in tree.by_tag("a")
        if "bookmark" in (link.get("rel") or "").lower().split()
        and any(e.tag in _HEADINGS for e in link.iterancestors())
        and not any(is_sidebar(tree, e) for e in link.iterancestors())
    ]
    own = urlsplit(original_url(address or "")).path.rstrip("/")
    title = page_title.casefold()
    for link in links:
        path = urlsplit(link_target(link) or "").path.rstrip("/")
        if not path or path == own or tree.text(link).casefold() in title:
            return False
    return bool(links) and not _has_text_before(tree, links[0], title)


def lists_period(tree: Tree, page_title: str, address: str | None) -> bool:
    """Return whether a page is the list of the posts of a year, month or day, by its title.

    The title of such a list has a period and the name of the blog; its own heading has other
    words, if there is one, and it has no form for comments. A post may have a period as its
    title, too.

    Args:
        tree: The page.
        page_title: The document's title.
        address: The URL of the page; None if unknown.
    """
    pieces = [piece.strip() for piece in _TITLE_PIECES.split(page_title)]
    periods = {piece.casefold() for piece in pieces if _is_period(piece)}
    if not periods or len(pieces) < 2 or _has_form(tree):
        return False
    shown = [
        e
        for e in tree.by_tag(*_HEADINGS)
        if not any(is_sidebar(tree, a) for a in e.iterancestors())
    ]
    others = {url for e in shown if (url := _linked(e)) and tree.text(e).casefold() not in periods}
    if address and _PERMALINK.search(address) and address not in others:
        return False
    if any(tree.text(e).casefold() in periods for e in shown):
        return len([url for url in others if _PERMALINK.search(url)]) > 1
    links = (e for e in tree.by_tag("a") if not any(is_sidebar(tree, a) for a in e.iterancestors()))
    dated = {url for e in links if _PERMALINK.search(url := link_target(e) or "")}
    return len(dated) > 1 or any(_PERMALINK.search(url) for url in others)


def _has_form(tree: Tree) -> bool:
    return any((e.get("name") or "").lower() == "comment_post_id" for e in tree.by_tag("input"))


def _linked(heading: Element) -> str | None:
    return next((url for link in heading.iter("a") if (url := link_target(link))), None)


def _is_period(text: str) -> bool:
    """Return whether a text is a year, a month with its year, or a day, and nothing else."""
    words = text.replace(",", " ").split()
    years = [word for word in words if _YEAR.fullmatch(word)]
    if len(years) != 1 or not 1 <= len(words) <= _PERIOD_WORDS:
        return False
    rest = [w for w in words if w not in years and not _DAY.fullmatch(w) and w not in _OF]
    return not rest or month(" ".join(rest), "") is not None


def _has_text_before(tree: Tree, link: Element, title: str) -> bool:
    """Return whether there is text between the heading in the document's title and a link."""
    end = tree.position(link)
    before = [e for e in tree.elements if tree.position(e) < end]
    named = [
        tree.position(e)
        for e in before
        if e.tag in _HEADINGS and tree.text(e) and tree.text(e).casefold() in title
    ]
    bodies = tree.by_tag("body")
    start = max(named, default=tree.position(bodies[0]) if bodies else 0)
    around = [link, *link.iterancestors()]
    texts = (
        (e.text if e in around else tree.text(e))
        for e in before
        if tree.position(e) > start and not any(is_sidebar(tree, a) for a in e.iterancestors())
    )
    tails = (e.tail for e in before if tree.position(e) >= start)
    return any(len((t or "").strip()) >= _SHORTEST_TEXT for t in (*texts, *tails))


def _bookmark_entries(tree: Tree) -> list[Element]:
    """Find the elements around headings that link to their own post, where nothing marks posts.

    Headings in one element, with the texts between them, count themselves.
    """
    links = [e for e in tree.by_tag("a") if link_target(e)]
    marked = [e for e in links if "bookmark" in (e.get("rel") or "").lower().split()]
    headings: dict[Element, None] = {}
    for link in marked or links:
        around = list(link.iterancestors())
        heading = next((e for e in around if e.tag in _HEADINGS), None)
        if heading is None or any(is_sidebar(tree, e) for e in around):
            continue
        if marked or (heading.tag != "h1" and _PERMALINK.search(link_target(link) or "")):
            headings.setdefault(heading)
    sizes = Counter(heading.getparent() for heading in headings)
    found = []
    for heading in headings:
        entry = heading.getparent()
        alone = entry is not None and entry.tag in _ENTRIES and sizes[entry] == 1
        found.append(entry if alone and entry is not None else heading)
    return found


def _lone_date(tree: Tree, element: Element, date_parser: DateParser) -> FoundDate | None:
    """Find a date that is alone in an element, as in ``<p class="date">May 7, 2011</p>``."""
    texts = (tree.text(e) for e in element.iter("p", "span", "div", "small", "li"))
    short = (text for text in texts if _SHORTEST_DATE <= len(text) <= _LONGEST_DATE)
    return next((m for text in short if (m := date_parser.parse(text, "text"))), None)


def _link(element: Element, heading: Element | None) -> str | None:
    if heading is not None:
        around = heading.getparent()
        for link in [
            *heading.iter("a"),
            *([around] if around is not None and around.tag == "a" else []),
        ]:
            if url := link_target(link):
                return url
    for link in element.iter("a"):
        if "bookmark" in (link.get("rel") or "").lower().split() and (url := link_target(link)):
            return url
    return None


def _number(tree: Tree, element: Element) -> int | None:
    for name in sorted(tree.names(element)):
        if match := _ID.fullmatch(name):
            return int(match[1])
    return None
