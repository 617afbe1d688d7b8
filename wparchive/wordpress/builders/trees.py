"""Makes HTML of the trees in which builders and field plugins keep a page: JSON, serialized PHP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.wordpress import conditions
from wparchive.wordpress.builders import values
from wparchive.wordpress.builders.elements import element_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wparchive.wordpress.media import Media

_DEPTH: Final = 60
# The name of a type of blocks, which ACF keeps among the settings.
_BLOCK_NAME: Final = patterns.lazy(r"[a-z0-9-]+/[a-z0-9-]+")
_NAMES: Final = ("widgetType", "_type", "name", "mod_name", "type", "widgetName", "uid")
_SETTINGS: Final = ("settings", "options", "data", "mod_settings", "attrs", "properties", "value")
_CHILDREN: Final = (
    "elements",
    "children",
    "items",
    "content",
    "columns",
    "cols",
    "rows",
    "modules",
    "widgets",
    "_modules",
)
# What blocks with others inside call their titles.
_TITLES: Final = {"title", "heading", "question", "itemtitle", "tabtitle", "label"}
# Keys that only elements with others below them have.
_BELOW: Final = ("elements", "children")
_LAYOUT: Final = frozenset({"section", "column", "container"})  # of Elementor
_CLASS: Final = "__class__"
# The parts of the line of an ingredient.
_INGREDIENT: Final = ("quantity", "amount", "unit", "ingredient", "notes")
# Elements that Beaver Builder lists by number, with their parents.
_LISTED: Final = {"node", "parent", "position"}
_WHOLE: Final = {"_type", "settings", "data", "options", "elements", "children", "mod_settings"}
_ITEM: Final = patterns.lazy(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)


def tree_html(data: Any, media: Media, depth: int = 0) -> str:
    """Convert a builder's tree to HTML as readers saw it.

    Args:
        data: Values of JSON.
        media: The archive's attachments.
        depth: How deep the tree is inside of another one.
    """
    if depth > _DEPTH:
        return ""
    if isinstance(data, list):
        return _list_html(data, media, depth)
    if isinstance(data, dict):
        return _dict_html(data, media, depth)
    if isinstance(data, str):
        if (inner := values.embedded_data(data)) is not None:
            return tree_html(inner, media, depth + 1)
        if values.is_prose(data):
            text = values.html_of(data)
            return text if "<p" in text else f"<p>{text}</p>"
    return ""


def block_text(attributes: dict[str, Any], media: Media, block: str = "") -> str:
    """Convert texts that only a block's attributes have to HTML; empty if there are none.

    Args:
        attributes: The attributes. Field plugins have their fields under ``data``.
        media: The archive's attachments.
        block: The block's name, which may say what it is.
    """
    data = attributes.get("data")
    fields: dict[str, Any] = data if isinstance(data, dict) else _unwrapped(attributes)
    shown = {
        key: value
        for key, value in fields.items()
        if not (_is_of_plugin(key, value) or _is_double(key, fields))
    }
    name = str(attributes.get("name") or "") if fields is data else block
    return element_html(name, shown, "", media, lambda value: tree_html(value, media, 1))


def _is_double(key: str, fields: Mapping[str, Any]) -> bool:
    """Check whether a setting repeats another one for search engines: ``jsonSummary``."""
    name = key.removeprefix("json")
    return name != key and f"{name[:1].lower()}{name[1:]}" in fields


def title_of_block(attributes: Mapping[str, Any]) -> str:
    """Return the title that the attributes of a block have, as HTML; empty for none.

    Args:
        attributes: The attributes.
    """
    for name, value in attributes.items():
        words = name.lower().removeprefix("panel")
        if words in _TITLES and isinstance(value, str) and values.is_text(value):
            return values.html_of(value.strip())
    return ""


def _is_of_plugin(key: str, value: Any) -> bool:
    """Check whether it is ACF's note of which field a value is, or what the block's name is."""
    if not isinstance(value, str):
        return False
    is_name = key == "name" and _BLOCK_NAME.fullmatch(value) is not None
    return is_name or (key.startswith("_") and value.startswith("field_"))


def _ingredients(data: list[Any]) -> str:
    """Write the ingredients of a recipe, each in a line; empty if the list is another one."""
    if not all(isinstance(entry, dict) and "ingredient" in entry for entry in data):
        return ""
    lines = [" ".join(filter(None, (_words(entry.get(k)) for k in _INGREDIENT))) for entry in data]
    items = "".join(f"<li>{values.html_of(line)}</li>" for line in lines if line)
    return f"<ul>{items}</ul>" if items else ""


def _words(value: Any, depth: int = 0) -> str:
    """Return a text that an editor keeps in pieces, some of them elements."""
    if depth > _DEPTH:
        return ""
    if isinstance(value, list):
        return "".join(_words(piece, depth + 1) for piece in value)
    if isinstance(value, dict):
        props = value.get("props")
        return _words(props.get("children"), depth + 1) if isinstance(props, dict) else ""
    return str(value) if isinstance(value, str | int | float) else ""


def _list_html(data: list[Any], media: Media, depth: int) -> str:
    if data and (recipe := _ingredients(data)):
        return recipe
    if _is_flat(data):
        data = list(_in_order(data))
    hidden = _hidden_nodes(data)
    made = [
        _for_members(piece) if at in hidden else piece
        for at, piece in enumerate(tree_html(entry, media, depth + 1) for entry in data)
    ]
    shown = [piece for piece in made if piece]
    lines = [_ITEM.fullmatch(piece) for piece in shown]
    plain = not any(isinstance(entry, dict) and entry.keys() & _WHOLE for entry in data)
    if plain and len(shown) > 1 and all(lines):
        items = "\n".join(f"<li>{line[1]}</li>" for line in lines if line)
        return f"<ul>\n{items}\n</ul>"
    return "\n".join(shown)


def _dict_html(data: dict[str, Any], media: Media, depth: int) -> str:
    def nested(value: Any) -> str:
        return tree_html(value, media, depth + 1)

    if data.get("visible") is False:  # Rank Math
        return ""
    data = {key: _unwrapped(value) for key, value in data.items()}
    entries = list(data.values())
    is_list = all(isinstance(entry, dict) for entry in entries) and "panels_info" not in data
    if entries and is_list:
        return _list_html(entries, media, depth)
    if isinstance(inside := data.get("data"), dict) and isinstance(inside.get("properties"), dict):
        data = {**data, "data": inside["properties"], "type": inside.get("type")}  # Breakdance
    settings = next((data[key] for key in _SETTINGS if isinstance(data.get(key), dict)), None)
    name = next((data[key] for key in _NAMES if isinstance(data.get(key), str)), "")
    if isinstance(info := data.get("panels_info"), dict):  # SiteOrigin
        name = str(info.get("class") or "")
        data = {key: value for key, value in data.items() if key != "panels_info"}
    if settings is None and (data.get("settings") == [] or any(key in data for key in _BELOW)):
        settings = {}
    if settings is None:
        plain = {k: v for k, v in data.items() if k != _CLASS and k not in {"elType", "widgetType"}}
        shown = element_html(name, plain, "", media, nested)
        return _for_members(shown) if conditions.hide(plain) else shown
    if isinstance(original := settings.get("original"), dict):
        settings = {**settings, **original}  # Oxygen
        del settings["original"]
    if isinstance(settings.get("type"), str) and name in {"module", ""}:
        name = settings["type"]
    settings = {key: value for key, value in settings.items() if key != _CLASS}
    settings, below = _with_titles(settings, data)
    children = "\n".join(
        made
        for key in _CHILDREN
        if isinstance(below.get(key), list | dict) and (made := nested(below[key]))
    )
    seen = _of_layout(settings) if data.get("elType") in _LAYOUT else settings
    shown = element_html(name, seen, children, media, nested)
    return _for_members(shown) if conditions.hide(settings) else shown


def _of_layout(settings: dict[str, Any]) -> dict[str, Any]:
    """Return what shows of a section or column by itself: its background, and where it leads.

    Add-ons leave the defaults of their own settings there.
    """
    backgrounds: dict[str, Any] = {
        key: value
        for key, value in settings.items()
        if "background" in key and isinstance(value, dict | list)
    }
    if film := settings.get("background_video_link"):
        backgrounds["video_link"] = film
    return {**backgrounds, **({"link": settings["link"]} if "link" in settings else {})}


def _unwrapped(value: Any, depth: int = 0) -> Any:
    """Return the value that atomic elements of Elementor and Divi 5 keep with its type or size."""
    if depth > _DEPTH:
        return value
    if isinstance(value, dict):
        if "$$type" in value and "value" in value:
            return _unwrapped(value["value"], depth + 1)
        if isinstance(
            inner := value.get("innerContent"), dict
        ):  # Divi 5, by the width of the screen
            sizes = inner.get("desktop")
            shown = sizes.get("value") if isinstance(sizes, dict) else None
            if isinstance(shown, dict) and shown.keys() == {"text"}:
                return shown["text"]
            return _unwrapped(shown, depth + 1)
        return {key: _unwrapped(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unwrapped(inner, depth + 1) for inner in value]
    return value


def _with_titles(
    settings: dict[str, Any], data: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the children of an element their titles, which its settings list in the same order."""
    children = data.get("elements")
    if not isinstance(children, list) or not children:
        return settings, data
    for key, items in settings.items():
        if not isinstance(items, list) or len(items) != len(children):
            continue
        named = (item for item in items if isinstance(item, dict))
        titles = [item.get("item_title") or item.get("tab_title") for item in named]
        if len(titles) == len(children) and all(isinstance(title, str) for title in titles):
            parts = [
                {"widgetType": "tab", "settings": {"title": title}, "elements": [child]}
                for title, child in zip(titles, children, strict=True)
            ]
            return {k: v for k, v in settings.items() if k != key}, {**data, "elements": parts}
    return settings, data


def _for_members(html: str) -> str:
    """Enclose what not all readers saw, so that public editions are without it."""
    return f"[{conditions.MARK}]{html}[/{conditions.MARK}]" if html else ""


def _hidden_nodes(data: list[Any]) -> set[int]:
    """Return the places of nodes in a flat list whose parents are hidden."""
    nodes = [entry for entry in data if isinstance(entry, dict) and "parent" in entry]
    parents = {str(node.get("node") or node.get("id")): str(node["parent"]) for node in nodes}
    hidden = {
        str(node.get("node") or node.get("id"))
        for node in nodes
        if isinstance(settings := node.get("settings"), dict) and conditions.hide(settings)
    }
    return {
        at
        for at, entry in enumerate(data if hidden else ())
        if isinstance(entry, dict) and _is_below(str(entry.get("parent")), parents, hidden)
    }


def _is_below(name: str, parents: dict[str, str], hidden: set[str]) -> bool:
    """Check whether a node or one of those above it is hidden."""
    for _ in range(_DEPTH):
        if name in hidden or name not in parents:
            break
        name = parents[name]
    return name in hidden


def _is_flat(data: list[Any]) -> bool:
    return bool(data) and all(isinstance(entry, dict) and entry.keys() >= _LISTED for entry in data)


def _in_order(data: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Walk nodes that name their parents in the order in which a page shows them."""
    below: dict[str, list[dict[str, Any]]] = {}
    known = {str(node.get("node")) for node in data}
    for node in data:
        parent = str(node.get("parent") or "")
        below.setdefault(parent if parent in known else "", []).append(node)
    for nodes in below.values():
        nodes.sort(key=_position)
    seen: set[str] = set()
    waiting = below.get("", [])[::-1]
    while waiting:
        node = waiting.pop()
        identity = str(node.get("node"))
        if identity in seen:
            continue
        seen.add(identity)
        yield node
        waiting += below.get(identity, [])[::-1]
    yield from (node for node in data if str(node.get("node")) not in seen)


def _position(node: dict[str, Any]) -> int:
    value = node.get("position")
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
