"""Finds the sentences that only the attributes of plugins' blocks have, not their markup."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.web.references import unescape
from wparchive.wordpress.blocks import delimiters
from wparchive.wordpress.builders import values
from wparchive.wordpress.builders.table import role_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.wordpress.blocks import Delimiter

_DEPTH: Final = 30
_MARKUP: Final = patterns.lazy(r"<[^<>]*>")
_WORD: Final = patterns.lazy(r"\w+")


def texts_beside_markup(text: str, shown: str) -> Counter[str]:
    """Count the words of sentences in attributes of blocks that a page does not have.

    A block without markup of its own is left out: its attributes are shown, or it stays as it is
    written. Where a block has markup, a plugin may show its attributes or not.

    Args:
        text: A body as it is stored.
        shown: HTML of the page.

    Returns:
        Numbers of words, by the names of the blocks.
    """
    found: Counter[str] = Counter()
    plain = ""
    for block in delimiters(text):
        if block.void or block.closes or block.json is None or block.name.startswith("core/"):
            continue
        for sentence in _sentences(block):
            plain = plain or _plain(shown)
            if _plain(sentence) not in plain:
                found[block.name] += len(_WORD.findall(_plain(sentence)))
    return found


def _sentences(block: Delimiter) -> Iterator[str]:
    return _walk(block.attributes(), "", 0)


def _walk(value: Any, name: str, depth: int) -> Iterator[str]:
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if role_of("", key) != "internal":
                yield from _walk(inner, key, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, name, depth + 1)
    elif isinstance(value, str) and values.is_prose(value):
        yield value


def _plain(html: str) -> str:
    return " ".join(_WORD.findall(unescape(_MARKUP.sub(" ", html)).casefold()))
