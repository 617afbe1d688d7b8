"""Turn sources into documents: recognize each, unpack web archives, group the pages of mirrors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.engine.plugin_document import PluginDocument
from wparchive.errors import (
    EmptyInputError,
    MalformedInputError,
    OutputError,
    UnknownFormatError,
)
from wparchive.errors.containment import Attempt
from wparchive.errors.notices import Code, Notice
from wparchive.formats import registry
from wparchive.formats.readers import (
    CollectionReader,
    ContainerReader,
    Exposure,
    OfSeveralBlogs,
    Reader,
)
from wparchive.readers.pages.mirror_roots import with_addresses
from wparchive.storage import apart
from wparchive.storage.source import SNIFF_SIZE, reading_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from wparchive.formats.readers import Document, Format, WorkerPool
    from wparchive.storage.inputs import Input
    from wparchive.storage.source import Source
    from wparchive.storage.sources import Sources

_REPORT: Final = (
    "Please report this to the authors of the reader. With WPARCHIVE_TRACEBACK=1 wparchive prints"
    " where the reader failed."
)


class OpenInputs(NamedTuple):
    """Inputs that have been opened.

    Attributes:
        opened: Owns the temporary files.
        inputs: The files, measured.
        sources: The documents in them.
    """

    opened: Sources
    inputs: Sequence[Input]
    sources: Sequence[Source]

    @classmethod
    def of(cls, opened: Sources) -> OpenInputs:
        """Find and unpack all documents; see `Sources.open` for the errors."""
        return cls(opened, *opened.open())


class _RecognizedSource(NamedTuple):
    """A source, its format, and its position in the user's order."""

    position: int
    format: Format
    source: Source


def recognizes(start: bytes, name: str) -> bool:
    """Check whether some reader recognizes a document by its first bytes and its name."""
    return find_format(start, name) is not None


def check_apart(target: Path | None, inputs: Sequence[Input]) -> None:
    """Refuse a target that contains an input, which the run could replace or remove.

    Raises:
        OutputError: An input is in the target.
    """
    if target is None:
        return
    names = {given.path: given.name for given in inputs}
    if (found := apart.first_in(names, target)) is not None:
        raise OutputError(
            f"The input {names[found]} is in the output directory {target.name}.",
            hint="Name another output directory; wparchive never changes inputs.",
        )


def open_documents(
    sources: Sequence[Source], pool: WorkerPool, as_of: datetime | None = None
) -> tuple[list[Document], list[Notice]]:
    """Open all sources with the readers that recognize them.

    Returns:
        The documents, in the order of their first sources, and the notices of unpacking.

    Raises:
        UnknownFormatError: No reader recognizes one of them.
        InputError: One cannot be read.
    """
    found, notices = _extract([_recognize(*pair) for pair in enumerate(sources)], as_of)
    documents: list[tuple[int, Document]] = []
    failed: list[Notice] = []
    for entry in found:
        if isinstance(entry.format, Reader):
            with Attempt() as attempt, reading_from(entry.source):
                document = _checked(entry.format.open(entry.source), entry.format)
                parts = document.by_blog() if isinstance(document, OfSeveralBlogs) else [document]
                documents.extend((entry.position, part) for part in parts)
            if attempt.cause:
                text = f"{entry.source.name} could not be read: {attempt.cause}."
                failed.append(Notice(Code.INPUT_DAMAGED, text, entry.source.name))
    gathered = [entry for entry in found if isinstance(entry.format, CollectionReader)]
    for collection, entries in _by_format(_add_addresses(gathered)):
        assert isinstance(collection, CollectionReader)
        gathered_sources = [entry.source for entry in entries]
        with reading_from(*gathered_sources):
            document = collection.open_all(gathered_sources, pool)
        documents.append((entries[0].position, _checked(document, collection)))
    if failed and not documents:
        raise MalformedInputError(failed[0].message, hint=_REPORT)
    if not documents:
        raise _nothing_found(sources, notices)
    opened = [document for _, document in sorted(documents, key=lambda pair: pair[0])]
    return opened, [*notices, *failed]


def _checked(document: Document, kind: Format) -> Document:
    """Return a document, checked if a plugin's reader opened it."""
    name = kind.info.name
    if name in registry.READERS:
        return document
    may_hide = any(source.exposure is Exposure.NONE for source in kind.info.kinds)
    return PluginDocument(document, name, may_hide or not kind.info.kinds)


def _nothing_found(sources: Sequence[Source], notices: Sequence[Notice]) -> EmptyInputError:
    """Make the error for sources without any document; it says what they contain instead."""
    names = ", ".join(source.name for source in sources)
    there = " ".join(n.message for n in notices if n.code is Code.PAGE_SKIPPED)
    return EmptyInputError(
        f"There is no page, feed or export in {names}.",
        hint=f"Found instead: {there}" if there else "Is it the right file?",
    )


def _add_addresses(found: list[_RecognizedSource]) -> list[_RecognizedSource]:
    """Add to pages and feeds the addresses that the layout of their mirror shows."""
    sources = with_addresses([entry.source for entry in found])
    return [entry._replace(source=source) for entry, source in zip(found, sources, strict=True)]


def _extract(
    found: list[_RecognizedSource], as_of: datetime | None
) -> tuple[list[_RecognizedSource], list[Notice]]:
    """Replace each web archive by its documents."""
    notices: list[Notice] = []
    plain = [entry for entry in found if not isinstance(entry.format, ContainerReader)]
    for container, entries in _by_format(found):
        if isinstance(container, ContainerReader):
            archives = [entry.source for entry in entries]
            with reading_from(*archives):
                inner = container.extract(archives, as_of, recognizes)
            notices.extend(inner.notices)
            plain.extend(_recognize(entries[0].position, source) for source in inner.sources)
    return sorted(plain, key=lambda entry: entry.position), notices


def _by_format(
    found: Iterable[_RecognizedSource],
) -> Iterator[tuple[Format, list[_RecognizedSource]]]:
    kinds: dict[str, list[_RecognizedSource]] = {}
    for entry in found:
        kinds.setdefault(entry.format.info.name, []).append(entry)
    for entries in kinds.values():
        yield entries[0].format, entries


def _recognize(position: int, source: Source) -> _RecognizedSource:
    start = source.read(SNIFF_SIZE)
    if kind := find_format(start, source.name):
        return _RecognizedSource(position, kind, source)
    raise UnknownFormatError(
        f"wparchive does not know the format of {source.name}.",
        hint="It reads exports (.xml), feeds, REST responses, pages, web archives, and the texts of"
        " pages with WordPress's phrases around posts and comments.",
    )


def find_format(start: bytes, name: str) -> Format | None:
    """Return the reader that recognizes a document by first bytes and name; None if none does."""
    return next((kind for kind in registry.readers() if kind.recognizes(start, name)), None)
