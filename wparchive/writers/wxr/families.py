"""Which posts belong together when an export is split: a part is imported without the others."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wparchive.model.records import Post

_REFERENCES: Final = ("_menu_item_menu_item_parent", "_thumbnail_id")
"""Post meta that names another post by its id."""


class Families:
    """Groups posts by parents, menus, featured images and targets of menu items."""

    def __init__(self) -> None:
        self._above: dict[int | str, int | str] = {}
        self._posts: dict[int, None] = {}

    def add(self, post: Post) -> None:
        """Take note of the posts that a post refers to."""
        if post.id is None:
            return
        self._posts.setdefault(post.id)
        for other in _references(post):
            self._join(post.id, other)

    def add_made_up(self, number: int) -> None:
        """Take note of a post whose id is made up."""
        self._posts.setdefault(number)

    def relate(self, one: int, other: int) -> None:
        """Keep two items together, by their ids."""
        self._join(one, other)

    def _find(self, one: int | str) -> int | str:
        root = one
        while (above := self._above.get(root, root)) != root:
            root = above
        while one != root:
            self._above[one], one = root, self._above.get(one, root)
        return root

    def _join(self, one: int | str, other: int | str) -> None:
        first, second = self._find(one), self._find(other)
        if first != second:
            self._above[second] = first

    def numbers(self) -> dict[int, int]:
        """Return the numbers of families of several posts by post id, from 1 in document order."""
        roots = {post: self._find(post) for post in self._posts}
        sizes: dict[int | str, int] = {}
        for root in roots.values():
            sizes[root] = sizes.get(root, 0) + 1
        found: dict[int | str, int] = {}
        return {
            post: found.setdefault(root, len(found) + 1)
            for post, root in roots.items()
            if sizes[root] > 1
        }


def _references(post: Post) -> Iterator[int | str]:
    if post.parent:
        yield post.parent
    for key in _REFERENCES:
        if (number := _number(post.get_meta(key))) is not None:
            yield number
    if post.type == "nav_menu_item":
        if post.get_meta("_menu_item_type") == "post_type":
            number = _number(post.get_meta("_menu_item_object_id"))
            if number is not None:
                yield number
        yield from (f"menu {term.slug}" for term in post.terms if term.taxonomy == "nav_menu")


def _number(value: str | None) -> int | None:
    text = value or ""
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return found or None


def held_items(family: int, items: bytes) -> bytes:
    """Frame items of a family for the file of deferred items; the result is still XML."""
    return b"<!--%d %d-->\n%s\n" % (family, len(items), items)


@dataclass
class HeldFamily:
    """The items of a family, where they lie.

    Attributes:
        path: The file with the items.
        places: The byte offset and the size of the items of each post.
    """

    path: Path
    places: list[tuple[int, int]] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many posts it has."""
        return len(self.places)

    @property
    def size(self) -> int:
        """Bytes of all items together."""
        return sum(size for _, size in self.places)

    def items(self) -> Iterator[bytes]:
        """Read the items in document order."""
        with self.path.open("rb") as file:
            for offset, size in self.places:
                file.seek(offset)
                yield file.read(size)


def read_families(path: Path) -> list[HeldFamily]:
    """List the families in the order of their first posts."""
    found: dict[int, HeldFamily] = {}
    with path.open("rb") as file:
        while mark := file.readline():
            number, size = map(int, mark.removeprefix(b"<!--").removesuffix(b"-->\n").split())
            found.setdefault(number, HeldFamily(path)).places.append((file.tell(), size))
            file.seek(size + len(b"\n"), os.SEEK_CUR)
    return list(found.values())
