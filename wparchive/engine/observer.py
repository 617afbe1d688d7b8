"""Callbacks by which a caller follows a conversion."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.storage.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wparchive.errors.notices import Notice


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


class SourceProgress:
    """Reports progress while many sources are opened, such as the pages of a mirror."""

    def __init__(self, observer: ConversionObserver, sources: Sequence[Source]) -> None:
        self._observer = observer
        self._total = sum(source.size for source in sources)
        self._done = 0

    def done(self, task: object) -> None:
        """Report that a source has been read."""
        if isinstance(task, Source):
            self._done = min(self._done + task.size, self._total)
            # The posts that were gathered are read twice after that.
            self._observer.progress(self._done, 3 * self._total)
