"""Sources: what the user named, opened as local bytes that can be read twice.

A plain file is read where it lies. A compressed file, a container's member and standard input
are spooled to a temporary file first, since conversion reads every source twice; limits on size
and ratio stop decompression bombs while they unfold.
"""

from __future__ import annotations

import io
import os
import weakref
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from wparchive.errors import (
    EmptyInputError,
    InputError,
    LimitError,
    MalformedInputError,
    WparchiveError,
)
from wparchive.notices import Code, Notice
from wparchive.storage import (
    candidates,
    containers,
    earlier_outputs,
    packing,
    recovery,
    scratch,
    walking,
)
from wparchive.storage.inputs import STDIN, Input, is_pipe, standard_input
from wparchive.storage.limits import Allowance, Budget, Limits
from wparchive.storage.names import readable
from wparchive.storage.reading import reading
from wparchive.storage.recovery import DamageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wparchive.storage.containers import Entry

    Recognizer = Callable[[bytes, str], bool]

SNIFF_SIZE = 1 << 16
"""Bytes from a document's beginning by which it is recognized."""
_DEPTH = 5
"""Containers in containers that are opened; deeper ones are bombs or mistakes."""
_TOO_DEEP = "It is in more than five containers, one in the other."


@dataclass(frozen=True)
class Capture:
    """What a web archive says of a document that it holds.

    Attributes:
        url: Where it was had from.
        date: When, in RFC 3339.
        media: The media type that the server named, without parameters; empty if it named none.
        charset: The encoding that it named.
        aliases: Other addresses that led there: redirects, and copies with the same bytes.
        only_comments: Whether a later capture has the post, so that only the comments count.
    """

    url: str
    date: str | None = None
    media: str = ""
    charset: str | None = None
    aliases: tuple[str, ...] = ()
    only_comments: bool = False


@dataclass(frozen=True)
class Source:
    """One document to read.

    Attributes:
        name: What reports call it: the last component of the user's path, and for a member of a
            container ``container.zip!member.xml``.
        path: Where its unpacked bytes lie.
        size: Their number.
        container: The file as the user gave it (the same as `path` for a plain file).
        scratch: A directory for what a reader derives from it; it goes when the run ends.
        start: The offset in `path` at which its bytes begin.
        limits: What it costs to unpack what is packed inside of it.
        capture: What a web archive says of it, if it comes from one.
        allowance: Counts what is unpacked from its input; None where nothing is.
    """

    name: str
    path: Path
    size: int
    container: Path
    scratch: Path
    start: int = 0
    limits: Limits = field(default_factory=Limits)
    capture: Capture | None = None
    allowance: Allowance | None = None

    def read(self, size: int | None = None) -> bytes:
        """Its bytes, or so many of the first ones."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(self.size if size is None else min(size, self.size))


class Sources:
    """The documents behind the user's inputs; a context manager that owns the spooled ones.

    A file that the user names is a document, whatever it is. Of the files in directories and
    containers those are that some reader recognizes.

    Args:
        inputs: Paths of files and directories; ``-`` is standard input.
        limits: What unpacking may cost.
        recognizes: Whether some reader knows a document by its first bytes and its name.

    Attributes:
        notices: What finding and unpacking had to say.
    """

    def __init__(
        self,
        inputs: list[str | Path],
        limits: Limits | None = None,
        recognizes: Recognizer = lambda _start, _name: True,
    ) -> None:
        self._inputs = inputs
        self._limits = limits or Limits()
        self._budget = Budget(self._limits)
        self._measured: list[Input] = []
        self._recognizes = recognizes
        self._directory: Path | None = None
        self._cleanup: weakref.finalize[..., Sources] | None = None
        self._spooled = 0
        self.notices: list[Notice] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, _trace: object) -> None:
        """Remove what was spooled.

        Raises:
            ChangedInputError: The run fails, and an input has changed or is gone: that is why.
        """
        self.close()
        ours = isinstance(error, WparchiveError) and not isinstance(error, InputError)
        if isinstance(error, Exception) and not ours:
            for given in self._measured:
                given.check_stamp()

    def close(self) -> None:
        """Remove what was spooled."""
        self._measured = [given for given in self._measured if not self._is_spooled(given)]
        if self._cleanup is not None:
            self._cleanup()

    def check_unchanged(self) -> None:
        """Check that every input is what it was when it was opened.

        Raises:
            ChangedInputError: One has changed, or is gone.
        """
        for given in self._measured:
            given.check()

    def _is_spooled(self, given: Input) -> bool:
        return self._directory is not None and given.path.is_relative_to(self._directory)

    @property
    def _scratch(self) -> Path:
        if self._directory is None:
            claim = scratch.make()
            self._directory = claim.folder
            # Also for those who never close what they opened.
            self._cleanup = weakref.finalize(self, claim.release)
        return self._directory

    def open(self) -> tuple[list[Input], list[Source]]:
        """Find and unpack everything.

        Returns:
            The inputs with their digests, and the documents in them, both in the user's order
            (a directory's and a container's by name).

        Raises:
            MissingInputError: There is no such file, or it may not be opened.
            EmptyInputError: A file has no byte, a directory or container no document.
            MalformedInputError: A compressed file is broken.
            LimitError: It passes `Limits`.
            InputError: It is something that holds no export, such as a socket.
        """
        inputs: list[Input] = []
        sources: list[Source] = []
        walks = [self._walked(given) for given in self._inputs]
        names = {_absolute(path) for below in walks for path in below.files.values()}
        own = self._own(names, lambda name: _first(Path(name)))
        for given, below in zip(self._inputs, walks, strict=True):
            for path, found_as in self._files(given, below, own):
                name = readable(found_as)
                with reading(path, name):
                    measured = Input.measured(name, path)
                    inputs.append(measured)
                    self._measured.append(measured)
                    if not measured.size:
                        raise EmptyInputError(
                            f"{name} is empty.", hint="Was the download or the export cut short?"
                        )
                    found = list(self._documents(path, name, self._allowance(name, measured.size)))
                    if not found:
                        raise MalformedInputError(
                            f"{name} cannot be unpacked: none of its entries is readable.",
                            hint="Is the download complete?",
                        )
                    sources.extend(found)
        if not sources:
            given_names = ", ".join(_name_of(Path(given)) for given in self._inputs)
            raise EmptyInputError(
                f"{given_names} holds nothing that can be read back.",
                hint="Name the export, or an output with JSON, WXR, WARC or WACZ.",
            )
        return inputs, sources

    @staticmethod
    def _walked(given: str | Path) -> walking.Walk:
        """List the files that the user named, or that are in a directory that the user named."""
        path = Path(given)
        if str(given) == STDIN:
            return walking.Walk()
        if not path.is_dir():
            return walking.Walk({path.name: path})
        with reading(path, _name_of(path)):
            return walking.walk(path)

    def _own(
        self, names: Iterable[str], report: earlier_outputs.Opener, place: str = ""
    ) -> earlier_outputs.Own:
        """Find the outputs of earlier runs, and note what is skipped of them."""
        found = earlier_outputs.outputs(names, report)
        for output in found:
            if output.skipped:
                name = f"{place}!{output.root}" if place else Path(output.root).name
                text = f"{readable(name).rstrip('!/')} is an output of wparchive: {output}"
                self.notices.append(Notice(Code.EARLIER_OUTPUT, text))
        return earlier_outputs.Own.of(found)

    def _files(
        self, given: str | Path, below: walking.Walk, own: earlier_outputs.Own
    ) -> Iterator[tuple[Path, str]]:
        if str(given) == STDIN:
            yield self._piped(standard_input(), "stdin"), "stdin"
            return
        path = Path(given)
        if path.is_dir():
            yield from self._searched(path, below, own)
        elif _absolute(path) not in own.skipped:
            with reading(path, _name_of(path)):
                piped = is_pipe(path)
            yield self._opened_pipe(path) if piped else path, path.name

    def _opened_pipe(self, path: Path) -> Path:
        with reading(path, _name_of(path)), path.open("rb") as file:
            return self._piped(file, path.name)

    def _piped(self, stream: IO[bytes], name: str) -> Path:
        """Copy what can be read only once."""
        return self._spool(recovery.blocks(stream), name, self._allowance(name, None))

    def _allowance(self, name: str, packed: int | None) -> Allowance:
        return Allowance(name, packed, self._limits, self._budget)

    def _searched(
        self, directory: Path, below: walking.Walk, own: earlier_outputs.Own
    ) -> Iterator[tuple[Path, str]]:
        """The files of a directory that are documents."""
        others: list[str] = []
        assets: Counter[str] = Counter()
        found = False
        for name, path in below.files.items():
            absolute = _absolute(path)
            if absolute in own.skipped:
                found = True
                continue
            if absolute in own.read:
                # An archive may hold terms and authors only.
                if path.stat().st_size:
                    found = True
                    yield path, name
                continue
            if kind := candidates.kind_of_asset(name):
                assets[kind] += 1
                continue
            try:
                wanted = path.is_file() and self._is_document(path, name)
            except OSError as error:
                below.unreadable[name] = error.strerror or str(error)
                continue
            if wanted:
                found = True
                yield path, name
            else:
                others.append(name)
        self._pass_over(_name_of(directory), others, assets)
        notices = below.notices()
        self.notices += notices
        if not found:
            hint = "Name the file itself, or the directory that it lies in."
            raise EmptyInputError(
                f"The directory {_name_of(directory)} holds no file that wparchive reads.",
                hint=notices[0].message if below.unreadable else hint,
            )

    def _is_document(self, path: Path, name: str) -> bool:
        if candidates.is_aside(name):
            return False
        with path.open("rb") as file:
            start = self._beginning(file, name)
        if start.startswith(containers.ZIP):
            return name.lower().endswith(".wacz")
        return bool(start) and not containers.is_tar(start) and self._recognizes(start, name)

    def _beginning(self, stream: IO[bytes], name: str) -> bytes:
        try:
            return packing.beginning(stream, SNIFF_SIZE)
        except DamageError as error:
            self._damaged(name, f"It cannot be unpacked: {error}")
            return b""

    def _documents(self, path: Path, name: str, allowance: Allowance) -> Iterator[Source]:
        with path.open("rb") as file:
            start = file.read(512)
        unpacked = path
        if found := packing.packing(start):
            if packing.is_recordwise(path):
                yield self._source(name, path, path, allowance)
                return
            with path.open("rb") as packed:
                stream = recovery.blocks(found.open(packed))
                unpacked = self._spool(stream, f"{name} ({found.kind})", allowance)
            with unpacked.open("rb") as file:
                start = file.read(512)
        if _is_container(start) or containers.is_self_extracting(unpacked):
            yield from self._contained(unpacked, name, path, allowance)
        else:
            yield self._source(name, unpacked, path, allowance)

    def _source(self, name: str, path: Path, container: Path, allowance: Allowance) -> Source:
        size, limits = path.stat().st_size, self._limits
        return Source(
            name, path, size, container, self._scratch, limits=limits, allowance=allowance
        )

    def _contained(
        self, unpacked: Path, name: str, path: Path, allowance: Allowance
    ) -> Iterator[Source]:
        with containers.opened(unpacked, name, self._limits.members) as contents:
            if contents.damage:
                self._damaged(name, contents.damage)
            for entry in self._chosen(contents.entries, name):
                yield from self._member(entry, name, path, allowance)

    def _chosen(self, entries: list[Entry], container: str) -> list[Entry]:
        """The entries of a container that are documents; our own JSON goes before all others.

        Raises:
            EmptyInputError: There is none.
            InputError: One is a link or has a name that leads out of the container.
        """
        by_name = {entry.name: entry for entry in entries}

        def report(name: str) -> bytes:
            entry = by_name.get(name)
            return self._start(entry, f"{container}!{name}") if entry and entry.regular else b""

        own = self._own(by_name, report, container)
        chosen: list[Entry] = []
        others: list[str] = []
        assets: Counter[str] = Counter()
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name in own.skipped:
                continue
            if entry.name in own.read:
                chosen.append(entry)
            elif kind := candidates.kind_of_asset(entry.name):
                assets[kind] += 1
            elif self._is_wanted(entry, f"{container}!{entry.name}"):
                chosen.append(entry)
            else:
                others.append(f"{container}!{entry.name}")
        self._pass_over(container, others, assets)
        if not chosen:
            raise EmptyInputError(
                f"{container} holds no file that wparchive reads.",
                hint="Unpack it and name the file itself.",
            )
        for entry in chosen:
            if not entry.regular:
                raise _refused(container, entry.name, "is a link or a device")
            if candidates.escapes(entry.name):
                raise _refused(container, entry.name, "has a name that leads out of it")
        return chosen

    def _is_wanted(self, entry: Entry, name: str) -> bool:
        if candidates.is_aside(entry.name):
            return False
        if not entry.regular:
            return candidates.is_export(entry.name)
        start = self._beginning(io.BytesIO(self._start(entry, name)), name)
        return _is_container(start) or (bool(start) and self._recognizes(start, entry.name))

    def _start(self, entry: Entry, name: str) -> bytes:
        """Unpack the beginning of an entry; empty, with a notice, where it cannot be unpacked."""
        start = b""
        try:
            for block in entry.blocks():
                start += block
                if len(start) >= SNIFF_SIZE:
                    break
        except DamageError as error:
            if not start:
                self._damaged(name, f"It cannot be unpacked: {error}")
        return start

    def _member(
        self, entry: Entry, name: str, container: Path, allowance: Allowance
    ) -> Iterator[Source]:
        member = f"{name}!{readable(entry.name)}"
        try:
            spooled = self._spool(entry.blocks(), member, allowance)
        except MalformedInputError as error:
            # The container's other entries may be sound.
            self._damaged(member, str(error).rstrip("."))
            return
        size = spooled.stat().st_size
        if not size:
            raise EmptyInputError(f"{member} is empty.", hint="Was the export cut short?")
        with spooled.open("rb") as file:
            start = file.read(512)
        if _is_container(start) or packing.packing(start) is not None:
            yield from self._inner(spooled, member, allowance)
        else:
            yield self._source(member, spooled, container, allowance)

    def _inner(self, spooled: Path, member: str, allowance: Allowance) -> Iterator[Source]:
        """Open a packed file or a container in a container; one that holds nothing is reported."""
        if member.count("!") > _DEPTH:
            self.notices.append(Notice(Code.INPUT_UNREADABLE, _TOO_DEEP, member))
            return
        found: list[Source] = []
        try:
            with reading(spooled, member):
                found = list(self._documents(spooled, member, allowance))
        except EmptyInputError:
            self.notices.append(Notice(Code.INPUT_SKIPPED, member))
        except LimitError:
            raise
        except InputError as error:
            self._damaged(member, str(error).rstrip("."))
        yield from found

    def _pass_over(self, place: str, names: list[str], assets: Counter[str]) -> None:
        for name in names:
            self.notices.append(Notice(Code.INPUT_SKIPPED, readable(name)))
        for kind, number in sorted(assets.items()):
            self.notices.append(Notice(Code.INPUT_SKIPPED, f"{place}: {number:,} {kind}."))

    def _spool(self, data: Iterator[bytes], name: str, allowance: Allowance) -> Path:
        """Write what is unpacked to a file; damage behind the first byte is named and ends it.

        Raises:
            LimitError: It passes the limits.
            MalformedInputError: It is damaged from its first byte on.
        """
        self._spooled += 1
        target = self._scratch / f"{self._spooled:05}"
        size = 0
        try:
            with target.open("wb") as file:
                for block in allowance.counted(data):
                    size += file.write(block)
        except DamageError as error:
            if not size:
                raise MalformedInputError(
                    f"{name} cannot be unpacked: {error}.", hint="Is the download complete?"
                ) from error
            self._damaged(name, f"Unpacking ends after {size:,} bytes: {error}")
        return target

    def _damaged(self, name: str, what: str) -> None:
        self.notices.append(Notice(Code.INPUT_DAMAGED, f"{what}.", name))


def _is_container(start: bytes) -> bool:
    """Check whether a file that begins so is a zip or a tar."""
    return start.startswith(containers.ZIP) or containers.is_tar(start)


def _refused(container: str, entry: str, reason: str) -> InputError:
    return InputError(
        f"{container} is refused: its entry {entry[:200]!r} {reason}.",
        hint="If it is sound, unpack it yourself and name the unpacked files.",
    )


def _first(path: Path) -> bytes:
    """Read a file's beginning; empty where it is not there, may not be read or is no file."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(SNIFF_SIZE)
    except OSError:
        return b""


def _name_of(path: Path) -> str:
    """Return the last part of a path; of ``.`` and ``..`` the name of the directory meant."""
    return readable((path.name.strip(".") and path.name) or path.resolve().name or str(path))


def _absolute(path: Path) -> str:
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - links stay as they are
