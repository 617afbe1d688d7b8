"""Markdown by html2text, as lines with numbered links such as lynx prints."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from wparchive import patterns

_LINK: Final = patterns.lazy(
    r"(!?)\[((?>(?:[^\[\]\\]|\\.|\[[^\[\]\n]{0,80}\]){0,1000}))\]"
    r"\(((?>(?:[^()\s]|\([^()\s]{0,200}\)|\s(?!\s)){0,3000}))\)"
)
_IMAGE: Final = patterns.lazy(_LINK.pattern.replace("(!?)", "(!)", 1))
_TARGET: Final = patterns.lazy(r"(?s)(?=.*\"\Z)(.*?)(?<!\s)\s++\"(.*)\"")
_SURE: Final = patterns.lazy(r"\]\((?:https?:|/|#|mailto:)")
_ENOUGH: Final = 3
_HEADING: Final = patterns.lazy(r"(#{1,6})\s+(?=\S)")
_EMPHASIS: Final = patterns.lazy(r"(?<!\w)(\*\*|__|\*|_)(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)")
_APART: Final = patterns.lazy(
    r"\s*+\Z|\s*+(?>(?:[*_-]\s*+){3,})\Z|.*-{3}\||\s{4}(?!\s*+(?:[*+-]|\d+\.)\s)"
)
"""A line that the next one does not continue: empty, a rule, of a table, or code."""
_BEGINS: Final = patterns.lazy(r"\s*\Z|#{1,6}\s|\s*(?:[*+>-]|\d+\.)(?:\s|\Z)|\s{4}|.*-{3}\|")
_ESCAPE: Final = patterns.lazy(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
JOINT: Final = "\v"
"""The mark of a line break within the address of a link."""


def numbered(text: str) -> tuple[str, dict[str, str]] | None:
    """Return a text with its links as numbers, and their addresses.

    Args:
        text: The whole of it.

    Returns:
        None if the text is not Markdown.
    """
    if len(_SURE.findall(text)) < _ENOUGH:
        return None
    references: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        target = match[3].strip()
        found = _TARGET.fullmatch(target)
        url = re.sub(r"\s+", "", found[1] if found else target)
        references[key := str(len(references) + 1)] = url
        # An address has no line breaks, and a label none that its page had.
        label = re.sub(r"\n(?:> ?)*", " ", match[2].strip())
        return f"[{key}]{label}" + JOINT * (match[2] + match[3]).count("\n")

    text = _LINK.sub(number, text)
    text = _IMAGE.sub(number, text)  # those in the labels of links
    return _whole(text), references


def _whole(text: str) -> str:
    """Return a text with one line for each paragraph, as before html2text broke it."""
    lines = text.split("\n")
    parts = [lines[0]]
    for before, line in pairwise(lines):
        if before.endswith("  ") or _APART.match(before, 0) or _BEGINS.match(line):
            parts.append("\n" + line)
        else:
            hyphen = len(before) > 1 and before[-1] == "-" and not before[-2].isspace()
            parts.append(f"{JOINT}{'' if hyphen else ' '}{line.lstrip()}")
    return "".join(parts)


def unescaped(text: str) -> str:
    """Return a line without the escapes of Markdown."""
    return _ESCAPE.sub(r"\1", text)


def heading(text: str) -> tuple[str, str]:
    """Return the mark of a heading, and its text without emphasis; no mark for other lines."""
    match = _HEADING.match(text)
    if match is None:
        return "", text
    plain = _EMPHASIS.sub(r"\2", text[match.end() :])
    return match[1], plain.strip()
