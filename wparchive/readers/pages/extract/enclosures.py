"""Reads the sound of a page's episode from its head, where a script draws the player."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urljoin

from wparchive import patterns
from wparchive.model.elements import UnknownElement
from wparchive.readers.pages.extract.metadata import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.post_parts import PostParts

_ADDRESS: Final = patterns.lazy(r"https?://[^\s<>\"]+")
_BYTES: Final = patterns.lazy(r"\d{1,12}")
_SOUND: Final = ("og:audio:secure_url", "og:audio:url", "og:audio")
_OBJECTS: Final = ("AudioObject", "PodcastEpisode", "RadioEpisode")


def read_enclosures(
    metadata: Metadata, address: str | None, parts: PostParts
) -> list[UnknownElement]:
    """Return the sound that a page's head names, as an enclosure of RSS.

    Plugins of podcasts name it there for social networks (``og:audio``) and search engines
    (JSON-LD). Their player in the text may be a place that a script fills.

    Args:
        metadata: The page's metadata.
        address: The page's address; None if unknown.
        parts: What the page shows of the post.

    Returns:
        Empty if the head names no sound or several, and if the text names it as well.
    """
    if parts.is_locked:
        return []
    kind = metadata.first("og:audio:type")
    found = [{"url": metadata.first(*_SOUND), "type": kind}, *map(_of_object, _objects(metadata))]
    shown = unquote(parts.content or "")
    files: dict[str, dict[str, str]] = {}
    for given in found:
        file = {name: value.strip() for name, value in given.items() if value}
        file["url"] = _absolute(address, file.get("url", ""))
        if _ADDRESS.fullmatch(file["url"]):
            files.setdefault(_name(file["url"]), {}).update(file)
    if len(files) != 1 or not files.keys().isdisjoint({"", "index.html"}):
        return []
    [(name, file)] = files.items()
    if file["url"] in shown or name in shown:
        return []
    return [UnknownElement(tag="enclosure", attributes=file)]


def _objects(metadata: Metadata) -> Iterator[dict[str, Any]]:
    for found in metadata.typed(*_OBJECTS):
        inner = metadata.resolve(found.get("associatedMedia") or found.get("audio") or found)
        yield inner if isinstance(inner, dict) else found


def _of_object(found: dict[str, Any]) -> dict[str, str | None]:
    def text(*names: str) -> str | None:
        return next((value for name in names for value in texts(found.get(name))), None)

    size = text("contentSize") or ""
    return {
        "url": text("contentUrl"),
        "type": text("encodingFormat"),
        "length": size if _BYTES.fullmatch(size) else None,
    }


def _absolute(address: str | None, url: str) -> str:
    try:
        return urljoin(address or "", url) if url else ""
    except ValueError:  # such as brackets that are no IPv6 address
        return ""


def _name(url: str) -> str:
    return unquote(url.partition("?")[0].partition("#")[0]).rstrip("/").rpartition("/")[2]
