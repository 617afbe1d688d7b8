"""Collect what records of an archive say about who may read other posts, and apply it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.errors.notices import Code, Notice, quantity
from wparchive.web import urls
from wparchive.wordpress import access_rules, registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.model.records import Post
    from wparchive.model.site import Term
    from wparchive.wordpress.access_rules import Target

_PLACES = ("post", "child")
_NOT_READ = frozenset({"attachment", "nav_menu_item"})
_MOST_ANCESTORS = 50


@dataclass
class AccessRules:
    """The rules of an archive; complete after `finish`.

    Attributes:
        expected: Whether the archive is known to have records of rules, so that no post is decided
            before all of them have been read.
        found: Whether there is such a record.
        terms: Categories and tags whose posts readers do not see: taxonomy and slug.
    """

    expected: bool = False
    found: bool = False
    terms: set[tuple[str, str]] = field(default_factory=set)
    _numbers: dict[str, set[int]] = field(default_factory=lambda: {word: set() for word in _PLACES})
    _types: dict[str, list[frozenset[int]]] = field(default_factory=dict)
    _paths: set[str] = field(default_factory=set)
    _waiting: list[tuple[str, int, str | None, int, list[Target]]] = field(default_factory=list)
    _by_number: dict[int, set[tuple[str, str]]] = field(default_factory=dict)
    _unclear: Counter[str] = field(default_factory=Counter)
    _parents: dict[int, int] = field(default_factory=dict)
    _sections: dict[int, int] = field(default_factory=dict)
    _open_courses: dict[int, bool] = field(default_factory=dict)

    def add_terms(self, terms: Iterable[Term]) -> None:
        """Take in the terms of the site, of which some are for members only."""
        marks = access_rules.table()["terms"]["marks"] if terms else []
        for term in terms:
            place = (term.taxonomy or "category", (term.slug or "").lower())
            if term.id is not None:
                self._by_number.setdefault(term.id, set()).add(place)
            if not term.meta:
                continue
            entries = [(entry.key or "", entry.value or "") for entry in term.meta]
            if registered.is_for_members(entries) or access_rules.has_mark(term, marks):
                self.terms.add(place)

    def add(self, post: Post) -> None:
        """Take in a post that may be a rule, a course or a part of one."""
        name, number = post.type or "post", post.id or 0
        if self.expected and post.parent:
            self._parents[number] = post.parent
        if (plugin := access_rules.plugin_of(name)) is not None:
            self.found = True
            holder, found = access_rules.holder_of(name), access_rules.targets(post)
            self._waiting.append((plugin, number, holder, post.parent or 0, found))
        elif name in access_rules.course_types():
            if (is_open := access_rules.is_open(post)) is not None:
                self._open_courses[number] = is_open
            elif post.parent:
                self._sections[number] = post.parent

    @property
    def is_surprised(self) -> bool:
        """True if there is a rule, and posts may have been decided before it was read."""
        return self.found and not self.expected

    def finish(self) -> None:
        """Sort the rules, once all records have been added."""
        kinds = {number: plugin for plugin, number, holder, _, _ in self._waiting if holder is None}
        held = {parent for _, _, holder, parent, _ in self._waiting if holder is not None}
        for plugin, number, holder, parent, found in self._waiting:
            if holder is not None and kinds.get(parent) != plugin:
                continue  # another plugin's
            taken = [self._take(target) for target in found]
            if number not in held and not all(taken):
                self._unclear[plugin] += 1
        self._waiting.clear()

    def _take(self, target: Target) -> bool:
        """Enter a target; return whether the archive shows which posts it means."""
        kind, name = target.kind, target.name
        if kind in _PLACES and name.isdecimal():
            self._numbers[kind].add(int(name))
        elif kind in {"type", "all"}:
            self._types.setdefault(name if kind == "type" else "", []).append(target.besides)
        elif kind == "path" and (path := urls.normalize_path(name)):
            self._paths.add(path)
        elif kind == "term":
            found = self._by_number.get(int(name), set()) if name.isdecimal() else set()
            places = {place for place in found if place[0] == target.taxonomy}
            if not places and not name.isdecimal():
                places = {(target.taxonomy, name.lower())}
            self.terms |= places
            return bool(places)
        else:
            return False
        return True

    def awaits(self, post: Post) -> bool:
        """Check whether records that follow may decide about a post."""
        return self.expected or bool(access_rules.lesson_rows(post.type or "post"))

    def hide(self, post: Post) -> bool:
        """Check whether a rule, a term or a closed course hides a post from most readers."""
        if self._is_of_closed_course(post):
            return True
        if self.terms and any(
            ((term.taxonomy or "category"), (term.slug or "").lower()) in self.terms
            for term in post.terms
        ):
            return True
        return self.found and post.type not in _NOT_READ and self._is_named(post)

    def _is_named(self, post: Post) -> bool:
        number, name = post.id or 0, post.type or "post"
        if number in self._numbers["post"]:
            return True
        rules = (*self._types.get(name, ()), *self._types.get("", ()))
        if any(number not in besides for besides in rules):
            return True
        if self._numbers["child"] and any(
            parent in self._numbers["child"] for parent in self._ancestors(post)
        ):
            return True
        url = urls.parse(post.link.strip()) if self._paths and post.link else None
        parts = urls.normalize_path(url.path).split("/") if url is not None else []
        return any("/".join(parts[:end]) in self._paths for end in range(1, len(parts) + 1))

    def _ancestors(self, post: Post) -> Iterator[int]:
        number = post.parent
        for _ in range(_MOST_ANCESTORS):
            if not number:
                return
            yield number
            number = self._parents.get(number)

    def _is_of_closed_course(self, post: Post) -> bool:
        for row in access_rules.lesson_rows(post.type or "post"):
            course = access_rules.course_of(post, row)
            if course is None and row.get("within"):
                course = self._sections.get(post.parent or 0)
                course = course if course in self._open_courses else None
            if course is None or access_rules.has_mark(post, row.get("shown", [])):
                continue
            if not self._open_courses.get(course):
                return True
        return False

    def notices(self) -> Iterator[Notice]:
        """Say of each plugin how many of its rules could not be applied."""
        for plugin, number in sorted(self._unclear.items()):
            text = f"{quantity(number, 'record')} of {plugin}"
            yield Notice(Code.ACCESS_UNCLEAR, f"{text} may hide posts, but the inputs lack which.")
