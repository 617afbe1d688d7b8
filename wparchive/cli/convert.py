"""``wparchive convert``."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import click

from wparchive import patterns
from wparchive.cli.apart import READ, check_apart
from wparchive.cli.completion import completer, files
from wparchive.cli.console import STDOUT, not_typed, observing, say, to_stdout
from wparchive.errors import UsageError
from wparchive.options import OPTIONS
from wparchive.options.declaration import Group, Option
from wparchive.storage.opening import open_waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.options.declaration import Kind
    from wparchive.storage.limits import Limits

OWN = (
    Option(
        "output", "path", None, "OUT", "The directory to write.",
        more="Required, unless you use `--dry-run` or `--by-site`.", short="o",
        group="What to write",
    ),
    Option(
        "by_site", "path", None, "OUT",
        "Write each blog of the inputs, such as many exports or a crawl, to a directory of its"
        " own in OUT, with a table of results.",
        more="Use it in place of `--output`. If a blog fails, the others go on, and a second run"
        " converts what is missing. See [many blogs](../how-to/scale-out.md#on-one-machine).",
        unset="all inputs are one blog", group="What to write",
    ),
    Option(
        "max_unpacked", "size", None, "SIZE",
        "Largest size to which all compressed inputs together may unpack.", unset="64GiB",
        group="Inputs",
    ),
    Option(
        "max_ratio", "number", None, "N",
        "Largest ratio of unpacked to compressed size of an input.",
        more="All members of a zip or tar count together. The ratio is about 30 for text, and 1,000"
        " for zip bombs.", unset="200", group="Inputs",
    ),
    Option(
        "dry_run", "flag", False, "", "Read and count everything, but write nothing.",
        more="wparchive lists the files that it would write.",
    ),
    Option(
        "log", "path", None, "FILE",
        "Write every notice to this file, as a JSON line; `-` is standard output.",
        more="The file must not be in OUT. wparchive replaces it only if the run succeeds.",
        unset="none",
    ),
    Option(
        "link_report", "path", None, "FILE",
        "Write a JSON line for every link to this file: its place, its target, and its outcome in"
        " each format; `-` is standard output.",
        more="See [the link report](../how-to/links.md#the-link-report). The file must not be in"
        " OUT. wparchive replaces it only if the run succeeds.", unset="none", group="Links",
    ),
    Option("json", "flag", False, "", "Print the report as JSON on standard output."),
    Option(
        "verbose", "flag", False, "", "Print every notice when it occurs, with its place.",
        short="v",
    ),
    Option("quiet", "flag", False, "", "Print errors only, and no progress.", short="q"),
)  # fmt: skip
"""Options that only the command line has."""


class _CommandOptions(NamedTuple):
    """Values of `OWN`."""

    output: Path | None
    by_site: Path | None
    max_unpacked: int | None
    max_ratio: int | None
    dry_run: bool
    log: Path | None
    link_report: Path | None
    json: bool
    verbose: bool
    quiet: bool


def words(_ctx: click.Context, _param: click.Parameter, value: str) -> list[str]:
    """Split ``a,b`` at its commas."""
    return [word.strip() for word in value.split(",") if word.strip()]


_LONGEST = 1 << 26
"""Characters of a list."""
_SIZE = patterns.lazy(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", re.IGNORECASE)


def size(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """Convert ``50MB``, ``1.5 GiB`` or ``2000000`` to bytes.

    Raises:
        BadParameter: The text is not a size, or is zero.
    """
    if value is None:
        return None
    match = _SIZE.fullmatch(value.strip())
    number = 0
    if match:
        unit = 1024 if match[3] else 1000
        number = int(float(match[1]) * unit ** " kmg".index(match[2].lower() or " "))
    if not number:
        raise click.BadParameter(f"{value!r} is not a size. Write 50MB or 20000000, for example.")
    return number


def instant(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """Convert ``2015-06-01`` (to its last second), ``2015-06-01T12:00Z`` or ``20150601``.

    Raises:
        BadParameter: The text is not a date.
    """
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as error:
        text = f"{value!r} is not a date. Write 2015-06-01, for example."
        raise click.BadParameter(text) from error
    if len(value.strip()) <= len("2015-06-01"):
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def lines(ctx: click.Context, param: click.Parameter, value: Any) -> list[str]:
    """Read the lines of a file, and note it for `check_apart`; without the option none.

    Raises:
        BadParameter: The file cannot be read, or is no text in UTF-8.
    """
    if not value:
        return []
    ctx.meta.setdefault(READ, []).append((param.opts[0], value.name))
    try:
        text = value.read(_LONGEST + 1)
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"{value.name} is not a text file in UTF-8.") from error
    except OSError as error:
        raise click.BadParameter(f"{value.name} cannot be read: {error.strerror}.") from error
    if len(text) > _LONGEST:  # a device, such as /dev/zero, may never end
        raise click.BadParameter(
            f"{value.name} is too large: it should be a list with a few lines."
        )
    return list(text.splitlines())


class _Lines(click.File):
    """A file of lines, which may be a named pipe into which another program writes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        with suppress(OSError):
            if isinstance(value, str) and (path := Path(value)).is_fifo():
                try:
                    file = TextIOWrapper(open_waiting(path, "rb"), encoding=self.encoding)
                except OSError as error:
                    self.fail(f"'{value}': {error.strerror}", param, ctx)
                if ctx is not None:
                    ctx.call_on_close(file.close)
                return file
        return super().convert(value, param, ctx)


class _NonEmptyPath(click.Path):
    """A path that is not empty; an empty one would mean the working directory."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("The name is empty. Is a variable of your shell empty?", param, ctx)
        return super().convert(value, param, ctx)


_READ: dict[Kind, Callable[[Option], dict[str, Any]]] = {
    "words": lambda entry: {"default": ",".join(_texts(entry)), "callback": words},
    "word": lambda entry: {"default": entry.default},
    "text": lambda entry: {"default": entry.default},
    "flag": lambda _: {"is_flag": True},
    "size": lambda _: {"callback": size},
    "number": lambda _: {"type": click.IntRange(1)},
    "date": lambda _: {"callback": instant},
    "path": lambda _: {"type": _NonEmptyPath(path_type=Path, readable=False)},
    "lines": lambda _: {"type": _Lines(encoding="utf-8-sig"), "callback": lines},
    "list": lambda _: {"multiple": True},
}


def _texts(entry: Option) -> tuple[str, ...]:
    assert isinstance(entry.default, tuple)
    return entry.default


def _parameter(entry: Option) -> click.Option:
    """Make click's option of an entry of the table."""
    names = [entry.flag, *([f"-{entry.short}"] if entry.short else [])]
    read = _READ[entry.kind](entry)
    return click.Option(
        names,
        metavar=entry.metavar or None,
        help=entry.help.replace("`", ""),
        shell_complete=completer(entry),
        show_default=bool(read.get("default")),
        **read,
    )


TABLE = (*OWN[:2], *OPTIONS, *OWN[2:])


class _GroupedCommand(click.Command):
    """A command whose help lists the options of the table under the headings of their groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        shown = {
            parameter.name: parameter.get_help_record(ctx)
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option)
        }
        for group in get_args(Group):
            entries = [entry for entry in TABLE if entry.group == group]
            names = (entry.flag.removeprefix("--").replace("-", "_") for entry in entries)
            records = [record for name in names if (record := shown.pop(name, None))]
            with formatter.section(group):
                formatter.write_dl(records)
        with formatter.section("Help"):
            formatter.write_dl([record for record in shown.values() if record])


@click.command(
    cls=_GroupedCommand,
    short_help="Convert inputs to Markdown, HTML, JSON and other formats.",
    params=[
        click.Argument(
            ["inputs"], nargs=-1, metavar="INPUT...", callback=not_typed, shell_complete=files
        ),
        *map(_parameter, TABLE),
    ],
)
def command(inputs: tuple[str, ...], **given: Any) -> int:
    """Convert what is left of a blog to Markdown, HTML, JSON and other formats.

    \b
    Examples:
      wparchive convert export.xml -o archive
      wparchive convert export.xml -o site --profile hugo
      wparchive convert old.xml mirror/ -o archive --to warc
      zcat export.xml.gz | wparchive convert - -o archive

    INPUT is one of: a WordPress export (WXR); a feed (RSS, Atom); responses of the REST API; saved
    pages (HTML, MHTML, webarchive, HAR) or a mirror of the site; the text of a page; a web archive
    (WARC, ARC, WACZ); an earlier output. It may be compressed, in a zip or tar, or in a directory;
    - is standard input. Several INPUTs become one archive.

    Exit codes: 0 nothing was lost, 3 output written but content was lost, 4 input unreadable,
    5 output refused.
    """
    from wparchive.storage.limits import Limits  # noqa: PLC0415 - not for --help

    own = _CommandOptions(**{entry.name: given.pop(entry.name) for entry in OWN})
    if not inputs:
        raise click.UsageError("Name an INPUT, or - for standard input.")
    _check_stdout(own)
    usual = Limits()
    limits = Limits(own.max_unpacked or usual.unpacked, own.max_ratio or usual.ratio)
    for entry in OPTIONS:
        if entry.default is True:
            given[entry.name] = not given.pop(f"no_{entry.name}")
    if own.by_site is not None:
        from wparchive.cli import by_site  # noqa: PLC0415

        by_site.refuse({"--output": own.output, "--dry-run": own.dry_run, "--log": own.log,
                        "--link-report": own.link_report})  # fmt: skip
        return by_site.convert_by_site(
            inputs, own.by_site, given, limits=limits, json=own.json, quiet=own.quiet
        )
    return _convert(inputs, own, limits, given)


def _convert(
    inputs: tuple[str, ...], own: _CommandOptions, limits: Limits, given: dict[str, Any]
) -> int:
    from wparchive.api import convert  # noqa: PLC0415 - the whole library, which --help needs not
    from wparchive.cli.summary import summarize  # noqa: PLC0415

    if own.output is None and not own.dry_run:
        raise UsageError("Name the directory to write with -o OUT, or add --dry-run.")
    read = click.get_current_context().meta.get(READ, ())
    check_apart((own.log, own.link_report), inputs, own.output, given, read)
    with observing(
        quiet=own.quiet, verbose=own.verbose, log=own.log, link_report=own.link_report
    ) as observer:
        target = None if own.dry_run else own.output
        report = convert(inputs, target, limits=limits, observer=observer, **given)
    if own.json:
        to_stdout(report.as_dict())
    for line in summarize(report, own.output, given.get("bag")):
        say(line, quiet=own.quiet)
    return report.exit_code


def _check_stdout(own: _CommandOptions) -> None:
    """Refuse to write several documents to standard output.

    Raises:
        UsageError: More than one of the options does so.
    """
    given = {
        "--json": own.json,
        "--log -": own.log == STDOUT,
        "--link-report -": own.link_report == STDOUT,
    }
    if len(names := [name for name, is_given in given.items() if is_given]) > 1:
        raise UsageError(
            f"{' and '.join(names)} both write to standard output.", hint="Name a file for one."
        )
