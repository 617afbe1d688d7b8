"""The first step of rendering: turn a stored text into unambiguous HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.false_tags import show_false_tags
from wparchive.wordpress.blocks import end_delimiters
from wparchive.wordpress.code_tags import show_code_tags
from wparchive.wordpress.shortcodes import VERBATIM, ShortcodeProcessor, code, pre_around
from wparchive.wordpress.shortcodes.syntax import attributes, find, names_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.wordpress.shortcodes import Handler


# WordPress's paragraphs take a line's end in this tag for the tag's own.
_QUOTE: Final = patterns.lazy(r"<blockquote\s[^<>]*+>", re.IGNORECASE)
_VALUE: Final = patterns.lazy(r"""\"[^\"]*+\"|'[^']*+'""")
_LINE_END: Final = patterns.lazy(r"[\r\n]+")
# Of tags, shortcodes and Markdown's code: a text without these is as it was typed.
_SIGNS: Final = ("<", "[", "```")


# Links are looked for in the same texts that are then rendered.
@lru_cache(maxsize=256)
def source_html(text: str) -> str:
    """Turn a body or comment into HTML without traps, before any filter of WordPress's.

    Code is escaped as its plugins show it, what only looks like a tag is text, and whatever would
    swallow what follows has an end. A second run changes nothing.

    Args:
        text: The text as it is stored.

    Returns:
        HTML in which the other shortcodes and the blocks are as they were.
    """
    return typed_html(text, VERBATIM)


def typed_html(text: str, handlers: Mapping[str, Handler]) -> str:
    """Like `source_html`, with handlers for the shortcodes of code."""
    if not any(sign in text for sign in _SIGNS):
        return text
    text = end_delimiters(text)
    processor = ShortcodeProcessor(code.handlers_for(text, handlers))
    text = show_code_tags(text, _ranges(text, processor))
    text = code.show_elements(text, _ranges(text, processor))
    text = pre_around.without_pre(text, _blocks(text, processor))
    text = code.show_fences(processor.process_verbatim(text))
    text = show_false_tags(code.show_instructions(text))
    if "<" not in text:
        return text
    return _QUOTE.sub(lambda tag: _VALUE.sub(_in_one_line, tag[0]), text)


def _ranges(text: str, processor: ShortcodeProcessor) -> list[tuple[int, int]]:
    """Return start and end of the shortcodes of code."""
    found = find(text, names_in(text, processor.handlers))
    return [(match.start, match.end) for match in found if match.inside]


def _blocks(text: str, processor: ShortcodeProcessor) -> list[tuple[int, int]]:
    """Return start and end of the shortcodes that become blocks of code."""
    found = find(text, names_in(text, processor.handlers))
    return [
        (match.start, match.end)
        for match in found
        if match.inside
        and not (match.opened and match.closed)
        and processor.handlers[match.name] is code.code
        and not code.is_in_line(match.name, attributes(match.arguments))
    ]


def _in_one_line(value: re.Match[str]) -> str:
    return _LINE_END.sub("", value[0])
