"""The author of a comment: the name that is shown, and the link of the name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.language.phrases.labels import BY, ON_WORDS, SAYS
from wparchive.readers.pages.extract.comments.scope import SHORT, is_control, is_permalink
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import link_target, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.comments.scope import CommentScope
    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.tree import Element

_is_author = has_role("comment-author")
_NO_NAME: Final = frozenset(
    """says date time comment-date comment-time comment-meta commentmetadata comment-metadata reply
    avatar badge post-author bypostauthor-label screen-reader-text sr-only""".split()
)
_NAME_PARTS: Final = frozenset({"given-name", "family-name", "additional-name", "fn", "name"})
_HEADS: Final = frozenset({"h2", "h3", "h4", "h5", "h6", "strong", "b", "dt"})
_NEVER_NAMES: Final = frozenset({"img", "article", "time"})
_DASH: Final = patterns.lazy(rf"(?<!\s)\s++(?:[—–|·-]|{ON_WORDS}|op)\s++|,\s++")
_WITH_ADDRESS: Final = patterns.lazy(r"(?P<url>https?://\S+)\s(?P<name>.+)")
"""What Disqus writes for robots; it means to link the name (``dsq_comment()``)."""
_EMPTY: Final = patterns.lazy(r"[\W_]*\Z")
_LONGEST_WORDS: Final = 60
_NEAR: Final = 30
"""How many elements after the name a link to the author's site may be."""


class Name(NamedTuple):
    """A name, the element that shows it, its link, and the evidence for it."""

    text: str
    element: Element
    url: str | None
    evidence: str


def find_name(scope: CommentScope, date_parser: DateParser) -> Name | None:
    """Find the author of a comment; None if the comment shows none."""
    for evidence, element in _candidates(scope):
        inner = _name_element(scope, element, date_parser)
        shown = plain_text(inner, lambda e: _is_no_name(scope, e))
        if evidence == "fn" and _is_name_alone(scope, element):
            text = " ".join(shown.split()).rstrip(" ,")
        else:
            text = _without_date(_clean(shown), date_parser)
        if text and len(text) <= 3 * SHORT:
            if match := _WITH_ADDRESS.fullmatch(text):
                return Name(match["name"], element, match["url"], evidence)
            url = scope.link(inner) or scope.link(element) or _link_around(scope, element)
            return Name(text, element, url or _link_near(scope, element), evidence)
    return None


def _is_name_alone(scope: CommentScope, element: Element) -> bool:
    """Check whether an element holds just the name, as core writes it (``Walker_Comment``).

    Such a name may begin with "by", or end with a date, as titles of linking posts do.
    """
    inner = list(element.iterdescendants("*"))
    is_bare = not inner or (len(inner) == 1 and inner[0].tag == "a" and not inner[0].tail)
    return element.tag in {"cite", "b"} and is_bare and not scope.text(element).endswith(":")


def name_before(scope: CommentScope, date: Element) -> Name | None:
    """Return the name before a date in the same line, as in "Ann on May 7, 2011 said:"."""
    for around in scope.around(date):
        if around.tag in {"p", "div", "header", "footer", "li", "td", "dt"}:
            texts = scope.text(around).partition(scope.text(date))
            text = _clean(texts[0])
            fits = texts[1] and text and len(text) <= _LONGEST_WORDS and not _EMPTY.match(text)
            return Name(text, around, None, "before the date") if fits else None
    return None


def find_ping(scope: CommentScope) -> Name | None:
    """Find the name of the source of a ping, which is the title of the linked page."""
    links = [
        e
        for e in scope.elements
        if e.tag == "a"
        and link_target(e)
        and scope.text(e)
        and not is_permalink(e)
        and not is_control(e)
    ]
    marked = [e for e in links if _is_external(e) or "url" in scope.tree.classes(e)]
    found = (marked or links)[:1]
    return Name(scope.text(found[0]), found[0], link_target(found[0]), "link") if found else None


def _candidates(scope: CommentScope) -> Iterator[tuple[str, Element]]:
    """Yield elements that may show the name, with the evidence for it, the best first."""
    classes, elements = scope.tree.classes, scope.elements
    yield from (("fn", e) for e in elements if "fn" in classes(e))
    for element in elements:
        if element.get("itemprop") in {"creator", "author", "name"}:
            yield "itemprop", element
        elif classes(element) & {"p-author", "p-name"}:
            yield "microformat", element
    named = [e for e in scope.by_class(_is_author) if _may_name(scope, e)]
    named.sort(key=lambda e: _is_picture(scope, e))
    yield from (("author class", e) for e in named)
    yield from (("cite", e) for e in elements if e.tag == "cite")
    links = [e for e in elements if e.tag == "a"]
    yield from [("rel=external", e) for e in links if _is_external(e)][:1]
    yield from [("url class", e) for e in links if "url" in classes(e)][:1]
    yield from (("vcard", e) for e in elements if "vcard" in classes(e))
    heads = [e for e in elements if e.tag in _HEADS and not _is_in_text(scope, e)]
    yield from (("heading", e) for e in heads[:2])


def _may_name(scope: CommentScope, element: Element) -> bool:
    """Return whether an element with the class of an author can be a name: paragraphs are short."""
    if element.tag in _NEVER_NAMES:
        return False
    return element.tag not in {"p", "li"} or len(scope.text(element)) < SHORT


def _is_picture(scope: CommentScope, element: Element) -> bool:
    """Return whether an element is for the author's picture; its text may be "Profile"."""
    return any("avatar" in name for name in scope.tree.classes(element))


def _is_external(element: Element) -> bool:
    return "external" in (element.get("rel") or "").split()


def _is_in_text(scope: CommentScope, element: Element) -> bool:
    return any(outer.tag in {"p", "blockquote"} for outer in scope.around(element))


def _name_element(scope: CommentScope, element: Element, date_parser: DateParser) -> Element:
    """Return the inner element with the name alone, or else the element itself."""
    for inner in element.iter("cite", "b", "strong", "a", "span"):
        classes = scope.tree.classes(inner)
        if inner is element or scope.is_foreign(inner) or classes & {"says", "date", "time"}:
            continue
        if inner.get("datetime") or is_permalink(inner) or is_control(inner):
            continue
        is_named = classes & {"name", "fn", "author"} or inner.get("itemprop") == "name"
        if inner.tag == "span" and not is_named:
            continue
        text = _clean(plain_text(inner, lambda e: _is_no_name(scope, e)))
        if text and not date_parser.parse(scope.text(inner), ""):
            return inner
    return element


def _is_no_name(scope: CommentScope, element: Element) -> bool:
    """Return whether an element is beside a name and no part of the name."""
    classes = scope.tree.classes(element)
    if scope.is_foreign(element) or not classes.isdisjoint(_NO_NAME):
        return True
    if element.tag in {"time", "small", "img", "abbr"}:
        return "fn" not in classes
    if element.tag == "a":
        return is_permalink(element) or is_control(element)
    return element.tag == "span" and _is_label(scope, element)


def _is_label(scope: CommentScope, element: Element) -> bool:
    """Return whether an element marks the post's author beside a name."""
    around, classes = element.getparent(), scope.tree.classes(element)
    if around is None or len(element) or not classes.isdisjoint(_NAME_PARTS):
        return False
    if around.tag != "cite" and "fn" not in scope.tree.classes(around):
        return False
    before, words = element.getprevious(), (around.text or "").strip()
    if words.startswith(("http://", "https://")):
        return False
    return bool(words or (before is not None and scope.text(before)))


def _clean(text: str) -> str:
    """Take "Comment by" off the beginning of a name, and "says:" off its end."""
    if match := BY.match(text):
        rest = text[match.end() :]
        text = text if _EMPTY.match(rest) else rest
    cut = SAYS.search(text)
    if cut and cut.start():
        text = text[: cut.start()]
    return text.strip(" \xa0,:：|·—–-")


def _without_date(name: str, date_parser: DateParser) -> str:
    """Take off a date that follows a name in the same line."""
    for match in _DASH.finditer(name):
        if match.start() and date_parser.parse(name[match.end() :], ""):
            return name[: match.start()].strip()
    return name


def _link_around(scope: CommentScope, element: Element) -> str | None:
    link = next((outer for outer in scope.around(element) if outer.tag == "a"), None)
    return None if link is None or is_permalink(link) else link_target(link)


def _link_near(scope: CommentScope, element: Element) -> str | None:
    last = scope.tree.position(element) + _NEAR
    for link in scope.elements:
        if scope.tree.position(link) >= last:
            break
        if link.tag == "a" and "url" in scope.tree.classes(link) and not is_permalink(link):
            return link_target(link)
    return None
