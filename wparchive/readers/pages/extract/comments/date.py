"""When a comment was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.readers.pages.extract.comments.scope import SHORT, matcher

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.comments.scope import Own
    from wparchive.readers.pages.extract.found_dates import Calendar, Moment
    from wparchive.readers.pages.extract.tree import Element

_is_date: Final = matcher(
    r"""(?:[a-z0-9]+[-_]+)*(?:comment[-_]*)?
    (?:date|time|datetime|timestamp|posted|permalink|timedate|timendate|when)
    (?:[-_]*(?:time|info|link|date|stamp))?
    |(?:[a-z0-9]+[-_]+)*comment[-_]?(?:meta(?:data)?|info|head|header|details|footer|top)
    |(?:comment|post)?meta(?:data)?|(?:comment[-_]?)?postinfo|published|dsq-comment-header-time"""
)
_LONGEST_UNREAD: Final = 40
_PROPERTIES: Final = frozenset({"datePublished", "dateCreated", "commentTime"})


class When(NamedTuple):
    """A date and the element that shows it."""

    moment: Moment
    element: Element


def find_date(own: Own, calendar: Calendar) -> When | None:
    """The date that the markup marks as the comment's; None if it marks none."""
    best: When | None = None
    for evidence, element in _candidates(own):
        if moment := calendar.of(own.tree, element, evidence):
            if moment.has_time:
                return When(moment, element)
            best = best or When(moment, element)
    return _with_time(own, calendar, best) if best else None


def find_loose_date(own: Own, calendar: Calendar, text: Element | None) -> When | None:
    """A date in a short text that nothing marks; not in `text`, what holds the comment's words."""
    best: When | None = None
    for element in own.elements:
        if len(own.elements) > 1 and own.parts == [element]:
            continue
        if text is not None and (element is text or own.tree.holds(text, element)):
            continue
        shown = own.text(element)
        if len(shown) > SHORT:
            # A long name may stand before a date that nothing but the line holds.
            shown = max((c.tail or "" for c in element), key=len, default="").strip()
        if not 6 <= len(shown) <= SHORT:
            continue
        # A name may stand before a date without a space, which its own element made up for.
        moment = calendar.read(shown, "text") or (
            calendar.read(own.spaced(element), "text") if len(element) else None
        )
        if moment and (best is None or _is_better(own, moment, element, best)):
            best = When(moment, element)
    return best


def find_unread(own: Own) -> Element | None:
    """What shows a date that tells no day: "2 days ago", or one without its year."""
    for evidence, element in _candidates(own):
        shown = own.text(element)
        if evidence == "title" or len(shown) > _LONGEST_UNREAD:
            continue
        if any(map(str.isdigit, shown)) and any(map(str.isalpha, shown)):
            return element
    return None


def _is_better(own: Own, moment: Moment, element: Element, best: When) -> bool:
    """Whether it tells more, or as much in less."""
    if moment.has_time != best.moment.has_time:
        return moment.has_time
    return own.tree.holds(best.element, element) and moment.text == best.moment.text


def _candidates(own: Own) -> Iterator[tuple[str, Element]]:
    for element in own.elements:
        if element.tag == "time":
            yield "time", element
    for element in own.elements:
        if element.get("itemprop") in _PROPERTIES:
            yield "itemprop", element
        elif element.tag in {"abbr", "span"} and element.get("title"):
            yield "title", element
    for element in own.elements:
        if element.tag == "a" and own.leads_here(element):
            yield "permalink", element
    for element in own.classed(_is_date):
        if len(own.text(element)) <= SHORT and next(element.iter("p"), element) is element:
            yield "date class", element


def _with_time(own: Own, calendar: Calendar, found: When) -> When:
    """The time may stand beside the date."""
    around = found.element.getparent()
    if around is None or around not in own or around in own.parts:
        return found
    fuller = calendar.read(own.text(around), found.moment.origin)
    if fuller and fuller.has_time and fuller.text[:10] == found.moment.text[:10]:
        return When(fuller, found.element)
    return found
