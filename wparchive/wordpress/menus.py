"""Reads the blog's menus: entries with label, address and nesting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.web.references import unescape
from wparchive.wordpress.media import is_web_address
from wparchive.wordpress.registered import is_private_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wparchive.model.records import Post
    from wparchive.model.site import Term

_KEPT: Final = 50_000
"""Posts whose titles are kept before an entry of a menu names them."""
_DEPTH: Final = 20
# Entries that plugins turn into others for each visitor: languages (Polylang, qTranslate), and the
# link to log in or out.
_CHANGING: Final = patterns.lazy(
    r"#(?:pll_switcher|qtranslangsw|(?:log(?:in|out)|loginout|register|profile)#)", re.IGNORECASE
)
_BASES: Final = {"category": "category", "post_tag": "tag"}


@dataclass(frozen=True, slots=True)
class _MenuItem:
    number: int
    order: int
    parent: int
    label: str
    kind: str
    subject: str
    target: int
    url: str


@dataclass(eq=False)
class Menus:
    """Collects the entries of menus in pass 1, and the titles of their targets."""

    _entries: dict[tuple[str, str], list[_MenuItem]] = field(default_factory=dict)
    _posts: dict[int, tuple[str, str]] = field(default_factory=dict)
    _wanted: set[int] = field(default_factory=set)

    def add(self, post: Post, *, public: bool) -> None:
        """Take in a record.

        Args:
            post: A post of any type.
            public: Whether readers see it, as far as its status and password say.
        """
        if not public or post.id is None:
            return
        if post.type != "nav_menu_item":
            keeps = post.type == "page" or post.id in self._wanted or len(self._posts) < _KEPT
            if keeps and post.type != "attachment" and not _is_hidden(post):
                self._posts[post.id] = (post.title or "", post.link or "")
            return
        entry = _MenuItem(
            post.id,
            post.menu_order or 0,
            _number(post.get_meta("_menu_item_menu_item_parent")),
            unescape(post.title or "").strip(),
            post.get_meta("_menu_item_type") or "",
            post.get_meta("_menu_item_object") or "",
            _number(post.get_meta("_menu_item_object_id")),
            (post.get_meta("_menu_item_url") or "").strip(),
        )
        self._wanted.add(entry.target)
        for term in post.terms:
            if term.taxonomy == "nav_menu":
                name = unescape(term.name or term.slug or "")
                self._entries.setdefault((term.slug or name, name), []).append(entry)

    def trees(self, terms: Sequence[Term], home: str) -> dict[str, dict[str, Any]]:
        """Return the menus by slug: ``name``, and ``items`` with ``title``, ``url``, ``items``.

        An entry whose page readers do not see is left out, with all entries below it.

        Args:
            terms: The blog's terms.
            home: The blog's address, ending in a slash.
        """
        by_number = {term.id: term for term in terms if term.id is not None}
        menus: dict[str, dict[str, Any]] = {}
        for (slug, name), entries in sorted(self._entries.items()):
            below: dict[int, list[_MenuItem]] = {}
            known = {entry.number for entry in entries}
            for entry in entries:
                parent = entry.parent if entry.parent in known - {entry.number} else 0
                below.setdefault(parent, []).append(entry)
            items = self._items(below, 0, by_number, home, 0)
            if items:
                menus[slug] = {"name": name, "items": items}
        return menus

    def _items(
        self,
        below: dict[int, list[_MenuItem]],
        parent: int,
        terms: dict[int, Term],
        home: str,
        depth: int,
    ) -> list[dict[str, Any]]:
        found = []
        for entry in sorted(below.get(parent, ()), key=lambda e: (e.order, e.number)):
            label, url = self._target(entry, terms, home)
            if not label:
                continue
            item: dict[str, Any] = {"title": label, "url": url}
            inside = () if depth > _DEPTH else below.get(entry.number, ())
            if inside and (items := self._items(below, entry.number, terms, home, depth + 1)):
                item["items"] = items
            found.append(item)
        return found

    def _target(self, entry: _MenuItem, terms: dict[int, Term], home: str) -> tuple[str, str]:
        """Return label and address; an empty label for an entry that readers do not see."""
        if entry.kind == "post_type":
            title, link = self._posts.get(entry.target, ("", ""))
            label = entry.label or unescape(title).strip() or link
            return (label, _below(link, home)) if link else ("", "")
        if entry.kind == "taxonomy":
            term = terms.get(entry.target)
            if term is None or not term.slug:
                return entry.label, entry.url if is_web_address(entry.url) else home
            base = _BASES.get(entry.subject, entry.subject)
            return entry.label or unescape(term.name or ""), f"/{base}/{term.slug}/"
        if _CHANGING.match(entry.url):
            return "", ""
        return entry.label, _below(entry.url, home) if is_web_address(entry.url) else ""


def _is_hidden(post: Post) -> bool:
    # WordPress links so to types without public pages.
    return is_private_type(post.type or "") or "post_type=" in (post.link or "")


def flatten_menu(items: Iterable[dict[str, Any]], parent: str = "") -> list[dict[str, Any]]:
    """List the entries of a menu, each with the identifier of its parent."""
    found: list[dict[str, Any]] = []
    for number, item in enumerate(items, 1):
        identity = f"{parent}{'-' if parent else 'item-'}{number}"
        entry = {"identifier": identity, "name": item["title"], "url": item["url"]}
        if parent:
            entry["parent"] = parent
        found += [{**entry, "weight": number}, *flatten_menu(item.get("items", ()), identity)]
    return found


def _below(url: str, home: str) -> str:
    """Return an address on the blog as a path from its root, any other as it is."""
    return f"/{url[len(home) :]}" if home and url.startswith(home) else url


def _number(value: str | None) -> int:
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
