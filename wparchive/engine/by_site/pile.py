"""List the files of a pile; an earlier output of wparchive counts as one file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wparchive.engine.by_site.examine import PileFile
from wparchive.errors import MissingInputError, OutputError, UsageError
from wparchive.storage.apart import is_in
from wparchive.storage.earlier_outputs import list_outputs
from wparchive.storage.inputs import STDIN
from wparchive.storage.names import name_of, readable
from wparchive.storage.opening import blocks_of_regular
from wparchive.storage.reading import reading
from wparchive.storage.walking import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Pile(NamedTuple):
    """The files of a pile, with names that are unique.

    Attributes:
        files: Its files.
        links: The names of symbolic links, which are not followed.
        unreadable: What cannot be read, and why, each as a sentence without its full stop.
    """

    files: list[PileFile]
    links: list[str]
    unreadable: list[str]


def list_pile(inputs: Iterable[str | Path], out: Path) -> Pile:
    """List the files of a pile.

    Args:
        inputs: Files and directories.
        out: The directory to write, whose files do not count.

    Raises:
        UsageError: An input is standard input.
        MissingInputError: An input does not exist.
        OutputError: An input is in the directory to write.
    """
    found: dict[str, PileFile] = {}
    pile = Pile([], [], [])
    given = list(inputs)
    for number, path in enumerate(map(_checked, given), 1):
        if is_in(path, out):
            raise OutputError(
                f"The input {readable(path.name)} is in {name_of(out)}.",
                hint="Name another directory with --by-site.",
            )
        listed = _below(path, out, pile) if path.is_dir() else [_named(path)]
        for file in listed:
            several = len(given) > 1 and path.is_dir()
            name = f"{path.resolve().name}/{file.name}" if several else file.name
            name = f"{number}/{name}" if name in found else name
            found[name] = file._replace(name=readable(name))
    return Pile([*found.values()], sorted(pile.links), sorted(pile.unreadable))


def _checked(given: str | Path) -> Path:
    if str(given) == STDIN:
        raise UsageError(
            "--by-site does not read standard input.", hint="Name files or directories."
        )
    path = Path(given)
    if not path.exists():
        raise MissingInputError(f"There is no file or directory {readable(path.name)}.")
    return path


def _named(path: Path) -> PileFile:
    return PileFile(path.name, path, named=True)


def _below(root: Path, out: Path, pile: Pile) -> Iterator[PileFile]:
    """Yield the files below a directory; note in the pile what else is there."""
    with reading(root, readable(name_of(root))):
        below = walk(root)
    own = out.resolve()
    pile.links.extend(below.links)
    pile.unreadable.extend(
        f"{readable(name)} cannot be read: {reason}"
        for name, reason in below.unreadable.items()
        if not (root / name).resolve().is_relative_to(own)
    )
    files = {
        name: path
        for name, path in below.files.items()
        if not path.resolve().is_relative_to(own) and os.path.isfile(path)  # noqa: PTH113
    }
    for output in list_outputs(files, lambda name: _blocks(files, name)):
        for name in output.own:
            files.pop(name, None)
        place = root / output.root
        yield PileFile(output.root.rstrip("/") or root.resolve().name, place, named=True)
    for name, path in files.items():
        yield PileFile(name, path, named=False)


def _blocks(files: Mapping[str, Path], name: str) -> Iterator[bytes] | None:
    return blocks_of_regular(str(files[name])) if name in files else None
