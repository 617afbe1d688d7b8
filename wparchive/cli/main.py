"""The ``wparchive`` program: commands, settings, errors and exit codes."""

from __future__ import annotations

import difflib
import json
import os
import signal
import sys
import tomllib
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from wparchive.cli import signals, streams
from wparchive.errors import ExitCode, OutputError, PluginError, UsageError, WparchiveError
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
            close = difflib.get_close_matches(args[0], COMMANDS)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(f"{error.message}{hint}", ctx) from error


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
      wparchive convert export.xml -o archive --to markdown,json,warc
      wparchive inspect export.xml
      wparchive verify archive
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
        with signals.raised():
            code = cli.main(
                arguments,
                prog_name="wparchive",
                standalone_mode=False,
                auto_envvar_prefix="WPARCHIVE",
                windows_expand_args=True,
            )
    except WparchiveError as error:
        return _fail(error, as_json=as_json)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return ExitCode.USAGE
    except click.UsageError as error:
        usage = error.ctx.get_usage() + "\n" if error.ctx and not as_json else ""
        click.echo(usage, err=True, nl=False)
        return _fail(UsageError(error.format_message()), as_json=as_json)
    except click.ClickException as error:
        return _fail(WparchiveError(error.format_message()), as_json=as_json)
    except (click.Abort, KeyboardInterrupt) as error:
        return _stop(error)
    except BrokenPipeError:
        # The reader of stdout has gone; Python must not fail when it closes stdout at exit.
        streams.silence(sys.stdout)
        return ExitCode.FAILURE
    except OSError as error:  # errors of files are caught elsewhere; this is stdout or stderr
        with suppress(OSError):
            streams.silence(sys.stdout)
        return _fail(OutputError(f"Standard output cannot be written: {error.strerror}."))
    except Exception as error:
        if os.environ.get("WPARCHIVE_TRACEBACK"):
            raise
        return _fail(_defect(error), as_json=as_json)
    return code if isinstance(code, int) else ExitCode.OK


def _stop(error: click.Abort | KeyboardInterrupt) -> int:
    """Say that the run was stopped, and return the exit code."""
    by_hand = signals.Stopped(signal.SIGINT)
    stopped = error if isinstance(error, signals.Stopped) else by_hand
    with suppress(OSError):  # the terminal may have gone
        click.echo(str(stopped), err=True)
    return stopped.exit_code


def _defect(error: Exception) -> WparchiveError:
    # Imported late, since --help needs no formats.
    if plugin := import_module("wparchive.registry").plugin_of(error):
        return PluginError(
            f"The plugin {plugin} failed: {type(error).__name__}: {error}.",
            hint="Please report this to the authors of the plugin. Run wparchive again with"
            " WPARCHIVE_TRACEBACK=1 for a traceback.",
        )
    return WparchiveError(
        f"wparchive failed because of a defect in wparchive: {type(error).__name__}: {error}.",
        hint="Please report this. Run it again with WPARCHIVE_TRACEBACK=1 for a traceback.",
    )


def _fail(error: WparchiveError, *, as_json: bool = False) -> int:
    with suppress(OSError):
        if as_json:
            document = json.dumps(error.as_dict(), ensure_ascii=False)
            click.echo(document.encode("utf-8", "replace"))
        click.echo(f"Error: {printable(str(error))}", err=True)
    return error.exit_code


def printable(text: str) -> str:
    """Escape characters of a text that would control the terminal, such as ANSI escapes."""
    return "".join(
        c if c == "\n" or (c.isprintable() or c == " ") else f"\\x{ord(c):02x}" for c in text
    )


def _configuration(group: click.Group, ctx: click.Context) -> dict[str, Any]:
    """Read ``wparchive.toml``, which has a table for each command and a key for each option.

    Raises:
        UsageError: The file cannot be read, or has an unknown command or option.
    """
    try:
        data = tomllib.loads(Path(CONFIG).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(f"{CONFIG} cannot be read: {error}.") from error
    settings: dict[str, Any] = {}
    for name, table in data.items():
        command = group.get_command(ctx, name)
        if command is None or not isinstance(table, dict):
            raise UsageError(
                f"{CONFIG} has an entry {name!r}, which is not a command.",
                hint=f"Put options below the name of a command: [{'], ['.join(COMMANDS)}].",
            )
        params = {str(param.name): param for param in command.params}
        settings[name] = {}
        for key, value in table.items():
            param = params.get(key.replace("-", "_"))
            if param is None:
                raise UsageError(
                    f"{CONFIG} sets {key!r}, which is not an option of {name}.",
                    hint=f"wparchive {name} --help lists the options. Leave out the dashes.",
                )
            one = isinstance(value, list) and not param.multiple
            settings[name][str(param.name)] = ",".join(value) if one else value
    return settings
