"""Targets of query strings: the arguments that select a page in WordPress.

The rules are those of ``WP::$public_query_vars`` and ``WP_Query::parse_query()``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive.links.target_kinds import Target, TargetKind
from wparchive.web import urls
from wparchive.web.numbers import whole_number
from wparchive.wordpress.permalinks import ID_VARIABLES, POST_VARIABLES, SLUG_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.links.index import LinkIndex
    from wparchive.links.known_targets import KnownTargets

    Handler = Callable[[str, str, dict[str, str]], Target | None]

_TYPES = {"name": "post", "pagename": "page", "attachment": "attachment"}
_TAXONOMIES = {variable: taxonomy for taxonomy, variable in SLUG_VARIABLES.items()}
_VIEWS = (("page", "page"), ("paged", "page"), ("cpage", "comment page"))


class QueryTargets:
    """Finds the targets of query strings.

    Args:
        index: The frozen index.
        known: Finds what the archive holds.
    """

    def __init__(self, index: LinkIndex, known: KnownTargets) -> None:
        self._index = index
        self._known = known
        self._handlers: dict[str, Handler] = {
            "s": _search,
            **dict.fromkeys((*ID_VARIABLES.values(), "term_id"), self._term_by_id),
            **dict.fromkeys(_TAXONOMIES, self._term_by_slug),
            "author": self._author_by_id,
            "author_name": self._author_by_name,
            "taxonomy": self._taxonomy,
            "m": self._month,
            "year": self._year,
        }

    def find(self, given: dict[str, str], *, on_front_page: bool) -> Target | None:
        """Return the target that arguments select; None if they select nothing.

        Args:
            given: The arguments by name.
            on_front_page: Whether the path is that of the front page. On other pages only the id
                of a post counts.
        """
        for name in POST_VARIABLES:
            if given.get(name, "").strip().isdigit():
                return self._known.by_id(given[name].strip())._replace(part=_view(given))
        if not on_front_page:
            return None
        for name, value in given.items():
            found = self._argument(name, value, given)
            if found is not None:
                if "feed" in given:
                    return Target(TargetKind.FEED, found.number, found.key, "feed")
                return found._replace(part=_view(given)) if _view(given) else found
        if (kind := given.get("post_type", "")) in self._index.types and kind:
            return Target(TargetKind.TYPE, key=kind)
        if "feed" not in given:
            return None
        of_comments = given["feed"].startswith("comments-")
        return Target(TargetKind.FEED, key="comments" if of_comments else "")

    def _argument(self, name: str, value: str, given: dict[str, str]) -> Target | None:
        handler = self._handlers.get(name)
        if handler is not None and (found := handler(name, value, given)) is not None:
            return found
        kind = _TYPES.get(name, name)
        if kind in self._index.types:
            slug = urls.normalize_path(value)
            for word in (slug, slug.rpartition("/")[2]):
                if (number := self._known.number(f"{kind} {word}")) is not None:
                    return self._known.post(number)
            return Target(TargetKind.BROKEN, key=f"{name}={value}")
        return self._known.term(name, value) if name in self._index.terms else None

    def _term_by_id(self, name: str, value: str, _given: dict[str, str]) -> Target | None:
        match = re.match(r"-?([0-9]+)", value)
        if match is None:
            return None
        term = self._index.term_ids.get(whole_number(match[1]) or 0)
        return self._known.term(*term) if term else Target(TargetKind.BROKEN, key=f"{name}={value}")

    def _term_by_slug(self, name: str, value: str, _given: dict[str, str]) -> Target:
        return self._known.term(_TAXONOMIES[name], value.rpartition("/")[2])

    def _author_by_id(self, _name: str, value: str, _given: dict[str, str]) -> Target:
        login = self._index.author_ids.get(whole_number(value) or 0)
        login = login or self._index.authors.get(urls.normalize_path(value))
        if login:
            return Target(TargetKind.AUTHOR, key=login)
        return Target(TargetKind.BROKEN, key=f"author={value}")

    def _author_by_name(self, _name: str, value: str, _given: dict[str, str]) -> Target:
        return self._known.author(value)

    def _taxonomy(self, _name: str, value: str, given: dict[str, str]) -> Target | None:
        return None if "term_id" in given else self._known.term(value, given.get("term", ""))

    def _month(self, _name: str, value: str, _given: dict[str, str]) -> Target | None:
        return self._known.date(value[:4], value[4:6], value[6:8]) if value.isdigit() else None

    def _year(self, _name: str, value: str, given: dict[str, str]) -> Target | None:
        if not value.isdigit():
            return None
        return self._known.date(value, given.get("monthnum", ""), given.get("day", ""))


def _search(_name: str, value: str, _given: dict[str, str]) -> Target:
    return Target(TargetKind.SEARCH, key=value)


def _view(given: dict[str, str]) -> str:
    """Return the view of a page that arguments ask for; empty if they ask for none."""
    for name, word in _VIEWS:
        if given.get(name, "").isdigit():
            return f"{word} {given[name]}"
    return "feed" if "feed" in given else ""
