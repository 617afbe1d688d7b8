"""What went into a generated export, counted while it is written."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, fields


@dataclass(slots=True)
class Truth:
    """The figures that a reader of the export has to find again."""

    items: int = 0
    types: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    passwords: int = 0
    sticky: int = 0
    blocks: int = 0
    traps: int = 0
    comments: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    approved: Counter[str] = field(default_factory=Counter)
    replies: int = 0
    links: Counter[str] = field(default_factory=Counter)
    postmeta: int = 0
    commentmeta: int = 0
    serialized: int = 0
    size: int = 0
    sha256: str = ""

    def line(self) -> str:
        """Return the figures as one line of JSON, keys in a fixed order."""
        figures = {figure.name: getattr(self, figure.name) for figure in fields(self)}
        for name, value in figures.items():
            if isinstance(value, Counter):
                figures[name] = dict(sorted(value.items()))
        return json.dumps(figures)
