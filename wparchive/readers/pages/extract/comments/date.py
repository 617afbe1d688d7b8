"""The date of a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.readers.pages.extract.comments.scope import SHORT
from wparchive.readers.pages.extract.date_parser import has_stamp
from wparchive.readers.pages.extract.theme_table import has_role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.comments.scope import CommentScope
    from wparchive.readers.pages.extract.date_parser import DateParser, FoundDate
    from wparchive.readers.pages.extract.tree import Element

_is_date = has_role("comment-date")
_LONGEST_UNREAD: Final = 40
_PROPERTIES: Final = frozenset({"datePublished", "dateCreated", "commentTime"})


class CommentDate(NamedTuple):
    """The date of a comment, and the element that shows the date."""

    value: FoundDate
    element: Element


def find_date(scope: CommentScope, date_parser: DateParser) -> CommentDate | None:
    """Find the date that the markup marks as the comment's; None if it marks none."""
    best: CommentDate | None = None
    for evidence, element in _candidates(scope):
        if date := date_parser.parse_element(scope.tree, element, evidence):
            if date.has_time:
                return CommentDate(date, element)
            best = best or CommentDate(date, element)
    return _with_time(scope, date_parser, best) if best else None


def find_loose_date(
    scope: CommentScope, date_parser: DateParser, text: Element | None
) -> CommentDate | None:
    """Find a date in a short text that nothing marks as one.

    Args:
        scope: The comment.
        date_parser: The page's date format.
        text: The element of the comment's text, in which no date is looked for; None if unknown.
    """
    best: CommentDate | None = None
    for element in scope.elements:
        if len(scope.elements) > 1 and scope.parts == [element]:
            continue
        if text is not None and (element is text or scope.tree.contains(text, element)):
            continue
        shown = scope.text(element)
        if len(shown) > SHORT:
            # A long name may precede a date that has no element of its own.
            shown = max((c.tail or "" for c in element), key=len, default="").strip()
        if not 6 <= len(shown) <= SHORT:
            continue
        # A name may precede a date without a space between them but that of style sheets.
        date = date_parser.parse(shown, "text") or (
            date_parser.parse(scope.spaced(element), "text") if len(element) else None
        )
        if date and (best is None or _is_better(scope, date, element, best)):
            best = CommentDate(date, element)
    return best


def find_unread(scope: CommentScope) -> Element | None:
    """Find a date without a day, such as "2 days ago", or one without its year."""
    for evidence, element in _candidates(scope):
        shown = scope.text(element)
        if evidence == "title" or len(shown) > _LONGEST_UNREAD:
            continue
        if any(map(str.isdigit, shown)) and any(map(str.isalpha, shown)):
            return element
    return None


def _is_better(scope: CommentScope, date: FoundDate, element: Element, best: CommentDate) -> bool:
    """Return whether a date has a time and the best one has none, or is the same in less markup."""
    if date.has_time != best.value.has_time:
        return date.has_time
    return scope.tree.contains(best.element, element) and date.text == best.value.text


def _candidates(scope: CommentScope) -> Iterator[tuple[str, Element]]:
    yield from (("time", element) for element in scope.elements if element.tag == "time")
    for element in scope.elements:
        if element.get("itemprop") in _PROPERTIES:
            yield "itemprop", element
        elif element.tag in {"abbr", "span"} and element.get("title"):
            yield "title", element
        elif has_stamp(element):
            yield "stamp", element
    for element in scope.elements:
        if element.tag == "a" and scope.leads_here(element):
            yield "permalink", element
    for element in scope.by_class(_is_date):
        if len(scope.text(element)) <= SHORT and next(element.iter("p"), element) is element:
            yield "date class", element


def _with_time(scope: CommentScope, date_parser: DateParser, found: CommentDate) -> CommentDate:
    """Add the time that may be beside the date."""
    around = found.element.getparent()
    if around is None or around not in scope or around in scope.parts:
        return found
    fuller = date_parser.parse(scope.text(around), found.value.evidence)
    if fuller and fuller.has_time and fuller.text[:10] == found.value.text[:10]:
        return CommentDate(fuller, found.element)
    return found
