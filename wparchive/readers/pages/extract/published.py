"""The dates of a post: of its publication and its change, from metadata, text or permalink."""

from __future__ import annotations

import re
from datetime import date, timedelta, timezone
from itertools import chain
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language import dates
from wparchive.language.dates.freeform import LONGEST
from wparchive.readers.pages.extract.boilerplate import boilerplate_kind
from wparchive.readers.pages.extract.date_parser import FoundDate
from wparchive.readers.pages.extract.metadata import texts
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.wordpress.permalinks import day_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.title import Title
    from wparchive.readers.pages.extract.tree import Element, Tree

_PUBLISHED: Final = frozenset({"published", "entry-date", "entry-time", "dt-published"})
_CHANGED: Final = patterns.lazy(
    r"updated?|modified|edited|changed|aktualisiert|geändert|bearbeitet|mise? à jour|modifié"
    r"|actualizad|modificad|aggiornat|bijgewerkt|oppdatert|uppdatera|zaktualizowan|обновлен",
    re.IGNORECASE,
)
_LABEL: Final = 30
_is_date = has_role("date")
_is_footer = has_role("date-footer")
_is_update_name = has_role("update")
_AT: Final = patterns.lazy(
    r"(?:\bat|\bum|\bà|@|\balle|\bkl\.?|\bom)\s+([01]?\d:[0-5]\d|2[0-3]:[0-5]\d)"
    r"(?!\d|\s?[ap]\.?m)"
)
_CLOCK: Final = patterns.lazy(r"\d[:.h]\d\d")
_LONGEST_LINE: Final = 120
_YEAR: Final = patterns.lazy(r"\b(?:19|20)\d\d\b")
_META: Final = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date",
    "dcterms.created", "date", "pubdate",
)  # fmt: skip
IN_TEXT: Final = "text of the post"
ELSEWHERE: Final = "text below the post"
_LOW_HEADINGS: Final = frozenset({"h3", "h4", "h5", "h6"})
UNSURE: Final = frozenset({IN_TEXT, ELSEWHERE})
"""Evidence for dates that may be another post's, or those of an event that the text is about."""
"""Evidence of dates that only the text has; they are no page's date of publication."""
_LINES: Final = frozenset("small h2 h3 h4 h5 h6 em p div span td".split())


def read_published(
    tree: Tree,
    head: Metadata,
    main: Element | None,
    regions: Regions,
    date_parser: DateParser,
    url: str | None,
    body: Element | None = None,
) -> FoundDate | None:
    """Find when the post was published, as precisely as the page shows; None if unknown.

    The metadata is the best evidence, but often in UTC; the theme shows the blog's local time.
    Together they give the time with its zone.

    Args:
        tree: The page.
        head: Its metadata.
        main: The element that holds the post; None if unknown.
        regions: The page's parts.
        date_parser: The parser of the page's dates.
        url: The post's permalink; None if unknown.
        body: The element that holds the post's text and nothing else; None if unknown. Dates in
            it count only if there are no others.
    """
    day = day_in(url)
    declared = _declared(head)
    shown = _of_day(
        _shown_near(tree, main, regions, date_parser, body), declared.text[:10] if declared else day
    )
    if declared is None:
        if not shown:
            return _without_year(tree, main, date_parser, day) if day else None
        best = next((m for m in shown if m.has_time), shown[0])
        return best if best.has_time else _add_time(tree, main, regions, best)
    near = [m for m in shown if m.has_time and _are_near(m, declared)]
    if near:
        return _combine(near[0], declared)
    days = [FoundDate(day, "permalink")] if day else [m for m in shown if m.evidence not in UNSURE]
    return _on_local_day(declared, days)


def is_unsure(found: FoundDate | None, title: Title | None, date_parser: DateParser) -> bool:
    """Return whether a date may be an event's or another post's; pages have none of their own."""
    if found is None or found.evidence in UNSURE:
        return True
    if title is None or found.evidence != "text":
        return False
    named = date_parser.parse(title.text, "title")
    return named is not None and named.text[:10] == found.text[:10]


def _on_local_day(declared: FoundDate, days: list[FoundDate]) -> FoundDate:
    """Return a date of the metadata in UTC on the day that the blog shows for it.

    A day before or after that of UTC is the blog's own; the hour of its zone is unknown.
    """
    shown = next(iter(days), None)
    if shown is None or not declared.has_time or not declared.text.endswith("Z"):
        return declared
    if abs(_days(shown.text, declared.text)) != 1:
        return declared
    evidence = f"{shown.evidence} and {declared.evidence}"
    return FoundDate(shown.text[:10], evidence, shown.ambiguous, declared.text)


def _declared(head: Metadata) -> FoundDate | None:
    """Return the date of publication in the metadata; None if there is none."""
    article = head.article()
    found = [
        FoundDate(iso, "JSON-LD")
        for key in ("datePublished", "dateCreated")
        for text in texts(article.get(key))
        if (iso := dates.from_iso(text))
    ]
    found += [
        FoundDate(iso, f"meta {name}")
        for name in _META
        for text in head.meta.get(name, [])
        if (iso := dates.from_iso(text))
    ]
    return next((m for m in found if m.has_time), found[0] if found else None)


def _shown_near(
    tree: Tree,
    main: Element | None,
    regions: Regions,
    date_parser: DateParser,
    body: Element | None,
) -> list[FoundDate]:
    """List the dates in the post's markup, those outside of its text first, else on the page."""
    shown = (e for e in tree.elements if regions.in_content(e))
    scope = [
        e
        for e in shown
        if e.tag not in _LINES or not (regions.holds_comments(e) or regions.holds_other_posts(e))
    ]
    inner = scope if main is None else [e for e in scope if tree.contains(main, e)]
    outside = [e for e in inner if not _is_in_text(tree, body, e)]
    if body is not None and (found := list(_shown_dates(tree, outside, date_parser))):
        return found
    within = list(_shown_dates(tree, inner, date_parser))
    if body is not None:
        within = [m._replace(evidence=IN_TEXT) if m.evidence == "text" else m for m in within]
    if within or main is None:
        return within
    end = tree.last(main)
    above = [e for e in scope if tree.position(e) <= end]
    below = _shown_dates(tree, scope[len(above) :], date_parser)
    far = (m._replace(evidence=ELSEWHERE) if m.evidence == "text" else m for m in below)
    return [*_shown_dates(tree, above, date_parser), *far]


def _is_in_text(tree: Tree, body: Element | None, element: Element) -> bool:
    """Return whether an element is in the text, other than in a line of metadata."""
    if body is None or (element is not body and not tree.contains(body, element)):
        return False
    around = [element, *element.iterancestors()]
    return not any(boilerplate_kind(tree, e) == "meta" for e in around[: around.index(body)])


def _of_day(shown: list[FoundDate], day: str | None) -> list[FoundDate]:
    """Keep the dates of the day in metadata or permalink, or of the days beside it (time zones).

    Without such a day keep the dates that agree with the best evidence.
    """
    if day is None:
        return [m for m in shown if m.text[:10] == shown[0].text[:10]]
    return [m for m in shown if abs(_days(m.text, day)) <= 1]


def _days(one: str, other: str) -> int:
    try:
        return (date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days
    except ValueError:
        return 9999


def _are_near(shown: FoundDate, declared: FoundDate) -> bool:
    if not declared.has_time:
        return shown.text[:10] == declared.text[:10]
    one, other = dates.parse(shown.text), dates.parse(declared.text)
    if one is None or other is None:
        return False
    gap = one.replace(tzinfo=None) - other.replace(tzinfo=None)
    return abs(gap) <= timedelta(hours=15)


def _combine(shown: FoundDate, declared: FoundDate) -> FoundDate:
    """Combine the time that is shown with the zone that the metadata implies."""
    local, instant = dates.parse(shown.text), dates.parse(declared.text)
    assert local is not None
    assert instant is not None
    if local.tzinfo is not None and instant.tzinfo is not None and not local.utcoffset():
        # The moment that AMP and others show is UTC's; the metadata has the blog's own time.
        return declared if local == instant and instant.utcoffset() else shown
    if local.tzinfo is not None or instant.tzinfo is None:
        return shown
    if not declared.text.endswith("Z"):
        same = instant.replace(tzinfo=None, second=0) == local.replace(second=0)
        return declared if same else shown
    local = local.replace(second=instant.second)
    offset = local - instant.replace(tzinfo=None)
    if offset % timedelta(minutes=15):
        return shown
    zoned = local.replace(tzinfo=timezone(offset))
    return FoundDate(
        dates.rfc3339(zoned), f"{shown.evidence} and {declared.evidence}", shown.ambiguous
    )


def _add_time(tree: Tree, main: Element | None, regions: Regions, day: FoundDate) -> FoundDate:
    """Add the time to a date whose time is elsewhere, as in ``posted by X at 12:53``."""
    for element in tree.elements:
        if element.tag not in {"div", "p", "span", "small", "li"} or not regions.in_content(
            element
        ):
            continue
        if main is not None and not tree.contains(main, element):
            continue
        if not any(map(_is_date, tree.classes(element))):
            continue
        text = tree.text(element)
        match = _AT.search(text) if len(text) <= 120 else None
        if match and not _YEAR.search(text):
            return FoundDate(f"{day.text}T{match[1].zfill(5)}:00", f"{day.evidence} and text")
    return day


def _without_year(tree: Tree, main: Element | None, date_parser: DateParser, day: str) -> FoundDate:
    """Return the day of the permalink, with the time if the theme shows the day without its year.

    Only texts that give the same day count, such as "at 11:05 am on Tuesday, 17. Apr".
    """
    for element in tree.elements:
        if element.tag not in _LINES or not (main is None or tree.contains(main, element)):
            continue
        for text in filter(None, (element.text, *(child.tail for child in element))):
            if len(text) > _LONGEST_LINE or not _CLOCK.search(text) or _YEAR.search(text):
                continue
            found = date_parser.parse(f"{text.strip()} {day[:4]}", "permalink and text")
            if found and found.has_time and found.text[:10] == day:
                return found
    return FoundDate(day, "permalink")


def _shown_dates(tree: Tree, scope: list[Element], date_parser: DateParser) -> Iterator[FoundDate]:
    """Yield every date that is shown as the post's, the best evidence first."""
    updates = [e for e in scope if _is_update(tree, e)]

    def read(element: Element, evidence: str) -> FoundDate | None:
        if any(tree.contains(element, update) for update in updates):
            return date_parser.parse(plain_text(element, lambda e: _is_update(tree, e)), evidence)
        if len(tree.text(element)) <= LONGEST and evidence != "footer":
            return date_parser.parse_element(tree, element, evidence)
        # "This entry was posted on May 6, 2011 and is filed under ...", and so on; names of other
        # posts in a footer may hold what looks like a time.
        runs = (str(t) for t in element.itertext()) if evidence in {"date class", "footer"} else ()
        return next((m for t in runs if (m := date_parser.parse(t, evidence))), None)

    lines = (e for e in scope if e.tag in _LINES and len(e) < 8 and not _is_update(tree, e))
    short = (
        (e, "text") for e in lines if 6 <= len(tree.text(e)) <= 120 and not _names_other_post(e)
    )
    for element, evidence in chain(_date_elements(tree, scope), short):
        if found := read(element, evidence):
            yield found
    # Some themes show no other date, or call their only one so.
    for element in updates:
        if not _is_called_change(tree, element) and (
            m := date_parser.parse_element(tree, element, "updated")
        ):
            yield m


def _names_other_post(element: Element) -> bool:
    """Return whether a line has the heading of a list's entry: the link to a post, and its date."""
    links = (a for a in element.iter("a") if "bookmark" in (a.get("rel") or "").lower().split())
    around = (e for a in links for e in a.iterancestors())
    return any(e.tag in _LOW_HEADINGS for e in around)


def _date_elements(tree: Tree, scope: list[Element]) -> Iterator[tuple[Element, str]]:
    for element in scope:
        if element.get("itemprop") in {"datePublished", "dateCreated"}:
            yield element, "itemprop"
    sound = [e for e in scope if not _is_update(tree, e)]
    for element in sound:
        if element.tag in {"time", "abbr"}:
            yield element, str(element.tag)
    for element in sound:
        if element.tag in {"article", "main", "body", "time", "abbr"}:
            continue
        if any(map(_is_date, tree.classes(element))):
            yield element, "date class"
    for element in sound:
        if any(map(_is_footer, tree.classes(element))):
            yield element, "footer"


def _is_update(tree: Tree, element: Element) -> bool:
    classes = tree.classes(element)
    return classes.isdisjoint(_PUBLISHED) and any(map(_is_update_name, classes))


def _is_called_change(tree: Tree, element: Element) -> bool:
    """Return whether the words before a date say that the post was changed then."""
    around = element if element.getprevious() is not None else element.getparent()
    before = None if around is None else around.getprevious()
    parent = element.getparent()
    words = "" if parent is None else tree.text(parent).partition(tree.text(element))[0]
    label = "" if before is None else tree.text(before)
    return any(_CHANGED.search(text[-_LABEL:]) for text in (words, label))


def read_modified(
    head: Metadata, tree: Tree, main: Element | None, date_parser: DateParser
) -> FoundDate | None:
    """Find when the post was last changed; None if unknown."""
    candidates = [(text, "JSON-LD") for text in texts(head.article().get("dateModified"))]
    for name in ("article:modified_time", "og:updated_time", "datemodified"):
        candidates += [(text, f"meta {name}") for text in head.meta.get(name, [])]
    for element in tree.by_tag("time", "span", "abbr") if main is not None else []:
        if main is not None and tree.contains(main, element) and _is_update(tree, element):
            value = element.get("datetime") or element.get("title") or tree.text(element)
            candidates.append((value, f"{element.tag}.updated"))
            if _is_called_change(tree, element) and (found := date_parser.parse(value, "")):
                candidates.append((found.text, f"{element.tag}.updated"))
    return next(
        (
            FoundDate(iso, evidence)
            for text, evidence in candidates
            if (iso := dates.from_iso(text))
        ),
        None,
    )
