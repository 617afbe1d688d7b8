"""Keep logs away from what a run reads, and from the directories that it makes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wparchive.cli.console import STDOUT
from wparchive.cli.main import CONFIG
from wparchive.errors import UsageError
from wparchive.storage import apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

READ = "wparchive.read"
"""The key of click's ``Context.meta`` with the files that options have read: flag and path."""
_WORDS = frozenset({"inputs", "fetch"})
"""Values of ``--media`` that name no file."""


def check_apart(
    logs: Iterable[Path | None],
    inputs: Iterable[str],
    output: Path | None,
    given: Mapping[str, object],
    read: Sequence[tuple[str, str]],
) -> None:
    """Refuse to write a log over a file that is read, into a directory, or over the other log.

    Args:
        logs: The values of ``--log`` and ``--link-report``; None for none.
        inputs: The inputs.
        output: The output directory; None for a dry run.
        given: The options of the conversion.
        read: Flags of options, each with a file that was read for it.

    Raises:
        UsageError: A log is such a file.
    """
    files = [file for file in logs if file and file != STDOUT]
    places = [(Path(name), "an input, or inside one") for name in inputs]
    places += [
        (place, f"what {flag} names, or inside it") for flag, place in _named(output, given, read)
    ]
    places.append((Path(CONFIG), "the settings file"))
    for file in files:
        for place, what in places:
            if is_in(file, place):
                hint = "Name another file to write."
                raise UsageError(f"{file.name} is {what}.", hint=hint)
        if output is not None and is_in(file, output):
            hint = f"Name another file, outside {output}."
            raise UsageError(f"{file.name} is in the output directory.", hint=hint)
    # Both may go to a device, such as /dev/null.
    if len(files) > 1 and (files[0].is_file() or not files[0].exists()) and is_in(*files):
        raise UsageError(
            "--log and --link-report name the same file.", hint="Name two different files."
        )


def _named(
    output: Path | None, given: Mapping[str, object], read: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, Path]]:
    """Yield the files and directories of options, each with the flag."""
    yield from ((flag, Path(name)) for flag, name in read)
    media, bag = given.get("media"), given.get("bag")
    if isinstance(media, str) and media not in _WORDS:
        yield "--media", Path(media)
    if media == "fetch" and output is not None:
        from wparchive.engine.media_files import download_folder  # noqa: PLC0415 - not for --help

        yield "--media fetch", download_folder(output)
    if isinstance(bag, Path):
        yield "--bag", bag


def is_in(file: Path, place: Path) -> bool:
    """Check whether a file is the same as another one, under any name, or in a directory."""
    try:
        if file.exists() and place.exists() and file.samefile(place):
            return True
        return apart.is_in(file, place) and not place.is_file()
    except OSError:  # the name of an input, which is refused later
        return False
