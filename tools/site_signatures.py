"""Show signature and docstring of functions that a decorator gives the arguments of a request."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import griffe

from wparchive import Archive, convert

if TYPE_CHECKING:
    from collections.abc import Callable

_MADE: dict[str, Callable[..., Any]] = {
    "wparchive.api.convert": convert,
    "wparchive.api.archive.Archive.write": Archive.write,
}


class Signatures(griffe.Extension):
    """Replaces what the source says by what `help` says."""

    def on_function(self, *, func: griffe.Function, **_: Any) -> None:
        """Replace parameters and docstring of one of the functions."""
        function = _MADE.get(func.path)
        if function is None:
            return
        func.docstring = griffe.Docstring(inspect.getdoc(function) or "", parent=func)
        func.parameters = griffe.Parameters(
            *(
                griffe.Parameter(
                    name,
                    annotation=_shown(parameter.annotation),
                    kind=griffe.ParameterKind[parameter.kind.name.lower()],
                    default=_shown(parameter.default),
                )
                for name, parameter in inspect.signature(function).parameters.items()
            )
        )
        func.decorators.clear()


def _shown(value: object) -> str | None:
    if value is inspect.Parameter.empty:
        return None
    return value if isinstance(value, str) else repr(value)
