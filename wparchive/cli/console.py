"""Words and progress for people, all on stderr; stdout carries data only."""

from __future__ import annotations

import json
import re
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING

import click

from wparchive.cli.main import printable
from wparchive.pipeline import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wparchive.notices import Notice

_MEGABYTE = 1_000_000
# JSON has no need to escape DEL, C1 and surrogates; C0 it escapes itself.
_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff]")


def say(text: str, *, quiet: bool = False) -> None:
    """A line for people."""
    if not quiet:
        click.echo(printable(text), err=True)


def to_stdout(document: object) -> None:
    """Print one JSON document."""
    click.echo(as_json(document, indent=2))


def as_json(value: object, indent: int | None = None) -> str:
    """Encode a value as JSON that no terminal obeys: controls and half characters are escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@contextmanager
def watching(*, quiet: bool, log: Path | None, ledger: Path | None = None) -> Iterator[Watch]:
    """A watch that shows a bar on a terminal, and writes notices and links as JSON lines."""
    with ExitStack() as stack:
        notices = stack.enter_context(_writing(log, "log")) if log else None
        links = stack.enter_context(_writing(ledger, "ledger")) if ledger else None
        progress = stack.enter_context(_bar(shown=not quiet and sys.stderr.isatty()))
        yield Watch(progress, _logger(notices), links.write if links else None)


def _writing(path: Path, what: str) -> IO[bytes]:
    try:
        return path.open("wb")
    except OSError as error:
        raise click.UsageError(f"The {what} cannot be written: {error}.") from error


def _logger(handle: IO[bytes] | None) -> Callable[[Notice], None]:
    def write(notice: Notice) -> None:
        if handle is not None:
            handle.write(json.dumps(notice.as_dict(), ensure_ascii=False).encode() + b"\n")

    return write


@contextmanager
def _bar(*, shown: bool) -> Iterator[Callable[[int, int], None]]:
    if not shown:
        yield lambda _done, _total: None
        return
    started = time.monotonic()
    rate = ""
    shower = lambda _: rate  # noqa: E731
    bar: click._termui_impl.ProgressBar[int]
    with click.progressbar(
        length=1, label="Converting", file=sys.stderr, item_show_func=shower
    ) as bar:

        def update(done: int, total: int) -> None:
            nonlocal rate
            seconds = time.monotonic() - started
            # Every byte is read twice, so the rate that people know is half of it.
            rate = f"{done / 2 / _MEGABYTE / seconds:.1f} MB/s" if seconds > 1 else ""
            bar.length = total
            bar.update(done - bar.pos)

        yield update
