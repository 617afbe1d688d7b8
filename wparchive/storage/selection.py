"""Selection: the files of a directory or container that are documents, and notices of the rest."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from wparchive.errors import EmptyInputError, InputError
from wparchive.errors.notices import Code, Notice
from wparchive.storage import candidates, containers, damaged_heads, earlier_outputs, packing
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.limits import Allowance
from wparchive.storage.names import readable
from wparchive.storage.opening import open_regular
from wparchive.storage.recovery import DamageError
from wparchive.storage.source import SNIFF_SIZE
from wparchive.storage.tar_headers import is_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from wparchive.storage import walking
    from wparchive.storage.containers import ContainerEntry
    from wparchive.storage.spooling import Spool

    Recognizer = Callable[[bytes, str], bool]


@dataclass
class _Skipped:
    """Files that no reader wants.

    Attributes:
        names: Names of files of any kind.
        assets: Numbers of images, styles and the like, by kind.
    """

    names: list[str] = field(default_factory=list)
    assets: Counter[str] = field(default_factory=Counter)


class Selection:
    """Chooses documents.

    Args:
        recognizes: Whether some reader knows a document by its first bytes and its name.
        spool: Reports what is damaged.
        notices: Gets a notice for what is skipped.
    """

    def __init__(self, recognizes: Recognizer, spool: Spool, notices: list[Notice]) -> None:
        self._recognizes = recognizes
        self._spool = spool
        self._notices = notices

    def find_outputs(
        self, names: Iterable[str], read: earlier_outputs.Opener, place: str = ""
    ) -> earlier_outputs.OutputFiles:
        """Find the outputs of earlier runs, and note their skipped parts and their damage.

        Args:
            names: Of all files, with ``/`` between their parts.
            read: Opens a file by its name.
            place: The container that holds the files; empty for files on the disk.
        """
        found = earlier_outputs.outputs(names, read)
        for output in found:
            name = f"{place}!{output.root}" if place else Path(output.root).name
            name = readable(name).rstrip("!/")
            for text in output.damage:
                self._spool.report_damage(name, f"In this output of wparchive, {readable(text)}")
            if output.skipped:
                text = f"{name} is an output of wparchive: {output}"
                self._notices.append(Notice(Code.EARLIER_OUTPUT, text))
        return earlier_outputs.OutputFiles.of(found)

    def in_directory(
        self,
        name: str,
        below: walking.Walk,
        own: Mapping[str, str],
        ours: earlier_outputs.OutputFiles,
    ) -> Iterator[tuple[Path, str]]:
        """Yield the documents of a directory, with their names.

        Args:
            name: The directory's name, for notices.
            below: Its files.
            own: The absolute paths of these files by their names.
            ours: The files of earlier outputs, by absolute path.

        Raises:
            EmptyInputError: The directory has no document.
        """
        skipped = _Skipped()
        found = False
        for file, path in below.files.items():
            if own[file] in ours.skipped:
                found = True
            elif own[file] in ours.read:
                # An archive may hold terms and authors only; the manifest says so.
                if path.stat().st_size:
                    found = True
                    yield path, file
            elif kind := candidates.kind_of_asset(file):
                skipped.assets[kind] += 1
            elif (wanted := self._is_file_wanted(file, path, below)) is not None:
                if wanted:
                    found = True
                    yield path, file
                else:
                    skipped.names.append(file)
        self._report(name, skipped)
        notices = below.notices()
        self._notices += notices
        if not found:
            hint = "Name the file itself, or its directory."
            raise EmptyInputError(
                f"The directory {name} contains no file that wparchive reads.",
                hint=notices[0].message if below.unreadable else hint,
            )

    def _is_file_wanted(self, name: str, path: Path, below: walking.Walk) -> bool | None:
        """Check whether a file is a document; None, with a note, if it cannot be read."""
        try:
            return path.is_file() and self._is_document(path, name)
        except OSError as error:
            raise_lack(error)
            below.unreadable[name] = error.strerror or str(error)
            return None

    def _is_document(self, path: Path, name: str) -> bool:
        if candidates.is_aside(name):
            return False
        with open_regular(path) as file:
            start = self._beginning(file, name)
        self._note_emptied(start, name)
        if start.startswith(containers.ZIP):
            return name.lower().endswith(".wacz")
        return not is_header(start) and self._is_known(start, name)

    def in_container(self, entries: list[ContainerEntry], container: str) -> list[ContainerEntry]:
        """Return the entries of a container that are documents, sorted by name.

        Args:
            entries: All entries.
            container: The container's name.

        Raises:
            EmptyInputError: There is no document.
            InputError: A document is a link or has a name that points outside the container.
        """
        by_name = {entry.name: entry for entry in entries}

        def read(name: str) -> Iterator[bytes] | None:
            entry = by_name.get(name)
            if entry is None or not entry.regular:
                return None
            allowance = Allowance(f"{container}!{readable(name)}", entry.packed, self._spool.limits)
            return allowance.counted(entry.blocks())

        ours = self.find_outputs(by_name, read, container)
        skipped = _Skipped()
        chosen: list[ContainerEntry] = []
        noted = len(self._notices)
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name in ours.skipped:
                continue
            if entry.name in ours.read:
                chosen.append(entry)
            elif kind := candidates.kind_of_asset(entry.name):
                skipped.assets[kind] += 1
            elif self._is_entry_wanted(entry, f"{container}!{entry.name}"):
                chosen.append(entry)
            else:
                skipped.names.append(f"{container}!{entry.name}")
        damaged = [n for n in self._notices[noted:] if n.code is Code.INPUT_DAMAGED]
        self._report(container, skipped)
        if not chosen:
            hint = "Unpack the container and name the file itself."
            raise EmptyInputError(
                f"{container} contains no file that wparchive reads.",
                hint=f"{damaged[0].source}: {damaged[0].message}" if damaged else hint,
            )
        _check(chosen, container)
        return chosen

    def _is_entry_wanted(self, entry: ContainerEntry, name: str) -> bool:
        if candidates.is_aside(entry.name):
            return False
        if not entry.regular:
            return candidates.is_export(entry.name)
        start = self._beginning(io.BytesIO(self._start(entry, name)), name)
        self._note_emptied(start, name)
        is_container = containers.is_container(start)
        return is_container or self._is_known(start, entry.name)

    def _is_known(self, start: bytes, name: str) -> bool:
        return bool(start) and (
            self._recognizes(start, name) or damaged_heads.is_web_archive(start)
        )

    def _note_emptied(self, start: bytes, name: str) -> None:
        """Report an empty file of canonical JSON that no manifest proves to be whole."""
        if not start and f"/{name}".endswith(earlier_outputs.CANONICAL):
            self._spool.report_damage(name, "The file is empty")

    def _beginning(self, stream: IO[bytes], name: str) -> bytes:
        try:
            return packing.beginning(stream, SNIFF_SIZE)
        except DamageError as error:
            self._spool.report_damage(name, f"The file cannot be unpacked: {error}")
            return b""

    def _start(self, entry: ContainerEntry, name: str) -> bytes:
        """Unpack the beginning of an entry; empty, with a notice, if it cannot be unpacked."""
        start = b""
        try:
            for block in entry.blocks():
                start += block
                if len(start) >= SNIFF_SIZE:
                    break
        except DamageError as error:
            if not start:
                self._spool.report_damage(name, f"The file cannot be unpacked: {error}")
        return start

    def _report(self, place: str, skipped: _Skipped) -> None:
        for name in skipped.names:
            self._notices.append(Notice(Code.INPUT_SKIPPED, readable(name), readable(name)))
        for kind, number in sorted(skipped.assets.items()):
            self._notices.append(Notice(Code.INPUT_SKIPPED, f"{place}: {number:,} {kind}."))


def _check(entries: Iterable[ContainerEntry], container: str) -> None:
    """Refuse entries that point outside their container.

    Raises:
        InputError: An entry is a link or has a name that points outside the container.
    """
    for entry in entries:
        if not entry.regular:
            raise _refused(container, entry.name, "is a link or a device")
        if candidates.escapes(entry.name):
            raise _refused(container, entry.name, "has a name that points outside the container")


def _refused(container: str, entry: str, reason: str) -> InputError:
    return InputError(
        f"{container} is refused: its entry {entry[:200]!r} {reason}.",
        hint="If you trust the container, unpack it yourself and name the unpacked files.",
    )
