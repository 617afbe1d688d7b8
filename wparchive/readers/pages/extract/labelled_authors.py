"""The names of a post's authors beside a label: "By:" with links, or a row "Author" of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.language.phrases.labels import AUTHOR_LABEL
from wparchive.readers.pages.extract.tree import link_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.tree import Element, Tree

_LABELS: Final = frozenset("b dt em i label small span strong th td h4 h5 h6 div p".split())
_ROWS: Final = {"dt": "dd", "th": "td", "td": "td"}
_LONGEST_LABEL, _LONGEST_NAME, _MOST = 25, 60, 8
_BETWEEN: Final = frozenset(
    {"", ",", "and", "&", "und", "et", "y", "e", "och", "og", "en", "i", "и"}
)


def labelled_names(tree: Tree, scope: list[Element]) -> Iterator[tuple[str, str | None, str]]:
    """Yield names that follow a label, several joined with commas, with a link and the evidence.

    Args:
        tree: The page.
        scope: The elements to look at, in document order.
    """
    for element in scope:
        if element.tag not in _LABELS or len(element) > 1:
            continue
        text = tree.text(element)
        if text and len(text) <= _LONGEST_LABEL and AUTHOR_LABEL.match(text):
            if links := _names(tree, element):
                names = ", ".join(tree.text(link) for link in links)
                yield names, link_target(links[0]) if len(links) == 1 else None, "label"
        elif element.text and AUTHOR_LABEL.match(element.text) and (inner := _inner_links(element)):
            yield ", ".join(map(tree.text, inner)), link_target(inner[0]), "label"


def _names(tree: Tree, label: Element) -> list[Element]:
    """List the elements of the names after a label: a row's other cell, or links in a line."""
    following = label.getnext()
    if following is None:
        return []
    if label.tag in _ROWS:
        if following.tag != _ROWS[label.tag]:
            return []
        links = [e for e in following.iter("a") if tree.text(e)]
        return [e for e in links or [following] if 0 < len(tree.text(e)) <= _LONGEST_NAME][:_MOST]
    if (label.tail or "").strip():
        return []
    found: list[Element] = []
    for element in label.itersiblings("*"):
        if element.tag != "a" or not 0 < len(tree.text(element)) <= _LONGEST_NAME:
            break
        found.append(element)
        if (element.tail or "").strip(" \n\t\r;") not in _BETWEEN or len(found) == _MOST:
            break
    return found


def _inner_links(element: Element) -> list[Element]:
    """Return the only link of a line that begins with a label: "Author: <a>Ada</a>"."""
    links = [e for e in element if e.tag == "a" and _words(e)]
    return links if len(links) == 1 and len(_words(links[0])) <= _LONGEST_NAME else []


def _words(element: Element) -> str:
    return "".join(map(str, element.itertext())).strip()
