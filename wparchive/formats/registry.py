"""The formats by name. Each is imported when it is asked for, so that none slows the others."""

from __future__ import annotations

import sys
from functools import cache, lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, cast

from wparchive.errors import PluginError, UnknownFormatError, UsageError, did_you_mean
from wparchive.formats.readers import EXPORT, CollectionReader, ContainerReader, Reader
from wparchive.formats.writers import Writer

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

    from wparchive.formats.readers import Format, SourceKind
    from wparchive.model.provenance import Origin

READERS = {
    # First, since posts may quote what other readers look for.
    "canonical": "wparchive.readers.canonical:CanonicalReader",
    "warc": "wparchive.readers.warc:WarcReader",
    "mhtml": "wparchive.readers.mhtml:MhtmlReader",
    "webarchive": "wparchive.readers.webarchive:WebarchiveReader",
    "har": "wparchive.readers.har:HarReader",
    "wxr": "wparchive.readers.wxr:WxrReader",
    "feed": "wparchive.readers.feed:FeedReader",
    "rest": "wparchive.readers.rest:RestReader",
    "page": "wparchive.readers.pages:SavedPageReader",
    # Last, since texts have no mark of their own.
    "text": "wparchive.readers.text:TextReader",
}
WRITERS = {
    "json": "wparchive.writers.json:JsonWriter",
    "markdown": "wparchive.writers.markdown:MarkdownWriter",
    "html": "wparchive.writers.html:HtmlWriter",
    "warc": "wparchive.writers.warc:WarcWriter",
    "wacz": "wparchive.writers.wacz:WaczWriter",
    "wxr": "wparchive.writers.wxr:WxrWriter",
    "parquet": "wparchive.writers.tables:ParquetWriter",
    "sqlite": "wparchive.writers.tables:SqliteWriter",
}

_READERS = "wparchive.readers"
_WRITERS = "wparchive.writers"
_UPDATE = (
    "Update or uninstall this plugin. If it is yours, compare it with docs/how-to/write-a-reader.md"
    " or write-a-writer.md in the documentation of wparchive."
)


@cache
def readers() -> tuple[Format, ...]:
    """Return one of each reader, in the order in which they are asked whether they know a source.

    Plugins' readers (entry point group ``wparchive.readers``) come before those that they name in
    `ReaderInfo.before`.

    Raises:
        PluginError: A plugin cannot be loaded, has the name of another reader, or names one that
            does not exist.
    """
    found = [cast("Format", _load(place)()) for place in READERS.values()]
    for entry in sorted(_entry_points(_READERS), key=lambda entry: entry.name):
        reader = _plugin_reader(entry)
        names = [known.info.name for known in found]
        if reader.info.name in names:
            raise PluginError(
                f"The plugin {entry.value} is a reader called {reader.info.name!r}, like another.",
                hint="Uninstall one of the two plugins, or rename this reader.",
            )
        if unknown := [name for name in reader.info.before if name not in names]:
            raise PluginError(
                f"The reader {reader.info.name!r} should come before {unknown[0]!r}, but there is"
                " no such reader.",
                hint=f"The readers are {', '.join(names)}.",
            )
        found.insert(min(map(names.index, reader.info.before or ("text",))), reader)
    return tuple(found)


def kind_of(origin: Origin | None) -> SourceKind:
    """Return the kind of the source that a record comes from; the blog's own data without one.

    Raises:
        UnknownFormatError: No reader declares it.
    """
    if origin is None or origin.kind is None:
        return EXPORT
    if (kind := source_kinds().get(origin.kind)) is None:
        raise UnknownFormatError(
            f"{origin.source} has a record from a source of the kind {origin.kind!r}, which no"
            " installed reader declares.",
            hint="Install the plugin that reads such sources.",
        )
    return kind


@cache
def source_kinds() -> dict[str | None, SourceKind]:
    """Return all kinds of sources, by their names in `Origin.kind`.

    Raises:
        PluginError: Two readers declare one kind, but differ.
    """
    kinds: dict[str | None, SourceKind] = {}
    for reader in readers():
        for kind in reader.info.kinds:
            if kinds.setdefault(kind.name, kind) != kind:
                raise PluginError(
                    f"The reader {reader.info.name!r} declares the kind of source {kind.name!r},"
                    " which another reader declares differently.",
                    hint="Uninstall one of the two plugins, or rename the kind.",
                )
    return kinds


def writer(name: str) -> type[Writer]:
    """Return the class of a writer.

    Args:
        name: The word on the command line; for a plugin's writer, the name of its entry point in
            the group ``wparchive.writers``.

    Raises:
        UsageError: There is no such writer.
        PluginError: A plugin's writer cannot be loaded, is not a `Writer`, or has another name; or
            another writer has its name.
    """
    plugins = _entry_points(_WRITERS)
    entries = list(plugins.select(name=name))
    if len(entries) + (name in WRITERS) > 1:
        raise PluginError(
            f"The plugin {entries[0].value} has the same name as another writer, {name!r}.",
            hint="Uninstall one of the two plugins, or rename one of the writers.",
        )
    if place := WRITERS.get(name):
        return cast("type[Writer]", _load(place))
    if entries:
        return _plugin_writer(entries[0])
    names = sorted({*WRITERS, *plugins.names})
    meant = did_you_mean([name], names)
    raise UsageError(
        f"There is no output format {name!r}.", hint=f"{meant}The formats are {', '.join(names)}."
    )


def _plugin_writer(entry: EntryPoint) -> type[Writer]:
    try:
        loaded = entry.load()
    except Exception as error:
        raise PluginError(
            f"The writer {entry.name!r} ({entry.value}) could not be loaded: {error}.",
            hint=_UPDATE,
        ) from error
    if not (isinstance(loaded, type) and issubclass(loaded, Writer)):
        raise PluginError(
            f"The plugin's class {entry.value} is not a wparchive.formats.writers.Writer.",
            hint=_UPDATE,
        )
    if missing := sorted(loaded.__abstractmethods__):
        raise PluginError(
            f"The writer {entry.name!r} has no method {missing[0]}.",
            hint=_UPDATE,
        )
    if loaded.name != entry.name:
        raise PluginError(
            f"The plugin's entry point {entry.name!r} names a writer called {loaded.name!r}.",
            hint="Both need the same name. Update or uninstall this plugin.",
        )
    return loaded


def _plugin_reader(entry: EntryPoint) -> Format:
    try:
        reader = entry.load()()
    except Exception as error:
        raise PluginError(
            f"The reader {entry.name!r} ({entry.value}) could not be loaded: {error}.",
            hint=_UPDATE,
        ) from error
    if isinstance(reader, Reader | CollectionReader | ContainerReader):
        return reader
    raise PluginError(
        f"The plugin's class {entry.value} is not a reader: it lacks {_missing(reader)}.",
        hint=_UPDATE,
    )


def _missing(reader: object) -> str:
    """Name the first member that an object lacks to be a reader."""
    for name in ("info", "recognizes"):
        if not hasattr(reader, name):
            return name
    return "a method open, open_all, or extract and assets"


def plugins() -> list[EntryPoint]:
    """Return the entry points of all plugins, readers first."""
    return [*_entry_points(_READERS), *_entry_points(_WRITERS)]


def _entry_points(group: str) -> EntryPoints:
    return _entry_points_on(group, tuple(sys.path))


@lru_cache(maxsize=4)
def _entry_points_on(group: str, _path: tuple[str, ...]) -> EntryPoints:
    # Python opens the metadata of every installed package each time, at the cost of a small blog.
    return entry_points(group=group)


def plugin_of(error: BaseException) -> str:
    """Return the name of the plugin's package that was running when an exception was raised.

    Returns:
        The top-level name of the innermost such package; empty if no plugin was running.
    """
    packages = {entry.module.partition(".")[0] for entry in plugins()}
    frames = (frame for frame, _ in walk_tb(error.__traceback__))
    names = [str(frame.f_globals.get("__name__")).partition(".")[0] for frame in frames]
    return next((name for name in reversed(names) if name in packages), "")


def _load(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)
