"""The request: what to convert, into what, and how."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from copy import copy
from dataclasses import InitVar, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

from wparchive import links
from wparchive.errors import UsageError
from wparchive.formats import registry
from wparchive.options import Options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.engine.observer import ConversionObserver
    from wparchive.engine.post_transform import PostTransform
    from wparchive.storage.inputs import Given
    from wparchive.storage.limits import Limits
    from wparchive.wordpress.shortcodes import Handler


@dataclass(frozen=True)
class Request(Options):
    """The arguments of `wparchive.convert`: inputs, output, options, and hooks for programs.

    Args:
        inputs: One input or several, which are read as one archive: paths of files and
            directories, ``-`` for standard input, bytes, and files opened for reading bytes.
        target: The output directory; a dictionary, which gets the content of each file by its
            name; None to read and count only.
        shortcodes: Functions that expand shortcodes, by the shortcode's name; they come before
            wparchive's own. A function gets a `Shortcode` and returns HTML, or None to leave the
            shortcode as it is written. Worker processes must be able to import it.
        transform: A function that gets every post and returns it, another post, several posts, or
            None to drop it; None to convert the posts as they are.
        limits: Limits on unpacking the inputs; None for the usual ones.
        observer: An observer of progress and notices; None for nobody.
    """

    inputs: InitVar[Given | Sequence[Given]]
    target: InitVar[str | Path | MutableMapping[str, bytes] | None]
    shortcodes: Mapping[str, Handler] = field(default_factory=dict, kw_only=True)
    transform: PostTransform | None = field(default=None, kw_only=True)
    limits: Limits | None = field(default=None, kw_only=True)
    observer: ConversionObserver | None = field(default=None, kw_only=True)
    given_inputs: tuple[Given, ...] = field(init=False)
    out: Path | None = field(init=False)
    memory: MutableMapping[str, bytes] | None = field(init=False)

    def __post_init__(
        self,
        inputs: Given | Sequence[Given],
        target: str | Path | MutableMapping[str, bytes] | None,
    ) -> None:
        """Bring inputs and target into one form.

        Raises:
            UsageError: The target is an empty text, which would mean the working directory.
        """
        super().__post_init__()
        if target == "":
            raise UsageError("The name of the output directory is empty.")
        several = isinstance(inputs, Sequence) and not isinstance(inputs, str | bytes | bytearray)
        given = tuple(inputs) if several else (inputs,)  # type: ignore[arg-type]
        memory = target if isinstance(target, MutableMapping) else None
        out = Path(target) if isinstance(target, str | Path) else None
        object.__setattr__(self, "given_inputs", given)
        object.__setattr__(self, "memory", memory)
        object.__setattr__(self, "out", out)

    def into(self, folder: Path) -> Request:
        """Return the same request with this output directory."""
        request = copy(self)
        object.__setattr__(request, "out", folder)
        object.__setattr__(request, "memory", None)
        return request

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
        if not self.given_inputs:
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
