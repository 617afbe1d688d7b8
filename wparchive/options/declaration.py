"""What the table of options says of one: how it is read, checked and described."""

from __future__ import annotations

from dataclasses import field
from typing import Any, Literal, NamedTuple, get_args

from wparchive.errors import UsageError, did_you_mean

Group = Literal["What to write", "What to publish", "Links", "Media", "Inputs", "Run"]
Kind = Literal["words", "word", "text", "flag", "size", "number", "date", "path", "lines", "list"]
"""How the command line reads a value: ``words`` are split at commas, ``lines`` come from a file,
a ``list`` is an option that may be given several times."""


class Option(NamedTuple):
    """An option of the command line.

    Attributes:
        name: The word of the API; the command line has ``-`` for ``_``.
        kind: How the command line reads its value.
        default: Its value if the user gives none.
        metavar: The command line's word for a value; empty for a flag.
        help: One or two sentences for ``--help``, the manual and the API's docstring.
        more: What the manual adds, in Markdown.
        words: The values that there are; empty if any text will do.
        open: Whether plugins may add values to `words`.
        feature: The attribute of `wparchive.formats.writers.Writer` that makes it useful; if no
            format in ``--to`` has it, the option is refused. Empty for none.
        needs: The option that it is useless without.
        unset: What the manual gives as default where the value does not say it.
        short: A letter for the command line.
        group: The heading of ``--help`` under which it is listed.
    """

    name: str
    kind: Kind
    default: object
    metavar: str
    help: str
    more: str = ""
    words: tuple[str, ...] = ()
    open: bool = False
    feature: str = ""
    needs: str = ""
    unset: str = ""
    short: str = ""
    group: Group = "Run"

    @property
    def flag(self) -> str:
        """The option's word on the command line; for a switch that is on by default, ``--no-``."""
        prefix = "--no-" if self.kind == "flag" and self.default is True else "--"
        return prefix + self.name.replace("_", "-")

    def check(self, value: object) -> None:
        """Refuse a value that is not one of the words, or not a number from 1.

        Raises:
            UsageError: The value, or one of several, is unknown.
        """
        if self.kind in {"number", "size"} and not (type(value) is int and value > 0):
            raise UsageError(
                f"{self.flag} does not accept {value!r}.",
                hint="It accepts whole numbers of 1 or more.",
            )
        if not self.words or self.open:
            return
        given = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
        if unknown := sorted(set(given) - set(self.words)):
            meant = did_you_mean(unknown, self.words)
            raise UsageError(
                f"{self.flag} does not accept {', '.join(map(repr, unknown))}.",
                hint=f"{meant}It accepts {', '.join(self.words)}.",
            )


def option(default: object, kind: Kind, metavar: str, help: str, **more: Any) -> Any:  # noqa: A002
    """Declare a field of `wparchive.options.Options`; see `Option` for the arguments."""
    if words := more.get("words"):
        more["words"] = get_args(words)
    entry = Option("", kind, default, metavar, help, **more)
    return field(default=default, metadata={"option": entry})
