"""Sources: what the user named, opened as local bytes that can be read twice.

A plain file is read where it lies. A compressed file, a container's member and standard input
are spooled to a temporary file first, since conversion reads every source twice; limits on size
and ratio stop decompression bombs while they unfold.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import re
import shutil
import sys
import tarfile
import tempfile
import weakref
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self, cast

from wparchive.errors import (
    EmptyInputError,
    InputError,
    LimitError,
    MalformedInputError,
    MissingInputError,
)
from wparchive.notices import Code, Notice
from wparchive.storage import damage
from wparchive.storage.damage import DamageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STDIN = "-"
_BLOCK = 1 << 20
_POSTS, _SITE = "posts.jsonl", "site.json"
_ESCAPES = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Limits:
    """What decompression may cost.

    Attributes:
        unpacked: Bytes that one source may unfold to.
        ratio: How many times its packed size it may unfold to; text compresses up to about 30,
            and bombs 1,000 times.
        members: Entries that one container may have.
    """

    unpacked: int = 64 << 30
    ratio: int = 200
    members: int = 10_000


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
    """

    name: str
    path: Path
    size: int
    container: Path
    scratch: Path


@dataclass(frozen=True)
class Input:
    """A file that the user named, as the report describes it."""

    name: str
    path: Path
    size: int
    sha256: str


def _open_xz(file: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", lzma.LZMAFile(file))


_OPENERS: dict[bytes, tuple[str, Callable[[IO[bytes]], IO[bytes]]]] = {
    b"\x1f\x8b": ("gzip", lambda f: cast("IO[bytes]", gzip.GzipFile(fileobj=f))),
    b"BZh": ("bzip2", lambda f: cast("IO[bytes]", bz2.BZ2File(f))),
    b"\xfd7zXZ\x00": ("xz", _open_xz),
}


class Sources:
    """The documents behind the user's inputs; a context manager that owns the spooled ones.

    Attributes:
        passed_over: Files in directories and containers that do not look like exports by name.
        notices: What unpacking had to say.
    """

    def __init__(self, inputs: list[str | Path], limits: Limits | None = None) -> None:
        self._inputs = inputs
        self._limits = limits or Limits()
        self._directory: Path | None = None
        self._cleanup: weakref.finalize[..., Sources] | None = None
        self._spooled = 0
        self.passed_over: list[str] = []
        self.notices: list[Notice] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._cleanup is not None:
            self._cleanup()

    @property
    def _scratch(self) -> Path:
        if self._directory is None:
            self._directory = Path(tempfile.mkdtemp(prefix="wparchive-"))
            # Also for those who never close what they opened.
            self._cleanup = weakref.finalize(
                self, shutil.rmtree, self._directory, ignore_errors=True
            )
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
        """
        inputs: list[Input] = []
        sources: list[Source] = []
        for given in self._inputs:
            for path, name in self._files(given):
                with _reading(path, name):
                    size, digest = _measure(path)
                    inputs.append(Input(name, path, size, digest))
                    if not size:
                        raise EmptyInputError(
                            f"{name} is empty.", hint="Was the download or the export cut short?"
                        )
                    found = list(self._documents(path, name, size))
                    if not found:
                        raise MalformedInputError(
                            f"{name} cannot be unpacked: none of its entries is readable.",
                            hint="Is the download complete?",
                        )
                    sources.extend(found)
        return inputs, sources

    def _files(self, given: str | Path) -> Iterator[tuple[Path, str]]:
        if str(given) == STDIN:
            yield self._spool(damage.blocks(sys.stdin.buffer), "stdin"), "stdin"
            return
        path = Path(given)
        if not path.is_dir():
            yield path, path.name
            return
        if own := canonical_files(path):
            for file in own:
                yield file, file.relative_to(path).as_posix()
            return
        found = sorted(p for p in path.rglob("*") if not p.is_dir())
        files = [p for p in found if _EXPORT.search(p.name) and p.is_file() and not p.is_symlink()]
        others = sorted(set(found) - set(files))
        self.passed_over += [p.relative_to(path).as_posix() for p in others]
        if not files:
            raise EmptyInputError(
                f"The directory {path.name} holds no .xml file.",
                hint="Name the export itself, or the directory that it lies in.",
            )
        for file in files:
            yield file, file.relative_to(path).as_posix()

    def _documents(self, path: Path, name: str, size: int) -> Iterator[Source]:
        with path.open("rb") as file:
            start = file.read(512)
        if start.startswith(b"PK\x03\x04"):
            yield from self._zipped(path, name)
            return
        unpacked = path
        for magic, (kind, opener) in _OPENERS.items():
            if start.startswith(magic):
                with path.open("rb") as packed:
                    stream = damage.blocks(opener(packed))
                    unpacked = self._spool(stream, f"{name} ({kind})", size)
                with unpacked.open("rb") as file:
                    start = file.read(512)
        if _is_tar(start):
            yield from self._tarred(unpacked, name, path)
        else:
            yield Source(name, unpacked, unpacked.stat().st_size, path, self._scratch)

    def _zipped(self, path: Path, name: str) -> Iterator[Source]:
        try:
            container = zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            yield from self._cut_zip(path, name)
            return
        with container:
            entries = container.infolist()
            self._count(len(entries), name)
            wanted = {index: entry.filename for index, entry in enumerate(entries)}
            for index in self._choose(wanted, name):
                entry = entries[index]
                if (entry.external_attr >> 16) & 0o170000 not in {0, 0o100000}:
                    raise _refused(name, entry.filename, "is a link or a device")
                data = damage.zip_entry(container, path, entry)
                yield from self._member(data, name, entry.filename, entry.compress_size, path)

    def _cut_zip(self, path: Path, name: str) -> Iterator[Source]:
        """A zip without the directory that should stand at its end."""
        members: list[damage.Member] = []
        for member in damage.zip_members(path):
            members.append(member)
            self._count(len(members), name)
        if not members:
            raise zipfile.BadZipFile("it has no directory and no entry")
        self._damaged(name, "The container's directory is missing; its entries are read one by one")
        packed = path.stat().st_size
        for index in self._choose({i: m.name for i, m in enumerate(members)}, name):
            member = members[index]
            yield from self._member(member.blocks(path), name, member.name, packed, path)

    def _tarred(self, unpacked: Path, name: str, path: Path) -> Iterator[Source]:
        with tarfile.open(unpacked, "r:") as container:
            entries: list[tarfile.TarInfo] = []
            try:
                for entry in container:
                    entries.append(entry)
                    self._count(len(entries), name)
            except tarfile.ReadError as error:
                if not entries:
                    raise
                self._damaged(name, f"The container ends early ({error})")
            else:
                # tarfile takes what it cannot read for the end.
                if entries and not damage.is_tar_end(unpacked, container.offset):
                    self._damaged(name, f"No entry and no end stands at byte {container.offset:,}")
            wanted = {index: e.name for index, e in enumerate(entries) if not e.isdir()}
            for index in self._choose(wanted, name):
                entry = entries[index]
                stream = container.extractfile(entry) if entry.isreg() else None
                if stream is None:
                    raise _refused(name, entry.name, "is a link or a device")
                with stream:
                    sparse = entry.issparse()
                    data = damage.blocks(stream) if sparse else damage.tar_blocks(unpacked, entry)
                    # A sparse member may claim more than the container holds.
                    packed = unpacked.stat().st_size
                    yield from self._member(data, name, entry.name, packed, path)

    def _choose(self, names: dict[int, str], container: str) -> list[int]:
        chosen = _wanted(names, container)
        if all(_MEMBER.search(names[index]) for index in chosen):
            others = sorted(names[index] for index in set(names) - set(chosen))
            # A zip names its directories too.
            self.passed_over += [f"{container}!{n}" for n in others if not n.endswith("/")]
        return chosen

    def _count(self, number: int, name: str) -> None:
        if number > self._limits.members:
            raise LimitError(
                f"{name} has over {self._limits.members} entries.",
                hint="Unpack it and name the exports themselves.",
            )

    def _member(
        self, data: Iterator[bytes], name: str, entry: str, packed: int, container: Path
    ) -> Iterator[Source]:
        member = f"{name}!{entry}"
        try:
            spooled = self._spool(data, member, packed)
        except MalformedInputError as error:
            # The container's other entries may be sound.
            self._damaged(member, str(error).rstrip("."))
            return
        size = spooled.stat().st_size
        if not size:
            raise EmptyInputError(f"{member} is empty.", hint="Was the export cut short?")
        yield Source(member, spooled, size, container, self._scratch)

    def _spool(self, data: Iterator[bytes], name: str, packed: int | None = None) -> Path:
        """Write what is unpacked to a file; damage behind the first byte is named and ends it.

        Raises:
            LimitError: It passes the limits.
            MalformedInputError: It is damaged from its first byte on.
        """
        self._spooled += 1
        target = self._scratch / f"{self._spooled:05}"
        limit = self._limits.unpacked
        if packed is not None:
            # Below a megabyte the ratio says nothing: a small file of blanks is no bomb.
            limit = min(limit, max(packed * self._limits.ratio, _BLOCK))
        size = 0
        try:
            with target.open("wb") as file:
                for block in data:
                    size += len(block)
                    if size > limit:
                        raise LimitError(
                            f"{name} unpacks to more than {limit:,} bytes and looks like a bomb.",
                            hint="If it is sound, unpack it yourself and name the unpacked file.",
                        )
                    file.write(block)
        except DamageError as error:
            if not size:
                raise MalformedInputError(
                    f"{name} cannot be unpacked: {error}.", hint="Is the download complete?"
                ) from error
            self._damaged(name, f"Unpacking ends after {size:,} bytes: {error}")
        return target

    def _damaged(self, name: str, what: str) -> None:
        self.notices.append(Notice(Code.INPUT_DAMAGED, f"{what}.", name))


_EXPORT = re.compile(r"\.(?:xml|wxr)(?:\.(?:gz|bz2|xz))?$", re.IGNORECASE)


def canonical_files(directory: Path) -> list[Path]:
    """The files of our own JSON output, the site's first; none if the directory is no such one.

    Args:
        directory: What ``convert`` wrote, or the ``json`` directory in it.
    """
    for place in (directory / "json", directory):
        posts, site = place / _POSTS, place / _SITE
        if posts.is_file():
            # An archive may hold terms and authors only.
            return [file for file in (site, posts) if file.is_file() and file.stat().st_size]
    return []


_MEMBER = re.compile(r"\.(?:xml|wxr)$", re.IGNORECASE)


def _wanted(names: dict[int, str], container: str) -> list[int]:
    """The entries of a container that are exports, by name; our own JSON goes before them.

    Raises:
        EmptyInputError: There is none.
        InputError: One has a name that leads out of the container.
    """
    known = {index: name for index, name in names.items() if not _is_packers(name)}
    own = [
        name.removesuffix(_POSTS) for name in known.values() if f"/{name}".endswith(f"/{_POSTS}")
    ]
    files = {f"{own[0]}{file}" for file in (_POSTS, _SITE)} if own else set()
    wanted = [
        index for index, name in known.items() if (name in files if files else _MEMBER.search(name))
    ]
    if not wanted:
        raise EmptyInputError(
            f"{container} holds no .xml file.", hint="Unpack it and name the export itself."
        )
    for index in wanted:
        if _ESCAPES.search(names[index]):
            raise _refused(container, names[index], "has a name that leads out of it")
    return sorted(wanted, key=lambda index: (names[index], index))


def _refused(container: str, entry: str, reason: str) -> InputError:
    return InputError(
        f"{container} is refused: its entry {entry[:200]!r} {reason}.",
        hint="If it is sound, unpack it yourself and name the unpacked files.",
    )


def _is_packers(name: str) -> bool:
    """Whether a packer, not the blogger, put the entry there (macOS's resource forks)."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith("._")


def _is_tar(start: bytes) -> bool:
    """Whether a file begins with a tar header: its checksum is right."""
    if len(start) < 512 or not start[0]:
        return False
    try:
        claimed = int(start[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return claimed == sum(start[:148]) + 8 * 32 + sum(start[156:512])


def _measure(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return file.tell(), digest.hexdigest()


@contextmanager
def _reading(path: Path, name: str) -> Iterator[None]:
    """Turn what the operating system and the decompressors raise into our words."""
    try:
        yield
    except FileNotFoundError as error:
        raise MissingInputError(
            f"There is no file {name}.", hint="Check the path; it is relative to where you are."
        ) from error
    except PermissionError as error:
        raise MissingInputError(f"{name} may not be read: permission denied.") from error
    except (
        EOFError,
        zlib.error,
        lzma.LZMAError,
        zipfile.BadZipFile,
        gzip.BadGzipFile,
        tarfile.TarError,
    ) as error:
        raise MalformedInputError(
            f"{name} cannot be unpacked: {error}.", hint="Is the download complete?"
        ) from error
    except (RuntimeError, NotImplementedError) as error:  # encrypted zip, unknown method
        raise InputError(f"{path.name} cannot be unpacked: {error}.") from error
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}.") from error
