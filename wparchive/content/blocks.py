"""The block editor's grammar: posts whose parts stand between ``<!-- wp:name -->`` comments."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = re.compile(
    r"<!--\s+(?P<closes>/)?wp:(?:(?P<space>[a-z][a-z0-9_-]*)/)?(?P<name>[a-z][a-z0-9_-]*)\s+"
    r"(?:(?P<void>/)?-->|(?P<brace>\{))",
    re.ASCII,
)
_ATTRIBUTES_END = re.compile(r"\}\s+(?P<void>/)?-->", re.ASCII)


def has_blocks(text: str) -> bool:
    """Whether the text was written in the block editor, as WordPress's ``has_blocks`` tells."""
    return "<!-- wp:" in text


@dataclass(frozen=True, slots=True)
class Delimiter:
    """One comment of the block grammar.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        name: The block's name, with its namespace.
        closes: Whether it ends a block.
        void: Whether it is a whole block, without content.
        json: The text of its attributes.
    """

    start: int
    end: int
    name: str
    closes: bool
    void: bool
    json: str | None

    def attributes(self) -> dict[str, Any]:
        """The block's attributes; none where they are no JSON."""
        return (_read_attributes(self.json) if self.json else None) or {}


def delimiters(text: str) -> Iterator[Delimiter]:
    """Every delimiter in the text, in order.

    Attributes end at the first ``}`` that the end of a comment follows, however far away. Both
    walks go forward only, so that a thousand openings without an end cost no more than one.
    """
    ends = _ATTRIBUTES_END.finditer(text)
    end = next(ends, None)
    position = 0
    for head in _HEAD.finditer(text):
        if head.start() < position:  # inside the attributes of the one before
            continue
        tail, json_text = head, None
        if head["brace"]:
            while end is not None and end.start() < head.end():
                end = next(ends, None)
            if end is None:
                continue
            tail, json_text = end, text[head.end() - 1 : end.start() + 1]
        position = tail.end()
        name = f"{head['space'] or 'core'}/{head['name']}"
        void = tail["void"] is not None
        yield Delimiter(head.start(), position, name, head["closes"] is not None, void, json_text)


def _read_attributes(text: str) -> dict[str, Any] | None:
    """The JSON object of a delimiter; None where PHP would refuse it too."""
    try:
        value: dict[str, Any] = json.loads(text, parse_constant=_refuse_constant)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError):
        return None
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
