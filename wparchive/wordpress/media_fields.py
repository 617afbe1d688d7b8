"""Read the sounds and films in a post's fields: a podcast's enclosures, and what themes show."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.wordpress import serialized
from wparchive.wordpress.facet_table import table
from wparchive.wordpress.media import AUDIO, VIDEO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Post
    from wparchive.wordpress.media import Media

_ADDRESS: Final = patterns.lazy(r"https?://[^\s<>\"']+", re.IGNORECASE)
_BYTES: Final = patterns.lazy(r"[0-9]{1,15}")
_MARK: Final = patterns.lazy(r"field_\w+")  # of which field a value is, in `_name`
_FILM: Final = patterns.lazy(
    r"https?://(?:www\.|m\.|player\.)?(?:youtube(?:-nocookie)?\.com/(?:watch\?|embed/|shorts/|v/)|"
    r"youtu\.be/|vimeo\.com/(?:video/)?\d|dailymotion\.com/(?:video|embed)/|dai\.ly/|twitch\.tv/"
    r"|tiktok\.com/@|rumble\.com/|wistia\.\w+/|videopress\.com/v/|ted\.com/talks/)[^\s\"'<>]*",
    re.IGNORECASE,
)
# Types of the files that podcasts have, for fields that give no type.
_TYPES: Final = {
    ".aac": "audio/aac", ".flac": "audio/flac", ".m4a": "audio/mp4", ".m4b": "audio/mp4",
    ".mp3": "audio/mpeg", ".oga": "audio/ogg", ".ogg": "audio/ogg", ".opus": "audio/opus",
    ".wav": "audio/wav", ".m4v": "video/mp4", ".mov": "video/quicktime", ".mp4": "video/mp4",
    ".ogv": "video/ogg", ".webm": "video/webm", ".pdf": "application/pdf",
}  # fmt: skip
_NOT_SHOWN: Final = patterns.lazy(
    r"_?oembed_|_menu_item|_wp_(?:attached|attachment)|_?et_|_elementor|_edit_"
)


def enclosures(post: Post) -> list[dict[str, str | int]]:
    """List the sounds and films of a podcast: ``url``, and ``length``, ``type``, ``duration``."""
    row = table()["enclosure"]
    found: dict[str, dict[str, str | int]] = {}
    for entry in post.meta:
        key, value = entry.key or "", (entry.value or "").strip()
        if _NOT_SHOWN.match(key) or not value:
            continue
        if key not in row["keys"] and not key.endswith(":enclosure"):
            continue
        for file in _listed(value):
            known = found.setdefault(str(file["url"]), {})
            known |= {name: value for name, value in file.items() if name not in known}
    for file in _of_feed(post):
        found.setdefault(str(file["url"]), file)
    found = _without_copies(found) if len(found) > 1 else found
    if len(found) == 1:
        file = next(iter(found.values()))
        for name, read in (("duration", str), ("length", int)):
            text = next((v for k in row[name] if (v := (post.get_meta(k) or "").strip())), "")
            if text and name not in file and (read is str or _BYTES.fullmatch(text)):
                file[name] = read(text)
    return list(found.values())


def _without_copies(files: dict[str, dict[str, str | int]]) -> dict[str, dict[str, str | int]]:
    """Leave out files of unknown length that have the name of one whose length is known.

    The same sound has other addresses where services count its downloads.
    """
    sized = {_file_name(url) for url, file in files.items() if "length" in file}
    return {
        url: file for url, file in files.items() if "length" in file or _file_name(url) not in sized
    }


def _file_name(url: str) -> str:
    return PurePosixPath(url.partition("?")[0]).name


def _of_feed(post: Post) -> Iterator[dict[str, str | int]]:
    """Read the enclosures of a feed (RSS 2.0), with iTunes' duration if there is one enclosure.

    The head of a page may name the same file once more, without its length.
    """
    files = [element for element in post.extra if element.tag == "enclosure"]
    times = [e.text.strip() for e in post.extra if e.tag == "duration" and "itunes" in e.namespace]
    timed = [element for element in files if element.attributes.get("length")] or files
    for element in files:
        given = element.attributes
        duration = times[0] if times and timed == [element] else ""
        if not element.namespace and _ADDRESS.fullmatch(given.get("url", "").strip()):
            kind = given.get("type", "").strip()
            yield _file(given["url"], given.get("length", "").strip(), kind, duration)


def films(post: Post) -> list[str]:
    """List the films that themes show from a post's fields: addresses, or code that embeds them.

    A film that the body names as well is left out.
    """
    keys = table()["film"]["keys"]
    return list(dict.fromkeys(url for key, url in _films(post) if key in keys))


def unplaced_media(post: Post, media: Media) -> list[tuple[str, str]]:
    """List films and sounds in fields that no theme or plugin is known to show.

    Args:
        post: The post.
        media: The archive's attachments, which fields name by number.

    Returns:
        The meta key and the address of each that the body does not name.
    """
    known = (*table()["film"]["keys"], *table()["enclosure"]["keys"])
    found = [*_films(post), *_sounds(post), *_numbered(post, media)]
    return [(key, url) for key, url in found if key not in known and not key.endswith(":enclosure")]


def _films(post: Post) -> Iterator[tuple[str, str]]:
    for entry in post.meta:
        key = entry.key or ""
        if not _NOT_SHOWN.match(key):
            for text in _texts(entry.value or ""):
                if (url := _film(text)) and url not in (post.content or ""):
                    yield key, url


def _sounds(post: Post) -> Iterator[tuple[str, str]]:
    for entry in post.meta:
        key, url = entry.key or "", (entry.value or "").strip()
        is_sound = _ADDRESS.fullmatch(url) and url.partition("?")[0].lower().endswith(AUDIO)
        if is_sound and not _NOT_SHOWN.match(key) and url not in (post.content or ""):
            yield key, url


def _numbered(post: Post, media: Media) -> Iterator[tuple[str, str]]:
    """Yield the files that fields of Advanced Custom Fields name by their number."""
    marks = {entry.key for entry in post.meta if _MARK.fullmatch(entry.value or "")}
    for entry in post.meta:
        key, value = entry.key or "", (entry.value or "").strip()
        if f"_{key}" not in marks or not _BYTES.fullmatch(value):
            continue
        file = media.get(int(value))
        if file and file.is_any((*AUDIO, *VIDEO)) and file.url not in (post.content or ""):
            yield key, file.url


def _film(text: str) -> str:
    stripped = text.strip()
    if _ADDRESS.fullmatch(stripped):
        is_file = stripped.partition("?")[0].lower().endswith(VIDEO)
        return stripped if is_file or _FILM.fullmatch(stripped) else ""
    if stripped[:7].lower() == "<iframe" and (inside := _FILM.search(stripped)):
        return inside[0]
    return ""


def _listed(value: str) -> Iterator[dict[str, str | int]]:
    """Read an enclosure: WordPress's lines of address, bytes and type, or a plugin's array."""
    if serialized.is_serialized(value):
        for file in _dicts(serialized.decode(value)):
            url = file.get("URI") or file.get("url") or ""
            if isinstance(url, str) and _ADDRESS.fullmatch(url.strip()):
                yield _file(url, str(file.get("size") or ""), "", str(file.get("duration") or ""))
        return
    lines = [line.strip() for line in value.splitlines()]
    if lines and _ADDRESS.fullmatch(lines[0]):
        rest = next((line for line in lines[1:] if serialized.is_serialized(line)), "")
        more = serialized.decode(rest) if rest else None
        duration = str(more.get("duration") or "") if isinstance(more, dict) else ""
        lines += ["", ""]
        kind = lines[2] if "/" in lines[2] and not rest.startswith(lines[2] or "/") else ""
        yield _file(lines[0], lines[1], kind, duration)


def _file(url: str, length: str, kind: str, duration: str) -> dict[str, str | int]:
    file: dict[str, str | int] = {"url": url.strip()}
    if _BYTES.fullmatch(length) and int(length):
        file["length"] = int(length)
    ending = PurePosixPath(url.strip().partition("?")[0]).suffix.lower()
    if kind := kind or _TYPES.get(ending, ""):
        file["type"] = kind
    if any(character.isdigit() for character in duration):
        file["duration"] = duration
    return file


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "URI" in value or "url" in value:
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _dicts(inner)


def _texts(value: str) -> Iterator[str]:
    if not serialized.is_serialized(value):
        yield value
        return
    waiting = [serialized.decode(value)]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, dict | list):
            waiting += list(inner.values() if isinstance(inner, dict) else inner)[::-1]
