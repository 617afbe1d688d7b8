"""Make regular expressions that are compiled when they are first used.

Most runs use a quarter of the package's patterns, and compiling them all takes longer than
converting a small blog.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr, cast

if TYPE_CHECKING:
    from collections.abc import Callable

_METHODS = ("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Make a pattern that behaves as `re.compile` makes it, and is compiled later.

    Functions of `re`, such as `re.sub`, do not take it; use its methods.

    Args:
        pattern: The regular expression. A mistake in it is found at its first use.
        flags: As for `re.compile`.
    """
    return cast("re.Pattern[AnyStr]", LazyPattern(pattern, flags))


class LazyPattern:
    """What `lazy` makes.

    Attributes:
        pattern: The regular expression.
        flags: Those that were given, without those that `re.compile` adds.
    """

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern, and keep its methods, which are then found without this one."""
        if name not in _METHODS:
            raise AttributeError(f"a lazy pattern has no {name!r}")
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str | bytes, int]]:
        return lazy, (self.pattern, self.flags)
