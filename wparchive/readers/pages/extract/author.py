"""The author of a post: from the byline of the theme, metadata, or words like "by X on"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from wparchive import patterns
from wparchive.language.dates.months import month
from wparchive.language.phrases.labels import (
    ABOUT_AUTHOR,
    AT_WORDS,
    AUTHOR_LINK,
    AUTHOR_NAMED,
    BY,
    BY_WORDS,
    NO_NAME,
    ON_WORDS,
    POSTED_WORDS,
)
from wparchive.readers.pages.extract.boilerplate import boilerplate_kind
from wparchive.readers.pages.extract.dated_line import line_in, read_dated_line
from wparchive.readers.pages.extract.labelled_authors import labelled_names
from wparchive.readers.pages.extract.metadata import clean_text, texts
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import link_target, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_LOGIN: Final = patterns.lazy(r"/author/([^/?#]+)")
_AUTHOR_ID: Final = patterns.lazy(r"[?&]author=(\d{1,18})(?!\d)")
_NO_NAMES: Final = rf"{ON_WORDS}|{AT_WORDS}|in|the|and|und|{BY_WORDS}|posted|under"
_AFTER_NAMES: Final = rf"{ON_WORDS}|{AT_WORDS}|in|filed|under|posted|unter|dans|en"
_WORD: Final = rf"(?!\b(?:{_NO_NAMES})\b)[^\W\d_][\w.'’-]*"
_NAME: Final = rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,3}}?\s?)"
_BYLINE: Final = patterns.lazy(
    rf"""(?:\b(?P<verb>{POSTED_WORDS}|(?:autor|author|автор)(?=\s*:))\b
    (?:[:\s]*+(?:{BY_WORDS}|durch|da|od|przez))?
    |(?:\A|[|·•–—,]|\s)(?:{BY_WORDS}|od|de)(?<!\d\sde))[:\s]++{_NAME}\s*+
    (?=\Z|[,|·•–—@(/／｜・、（]|\d|\b(?:{_AFTER_NAMES})\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNED: Final = patterns.lazy(
    rf"(?i:{BY_WORDS})[:\s]+(?P<name>[^\W\d_a-zß-ÿ][\w.'’-]+(?:\s[\w.'’-]+){{1,3}})"
)
_BESIDE: Final = patterns.lazy(rf"{_NAME}\s*[|·•–—/,]\s*\d")
_OF: Final = frozenset({"de", "od"})
_YEAR_AFTER: Final = patterns.lazy(r"[\s,.]*+(?:de\s++)?(?:19|20)\d\d\b")
_DATED: Final = patterns.lazy(r"\d[:./]\d|\b(?:19|20)\d\d\b")
_META: Final = (
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
)
_LABELLED: Final = patterns.lazy(
    r"\bby$|written|verfasst|geschrieben|écrit|escrito|scritto", re.IGNORECASE
)
_LINES: Final = frozenset("a address b cite dd div em h3 h4 h5 i li p small span strong td".split())
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_NOBODY: Final = patterns.lazy(r"(?:https?://\S+|[\W\d_]*)\Z")
# Themes name in the head who made them, with the site.
_MAKER: Final = patterns.lazy(
    r"\S\s.{0,100}?(?:https?://|\bwww\.)|\b(?:theme|template|design(?:ed)?)\s*(?::|by\b|von\b|par\b|por\b|di\b)",
    re.IGNORECASE,
)
_LONGEST, _FEW = 100, 8
_is_author = has_role("author")
_is_not_author = has_role("not-author")


class Byline(NamedTuple):
    """The author of a post as the page names the author.

    Attributes:
        name: The display name.
        url: The author's page.
        login: The name in its address.
        id: The number in it.
        evidence: The evidence for the name.
    """

    name: str
    url: str | None
    login: str | None
    id: int | None
    evidence: str


def read_author(
    tree: Tree,
    head: Metadata,
    main: Element | None,
    body: Element | None,
    regions: Regions,
    date_parser: DateParser,
) -> Byline | None:
    """Read the post's author; None where the page names none.

    Args:
        tree: The page.
        head: Its metadata.
        main: The element that holds the post; None if unknown.
        body: The element that holds its text and nothing else; its words are not a byline.
        regions: The page's parts.
        date_parser: The parser of the page's dates.
    """
    for text, link, evidence in _authors(tree, head, main, body, regions, date_parser):
        line = read_dated_line(text, date_parser)
        name = _clean_name((line.author or "") if line else text)
        if name and len(name) <= _LONGEST and not _NOBODY.match(name) and not NO_NAME.match(name):
            url = link or _page_of(tree, name, regions)
            return Byline(name, url, *_login(url), evidence)
    return None


def _authors(
    tree: Tree,
    head: Metadata,
    main: Element | None,
    body: Element | None,
    regions: Regions,
    date_parser: DateParser,
) -> Iterator[tuple[str, str | None, str]]:
    """Yield names with their links and evidence, the best evidence first."""
    shown = [e for e in tree.elements if regions.in_content(e)]
    near = shown if main is None else [e for e in shown if e is main or tree.contains(main, e)]
    yield from _marked_names(tree, near)
    if main is not None:
        yield from _marked_names(tree, shown)
    credits_ = _credits(tree)
    outside = [
        e
        for e in near
        if not (_is_in_text(tree, body, e) or any(tree.contains(c, e) for c in credits_))
    ]
    yield from labelled_names(tree, outside)
    yield from _declared(head)
    # An author's page that the post links to is as good as a byline.
    for element in near:
        if _is_in_text(tree, body, element):
            continue
        if element.tag == "a" and (url := link_target(element)) and _LOGIN.search(url):
            yield tree.text(element), url, "author's page"
    yield from _names_beside_dates(tree, outside, date_parser)
    yield from _names_in_words(tree, outside)
    yield from _signature(tree, body)


def _is_in_text(tree: Tree, body: Element | None, element: Element) -> bool:
    """Return whether an element is in the post's text, other than in a line of metadata."""
    if body is None or not tree.contains(body, element):
        return False
    around = [element, *element.iterancestors()]
    return not any(boilerplate_kind(tree, e) == "meta" for e in around[: around.index(body)])


def _credits(tree: Tree) -> list[Element]:
    """List the short boxes of films, below which sites' codes for embedding name the uploader."""
    films = (e.getparent() for e in tree.by_tag("object", "embed", "iframe"))
    found = {e: None for e in films if e is not None and e.tag in {"div", "p", "center"}}
    return [e for e in found if len(e) <= _FEW and len(tree.text(e)) <= _LONGEST]


def _declared(head: Metadata) -> Iterator[tuple[str, str | None, str]]:
    value = head.article().get("author")
    if isinstance(value, list) and len(value) > 1:
        names = [name for item in value for name in texts(head.resolve(item))]
        yield ", ".join(names), None, "JSON-LD"
    for item in value if isinstance(value, list) else [value]:
        person = head.resolve(item)
        url = person.get("url") if isinstance(person, dict) else None
        for name in texts(person):
            yield name, url if isinstance(url, str) else None, "JSON-LD"
    for key in _META:
        for name in head.meta.get(key, []):
            if not _MAKER.search(name):
                yield name, None, f"meta {key}"
    if _LABELLED.search(head.first("twitter:label1") or ""):
        for name in head.meta.get("twitter:data1", []):
            yield name, None, "meta twitter:data1"


def _marked_names(tree: Tree, scope: list[Element]) -> Iterator[tuple[str, str | None, str]]:
    for element in scope:
        if "fn" in tree.classes(element) and element.tag != "h1" and _near_author(tree, element):
            yield tree.text(element), _link(element), "vcard"
    for element in scope:
        if element.get("itemprop") == "author":
            named = [e for e in element.iter() if e.get("itemprop") == "name"]
            inner = named[0] if named else element
            yield inner.get("content") or tree.text(inner), _link(element), "itemprop"
    for element in scope:
        if element.tag == "a" and "author" in (element.get("rel") or "").lower().split():
            yield tree.text(element), link_target(element), "rel=author"
    for element in scope:
        named_so = any(map(_is_author, tree.classes(element)))
        if named_so and element.tag in _LINES and len(tree.text(element)) < _LONGEST + 20:
            links = [e for e in element.iter("a") if tree.text(e) and _links_to_author(e)]
            named = [
                e
                for e in element.iterdescendants()
                if tree.text(e) and any(map(_is_author, tree.classes(e)))
            ]
            inner = (links or named or list(element.iter(*_HEADINGS)) or [element])[0]
            yield plain_text(inner, lambda e: _is_no_name(tree, e)), _link(inner), "author class"


def _links_to_author(element: Element) -> bool:
    return bool(_LOGIN.search(element.get("href") or "") or element.get("rel"))


def _is_no_name(tree: Tree, element: Element) -> bool:
    return element.tag in {"time", "abbr"} or any(map(_is_not_author, tree.classes(element)))


def _names_beside_dates(
    tree: Tree, scope: list[Element], date_parser: DateParser
) -> Iterator[tuple[str, str | None, str]]:
    """Yield names in lines of a date and a name, whatever their language's words around them."""
    for element in scope:
        if element.tag not in _LINES or len(tree.text(element)) > 2 * _LONGEST:
            continue
        if (line := line_in(element, date_parser)) and line.author:
            links = (e for e in element.iter("a") if tree.text(e) == line.author)
            yield line.author, _page_link(next(links, None)), "byline in words"


def _page_link(link: Element | None) -> str | None:
    """Return the target of a name's link, unless it is an e-mail address."""
    url = None if link is None else link_target(link)
    return None if url is None or url.lower().startswith("mailto:") else url


def _names_in_words(tree: Tree, scope: list[Element]) -> Iterator[tuple[str, str | None, str]]:
    """Yield names in words: "posted by X at 12:53", "by X on May 5, 2008", "X | 29.07.2006"."""
    for element in scope:
        if element.tag in {"title", "option"} or len(tree.text(element)) > 2 * _LONGEST:
            continue
        inside = [tree.text(element)] if _is_bare_line(element) else []
        for text in [element.text, *(child.tail for child in element), *inside]:
            if not text or not 3 <= len(text.strip()) <= _LONGEST + 60:
                continue
            words = clean_text(text)
            explicit = _BYLINE.search(words)
            if (
                explicit
                and not _is_noun(words, explicit)
                and (explicit["verb"] or _DATED.search(tree.text(element)[:300]))
            ):
                yield explicit["name"], None, "byline in words"
            if labelled := AUTHOR_NAMED.match(words):
                yield labelled["name"], None, "label"
        text = tree.text(element)
        if len(text) > _LONGEST or len(element) > 8:
            continue
        if match := _BESIDE.match(text):
            inner = next((e for e in element if tree.text(e) == match["name"].strip()), None)
            if inner is not None and inner.tag in {"span", "strong", "b", "em"}:
                yield match["name"], None, "name beside the date"


def _is_noun(words: str, byline: re.Match[str]) -> bool:
    """Return whether a name is a month before a year ("since August 2009"), or a noun after "of".

    "de" and "od" are before names, and before all else: "od premiery", "de verdad".
    """
    name = byline["name"].strip()
    if _YEAR_AFTER.match(words, byline.end("name")) and month(name) is not None:
        return True
    before = words[: byline.start("name")].rstrip(" :").rpartition(" ")[2].lower()
    return not byline["verb"] and before in _OF and name[:1].islower()


def _is_bare_line(element: Element) -> bool:
    """Return whether a line has its words in no links and no elements that mark them."""
    inner = list(element.iterchildren("*"))
    return bool(inner) and all(e.tag in {"u", "b", "strong", "em", "i"} for e in inner[:2])


def _signature(tree: Tree, body: Element | None) -> Iterator[tuple[str, str | None, str]]:
    """Yield the name of a text whose first paragraph is "By X" and nothing else."""
    first = None if body is None else next((e for e in body.iter("p") if tree.text(e)), None)
    if first is not None and (match := _SIGNED.fullmatch(tree.text(first))):
        yield match["name"], None, "first line"


def _near_author(tree: Tree, element: Element) -> bool:
    around = [element, *list(element.iterancestors())[:3]]
    return any(
        "author" in name or name in {"vcard", "byline"} for e in around for name in tree.classes(e)
    )


def _link(element: Element) -> str | None:
    if element.tag == "a":
        return link_target(element)
    found = next((url for e in element.iter("a") if (url := link_target(e))), None)
    if found is None:
        around = element.getparent()
        found = link_target(around) if around is not None and around.tag == "a" else None
    return found


def _page_of(tree: Tree, name: str, regions: Regions) -> str | None:
    for element in tree.by_tag("a"):
        url = link_target(element)
        if not url or not _LOGIN.search(url) or regions.in_comments(element):
            continue
        if tree.text(element) == name:
            return url
    return None


def _login(url: str | None) -> tuple[str | None, int | None]:
    if not url:
        return None, None
    login = _LOGIN.search(url)
    number = _AUTHOR_ID.search(url)
    return (unquote(login[1]) if login else None), (int(number[1]) if number else None)


def _clean_name(text: str) -> str:
    text = clean_text(text)
    if link := AUTHOR_LINK.match(text):
        return (link["name"] or link["person"] or link["owner"] or "").strip()
    if match := ABOUT_AUTHOR.match(text):
        text = text[match.end() :]
    if match := BY.match(text):
        text = text[match.end() :] or text
    return text.strip(" ,:|·•—–-/\xa0")
