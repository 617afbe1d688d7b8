"""Callbacks by which a caller follows a conversion."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.notices import Notice


@dataclass
class ConversionObserver:
    """Functions that a conversion calls, all of them in the parent process.

    Attributes:
        progress: Called with the bytes done and the bytes in all.
        phase: Called with the name of each phase of the work when it begins, such as ``Reading``.
        notice: Called with every notice, also those that the report only counts.
        link_report: Called with JSON lines of the link report, some at a time; None to make no
            link report.
    """

    progress: Callable[[int, int], None] = lambda _done, _total: None
    phase: Callable[[str], None] = field(default=lambda _name: None, kw_only=True)
    notice: Callable[[Notice], None] = lambda _notice: None
    link_report: Callable[[bytes], object] | None = None
