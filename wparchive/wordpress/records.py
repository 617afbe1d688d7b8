"""Shows the records of plugins that posts call by number: tables, galleries, recipes, shared texts.

The table is ``wparchive/data/records.toml``; its head explains the keys.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive import patterns
from wparchive.web.false_tags import show_false_tags
from wparchive.web.json_text import load_json
from wparchive.wordpress import serialized
from wparchive.wordpress.autop import autop
from wparchive.wordpress.builders.trees import tree_html
from wparchive.wordpress.builders.values import file_of, is_address
from wparchive.wordpress.emails import without_recipients
from wparchive.wordpress.embeds import embed
from wparchive.wordpress.members import without_member_parts
from wparchive.wordpress.shortcodes import HANDLERS
from wparchive.wordpress.source import source_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.model.records import Post
    from wparchive.wordpress.media import Media
    from wparchive.wordpress.shortcodes.processor import Handler, Shortcode

_DEPTH: Final = 8
"""Shared texts inside of one another."""
_MOST: Final = 100_000
_UNIT: Final = "_unit"
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
        named = row.get("fields", ())
        keys = {*named, *(f"{key}{_UNIT}" for key in named), row.get("head", "")}
        keys |= {_OPTIONS, _VISIBILITY}
        meta = {m.key: m.value for m in post.meta if m.key in keys and m.value and m.key}
        names = [post.get_meta(key) for key in row.get("number", ())]
        record = _Record(number, post.title or "", _shown_to_all(post.content or ""), meta)
        packed = msgspec.msgpack.encode(record)
        for name in (*names, *(() if any(names) else (str(post.id), post.slug))):
            if name:
                self._packed.setdefault((number, name), packed)
        for shortcode in row["shortcodes"]:
            self.handlers[shortcode] = self._called
        for shortcode in row.get("links", ()):
            self.handlers.setdefault(shortcode, _nothing)
        for shortcode in row.get("places", ()):
            self.handlers.setdefault(shortcode, _place_of_part)

    def block_html(self, name: str, attributes: Mapping[str, Any], media: Media) -> str | None:
        """Make HTML of a block that shows a record; None if none is known."""
        number = _rows_by("blocks").get(name)
        return None if number is None else self._html(number, attributes, media)

    def _called(self, shortcode: Shortcode) -> str | None:
        number = _rows_by("shortcodes").get(shortcode.name)
        if number is None:
            return None
        shown = self._html(number, shortcode.attributes, shortcode.processor.media)
        other = HANDLERS.get(shortcode.name) if shown is None else None
        return other(shortcode) if other else shown

    def _html(self, number: int, attributes: Mapping[str, Any], media: Media) -> str | None:
        row = _rows()[number]
        named = (str(attributes[key]).strip() for key in row["ids"] if attributes.get(key))
        packed = next(filter(None, (self._packed.get((number, name)) for name in named)), None)
        if packed is None or self._depth >= _DEPTH:
            return None
        record = msgspec.msgpack.decode(packed, type=_Record)
        self._depth += 1
        try:
            shown = _FORMS[row["form"]](_without_hidden(record, attributes), media)
            return without_member_parts(shown)[0]
        finally:
            self._depth -= 1


def _nothing(_shortcode: Shortcode) -> str:
    """Render nothing for a link to the record on the same page."""
    return ""


def _place_of_part(shortcode: Shortcode) -> str | None:
    """Render nothing where the record's own body has one of its parts, which are all below it."""
    if shortcode.content is None and "id" not in shortcode.attributes:
        return ""
    other = HANDLERS.get(shortcode.name)
    return other(shortcode) if other else None


def _without_hidden(record: _Record, attributes: Mapping[str, Any]) -> _Record:
    """Return a table without the rows and columns that a shortcode hides."""
    hidden = {name: str(attributes.get(f"hide_{name}") or "") for name in ("rows", "columns")}
    if not any(hidden.values()) or _rows()[record.row]["form"] != "table":
        return record
    rows = _rows_of(record.content)
    if not rows:
        return record
    gone = {name: _places(text) for name, text in hidden.items()}
    kept = [
        [cell for at, cell in enumerate(row, 1) if at not in gone["columns"]]
        for number, row in enumerate(rows, 1)
        if number not in gone["rows"]
    ]
    return msgspec.structs.replace(record, content=json.dumps(kept))


def _places(text: str) -> set[int]:
    """Read numbers of rows or columns: `2`, `3-5`, `B`."""
    found: set[int] = set()
    for word in text.replace(" ", "").split(","):
        first, _, last = word.partition("-")
        numbers = [_number_of(first), _number_of(last or first)]
        if 0 < numbers[0] <= numbers[1] < _MOST:
            found.update(range(numbers[0], numbers[1] + 1))
    return found


def _number_of(word: str) -> int:
    if word.isascii() and word.isdigit() and len(word) < 6:
        return int(word)
    return ord(word.upper()) - ord("A") + 1 if len(word) == 1 and "A" <= word.upper() <= "Z" else 0


def _rows_of(content: str) -> list[list[Any]]:
    """Read the rows of a table: JSON or serialized PHP; empty if it is neither."""
    found = serialized.decode(content) if serialized.is_serialized(content) else load_json(content)
    rows = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(rows, list):
        return []
    rows = [list(row.values()) if isinstance(row, dict) else row for row in rows]
    return rows if all(isinstance(row, list) for row in rows) else []


def own_page(post: Post, media: Media) -> str:
    """Return what the page of a record shows of its own fields, as HTML; empty for nothing.

    Args:
        post: A post whose type the table knows.
        media: The archive's attachments.
    """
    number = _rows_by_type().get(post.type or "")
    if number is None or not _rows()[number].get("page"):
        return ""
    named = _rows()[number]["fields"]
    keys = {*named, *(f"{key}{_UNIT}" for key in named)}
    meta = {m.key: m.value for m in post.meta if m.key in keys and m.value and m.key}
    return _fields(_Record(number, "", "", meta), media) or "" if meta else ""


def _shown_to_all(content: str) -> str:
    """Remove text for members only, and the recipients of contact forms."""
    return without_recipients(without_member_parts(content)[0] or "")[0] or ""


def _table(record: _Record, _media: Media) -> str | None:
    """Make a table of rows of cells, without the rows and columns that its author hid."""
    if not (rows := _rows_of(record.content)):
        return None
    series = record.meta.get(_rows()[record.row].get("head", ""), "")
    named = serialized.decode(series) if serialized.is_serialized(series) else None
    if isinstance(named, list) and all(isinstance(entry, dict) for entry in named):
        rows = [[entry.get("label", "") for entry in named], *rows]  # Visualizer
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
        pieces.append(_field(key, value, record.meta.get(f"{key}{_UNIT}", ""), media))
    pieces = [piece for piece in pieces if piece]
    is_text = any("<img" not in piece for piece in pieces)
    title = f"<h3>{escape(record.title, quote=False)}</h3>" if record.title and is_text else ""
    return "\n".join([title, *pieces]).strip() if pieces else None


def _field(key: str, value: str, unit: str, media: Media) -> str:
    is_array = serialized.is_serialized(value)
    found = _array(value) if is_array else load_json(value)
    if isinstance(found, list | dict):
        return _data(key, found, media)
    if is_array:  # that nobody can read
        return ""
    if is_address(value):
        return embed(value.strip())
    if value.strip().isdecimal():
        unit = unit or ("min" if key.endswith("_time") else "")
    text = f"{source_html(value)} {source_html(unit)}".strip()
    if "<" in text or "\n" in text.strip():
        return autop(text)
    label = key.rpartition("wprm_")[2].removeprefix("nutrition_").replace("_", " ").strip()
    return f"<p>{label}: {text.strip()}</p>" if len(text.split()) < 3 else f"<p>{text}</p>"


def _array(value: str) -> Any:
    """Decode an array, also with wrong lengths of texts; None if it is damaged."""
    found = serialized.decode(value)
    return serialized.decode(serialized.with_right_lengths(value)) if found is None else found


def _data(key: str, found: Any, media: Media) -> str:
    if lines := _lines(found, media):
        tag = "ol" if "instruction" in key else "ul"
        return f"<{tag}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"
    if isinstance(found, dict) and (parts := _recipe(found, media)):
        return parts
    if isinstance(found, dict):
        found = found.get("gallery") or found.get("slider") or found
    if isinstance(found, dict) and all(isinstance(v, dict) for v in found.values()):
        found = [{"id": number, **entry} for number, entry in found.items()]
    if isinstance(found, list):
        found = {"images": [entry for entry in found if _is_shown(entry)]}
    return without_member_parts(tree_html(found, media))[0] or ""


def _is_shown(entry: Any) -> bool:
    """Check whether a picture of a gallery is not put aside (Envira, Soliloquy)."""
    return not (isinstance(entry, dict) and str(entry.get("status") or "") in _ASIDE)


_ASIDE: Final = {"draft", "pending", "private", "inactive", "disabled", "trash"}


def _recipe(found: dict[str, Any], media: Media) -> str:
    """Make HTML of a recipe that is one array: texts and lists in their order; empty for others."""
    if not any(_LISTS.search(key) and isinstance(v, list | dict) for key, v in found.items()):
        return ""
    pieces = []
    for key, value in found.items():
        if isinstance(value, list | dict) and (lines := _lines(value, media)):
            tag = "ol" if _STEPS.search(key) else "ul"
            pieces.append(f"<{tag}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>")
        elif isinstance(value, str) and key != "version":
            text = _BRACKETS.sub("", without_member_parts(value)[0] or "")
            pieces += [autop(source_html(text))] if _WORDS.search(text) else []
    return "\n".join(piece for piece in pieces if piece.strip())


_LISTS: Final = patterns.lazy(
    r"ingredients?\Z|instructions?\Z|directions?\Z|steps\Z", re.IGNORECASE
)
_STEPS: Final = patterns.lazy(r"(?:instructions?|directions?|steps)\Z", re.IGNORECASE)
_WORDS: Final = patterns.lazy(r"[^\W\d_]{2}\s++[^\W\d_]")
_BRACKETS: Final = patterns.lazy(r"\[[^\[\]]*+\]")


def _lines(found: Any, media: Media) -> list[str]:
    """List the lines of a recipe: amounts, units and names together, or the texts of steps."""
    lines: list[str] = []
    for entry in found if isinstance(found, list) else found.values():
        if not isinstance(entry, dict):
            return []
        inner = next((entry[k] for k in _INNER if isinstance(entry.get(k), list | dict)), None)
        if inner is not None:
            lines += _heading(entry.get("name") or entry.get("sectionTitle"))
            lines += _lines(inner, media)
            continue
        if heading := _heading(entry.get("section_heading_name")):
            lines += heading
            continue
        words = [str(entry[k]).strip() for k in _LINE if isinstance(entry.get(k), str | int)]
        if not any(words) or entry.keys() & _PICTURE:
            return []
        picture = _picture(entry.get("image"), media)
        lines.append(show_false_tags(" ".join(filter(None, words))) + picture)
    return lines


def _heading(name: Any) -> list[str]:
    """Make the line with the name of a part of a list; none without a name."""
    is_name = isinstance(name, str) and name.strip()
    return [f"<strong>{escape(name, quote=False)}</strong>"] if is_name else []


def _picture(value: Any, media: Media) -> str:
    """Make HTML of the picture of a step, which a number or an address names; empty for none."""
    url, alt, _ = file_of(value, media) if value else ("", "", "")
    return f' <img src="{escape(url)}" alt="{escape(alt)}" />' if url else ""


_INNER: Final = ("ingredients", "instructions", "instruction")
_LINE: Final = (
    *("amount", "quantity", "unit", "measurement", "name", "ingredient", "notes", "text"),
    *("description", "content", "instruction"),
)
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
