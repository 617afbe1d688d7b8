"""The formats by name. Each is imported when it is asked for, so that none slows the others."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, cast

from wparchive.errors import UsageError

if TYPE_CHECKING:
    from wparchive.formats import Format, Writer

READERS = {
    # First, since posts may quote what other readers look for.
    "canonical": "wparchive.readers.canonical:CanonicalReader",
    "warc": "wparchive.readers.warc:WarcReader",
    "mhtml": "wparchive.readers.mhtml:MhtmlReader",
    "wxr": "wparchive.readers.wxr:WxrReader",
    "feed": "wparchive.readers.feed:FeedReader",
    "rest": "wparchive.readers.rest:RestReader",
    "page": "wparchive.readers.pages:MirrorReader",
    # Last, since texts have no mark of their own.
    "text": "wparchive.readers.text:TextReader",
}
WRITERS = {
    "json": "wparchive.writers.json:JsonWriter",
    "markdown": "wparchive.writers.markdown:MarkdownWriter",
    "warc": "wparchive.writers.warc:WarcWriter",
    "wacz": "wparchive.writers.wacz:WaczWriter",
    "wxr": "wparchive.writers.wxr:WxrWriter",
}


def readers() -> list[Format]:
    """One of each reader, in the order in which they are asked whether they know a source."""
    return [cast("Format", _load(place)()) for place in READERS.values()]


def writer(name: str) -> type[Writer]:
    """A writer's class.

    Raises:
        UsageError: There is none of that name, nor a plugin's (entry point group
            ``wparchive.writers``).
    """
    if place := WRITERS.get(name):
        return cast("type[Writer]", _load(place))
    for entry in entry_points(group="wparchive.writers", name=name):
        return cast("type[Writer]", entry.load())
    raise UsageError(
        f"There is no output format {name!r}.", hint=f"There are: {', '.join(sorted(WRITERS))}."
    )


def _load(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)
