"""The ``wparchive`` program: commands, settings, errors and exit codes."""

from __future__ import annotations

import json
import os
import signal
import sys
import tomllib
from contextlib import suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from wparchive.cli import signals, streams
from wparchive.errors import ExitCode, OutputError, UsageError, WparchiveError, did_you_mean
from wparchive.storage.opening import read_regular
from wparchive.version import __version__

COMMANDS = {
    "convert": "Convert inputs to Markdown, HTML, JSON and other formats.",
    "inspect": "Show what an input contains, without converting it.",
    "links": "Show where the links of a blog point.",
    "schema": "Print the JSON Schema of the canonical model.",
    "serve": "Show the pages of an archive in a browser.",
    "verify": "Check an output, or any WARC or WACZ file.",
}
CONFIG = "wparchive.toml"


class Commands(click.Group):
    """Group that imports a command only when it is called, so that ``--help`` is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None if there is no command of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"wparchive.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command with the settings of ``wparchive.toml``."""
        ctx.default_map = _configuration(self, ctx)
        return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands for ``--help`` without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or suggest one with a similar name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = did_you_mean([args[0]], COMMANDS).rstrip()
            raise click.UsageError(f"{error.message} {hint}".rstrip(), ctx) from error


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    click.echo(f"wparchive {__version__}")
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
    allow_from_autoenv=False, help="Print the version.",
)  # fmt: skip
def cli() -> None:
    """Convert what is left of a WordPress blog, and report everything that is lost.

    \b
    Examples:
      wparchive convert export.xml -o archive
      wparchive convert export.xml -o archive --to json,warc
      wparchive inspect export.xml
      wparchive verify archive

    wparchive COMMAND --help lists the options of a command.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the program and end the process with one of `ExitCode`."""
    streams.prepare()
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run the program.

    Returns:
        The exit code.
    """
    as_json = "--json" in arguments
    try:
        with signals.raised(_clean_up):
            code = cli.main(
                arguments,
                prog_name="wparchive",
                standalone_mode=False,
                auto_envvar_prefix="WPARCHIVE",
                windows_expand_args=True,
            )
    except (click.Abort, KeyboardInterrupt) as error:
        # click takes it for Ctrl-D at a prompt, and wparchive has none.
        if isinstance(error.__cause__, EOFError):
            return _unexpected(error.__cause__, as_json=as_json)
        return _stop(error)
    except BrokenPipeError:
        # The reader of stdout has gone; Python must not fail when it closes stdout at exit.
        streams.silence(sys.stdout)
        return ExitCode.FAILURE
    except streams.StreamError as error:
        streams.silence(sys.stdout)
        return _fail(OutputError(f"Standard output cannot be written: {error}."))
    except click.exceptions.NoArgsIsHelpError as error:
        _to_stderr(error.format_message())
        return ExitCode.USAGE
    except click.ClickException as error:
        return _fail(_from_click(error, as_json=as_json), as_json=as_json)
    except WparchiveError as error:
        return _fail(error, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - what it is goes into the message
        return _unexpected(error, as_json=as_json)
    return code if isinstance(code, int) else ExitCode.OK


def _clean_up() -> None:
    import_module("wparchive.engine.workers").end_all()
    import_module("wparchive.storage.work_folders").release_all()


def _unexpected(error: Exception, *, as_json: bool) -> int:
    """Say what no other part has caught, and return the exit code."""
    if os.environ.get("WPARCHIVE_TRACEBACK"):
        raise error
    # Imported late, since --help needs no formats.
    found = import_module("wparchive.engine.unexpected").described(error)
    return _fail(found, as_json=as_json)


def _stop(error: click.Abort | KeyboardInterrupt) -> int:
    """Say that the run was stopped, and return the exit code."""
    by_hand = signals.Stopped(signal.SIGINT)
    stopped = error if isinstance(error, signals.Stopped) else by_hand
    _to_stderr(f"{stopped}; {printable(_remains())}")
    return stopped.exit_code


def _remains() -> str:
    """Say what a stopped run has left: a signal can come when an output is in its place."""
    targets = sorted(import_module("wparchive.storage.publishing").published)
    is_cut_short = import_module("wparchive.storage.work_folders").is_cut_short
    if broken := next(filter(is_cut_short, targets), None):
        return f"{broken} is only partly replaced. The next run, or wparchive verify, restores it."
    if not targets:
        return "no unfinished output is left."
    complete, verb = " and ".join(map(str, targets)), "is" if len(targets) == 1 else "are"
    return f"{complete} {verb} complete, and no unfinished output is left."


def _from_click(error: click.ClickException, *, as_json: bool) -> WparchiveError:
    """Convert an error of click, and print how the command is used."""
    if not isinstance(error, click.UsageError):
        return WparchiveError(error.format_message())
    if error.ctx and not as_json:
        _to_stderr(error.ctx.get_usage())
    return UsageError(error.format_message())


def _fail(error: WparchiveError, *, as_json: bool = False) -> int:
    if as_json:
        document = json.dumps(error.as_dict(), ensure_ascii=False)
        try:
            click.echo(document.encode("utf-8", "replace"))
        except (OSError, streams.StreamError):
            streams.silence(sys.stdout)
    _to_stderr(f"Error: {printable(str(error))}")
    return error.exit_code


def _to_stderr(text: str) -> None:
    with suppress(OSError):  # the terminal may have gone
        click.echo(text, err=True)


def printable(text: str) -> str:
    """Escape what would control the terminal, such as ANSI escapes, and bytes that are no UTF-8."""
    return "".join(
        c if c == "\n" or (c.isprintable() or c == " ") else f"\\x{_byte(c):02x}" for c in text
    )


def _byte(character: str) -> int:
    number = ord(character)
    return number - 0xDC00 if 0xDC80 <= number <= 0xDCFF else number  # PEP 383


def _configuration(group: click.Group, ctx: click.Context) -> dict[str, Any]:
    """Read ``wparchive.toml``, which has a table for each command and a key for each option.

    Raises:
        UsageError: The file cannot be read, or has an unknown command or option.
    """
    try:
        data = tomllib.loads(read_regular(Path(CONFIG)).decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{CONFIG} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"{CONFIG} is not valid TOML: {error}.") from error
    settings: dict[str, Any] = {}
    for name, table in data.items():
        command = group.get_command(ctx, name)
        if command is None or not isinstance(table, dict):
            raise UsageError(
                f"{CONFIG} has an entry {name!r}, which is not a command.",
                hint=f"{did_you_mean([name], COMMANDS)}Put options below the name of a command:"
                f" [{'], ['.join(COMMANDS)}].",
            )
        options = (param for param in command.params if isinstance(param, click.Option))
        params = {str(param.name): param for param in options}
        settings[name] = {}
        for key, value in table.items():
            param = params.get(key.replace("-", "_"))
            if param is None:
                raise UsageError(
                    f"{CONFIG} sets {key!r}, which is not an option of {name}.",
                    hint=did_you_mean([key.replace("-", "_")], params)
                    + f"wparchive {name} --help lists the options. Leave out the dashes.",
                )
            settings[name][str(param.name)] = _setting(param, key, value)
    return settings


def _setting(param: click.Option, key: str, value: object) -> bool | str | list[str]:
    """Convert a value of ``wparchive.toml`` to the form that the option reads.

    Raises:
        UsageError: It has another type.
    """
    if param.is_flag and isinstance(value, bool):
        return value
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return value if param.multiple else ",".join(value)
    if isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return [str(value)] if param.multiple else str(value)
    wanted = "true or false" if param.is_flag else "a text, or a list of texts"
    raise UsageError(f"{CONFIG} sets {key!r} to {value!r}; it takes {wanted}.")
