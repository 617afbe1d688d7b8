"""Complete the values of options and the names of files in a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from wparchive.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.options.declaration import Option

    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

_ALSO = {
    "links": ("original", "relative", "root", "absolute=https://"),
    "media": ("inputs", "fetch"),
}
"""Words of options that also take other texts."""


def files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leave the completion to the shell, which knows the files."""
    return [CompletionItem(incomplete, type="file")]


def completer(entry: Option) -> Completer | None:
    """Return the function that completes the values of an option; None if any text will do."""
    words = entry.words or _ALSO.get(entry.name, ())
    if not words:
        return None

    def complete(
        _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        several = entry.kind == "words"
        before, comma, last = incomplete.rpartition(",") if several else ("", "", incomplete)
        given = set(before.split(",")) if several else set()
        found = [
            CompletionItem(f"{before}{comma}{word}")
            for word in words
            if word.startswith(last) and word not in given
        ]
        return found or (files(_ctx, _param, incomplete) if entry.name == "media" else [])

    return complete


class Words(click.Choice[str]):
    """A choice of words that suggests a similar one for a word that is none of them."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return one of the words.

        Raises:
            BadParameter: The value is none of them.
        """
        if value not in self.choices:
            meant = did_you_mean([value], self.choices)
            text = f"{value!r} is unknown. {meant}It accepts {', '.join(self.choices)}."
            self.fail(text, param, ctx)
        return value
