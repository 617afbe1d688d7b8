"""Conversion in steps that survive an interruption: each range's result is saved when it is made.

A result depends on the inputs, the options, the program, and its place among the other results. All
of these determine the name of the file that stores it, so no other run can use it by mistake.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, get_origin

import msgspec

from wparchive.engine.range_result import RangeResult
from wparchive.formats import registry
from wparchive.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.engine.archive_index import ConversionTask
    from wparchive.engine.convert import Worker
    from wparchive.engine.report import Report
    from wparchive.engine.request import Request
    from wparchive.links import MediaMap
    from wparchive.storage.checkpoints import Checkpoints

_INDIFFERENT: Final = frozenset({"bag", "jobs", "overwrite", "update"})
"""The options on which no result depends."""


def _counter(kind: type, value: Any) -> Any:
    if get_origin(kind) is Counter:
        return Counter(value)
    raise NotImplementedError  # as msgspec asks of a hook for other types


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(RangeResult, dec_hook=_counter)


@dataclass(frozen=True)
class ResumableWorker:
    """Converts ranges like a `Worker`, unless an earlier run has converted them.

    Attributes:
        worker: Converts.
        checkpoints: The results.
        work: Describes all that every result depends on.
    """

    worker: Worker
    checkpoints: Checkpoints
    work: str

    def convert(self, task: ConversionTask) -> RangeResult:
        """Convert the posts of a range into every format."""
        name = f"{self.work}-{task.document}-{task.range.start}-{task.range.stop}"
        saved = self.checkpoints.load(name)
        if saved is not None:
            return _decoder.decode(saved)
        result = self.worker.convert(task)
        self.checkpoints.save(name, _encoder.encode(result))
        return result


def resumable(
    worker: Worker, checkpoints: Checkpoints | None, work: str
) -> Callable[[ConversionTask], RangeResult]:
    """Return the function that converts a range.

    Args:
        worker: Converts.
        checkpoints: Where to save results, and to look for them; None to do neither.
        work: From `describe_work`.
    """
    if checkpoints is None or not work:
        return worker.convert
    checkpoints.discard_others(work)
    return ResumableWorker(worker, checkpoints, work).convert


def describe_work(request: Request, report: Report, media: MediaMap | None) -> str:
    """Return a digest of all that results depend on; empty if code of others takes part.

    Args:
        request: The request.
        report: The report of what is known before the conversion.
        media: Where the output has the blog's media; None without media.
    """
    if request.shortcodes or request.transform is not None or registry.plugins():
        return ""
    options = asdict(request.options)
    described = (
        __version__,
        sys.version,
        report.exported_at,
        [(each.name, each.size, each.sha256) for each in report.inputs],
        sorted((name, repr(options[name])) for name in options.keys() - _INDIFFERENT),
        request.observer is not None and request.observer.link_report is not None,
        repr(request.limits),
        media and [sorted(vars(media)[name].items()) for name in ("exact", "images", "bundled")],
        media and sorted(media.blogs.names.items()),
    )
    return hashlib.sha256(repr(described).encode(errors="surrogateescape")).hexdigest()
