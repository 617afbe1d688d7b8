"""Boxes of plugins around the text of a post, whose words are in its fields: reviews."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from wparchive.web.false_tags import show_false_tags
from wparchive.wordpress import facets, serialized
from wparchive.wordpress.autop import autop
from wparchive.wordpress.members import without_member_parts
from wparchive.wordpress.source import source_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Post

_NONE = frozenset({"", "0", "none", "off", "no"})


def box_html(post: Post) -> str:
    """Return the boxes that a page shows of a post's fields, as HTML; empty for none."""
    rows = facets.boxes()
    if {entry.key for entry in post.meta}.isdisjoint(row["when"] for row in rows):
        return ""
    shown = (row for row in rows if (post.get_meta(row["when"]) or "") not in _NONE)
    return "\n".join(piece for row in shown for piece in _pieces(post, row))


def _pieces(post: Post, row: dict[str, Any]) -> Iterator[str]:
    if title := (post.get_meta(row["title"]) or "").strip():
        yield f"<h3>{escape(title, quote=False)}</h3>"
    key, *names = row["list"]
    if lines := list(_lines(post.get_meta(key) or "", names)):
        yield f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    for key in row["texts"]:
        text = without_member_parts(post.get_meta(key))[0] or ""
        if text.strip():
            yield autop(source_html(text)).strip()


def _lines(value: str, names: list[str]) -> Iterator[str]:
    """Yield the lines of a list: a name, and what it got."""
    found = serialized.decode(value) if serialized.is_serialized(value) else None
    entries = list(found.values()) if isinstance(found, dict) else found
    for entry in entries if isinstance(entries, list) else ():
        words = [str(entry.get(n) or "").strip() for n in names] if isinstance(entry, dict) else []
        if any(words):
            yield show_false_tags(": ".join(filter(None, words)))
