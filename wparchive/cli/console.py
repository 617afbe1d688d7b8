"""Messages and progress on stderr; stdout is for data only."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wparchive import patterns
from wparchive.cli import streams
from wparchive.cli.main import printable
from wparchive.cli.progress import progress_line
from wparchive.storage.disk_errors import is_full, lack, writing
from wparchive.storage.opening import open_waiting
from wparchive.storage.whole_files import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.engine.observer import ConversionObserver
    from wparchive.errors.notices import Notice

DASH = "-"
"""In place of a file: standard input or output."""
STDOUT = Path(DASH)
# JSON has no need to escape DEL, C1 and surrogates; C0 it escapes itself.
_UNPRINTABLE = patterns.lazy("[\x7f-\x9f\ud800-\udfff]")


def not_typed(
    ctx: click.Context, _param: click.Parameter, inputs: tuple[str, ...]
) -> tuple[str, ...]:
    """Show the help instead of waiting for somebody to type an export.

    Raises:
        NoArgsIsHelpError: Standard input is an input and a terminal.
    """
    if DASH in inputs and sys.stdin is not None and sys.stdin.isatty():
        raise click.exceptions.NoArgsIsHelpError(ctx)
    return inputs


def say(text: str, *, quiet: bool = False) -> None:
    """Print a line on stderr, unless `quiet`."""
    if quiet:
        return
    try:
        click.echo(printable(text), err=True)
    except OSError:  # stderr was closed; the work goes on without messages
        streams.silence(sys.stderr)


def to_stdout(document: object) -> None:
    """Print one JSON document."""
    click.echo(as_json(document, indent=2).encode("utf-8", "replace"))


def as_json(value: object, indent: int | None = None) -> str:
    """Encode a value as JSON without characters that control a terminal or are not UTF-8."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@contextmanager
def observing(
    *,
    quiet: bool = False,
    verbose: bool = False,
    log: Path | None = None,
    link_report: Path | None = None,
) -> Iterator[ConversionObserver]:
    """Make an observer that shows the progress and writes notices and links as JSON lines.

    Args:
        quiet: Whether to show no progress.
        verbose: Whether to print every notice.
        log: The file for notices; ``-`` is standard output. None for none.
        link_report: The file for links, likewise.
    """
    from wparchive.engine.observer import ConversionObserver  # noqa: PLC0415 - not for --help

    with ExitStack() as stack:
        notices = stack.enter_context(_complete(log, "log")) if log else None
        links = stack.enter_context(_complete(link_report, "link report")) if link_report else None
        line = stack.enter_context(progress_line(shown=not quiet))

        def note(notice: Notice) -> None:
            if notices is not None:
                notices(json.dumps(notice.as_dict(), ensure_ascii=False).encode() + b"\n")
            if verbose:
                line.clear()
                say(described(notice))

        yield ConversionObserver(line.progress, note, links, phase=line.phase)


@contextmanager
def _complete(path: Path, what: str) -> Iterator[Callable[[bytes], None]]:
    """Write a file that appears only when it is complete; devices and pipes are written directly.

    ``-`` is standard output.

    Yields:
        A function that appends bytes.

    Raises:
        UsageError: The file cannot be opened.
        OutputError: The file cannot be written, because the disk is full or another run writes it.
        SystemRefusalError: The system has no more open files or memory.
    """
    if path == STDOUT:
        yield _write_to_stdout
        return
    with ExitStack() as stack:
        try:
            direct = path.is_relative_to("/dev") or (path.exists() and not path.is_file())
            path = path if direct else Path(os.path.realpath(path))
            # What a device refuses must not be tried again when it is closed.
            opened = open_waiting(path, "wb") if direct else whole_file(path, what)
            file = stack.enter_context(opened)
        except OSError as error:
            if is_full(error) or lack(error):
                with writing(path, what):
                    raise
            text = f"The {what} {path} cannot be written: {error.strerror}."
            raise click.UsageError(text) from error

        def append(data: bytes) -> None:
            with writing(path, what):
                file.write(data)

        yield append
        with writing(path, what):
            stack.close()


def _write_to_stdout(data: bytes) -> None:
    click.echo(data.decode("utf-8", "replace").encode(), nl=False)


def described(notice: Notice) -> str:
    """Return a notice as a line: severity, code, place and message."""
    place = [
        notice.source,
        f"line {notice.line}" if notice.line else "",
        f"post {notice.post_id}" if notice.post_id is not None else "",
        notice.target,
    ]
    where = ", ".join(filter(None, place))
    head = f"{notice.code.severity}: {notice.code}: "
    return f"{head}{where}: {notice.message}" if where else f"{head}{notice.message}"
