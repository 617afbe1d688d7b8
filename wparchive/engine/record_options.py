"""The options of `wparchive.records`: which hidden content the records have, and the limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from wparchive.engine.request import Request
from wparchive.options import HiddenContent

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

    from wparchive.options import Edition, FormatName
    from wparchive.storage.limits import Limits
    from wparchive.storage.walking import FileSet

FORMAT: FormatName = "sqlite"
"""The format whose rows become records: of those with tables the one without a heavy library."""


@dataclass(frozen=True)
class RecordOptions:
    """Options that shape records; picklable. See `wparchive.records`.

    Raises:
        UsageError: A word is unknown.
    """

    edition: Edition = "public"
    include: Collection[HiddenContent] = ()
    public_types: Collection[str] = ()
    as_of: datetime | None = None
    limits: Limits | None = None

    def __post_init__(self) -> None:
        self.request("").check()

    def request(self, path: str | Path | FileSet) -> Request:
        """Return the request for an input."""
        include = get_args(HiddenContent) if self.edition == "full" else self.include
        return Request(
            path, None, to=[FORMAT], edition=self.edition, include=include,
            public_types=self.public_types, as_of=self.as_of, limits=self.limits, jobs=1,
        )  # fmt: skip
