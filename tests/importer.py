"""What WordPress's importer makes of a WXR file, without WordPress.

An emulation of the rules of the plugin wordpress-importer (0.9.5) and of the functions of core that
it calls, written from their documented behaviour. Each rule names its function. It is no importer:
it keeps what visitors of the new blog would see, and what was refused. `tests/e2e/test_resurrect.py`
compares it with the real plugin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

WP = "{http://wordpress.org/export/1.2/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_EXCERPT = "{http://wordpress.org/export/1.2/excerpt/}"
TYPES = frozenset({"post", "page", "attachment", "nav_menu_item"})
TAXONOMIES = frozenset({"category", "post_tag", "post_format", "nav_menu"})
_SKIPPED_META = frozenset({"_wp_attached_file", "_wp_attachment_metadata", "_edit_lock"})
_ZERO = "0000-00-00 00:00:00"
_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class RefusedError(Exception):
    """The importer refuses the file."""


@dataclass
class NewBlog:
    """The new blog.

    Attributes:
        types: The post types that it has registered.
        taxonomies: The taxonomies that it has registered.
        files: The addresses at which the importer can fetch attachments; None for all.
        posts: By new id the posts.
        comments: By new id the comments.
        terms: By taxonomy and slug the terms.
        users: Display names by login.
        featured: By the post's new id that of its featured image.
        menus: By slug the items: label, address, and label of the entry above.
        refused: What was not imported, with the reason.
    """

    types: Collection[str] = TYPES
    taxonomies: Collection[str] = TAXONOMIES
    files: Collection[str] | None = None
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    terms: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    featured: dict[int, int] = field(default_factory=dict)
    menus: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def run(self, *paths: Path) -> NewBlog:
        """Import files, one after the other, as people import the parts of a split export."""
        for path in paths:
            _Run(self, path).import_all()
        return self


class _Run:
    """One run of ``WP_Import::import()``; what it has processed is forgotten with the next file."""

    def __init__(self, blog: NewBlog, path: Path) -> None:
        self.blog = blog
        root = ET.parse(path).getroot()
        channel = root.find("channel")
        # WXR_Parser_SimpleXML::parse(): a file without a version is no WXR.
        version = channel.findtext(f"{WP}wxr_version") if channel is not None else None
        if channel is None or not re.fullmatch(r"\d+\.\d+", (version or "").strip()):
            raise RefusedError("This does not appear to be a WXR file")
        self.channel = channel
        self.posts: dict[int, int] = {}
        self.terms: dict[int, tuple[str, str]] = {}
        self.orphans: list[tuple[int, int]] = []
        self.later: list[ET.Element] = []
        self.thumbnails: dict[int, int] = {}
        self.menu_items: dict[int, tuple[str, str]] = {}

    def import_all(self) -> None:
        self._authors()
        self._terms()
        for item in self.channel.findall("item"):
            self._item(item)
        # As backfill_parents() and remap_featured_images() do.
        for child, parent in self.orphans:
            if child in self.posts and parent in self.posts:
                self.blog.posts[self.posts[child]]["parent"] = self.posts[parent]
        for item in self.later:
            self._menu_item(item, last=True)
        for post, number in self.thumbnails.items():
            self.blog.featured[post] = self.posts.get(number, number)

    def _authors(self) -> None:
        """get_authors_from_import(), get_author_mapping(): users are made by login."""
        for author in self.channel.findall(f"{WP}author"):
            login = _text(author, "author_login")
            if login:
                self.blog.users.setdefault(login, _text(author, "author_display_name") or login)

    def _terms(self) -> None:
        """process_categories(), process_tags(), process_terms(): in this order, by slug.

        A parent counts only if it exists already; a term without a name is an error.
        """
        for name, taxonomy, slug, label, parent in (
            ("category", "category", "category_nicename", "cat_name", "category_parent"),
            ("tag", "post_tag", "tag_slug", "tag_name", ""),
            ("term", "", "term_slug", "term_name", "term_parent"),
        ):
            for element in self.channel.findall(f"{WP}{name}"):
                kind = taxonomy or _text(element, "term_taxonomy")
                above = _text(element, parent) if parent else ""
                key = self._term(kind, _text(element, slug), _text(element, label), above)
                if key is not None:
                    self.terms[_number(_text(element, "term_id"))] = key

    def _term(self, taxonomy: str, slug: str, name: str, parent: str) -> tuple[str, str] | None:
        key = (taxonomy, slug)
        if key in self.blog.terms:
            return key
        if taxonomy not in self.blog.taxonomies or not name.strip():
            self.blog.refused.append(f"term {taxonomy} {slug}")
            return None
        above = parent if (taxonomy, parent) in self.blog.terms else ""
        self.blog.terms[key] = {"name": name, "parent": above}
        return key

    def _item(self, item: ET.Element) -> None:
        """process_posts(): unknown types, ids that were seen, and auto-drafts are skipped."""
        kind, old = _text(item, "post_type"), _number(_text(item, "post_id"))
        title = item.findtext("title") or ""
        if kind not in self.blog.types:
            self.blog.refused.append(f"{title}: Invalid post type {kind}")
        elif old and old in self.posts:
            self.blog.refused.append(f"{title}: the id {old} again")
        elif _text(item, "status") == "auto-draft":
            return
        elif kind == "nav_menu_item":
            self._menu_item(item, last=False)
        else:
            self._post(item, kind, old, title)

    def _post(self, item: ET.Element, kind: str, old: int, title: str) -> None:
        date = _text(item, "post_date")
        # process_post(), post_exists(): a post of the same title, date and type is the same one.
        same = next(
            (n for n, p in self.blog.posts.items()
             if (p["title"], p["date"], p["type"]) == (title, date, kind)),
            None,
        )  # fmt: skip
        meta = list(_meta(item, "postmeta"))
        if same is None:
            new = self._insert(item, kind, old, title, meta)
            if new is None:
                return
        else:
            new = same
            self.blog.refused.append(f"{title}: already exists")
        self.posts[old] = new
        self._post_terms(item, new)
        self._comments(item, new, exists=same is not None)
        for key, value in meta:
            if key == "_thumbnail_id":
                self.thumbnails[new] = _number(value)

    def _insert(
        self, item: ET.Element, kind: str, old: int, title: str, meta: list[tuple[str, str]]
    ) -> int | None:
        content = item.findtext(f"{_CONTENT}encoded") or ""
        excerpt = item.findtext(f"{_EXCERPT}encoded") or ""
        date, gmt = _text(item, "post_date"), _text(item, "post_date_gmt")
        url = _text(item, "attachment_url") or (item.findtext("guid") or "")
        # wp_insert_post(): refuses what is empty, and dates that are none.
        if kind != "attachment" and not (title or content or excerpt):
            self.blog.refused.append(f"{title}: Content, title, and excerpt are empty")
            return None
        if not _DATE.fullmatch(date):
            self.blog.refused.append(f"{title}: Invalid date {date!r}")
            return None
        # process_attachment(): the file is fetched, or there is no attachment.
        if kind == "attachment" and self.blog.files is not None and url not in self.blog.files:
            self.blog.refused.append(f"{title}: cannot fetch {url}")
            return None
        parent = _number(_text(item, "post_parent"))
        if parent and parent not in self.posts:
            self.orphans.append((old, parent))
        # process_post(): an unknown login is the current user's.
        login = item.findtext(f"{_DC}creator") or ""
        # wp_insert_post(): import_id is used if it is free.
        new = old if old and old not in self.blog.posts else max(self.blog.posts, default=0) + 1
        self.blog.posts[new] = {
            "type": kind,
            "title": title,
            "content": content,
            "excerpt": excerpt,
            "date": date,
            "gmt": gmt if gmt not in {"", _ZERO} else date,
            "status": _text(item, "status"),
            "slug": _text(item, "post_name"),
            "author": self.blog.users.get(login, ""),
            "parent": self.posts.get(parent, 0),
            "sticky": _text(item, "is_sticky") == "1",
            "terms": set(),
            "file": url if kind == "attachment" else "",
            "meta": {key: value for key, value in meta if key not in _SKIPPED_META},
            # upload_date: the month of _wp_attached_file, else that of the post.
            "upload": next(
                (m[0] for key, value in meta
                 if key == "_wp_attached_file" and (m := re.match(r"\d{4}/\d\d", value))),
                date[:7].replace("-", "/"),
            ),
        }  # fmt: skip
        return new

    def _post_terms(self, item: ET.Element, new: int) -> None:
        """WXR_Parser: only categories with a nicename; process_post_term() makes missing ones."""
        for element in item.findall("category"):
            slug, taxonomy = element.get("nicename"), element.get("domain") or ""
            if slug is None:
                continue
            taxonomy = "post_tag" if taxonomy == "tag" else taxonomy
            key = self._term(taxonomy, slug, element.text or "", "")
            if key is not None:
                self.blog.posts[new]["terms"].add(key)

    def _comments(self, item: ET.Element, new: int, *, exists: bool) -> None:
        """process_post_comments(): keyed by id, sorted by id; parents must come before."""
        by_id: dict[int, ET.Element] = {}
        for element in item.findall(f"{WP}comment"):
            by_id[_number(_text(element, "comment_id"))] = element
        inserted: dict[int, int] = {}
        for old, element in sorted(by_id.items()):
            author, date = _text(element, "comment_author"), _text(element, "comment_date")
            # comment_exists(): only asked if the post was there before.
            if exists and any(
                (c["author"], c["date"]) == (author, date) for c in self.blog.comments.values()
            ):
                continue
            parent = _number(_text(element, "comment_parent"))
            number = len(self.blog.comments) + 1
            inserted[old] = number
            self.blog.comments[number] = {
                "post": new,
                "author": author,
                "url": _text(element, "comment_author_url"),
                "date": date,
                "gmt": _text(element, "comment_date_gmt"),
                "content": _text(element, "comment_content"),
                # wp_insert_comment() stores what it is given; only 1 is shown.
                "approved": _text(element, "comment_approved") == "1",
                "type": _text(element, "comment_type") or "comment",
                "parent": inserted.get(parent, parent),
            }

    def _menu_item(self, item: ET.Element, *, last: bool) -> None:
        """process_menu_item(): an item whose object is missing is tried again, then dropped."""
        slugs = (
            c.get("nicename") for c in item.findall("category") if c.get("domain") == "nav_menu"
        )
        slug = next(filter(None, slugs), None)
        title = item.findtext("title") or ""
        if _text(item, "status") == "draft":
            return
        if slug is None or ("nav_menu", slug) not in self.blog.terms:
            self.blog.refused.append(f"menu item {title}: no menu {slug}")
            return
        meta = dict(_meta(item, "postmeta"))
        kind, target = meta["_menu_item_type"], _number(meta["_menu_item_object_id"])
        if kind == "taxonomy" and target in self.terms:
            address = "/".join(self.terms[target])
        elif kind == "post_type" and target in self.posts:
            post = self.blog.posts[self.posts[target]]
            address, title = post["slug"], title or post["title"]
        elif kind == "custom":
            address = meta["_menu_item_url"]
        else:
            if last:
                self.blog.refused.append(f"menu item {title}: nothing has the id {target}")
            else:
                self.later.append(item)
            return
        parent = _number(meta["_menu_item_menu_item_parent"])
        above = self.menu_items.get(parent, ("", ""))[0]
        self.menu_items[_number(_text(item, "post_id"))] = (title, address)
        self.blog.menus.setdefault(slug, []).append((title, address, above))


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{WP}{name}") or ""


def _number(text: str) -> int:
    """Read a number as PHP's ``(int)`` does."""
    match = re.match(r"\s*(-?\d+)", text)
    return int(match[1]) if match else 0


def _meta(element: ET.Element, name: str) -> Iterable[tuple[str, str]]:
    for meta in element.findall(f"{WP}{name}"):
        yield _text(meta, "meta_key"), _text(meta, "meta_value")
