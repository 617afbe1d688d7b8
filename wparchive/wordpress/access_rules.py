"""Reads the records in which plugins for members name the posts that not all readers may see.

The table is ``wparchive/data/access.toml``; its head explains the keys.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wparchive import patterns
from wparchive.web.json_text import load_json
from wparchive.wordpress import serialized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Post
    from wparchive.model.site import Term

_NUMBER: Final = patterns.lazy(r"[0-9]{1,15}")
_NAMES: Final = patterns.lazy(r"[^\s,;|]+")
_MOST_NESTED: Final = 8
_SEES_ALL: Final = {"logged-out", "logged_out", "guest"}
# What an array calls posts of one kind, and whole types of posts.
_POSTS: Final = {"post", "page", "cpt_item", "posts", "pages", "wp_posts", "wp_pages"}
_TYPES: Final = {"cpt_group", "post_types"}
_NO_POSTS: Final = {"menu", "shortcode", "adminside"}
"""What an array protects besides posts; it may also name addresses, for example."""


class Target(NamedTuple):
    """What a rule protects.

    Attributes:
        kind: ``post``, ``child``, ``type``, ``term``, ``path`` or ``all``; ``unknown`` if the
            record does not say it in a way that is understood.
        name: A number, slug, path or type.
        taxonomy: Of a term.
        besides: The numbers of posts to which the rule does not apply.
    """

    kind: str
    name: str = ""
    taxonomy: str = ""
    besides: frozenset[int] = frozenset()


def plugin_of(post_type: str) -> str | None:
    """Return the plugin whose rules are records of a type; None for other types."""
    row = _rules().get(post_type)
    return None if row is None else str(row["plugin"])


def holder_of(post_type: str) -> str | None:
    """Return the type of the records that a rule must belong to; None if any rule counts."""
    return _rules()[post_type].get("parent")


def targets(post: Post) -> list[Target]:
    """Return what a record of `plugin_of` protects; nothing if it is switched off.

    Args:
        post: The record of the rule.
    """
    row = _rules()[post.type or ""]
    if post.status not in {"publish", "", None}:
        return []
    if "kind" in row:
        return list(_named(post, row))
    if "map" in row:
        return list(_mapped(post.get_meta(row["map"]) or ""))
    if "lists" in row:
        values = [e.value or "" for e in post.meta if e.key in row["lists"]]
        return [_numbered(value) for value in values] or [Target("unknown")]
    return _of_tree(post.content or "") if row.get("tree") else [Target("unknown")]


def _named(post: Post, row: dict[str, Any]) -> Iterator[Target]:
    """Read a record whose meta has a kind and a name."""
    kind, value = (post.get_meta(row[key]) or "" for key in ("kind", "of"))
    is_pattern = (post.get_meta(row["regex"]) or "") not in {"", "0"}
    for pattern, meaning in row["kinds"]:
        if not (found := re.search(pattern, kind)):
            continue
        word, _, given = meaning.partition(" ")
        given = given or (found[1] if found.lastindex else "")
        names = _NAMES.findall(value)
        if word in {"type", "all"}:
            besides = frozenset(int(name) for name in names if _NUMBER.fullmatch(name))
            yield Target(word, given, besides=besides)
        elif word == "path":
            yield Target("unknown") if is_pattern else Target("path", value.strip())
        elif word != "none":
            yield from (Target(word, name, given) for name in names)
        return
    yield Target("unknown")


def _mapped(value: str) -> Iterator[Target]:
    """Read an array of what is protected, by kind and number."""
    found = serialized.decode(value) if serialized.is_serialized(value) else load_json(value)
    for kind, entries in found.items() if isinstance(found, dict) else ():
        listed = entries if isinstance(entries, dict) else {}
        for name in (str(name) for name, protects in listed.items() if protects):
            if kind in _POSTS:
                yield Target("post", name)
            elif kind in _TYPES:
                yield Target("type", name)
            elif kind in {"category", "tag"}:
                yield Target("term", name, "category" if kind == "category" else "post_tag")
            elif kind not in _NO_POSTS:
                yield Target("unknown")


def _numbered(value: str) -> Target:
    return Target("post" if _NUMBER.fullmatch(value) else "type", value)


def _of_tree(content: str) -> list[Target]:
    """Read a rule in JSON; nothing if visitors without an account may read what it names."""
    rule = load_json(content)
    if not isinstance(rule, dict):
        return [Target("unknown")]
    if not rule.get("enabled"):
        return []
    actions = [a for a in rule.get("actions") or () if isinstance(a, dict)]
    shuts_out = bool(actions) and actions[0].get("access_control") == "restrict"
    if _admits_visitors(rule.get("logic_map")) != shuts_out:
        return []
    entries = [e for e in rule.get("target_contents") or () if isinstance(e, dict)]
    return [target for entry in entries for target in _of_entry(entry)]


def _of_entry(entry: dict[str, Any]) -> Iterator[Target]:
    kind, value = entry.get("type"), entry.get("value")
    names = [str(name) for name in (value if isinstance(value, list) else [value]) if name]
    if kind == "whole_site":
        yield Target("all")
    elif kind == "taxonomy":
        yield from (Target("term", name, str(entry.get("taxonomy") or "")) for name in names)
    elif kind in _POSTS or kind in _TYPES:
        yield from (Target("post" if kind in _POSTS else "type", name) for name in names)
    else:
        yield Target("unknown")


def _admits_visitors(logic: Any, depth: int = 0) -> bool:
    """Check whether conditions hold for a visitor who has no account."""
    if not isinstance(logic, dict) or depth > _MOST_NESTED:
        return False
    if "conditions" not in logic:
        value = logic.get("value")
        return value in _SEES_ALL if isinstance(value, str) else False
    conditions = logic["conditions"] if isinstance(logic["conditions"], list) else []
    held = [_admits_visitors(condition, depth + 1) for condition in conditions]
    gate = str(logic.get("logic_gate") or "AND").upper()
    if gate == "NOT":
        return not any(held)
    return any(held) if gate == "OR" else bool(held) and all(held)


def lesson_rows(post_type: str) -> list[dict[str, Any]]:
    """Return the rows of plugins for courses that have lessons of a type."""
    return _lessons().get(post_type, [])


def has_mark(record: Post | Term, marks: list[list[str]]) -> bool:
    """Check whether the meta of a record has one of some pairs of a key and a pattern."""
    return any(
        entry.key == key and entry.value and re.search(pattern, entry.value, re.DOTALL)
        for key, pattern in marks
        for entry in record.meta
    )


def course_of(post: Post, row: dict[str, Any]) -> int | None:
    """Return the number of the course that a lesson names; None if it names none.

    Args:
        post: The lesson.
        row: One of `lesson_rows`.
    """
    for name in row["courses"]:
        beginning = name[:-1] if name.endswith("*") else None
        for entry in post.meta:
            key, value = entry.key or "", entry.value or ""
            if (key == name or (beginning and key.startswith(beginning))) and _NUMBER.fullmatch(
                value
            ):
                return int(value) or None
    return None


def is_open(post: Post) -> bool | None:
    """Check whether all readers see the lessons of a course; None if the post is no course."""
    rows = [row for row in table()["lesson"] if post.type in row["of"]]
    if not rows:
        return None
    return any(
        has_mark(post, row["open"]) if "open" in row else not has_mark(post, row["closed"])
        for row in rows
    )


@cache
def course_types() -> frozenset[str]:
    """Return the types of courses, and those of records between lessons and their course."""
    rows = table()["lesson"]
    return frozenset(name for row in rows for key in ("within", "of") for name in row.get(key, ()))


@cache
def _rules() -> dict[str, dict[str, Any]]:
    return {row["type"]: row for row in table()["rule"]}


@cache
def _lessons() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table()["lesson"]:
        for name in row["types"]:
            found.setdefault(name, []).append(row)
    return found


@cache
def table() -> dict[str, Any]:
    """Read the table."""
    import tomllib  # noqa: PLC0415 - only for those who convert

    path = resources.files("wparchive").joinpath("data/access.toml")
    return tomllib.loads(path.read_text("utf-8"))
