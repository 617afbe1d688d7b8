"""Shows the records of plugins that posts call by number: tables, galleries, recipes, shared texts.

The table is ``wparchive/data/records.toml``; its head explains the keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive.web.false_tags import show_false_tags
from wparchive.web.json_text import load_json
from wparchive.wordpress import serialized
from wparchive.wordpress.autop import autop
from wparchive.wordpress.builders.trees import tree_html
from wparchive.wordpress.emails import without_recipients
from wparchive.wordpress.members import without_member_parts
from wparchive.wordpress.source import source_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.model.records import Post
    from wparchive.wordpress.media import Media
    from wparchive.wordpress.shortcodes.processor import Handler, Shortcode

_DEPTH: Final = 8
"""Shared texts inside of one another."""
_OPTIONS: Final = "_tablepress_table_options"
_VISIBILITY: Final = "_tablepress_table_visibility"


class _Record(msgspec.Struct, array_like=True):
    """The kept data of a record: the number of its row in the table, its texts and its meta."""

    row: int
    title: str
    content: str
    meta: dict[str, str]


@dataclass(eq=False)
class Records:
    """Keeps the records of an archive that posts may call; each is packed.

    Attributes:
        handlers: What shows them, by the names of shortcodes.
    """

    handlers: dict[str, Handler] = field(default_factory=dict)
    _packed: dict[tuple[int, str], bytes] = field(default_factory=dict)
    _depth: int = 0

    def add(self, post: Post, *, public: bool) -> None:
        """Take in a record that the table knows and that readers may see."""
        number = _rows_by_type().get(post.type or "")
        if number is None or not public or post.id is None:
            return
        row = _rows()[number]
        keys = {*row.get("fields", ()), _OPTIONS, _VISIBILITY}
        meta = {m.key: m.value for m in post.meta if m.key in keys and m.value and m.key}
        names = [post.get_meta(key) for key in row.get("number", ())]
        record = _Record(number, post.title or "", _shown_to_all(post.content or ""), meta)
        packed = msgspec.msgpack.encode(record)
        for name in (*names, *(() if any(names) else (str(post.id), post.slug))):
            if name:
                self._packed.setdefault((number, name), packed)
        for shortcode in row["shortcodes"]:
            self.handlers[shortcode] = self._called

    def block_html(self, name: str, attributes: Mapping[str, Any], media: Media) -> str | None:
        """Make HTML of a block that shows a record; None if none is known."""
        number = _rows_by("blocks").get(name)
        return None if number is None else self._html(number, attributes, media)

    def _called(self, shortcode: Shortcode) -> str | None:
        number = _rows_by("shortcodes").get(shortcode.name)
        if number is None:
            return None
        return self._html(number, shortcode.attributes, shortcode.processor.media)

    def _html(self, number: int, attributes: Mapping[str, Any], media: Media) -> str | None:
        row = _rows()[number]
        named = (str(attributes[key]).strip() for key in row["ids"] if attributes.get(key))
        packed = next(filter(None, (self._packed.get((number, name)) for name in named)), None)
        if packed is None or self._depth >= _DEPTH:
            return None
        record = msgspec.msgpack.decode(packed, type=_Record)
        self._depth += 1
        try:
            return _FORMS[row["form"]](record, media)
        finally:
            self._depth -= 1


def _shown_to_all(content: str) -> str:
    """Remove text for members only, and the recipients of contact forms."""
    return without_recipients(without_member_parts(content)[0] or "")[0] or ""


def _table(record: _Record, _media: Media) -> str | None:
    """Make a table of rows of cells, without the rows and columns that its author hid."""
    rows = load_json(record.content)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    shown = load_json(record.meta.get(_VISIBILITY, ""))
    hidden = shown if isinstance(shown, dict) else {}
    rows = [_visible(row, hidden.get("columns")) for row in _visible(rows, hidden.get("rows"))]
    options = load_json(record.meta.get(_OPTIONS, ""))
    has_head = not isinstance(options, dict) or bool(options.get("table_head", True))
    lines = [_row(row, "th" if has_head and not at else "td") for at, row in enumerate(rows)]
    head = f"<thead>{lines.pop(0)}</thead>" if has_head and lines else ""
    return f"<table>{head}<tbody>{''.join(lines)}</tbody></table>"


def _row(cells: list[Any], tag: str) -> str:
    made = (show_false_tags(str(cell)).replace("\n", "<br />") for cell in cells)
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in made)}</tr>"


def _visible(entries: list[Any], marks: Any) -> list[Any]:
    if not isinstance(marks, list) or len(marks) != len(entries):
        return entries
    return [entry for entry, mark in zip(entries, marks, strict=True) if mark]


def _fields(record: _Record, media: Media) -> str | None:
    """Make HTML of the fields that a page shows, in the table's order, after its text."""
    row = _rows()[record.row]
    pieces = [autop(source_html(record.content))] if record.content.strip() else []
    for key in row["fields"]:
        value = record.meta.get(key, "")
        if not value:
            continue
        pieces.append(_field(key, value, media))
    pieces = [piece for piece in pieces if piece]
    is_text = any("<img" not in piece for piece in pieces)
    title = f"<h3>{escape(record.title, quote=False)}</h3>" if record.title and is_text else ""
    return "\n".join([title, *pieces]).strip() if pieces else None


def _field(key: str, value: str, media: Media) -> str:
    found = serialized.decode(value) if serialized.is_serialized(value) else load_json(value)
    if isinstance(found, list | dict):
        return _data(key, found, media)
    text = source_html(value)
    if "<" in text or "\n" in text.strip():
        return autop(text)
    label = key.rpartition("wprm_")[2].replace("_", " ").strip()
    return f"<p>{label}: {text.strip()}</p>" if len(text.split()) < 3 else f"<p>{text}</p>"


def _data(key: str, found: Any, media: Media) -> str:
    if lines := _lines(found):
        tag = "ol" if "instruction" in key else "ul"
        return f"<{tag}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"
    if isinstance(found, dict):
        found = found.get("gallery") or found.get("slider") or found
    if isinstance(found, dict) and all(isinstance(v, dict) for v in found.values()):
        found = [{"id": number, **entry} for number, entry in found.items()]
    if isinstance(found, list):
        found = {"images": found}
    return without_member_parts(tree_html(found, media))[0] or ""


def _lines(found: Any) -> list[str]:
    """List the lines of a recipe: amounts, units and names together, or the texts of steps."""
    lines: list[str] = []
    for entry in found if isinstance(found, list) else found.values():
        if not isinstance(entry, dict):
            return []
        inner = next((entry[k] for k in ("ingredients", "instructions") if k in entry), None)
        if isinstance(inner, list | dict):
            if isinstance(name := entry.get("name"), str) and name.strip():
                lines.append(f"<strong>{escape(name, quote=False)}</strong>")
            lines += _lines(inner)
            continue
        words = [str(entry[k]).strip() for k in _LINE if isinstance(entry.get(k), str | int)]
        if not any(words) or entry.keys() & _PICTURE:
            return []
        lines.append(show_false_tags(" ".join(filter(None, words))))
    return lines


_LINE: Final = ("amount", "unit", "name", "ingredient", "notes", "text", "description")
_PICTURE: Final = {"src", "alt", "full_src"}


def _content(record: _Record, _media: Media) -> str | None:
    return autop(source_html(record.content)) if record.content.strip() else None


_FORMS: Final = {"table": _table, "fields": _fields, "content": _content}


@cache
def _rows() -> list[dict[str, Any]]:
    import tomllib  # noqa: PLC0415 - only for those who convert

    path = resources.files("wparchive").joinpath("data/records.toml")
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["record"]
    return rows


@cache
def _rows_by(key: str) -> dict[str, int]:
    return {name: at for at, row in enumerate(_rows()) for name in row.get(key, ())}


def _rows_by_type() -> dict[str, int]:
    return _rows_by("types")
