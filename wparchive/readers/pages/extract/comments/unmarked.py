"""Comments without telling names: similar items after the title, with name, date and text.

Home-made themes, front ends and old themes print comments without the ids and classes of
WordPress. What they have in common is the shape: items at one place in the markup, each with one
date and one name. A heading with their number, the name of their area, or their number and their
times of day are the evidence that they are comments.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.assembly.identity import digest
from wparchive.language.phrases import PhraseKind, is_phrase, match_phrase
from wparchive.readers.pages.extract.comments.fields import is_datelike, read_fields
from wparchive.readers.pages.extract.comments.items import (
    Item,
    link_to_posts,
    titles_of_articles,
)
from wparchive.readers.pages.extract.comments.nodes import Node, assign_elements, linked_number
from wparchive.readers.pages.extract.comments.paths import PathClasses, label
from wparchive.readers.pages.extract.comments.runs import HEADINGS, after_heading, split_runs
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.web.html import parse_fragment
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_is_area = has_role("comments-area")
_is_text = has_role("post-text")
_NUMBER: Final = patterns.lazy(r"(?<![\d.,:/-])(\d{1,5})(?![\d:/-]|[.,]\d)")
_SENTENCE_ENDS: Final = (".", "!", "?", "。", "！", "？", "।", "؟")
_LONGEST_HEADING: Final = 120
_NEAR: Final = 8
"""How many texts before the first comment its heading may be."""
_ENOUGH: Final = 3
"""Comments whose number alone, with times of day, is evidence."""
_HIGHEST: Final = 12
"""Elements around a date of which one is the comment."""
_LABELS: Final = 4
"""Kinds of siblings with dates that are tried."""
_MOST: Final = 0.75
_HALF: Final = 0.5
_MANY_DATES: Final = 1.9
_PARAGRAPH: Final = 40


class ItemGroup(NamedTuple):
    """A group of equal items with a date each.

    Attributes:
        key: The digest of their place.
        texts: Their texts.
        whole: How many have a name, a date and a text.
        places: Their elements, where these are at places of their own.
    """

    key: int
    texts: list[str]
    whole: int
    places: list[Element]


def find_unmarked(
    tree: Tree,
    regions: Regions,
    heading: Element | None,
    date_parser: DateParser,
    own: str | None,
    learned: Collection[int] = (),
) -> list[Node]:
    """Find the comments of a page on which nothing is marked as a comment, in document order.

    Args:
        tree: The page.
        regions: Its parts.
        heading: The element that shows the post's title, which comments follow; None if unknown.
        date_parser: The parser of the page's dates.
        own: The URL of the page; None if unknown.
        learned: Digests of places where other pages of the site have comments.
    """
    finder = _CommentFinder(tree, regions, heading, date_parser, own)
    return finder.find(learned)


def find_groups(
    tree: Tree,
    regions: Regions,
    heading: Element | None,
    date_parser: DateParser,
    own: str | None,
) -> list[ItemGroup]:
    """List the groups of equal items that could be comments; see `find_unmarked`."""
    return _CommentFinder(tree, regions, heading, date_parser, own).groups()


class _CommentFinder:
    """Finds the comments of one page."""

    def __init__(
        self,
        tree: Tree,
        regions: Regions,
        heading: Element | None,
        date_parser: DateParser,
        own: str | None,
    ) -> None:
        self._tree, self._regions, self._date_parser = tree, regions, date_parser
        self._host = urlsplit(own or "").netloc.removeprefix("www.")
        self._heading = heading
        self._start = tree.position(heading) if heading is not None else 0
        self._dated = [e for e in tree.elements if self._may_date(e)]
        self._places = [tree.position(e) for e in self._dated]

    def find(self, learned: Collection[int]) -> list[Node]:
        """Find the comments; of groups that could be comments, the one with most text."""
        best: list[Item] = []
        for key, group in self._groups():
            items = self._accepted(group, is_learned=key in learned)
            if _weight(items) > _weight(best) and not self._are_posts(items):
                best = items
        nodes = [Node(item.parts, _number(item), fields=item.fields) for item in best]
        assign_elements(self._tree, nodes)
        return nodes

    def _are_posts(self, items: list[Item]) -> bool:
        """Return whether items are an ``article`` each with a heading, and no comments."""
        titles = titles_of_articles(items)
        if not titles:
            return False
        are_names = all(self._tree.text(e) == item.fields.name for item, e in titles)
        return not are_names or not self._read_heading(items[0].parts[0])[1]

    def groups(self) -> list[ItemGroup]:
        """List the groups that could be comments, for a comparison of pages."""
        found = []
        for key, group in self._groups():
            items = self._items(self._with_date(group))
            if not items or link_to_posts(items, self._host):
                continue
            whole = sum(item.is_whole for item in items)
            parts = [part for item in items for part in item.parts]
            places = [p for p in parts if len(items[0].parts) == 1 or p.tag in {"dt", "dd", "tr"}]
            found.append(ItemGroup(key, [_plain(item) for item in items], whole, places))
        return found

    def _groups(self) -> Iterable[tuple[int, list[list[Element]]]]:
        """Yield groups of elements with the digest of their place in the markup."""
        yield from self._alike()
        yield from self._separated()

    def _may_date(self, element: Element) -> bool:
        """Return whether an element shows a date of its own, after the title."""
        if self._tree.position(element) <= self._start or self._regions.in_sidebar(element):
            return False
        if element.tag == "time" and element.get("datetime"):
            return True
        if any(a.tag == "time" and a.get("datetime") for a in islice(element.iterancestors(), 3)):
            return False  # the link in it shows the same date
        texts = [element.text, *(child.tail for child in element)]
        return any(
            self._date_parser.parse(t, "") is not None or is_datelike(t)
            for text in texts
            if text
            and any(map(str.isdigit, text))
            and (t := " ".join(text.split())[:_LONGEST_HEADING])
        )

    def _alike(self) -> Iterable[tuple[int, list[list[Element]]]]:
        """Yield groups of elements at equal places in the markup, each with a date."""
        classes = PathClasses(self._tree)
        groups: dict[str, dict[Element, None]] = {}
        for element in self._dated:
            for around in islice(chain((element,), element.iterancestors()), _HIGHEST):
                if self._holds_more(around):
                    break
                groups.setdefault(classes.of(around), {})[around] = None
        for name, group in groups.items():
            yield digest(name), [[element] for element in group]

    def _holds_more(self, element: Element) -> bool:
        """Return whether an element holds more than comments."""
        if element.tag in {"body", "html", "main", "article"} and element.tag != "article":
            return True
        return self._heading is not None and self._tree.contains(element, self._heading)

    def _separated(self) -> Iterable[tuple[int, list[list[Element]]]]:
        """Yield groups of runs of siblings that rules, terms or headings separate."""
        classes = PathClasses(self._tree)
        parents = {a for e in self._dated for a in list(e.iterancestors())[:3]}
        for parent in sorted(parents, key=self._tree.position):
            children = list(parent.iterchildren("*"))
            if self._heading is not None and self._tree.contains(parent, self._heading):
                children = [e for e in children if self._tree.position(e) > self._start]
            path = classes.of(parent)
            yield digest(f"{path} hr"), split_runs(children, {e for e in children if e.tag == "hr"})
            dated = [e for e in children if self._holds_date(e)]
            for name, _ in Counter(map(label, dated)).most_common(_LABELS):
                heads = {e for e in dated if label(e) == name}
                yield digest(f"{path} {name}"), split_runs(children, heads)
                if self._ends_with(children, heads):
                    runs = [after_heading(run) for run in split_runs(children[::-1], heads)[::-1]]
                    yield digest(f"{path} before {name}"), runs

    def _holds_date(self, element: Element) -> bool:
        """Return whether an element shows a date, itself or inside."""
        after = bisect_left(self._places, self._tree.position(element))
        return after < len(self._places) and self._places[after] <= self._tree.last(element)

    def _ends_with(self, children: list[Element], heads: set[Element]) -> bool:
        """Return whether no text follows the last of some siblings, up to a heading."""
        last = max(n for n, e in enumerate(children) if e in heads)
        following = next((e for e in children[last + 1 :] if self._tree.text(e)), None)
        return following is None or following.tag in HEADINGS or following.tag == "form"

    def _items(self, group: list[list[Element]]) -> list[Item]:
        """Read the fields of a group's items; lines of metadata are left out."""
        firsts = sorted(self._tree.position(parts[0]) for parts in group)
        items = [
            Item(parts, read_fields(parts, self._answers(parts, firsts), self._date_parser))
            for parts in group
        ]
        return [item for item in items if not _is_metadata(item)]

    def _accepted(self, group: list[list[Element]], *, is_learned: bool) -> list[Item]:
        """Return the items of a group if they are comments; else none.

        Args:
            group: The elements of each item.
            is_learned: Whether items at this place are comments on other pages of the site.
        """
        group = self._with_date(group)
        if is_learned:
            return [item for item in self._items(group) if item.fields.is_dated]
        if not group or not any(self._in_place(parts[0]) for parts in group):
            return []
        first = group[0][0]
        claimed, is_comments = self._read_heading(first)
        if not (is_comments or claimed == len(group) or len(group) >= _ENOUGH):
            return []
        items = self._items(group)
        whole = [item for item in items if item.is_whole]
        if len(whole) < _HALF * len(group) or not whole or link_to_posts(whole, self._host):
            return []
        if is_comments or claimed == len(items):
            return [item for item in items if item.fields.is_dated]
        return whole if len(whole) >= _MOST * len(group) and self._are_clear(whole) else []

    def _are_clear(self, items: list[Item]) -> bool:
        """Return whether items without a heading can be nothing else than comments.

        A list beside paragraphs is the author's.
        """
        timed = [i for i in items if i.fields.date is None or i.fields.date.has_time]
        if len(items) < _ENOUGH or len(timed) < len(items):
            return False
        around = items[0].parts[0].getparent()
        assert around is not None
        beside = [e for a in (around, around.getparent()) if a is not None for e in a]
        shown = {part for item in items for part in item.parts}
        texts = [e for e in beside if e.tag == "p" and e not in shown]
        apart = all(item.fields.is_apart for item in items)
        return apart and not any(len(self._tree.text(e)) > _PARAGRAPH for e in texts)

    def _with_date(self, group: list[list[Element]]) -> list[list[Element]]:
        """Keep the items with a date outside the answers to them; none if most have several."""
        tree, places = self._tree, self._places
        parts = [(tree.position(p), tree.last(p), n) for n, item in enumerate(group) for p in item]
        owner: dict[int, int] = {}
        for first, last, number in sorted(parts):  # the innermost item comes last
            inside = range(bisect_left(places, first), bisect_right(places, last))
            owner.update(dict.fromkeys(inside, number))
        dates = Counter(owner.values())
        if sum(dates.values()) > _MANY_DATES * len(dates):
            return []
        return [group[number] for number in sorted(dates)]

    def _answers(self, parts: list[Element], firsts: list[int]) -> list[Element]:
        """List the other items of the group inside an item, by the places of all of them."""
        tree = self._tree
        spans = [(tree.position(part), tree.last(part)) for part in parts]
        runs = [firsts[bisect_right(firsts, a) : bisect_right(firsts, b)] for a, b in spans]
        starts = {start for start, _ in spans}
        return [tree.elements[place] for run in runs for place in run if place not in starts]

    def _in_place(self, element: Element) -> bool:
        """Return whether an element is in no sidebar and not in a post's text."""
        around = [element, *element.iterancestors()]
        return not any(any(map(_is_text, self._tree.names(e))) for e in around)

    @staticmethod
    def _is_linked(element: Element) -> bool:
        """Return whether a text is a link, as the counter under a title is."""
        return element.tag == "a" or any(
            e.tag == "a" for e in (*element.iterdescendants(), *element.iterancestors())
        )

    def _read_heading(self, first: Element) -> tuple[int | None, bool]:
        """Read what is over the first item: a number, and whether it speaks of comments."""
        names = [n for a in first.iterancestors() for n in self._tree.names(a) if a.tag != "body"]
        if any(map(_is_area, names)):
            return None, True
        seen, holders = 0, {first, *first.iterancestors()}
        claimed: int | None = None
        for place in range(self._tree.position(first) - 1, self._start, -1):
            element = self._tree.elements[place]
            if element in holders or len(element) > _NEAR or self._is_linked(element):
                continue
            text = self._tree.text(element)
            seen += bool(text)
            if seen > _NEAR or len(text) > _LONGEST_HEADING:
                break
            if _is_comments_heading(text):
                return None, True
            number = _NUMBER.search(text)
            if claimed is None and number and _may_count(element, text):
                claimed = int(number[1])
        return claimed, False


def _may_count(element: Element, text: str) -> bool:
    """Return whether a text with a number may be the count of the comments below it.

    A one is in many sentences and steps of a list, so only a heading may say that there is one
    comment, unless it names comments.
    """
    if is_datelike(text) or text.endswith(_SENTENCE_ENDS):
        return False
    number = _NUMBER.search(text)
    return number is not None and (number[1] != "1" or element.tag in HEADINGS)


def _is_comments_heading(text: str) -> bool:
    if is_phrase(text, PhraseKind.COMMENTS_BARE, PhraseKind.COUNT):
        return True
    return match_phrase(PhraseKind.COMMENTS, text) is not None


def _is_metadata(item: Item) -> bool:
    """Return whether an item is a post's line of date and author: it links to terms or authors."""
    links = [link for part in item.parts for link in part.iter("a")]
    filed = any({"tag", "category"} & set((e.get("rel") or "").lower().split()) for e in links)
    return filed or "/author/" in (item.fields.url or "")


def _plain(item: Item) -> str:
    """Return the text of an item."""
    return " ".join(str(t) for t in parse_fragment(item.fields.html).itertext())


def _weight(items: list[Item]) -> tuple[int, int]:
    """Return the weight of a group: answers apart from what they answer, then much text."""
    return len(items), sum(len(item.fields.html) for item in items)


def _number(item: Item) -> int | None:
    """Return the number in an item's permalink; None if there is none."""
    links = (link.get("href") or "" for part in item.parts for link in part.iter("a"))
    return next((n for url in links if (n := linked_number(url)) is not None), None)
