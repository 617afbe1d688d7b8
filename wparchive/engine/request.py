"""The request: what to convert, into what, and how."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

from wparchive import links
from wparchive.errors import UsageError
from wparchive.formats import registry
from wparchive.options import Options
from wparchive.storage.walking import FileSet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.engine.observer import ConversionObserver
    from wparchive.storage.limits import Limits
    from wparchive.wordpress.shortcodes import Handler


@dataclass(frozen=True)
class Request(Options):
    """The arguments of `wparchive.convert`: inputs, output, options, and hooks for programs.

    Args:
        inputs: One path or several, of files and directories, which are read as one archive;
            ``-`` is standard input.
        target: The output directory; None to read and count only.
        shortcodes: Functions that expand shortcodes, by the shortcode's name; they come before
            wparchive's own. A function gets a `Shortcode` and returns HTML, or None to leave the
            shortcode as it is written. Worker processes must be able to import it.
        limits: Limits on unpacking the inputs; None for the usual ones.
        observer: An observer of progress and notices; None for nobody.
    """

    inputs: InitVar[str | Path | FileSet | Sequence[str | Path | FileSet]]
    target: InitVar[str | Path | None]
    shortcodes: Mapping[str, Handler] = field(default_factory=dict, kw_only=True)
    limits: Limits | None = field(default=None, kw_only=True)
    observer: ConversionObserver | None = field(default=None, kw_only=True)
    paths: tuple[str | Path | FileSet, ...] = field(init=False)
    out: Path | None = field(init=False)

    def __post_init__(
        self,
        inputs: str | Path | FileSet | Sequence[str | Path | FileSet],
        target: str | Path | None,
    ) -> None:
        """Bring inputs and target into one form.

        Raises:
            UsageError: The target is an empty text, which would mean the working directory.
        """
        super().__post_init__()
        if target == "":
            raise UsageError("The name of the output directory is empty.")
        paths = (inputs,) if isinstance(inputs, str | Path | FileSet) else tuple(inputs)
        object.__setattr__(self, "paths", paths)
        object.__setattr__(self, "out", None if target is None else Path(target))

    @property
    def options(self) -> Options:
        """The options alone, which writers in other processes get."""
        return Options(**{entry.name: getattr(self, entry.name) for entry in fields(Options)})

    def check(self) -> None:
        """Refuse contradictory or unknown arguments, before the work begins.

        Raises:
            UsageError: There is no input, a value is unknown, or an option lacks the option or the
                format that it needs.
            PluginError: A plugin that writes one of the formats cannot be used.
        """
        if not self.paths:
            hint = "Name a file, or - for standard input."
            raise UsageError("There is nothing to convert.", hint=hint)
        super().check()
        writers = [registry.writer(name) for name in self.to]
        for entry in self.given():
            if entry.feature and not any(getattr(writer, entry.feature) for writer in writers):
                names = (
                    name
                    for name in registry.WRITERS
                    if getattr(registry.writer(name), entry.feature)
                )
                raise UsageError(f"{entry.flag} has no effect without --to {' or '.join(names)}.")
        links.LinkStyle.parse(self.links)
