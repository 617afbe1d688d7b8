"""Remove text that plugins show only to members: the content of certain tags."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Final

from wparchive.wordpress import registered

# What such a shortcode says where it is for those who are no members.
_FOR_ALL: Final = re.compile(
    r"""not[_-]?(?:logged|subscribed)|logged[_-]?out|!\s*is_user|level\s*=\s*["']?(?:0["'\s\]]|-)"""
    r"""|access\s*=\s*["']?no\b|ifallowed\s*=\s*["']?hide\b""",
    re.IGNORECASE,
)


def without_member_parts(text: str | None) -> tuple[str | None, int]:
    """Take out the parts of a body that only members saw.

    Args:
        text: A body as WordPress stores it; None stays None.

    Returns:
        The body, and the number of parts that were taken out.
    """
    if not text:
        return text, 0
    shortcodes, blocks = _patterns()
    removed = 0
    for pattern, sign in ((blocks, "wp:"), (shortcodes, "[")):
        if sign in text:
            text, number = _without(pattern, text)
            removed += number
    return text, removed


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, int]:
    """Remove text between tags of one name, including nested ones."""
    open_tags: list[re.Match[str]] = []
    open_names: Counter[str] = Counter()
    parts: list[tuple[int, int]] = []
    for tag in pattern.finditer(text):
        if not tag["end"]:
            open_tags.append(tag)
            open_names[tag["name"]] += 1
            continue
        while open_names[tag["name"]]:
            first = open_tags.pop()
            open_names[first["name"]] -= 1
            if first["name"] == tag["name"]:
                if not _FOR_ALL.search(first[0]):
                    parts.append((first.start(), tag.end()))
                break
    out: list[str] = []
    done = removed = 0
    for start, stop in sorted(parts):
        if start >= done:  # else it is inside of one that is gone
            out.append(text[done:start])
            done = stop
            removed += 1
    return "".join([*out, text[done:]]), removed


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile patterns for the tags of shortcodes and for the marks of blocks."""
    return (
        re.compile(
            rf"\[(?<!\[\[)(?P<end>/?)(?P<name>{_any('member_shortcodes')})(?![\w-])[^\[\]]*\]"
        ),
        re.compile(
            rf"<!--\s+(?P<end>/?)wp:(?P<name>{_any('member_blocks')})(?![\w/-])[^<>]*(?<!/)-->"
        ),
    )


def _any(key: str) -> str:
    names, beginnings = registered.names(key)
    patterns = [*map(re.escape, names), *(rf"{re.escape(name)}[^\s\[\]]*+" for name in beginnings)]
    return "|".join(sorted(patterns, key=len, reverse=True))
