"""Puts values where a body names them: fields and files of a post, overrides of a pattern."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.web.false_tags import show_false_tags
from wparchive.web.scanning import split_enclosed
from wparchive.wordpress import serialized
from wparchive.wordpress.blocks import delimiters
from wparchive.wordpress.facet_table import table
from wparchive.wordpress.marks import CODE
from wparchive.wordpress.shortcodes.syntax import attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wparchive.wordpress.blocks import Delimiter

OVERRIDES: Final = "core/pattern-overrides"
FIELDS: Final = "core/post-meta"
_ALL: Final = "__default"
# The elements that hold the text of a paragraph, heading, button or caption.
_TEXT: Final = patterns.lazy(
    r"<(p|h[1-6]|a|button|figcaption|li)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
)
_ADDRESS: Final = patterns.lazy(r"(<(?:a|img)\b[^<>]*?\s(?:href|src)=)(?:\"[^\"]*\"|'[^']*')")
_NO_ADDRESS: Final = patterns.lazy(r"<a(?=[\s>])")
_ALT: Final = patterns.lazy(r"(<img\b[^<>]*?\salt=)(?:\"[^\"]*\"|'[^']*')")

Values = dict[str, str]


def with_fields(text: str, meta: Mapping[str, str]) -> str:
    """Put fields of the post into the blocks that are bound to them.

    WordPress shows no field whose key begins with an underscore.

    Args:
        text: A body as it is stored.
        meta: The first value of each key.
    """

    def find(metadata: dict[str, Any]) -> Values:
        found = {}
        for name, binding in _bindings(metadata).items():
            given = binding.get("args") if binding.get("source") == FIELDS else None
            key = given.get("key") if isinstance(given, dict) else None
            if isinstance(key, str) and not key.startswith("_") and meta.get(key):
                found[name] = escape(meta[key], quote=False)
        return found

    return _with_values(text, find) if FIELDS in text else text


def with_called_fields(text: str, meta: Mapping[str, str]) -> str:
    """Put fields of the post in the place of the shortcodes that show them.

    A field that has no text, or whose key begins with an underscore, is left as it is called.

    Args:
        text: A body as it is stored.
        meta: The first value of each key.
    """

    def shown(call: re.Match[str]) -> str:
        given = attributes(call["given"])
        keys = [
            f"{prefix}{given[argument]}"
            for argument, prefix in called_fields()[call["name"]]
            if given.get(argument)
        ]
        arguments = {argument for argument, _ in called_fields()[call["name"]]}
        is_other = given.keys() & (_OTHER_POSTS - arguments)
        value = next((meta[key] for key in keys if meta.get(key) and key[0] != "_"), "")
        if is_other or not value or value[0] in "[{" or serialized.is_serialized(value):
            return call[0]
        return show_false_tags(value)

    parts = split_enclosed(text, CODE)
    parts[::2] = [_calls().sub(shown, part) for part in parts[::2]]
    return "".join(parts)


def calls_fields(text: str) -> bool:
    """Check whether a body may call fields of its post by shortcodes."""
    return "[" in text and _calls().search(text) is not None


_OTHER_POSTS: Final = {"post_id", "id", "post", "object_id", "option"}


@cache
def called_fields() -> dict[str, list[tuple[str, str]]]:
    """Return the arguments with the key of a field, and how its meta key begins, by shortcode."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, argument, prefix in table()["called_fields"]["rows"]:
        found.setdefault(name, []).append((argument, prefix))
    return found


@cache
def _calls() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, called_fields()), key=len, reverse=True))
    return re.compile(rf"\[(?<!\[\[)(?P<name>{names})\s(?P<given>[^\[\]<>]*+)\](?:\[/(?P=name)\])?")


def with_episode(text: str, files: Sequence[Mapping[str, object]]) -> str:
    """Put the files of an episode in the place of the shortcodes and blocks that play it.

    Args:
        text: A body as it is stored.
        files: Each with ``url``, and ``type`` if it is known (`media_fields.enclosures`).
    """
    if not files or not plays_episode(text):
        return text
    player = "\n\n".join(map(_player, files))

    def shown(call: re.Match[str]) -> str:
        given = attributes(call["given"].rstrip("/ "))
        return call[0] if _names_another(given) else player

    parts = split_enclosed(text, CODE)
    parts[::2] = [_players().sub(shown, part) for part in parts[::2]]
    return _with_players_of_blocks("".join(parts), player)


def plays_episode(text: str) -> bool:
    """Check whether a body may have a player of its post's own episode."""
    if "[" in text and _players().search(text) is not None:
        return True
    return "<!-- wp:" in text and any(name in text for name in table()["episode_player"]["blocks"])


def _with_players_of_blocks(text: str, player: str) -> str:
    out: list[str] = []
    done = 0
    for block in delimiters(text):
        is_player = block.void and block.name in table()["episode_player"]["blocks"]
        if is_player and not _names_another(block.attributes()):
            out += (text[done : block.start], player)
            done = block.end
    return "".join([*out, text[done:]])


def _names_another(given: Mapping[str, Any]) -> bool:
    """Check whether attributes name a file or an episode."""
    names = table()["episode_player"]["names"]
    return "0" in given or any(name.lower() in names and value for name, value in given.items())


def _player(file: Mapping[str, object]) -> str:
    kind = "video" if str(file.get("type", "")).startswith("video/") else "audio"
    return f'[{kind} src="{escape(str(file["url"]))}"]'


@cache
def _players() -> re.Pattern[str]:
    names = "|".join(map(re.escape, table()["episode_player"]["shortcodes"]))
    return re.compile(rf"\[(?<!\[\[)(?:{names})(?=[\s\]/])(?P<given>[^\[\]<>]*+)\]")


def with_overrides(text: str, content: Any) -> str:
    """Put the texts of one use of a pattern into the blocks that it may change.

    Args:
        text: The body of the pattern.
        content: What the block that uses it has: attributes, by the names of blocks.
    """
    if not isinstance(content, dict) or OVERRIDES not in text:
        return text

    def find(metadata: dict[str, Any]) -> Values:
        given = content.get(metadata.get("name"))
        bound = {n for n, b in _bindings(metadata).items() if b.get("source") == OVERRIDES}
        values = given if isinstance(given, dict) else {}
        return {
            name: show_false_tags(value)
            for name, value in values.items()
            if isinstance(value, str) and (name in bound or _ALL in bound)
        }

    return _with_values(text, find)


def _bindings(metadata: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = metadata.get("bindings")
    entries = found.items() if isinstance(found, dict) else ()
    return {name: binding for name, binding in entries if isinstance(binding, dict)}


def _with_values(text: str, find: Callable[[dict[str, Any]], Values]) -> str:
    out: list[str] = []
    opened: list[tuple[Delimiter, Values]] = []
    done = 0
    for block in delimiters(text):
        if block.closes:
            start, values = opened.pop() if opened else (block, {})
            if values and start.end >= done:
                out += [text[done : start.end], _filled(text[start.end : block.start], values)]
                done = block.start
        elif not block.void:
            metadata = block.attributes().get("metadata") if block.json else None
            opened.append((block, find(metadata) if isinstance(metadata, dict) else {}))
    return "".join([*out, text[done:]])


def _filled(html: str, values: Values) -> str:
    """Put values into the HTML of a block: text, address, description of a picture."""
    text = values.get("content", values.get("text", values.get("caption")))
    if text is not None:
        html = _with_text(html, text)
    if (url := values.get("url")) is not None:
        address = f'"{escape(url)}"'
        changed = _ADDRESS.sub(lambda found: f"{found[1]}{address}", html, count=1)
        is_link = changed == html and "<img" not in html
        html = _NO_ADDRESS.sub(f"<a href={address}", html, count=1) if is_link else changed
    if (alt := values.get("alt")) is not None:
        html = _ALT.sub(lambda found: f'{found[1]}"{escape(alt)}"', html, count=1)
    return html


def _with_text(html: str, text: str) -> str:
    """Put a text into the first element that holds words."""
    start = _TEXT.search(html)
    end = html.rfind(f"</{start[1]}") if start else -1
    return f"{html[: start.end()]}{text}{html[end:]}" if start and end >= start.end() else html
