"""From sources to documents: each is recognized, web archives are unpacked, mirrors gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive import registry
from wparchive.containment import Attempt
from wparchive.errors import EmptyInputError, UnknownFormatError
from wparchive.formats import CollectionReader, ContainerReader, Reader
from wparchive.notices import Code, Notice
from wparchive.readers.pages.mirror_roots import with_addresses
from wparchive.storage.source import SNIFF_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from wparchive.formats import Crew, Document, Format
    from wparchive.storage.source import Source


class _Found(NamedTuple):
    """A source, its format, and its place in the user's order."""

    place: int
    format: Format
    source: Source


def recognizes(start: bytes, name: str) -> bool:
    """Whether some reader knows a document by its first bytes and its name."""
    return _format(start, name) is not None


def open_documents(
    sources: Sequence[Source], crew: Crew, as_of: datetime | None = None
) -> tuple[list[Document], list[Notice]]:
    """Open all sources with the readers that know them.

    Returns:
        The documents in the order of their first sources, and what unpacking had to say.

    Raises:
        UnknownFormatError: No reader knows one of them.
        InputError: One cannot be read.
    """
    found, notices = _extracted([_recognized(*pair) for pair in enumerate(sources)], as_of)
    documents: list[tuple[int, Document]] = []
    for entry in found:
        if isinstance(entry.format, Reader):
            with Attempt() as attempt:
                documents.append((entry.place, entry.format.open(entry.source)))
            if attempt.cause:
                text = f"It could not be read: {attempt.cause}"
                notices.append(Notice(Code.INPUT_DAMAGED, text, entry.source.name))
    gathered = [entry for entry in found if isinstance(entry.format, CollectionReader)]
    for collection, entries in _by_format(_placed(gathered)):
        assert isinstance(collection, CollectionReader)
        document = collection.open_all([entry.source for entry in entries], crew)
        documents.append((entries[0].place, document))
    if not documents:
        names = ", ".join(source.name for source in sources)
        there = " ".join(n.message for n in notices if n.code is Code.PAGE_SKIPPED)
        raise EmptyInputError(
            f"There is no page, feed or export in {names}.",
            hint=f"What is there: {there}" if there else "Is it the right file?",
        )
    return [document for _, document in sorted(documents, key=lambda pair: pair[0])], notices


def _placed(found: list[_Found]) -> list[_Found]:
    """Pages and feeds with the addresses that the layout of their mirror tells."""
    sources = with_addresses([entry.source for entry in found])
    return [entry._replace(source=source) for entry, source in zip(found, sources, strict=True)]


def _extracted(found: list[_Found], as_of: datetime | None) -> tuple[list[_Found], list[Notice]]:
    """What was found, with the documents of web archives in place of these."""
    notices: list[Notice] = []
    plain = [entry for entry in found if not isinstance(entry.format, ContainerReader)]
    for container, entries in _by_format(found):
        if isinstance(container, ContainerReader):
            inner = container.extract([entry.source for entry in entries], as_of, recognizes)
            notices.extend(inner.notices)
            plain.extend(_recognized(entries[0].place, source) for source in inner.sources)
    return sorted(plain, key=lambda entry: entry.place), notices


def _by_format(found: Iterable[_Found]) -> Iterator[tuple[Format, list[_Found]]]:
    kinds: dict[str, list[_Found]] = {}
    for entry in found:
        kinds.setdefault(entry.format.info.name, []).append(entry)
    for entries in kinds.values():
        yield entries[0].format, entries


def _recognized(place: int, source: Source) -> _Found:
    start = source.read(SNIFF_SIZE)
    if kind := _format(start, source.name):
        return _Found(place, kind, source)
    raise UnknownFormatError(
        f"{source.name} is of a kind that wparchive does not read.",
        hint="It reads exports (.xml), pages, feeds, web archives, and texts of a post's page with"
        " the words that WordPress prints around comments.",
    )


def _format(start: bytes, name: str) -> Format | None:
    return next((kind for kind in registry.readers() if kind.recognizes(start, name)), None)
