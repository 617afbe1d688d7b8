"""Write the man pages and the completion scripts in `share`, which the wheel installs.

Run it after a change of commands, options or their help: `python tools/shell_files.py`.
"""

from __future__ import annotations

import re
import sys
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import get_completion_class

from wparchive.cli.convert import TABLE
from wparchive.cli.main import COMMANDS, CONFIG, cli
from wparchive.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SHARE = ROOT / "share"
_COMPLETIONS = {
    "bash": "bash-completion/completions/wparchive",
    "zsh": "zsh/site-functions/_wparchive",
    "fish": "fish/vendor_completions.d/wparchive.fish",
}
_MEANINGS = {
    ExitCode.OK: "Nothing was lost.",
    ExitCode.FAILURE: "wparchive failed.",
    ExitCode.USAGE: "The command line or the settings are wrong.",
    ExitCode.CONTENT_LOST: "The output was written, but content was lost.",
    ExitCode.INPUT_UNREADABLE: "An input cannot be read, or has no record.",
    ExitCode.OUTPUT_REFUSED: "The output directory is not empty, or cannot be written.",
    ExitCode.VERIFY_FAILED: "Verification found errors or warnings.",
    ExitCode.HUNG_UP: "The terminal was closed (SIGHUP).",
    ExitCode.INTERRUPTED: "Interrupted (Ctrl-C).",
    ExitCode.TERMINATED: "Stopped by another program (SIGTERM).",
}


def roff(text: str) -> str:
    """Escape a text for roff: backslashes, hyphens, and marks that begin a line."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def made_files() -> dict[str, str]:
    """Return the content of every file by its path below `share`."""
    pages = {f"wparchive-{name}": command for name, command in _commands()}
    files = {
        f"man/man1/{name}.1": "\n".join(_page(name, command)) + "\n"
        for name, command in {"wparchive": cli, **pages}.items()
    }
    for shell, path in _COMPLETIONS.items():
        completion = get_completion_class(shell)
        assert completion is not None
        # bash's class asks the bash that is installed for its version before it renders.
        made = completion(cli, {}, "wparchive", "_WPARCHIVE_COMPLETE")
        files[path] = (made.source_template % made.source_vars()).strip() + "\n"
    return files


def _commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli, info_name="wparchive")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command


def _page(name: str, command: click.Command) -> Iterator[str]:
    words = name.replace("-", " ", 1)
    whole = click.Context(cli, info_name="wparchive", **cli.context_settings)
    context = whole if command is cli else click.Context(command, whole, words)
    help_text = cleandoc(command.help or "")
    summary, _, rest = help_text.partition("\n\n")
    yield f'.TH {name.upper()} 1 "" wparchive "wparchive manual"'
    yield ".SH NAME"
    yield f"{roff(name)} \\- {roff(' '.join(summary.split()).rstrip('.'))}"
    yield ".SH SYNOPSIS"
    yield f".B {roff(words)}"
    yield roff(" ".join(command.collect_usage_pieces(context)))
    yield ".SH DESCRIPTION"
    for paragraph in rest.split("\n\n"):
        yield ".PP"
        if paragraph.startswith("\b"):
            yield from (".nf", roff(paragraph.removeprefix("\b").strip("\n")), ".fi")
        else:
            yield roff(" ".join(paragraph.split()))
    yield from _options(command, context)
    if command is cli:
        yield ".SH COMMANDS"
        for each, text in COMMANDS.items():
            yield from (".TP", f".BR wparchive\\-{each} (1)", roff(text))
    yield from _ends()


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    groups = (
        {entry.flag: entry.group for entry in TABLE} if "convert" in str(context.info_name) else {}
    )
    sections: dict[str, list[click.Option]] = {}
    for option in command.get_params(context):
        if isinstance(option, click.Option):
            word = next(word for word in option.opts if word.startswith("--"))
            sections.setdefault(groups.get(word, ""), []).append(option)
    yield ".SH OPTIONS"
    for title, options in sorted(sections.items(), key=lambda pair: pair[0] == ""):
        if groups:
            yield f".SS {title or 'Help'}"
        for option in options:
            record = option.get_help_record(context)
            assert record is not None
            yield from (".TP", f".B {roff(record[0])}", roff(record[1]))


def _ends() -> Iterator[str]:
    yield ".SH EXIT STATUS"
    for code in ExitCode:
        yield from (".TP", f".B {code.value}", roff(_MEANINGS[code]))
    yield from (".PP", "Treat an unknown code as a failure.")
    yield from (".SH ENVIRONMENT", ".TP", ".B WPARCHIVE_COMMAND_OPTION")
    yield roff("Sets an option of a command, such as WPARCHIVE_CONVERT_TO=json,warc.")
    yield from (".TP", ".B WPARCHIVE_TRACEBACK", "Print a traceback if wparchive fails.")
    yield from (".SH FILES", ".TP", f".I {roff(CONFIG)}")
    yield "Settings in the working directory: a table for each command, a key for each option."
    yield ".SH SEE ALSO"
    others = ["wparchive", *(f"wparchive-{name}" for name in COMMANDS)]
    yield ",\n".join(f".BR {roff(name)} (1)" for name in others)


def main() -> int:
    """Write the files."""
    for name, text in made_files().items():
        path = SHARE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
