"""Unpacking: the documents in a file that may be compressed, a container, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.errors import EmptyInputError, InputError, LimitError, MalformedInputError
from wparchive.errors.notices import Code
from wparchive.storage import containers, damaged_heads, packing, recovery
from wparchive.storage.damaged_heads import Kind
from wparchive.storage.names import readable
from wparchive.storage.opening import open_regular
from wparchive.storage.reading import reading
from wparchive.storage.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wparchive.storage.containers import ContainerEntry
    from wparchive.storage.limits import Allowance
    from wparchive.storage.selection import Selection
    from wparchive.storage.spooling import Spool


_DEPTH = 5
"""Containers in containers that are opened; deeper ones are bombs or mistakes."""
_TOO_DEEP = "The file is nested in more than five containers."


class Unpacking:
    """Finds the documents in files.

    Args:
        spool: Gets what is unpacked.
        selection: Chooses entries of containers.
    """

    def __init__(self, spool: Spool, selection: Selection) -> None:
        self._spool = spool
        self._selection = selection

    def documents(self, path: Path, name: str, allowance: Allowance) -> Iterator[Source]:
        """Yield the documents in a file.

        Args:
            path: The file.
            name: Its name, for reports.
            allowance: Counts what is unpacked.

        Raises:
            InputError: The file cannot be unpacked, passes a limit, or has no document.
        """
        with open_regular(path) as file:
            start = file.read(512)
        unpacked = path
        if found := packing.packing(start):
            if packing.is_recordwise(path):
                yield self._source(name, path, path, allowance)
                return
            with open_regular(path) as packed:
                stream = recovery.blocks(found.open(packed))
                unpacked = self._spool.write(stream, f"{name} ({found.kind})", allowance, path)
            with unpacked.open("rb") as file:
                start = file.read(512)
        if containers.is_container(start) or containers.is_self_extracting(unpacked):
            yield from self._contained(unpacked, name, path, allowance)
        else:
            yield from self._plain(unpacked, name, path, allowance)

    def _plain(
        self, unpacked: Path, name: str, path: Path, allowance: Allowance
    ) -> Iterator[Source]:
        """Yield a file that begins like no container, or what is behind its damaged beginning."""
        if (damaged := damaged_heads.find(unpacked)) is None:
            yield self._source(name, unpacked, path, allowance)
            return
        if damaged.damage:
            self._spool.report_damage(name, damaged.damage)
        if damaged.kind is not Kind.ZIP:
            unpacked = self._spool.write(damaged.blocks(unpacked), name, allowance, unpacked)
        if damaged.kind is Kind.WEB_ARCHIVE:
            yield self._source(name, unpacked, path, allowance)
        else:
            yield from self._contained(unpacked, name, path, allowance)

    def _source(self, name: str, path: Path, container: Path, allowance: Allowance) -> Source:
        size, limits = path.stat().st_size, self._spool.limits
        return Source(
            name, path, size, container, self._spool.folder, limits=limits, allowance=allowance,
            is_doubtful=self._spool.is_doubtful(path),
        )  # fmt: skip

    def _contained(
        self, unpacked: Path, name: str, path: Path, allowance: Allowance
    ) -> Iterator[Source]:
        with containers.opened(unpacked, name, self._spool.limits.members) as contents:
            if contents.damage:
                self._spool.report_damage(name, contents.damage)
            for entry in self._selection.in_container(contents.entries, name):
                yield from self._member(entry, name, unpacked, path, allowance)

    def _member(
        self,
        entry: ContainerEntry,
        name: str,
        unpacked: Path,
        container: Path,
        allowance: Allowance,
    ) -> Iterator[Source]:
        member = f"{name}!{readable(entry.name)}"
        try:
            spooled = self._spool.write(entry.blocks(), member, allowance, unpacked)
        except MalformedInputError as error:
            # The container's other entries may be undamaged.
            self._spool.report_damage(member, str(error).rstrip("."))
            return
        size = spooled.stat().st_size
        if not size:
            raise EmptyInputError(f"{member} is empty.", hint="Was the export interrupted?")
        with spooled.open("rb") as file:
            start = file.read(512)
        is_packed = containers.is_container(start) or packing.packing(start) is not None
        if is_packed or damaged_heads.find(spooled) is not None:
            yield from self._inner(spooled, member, allowance)
        else:
            yield self._source(member, spooled, container, allowance)

    def _inner(self, spooled: Path, member: str, allowance: Allowance) -> list[Source]:
        """Open a packed file or a container in a container; report an empty one."""
        if member.count("!") > _DEPTH:
            self._spool.report(Code.INPUT_UNREADABLE, member, _TOO_DEEP)
            return []
        try:
            with reading(spooled, member):
                return list(self.documents(spooled, member, allowance))
        except EmptyInputError:
            self._spool.report(Code.INPUT_SKIPPED, member)
        except LimitError:
            raise
        except InputError as error:
            self._spool.report_damage(member, str(error).rstrip("."))
        return []
