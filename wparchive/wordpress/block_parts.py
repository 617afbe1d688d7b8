"""Parts of blocks of plugins: icons and switches, and what only attributes have."""

from __future__ import annotations

import re
from html import escape
from typing import Any, Final

from wparchive import patterns
from wparchive.web.references import unescape
from wparchive.web.scanning import Ended

_ICON: Final = Ended(
    patterns.lazy(
        r"<(span|div|i)\b(?=[^<>]*\bclass=\"[^\"]*icon)[^<>]*>\s*+(?:<svg\b.*?</svg\s*+>)?\s*+[+×▸▾›]?"
        r"\s*+</\1\s*+>",
        re.DOTALL | re.IGNORECASE,
    ),
    patterns.lazy(r"</(?:span|div|i)\s*+>", re.IGNORECASE),
)
# What opens a part of an accordion; its words are the title of the part.
_SWITCH: Final = Ended(
    patterns.lazy(
        r"<button\b(?=[^<>]*\bclass=\"[^\"]*(?:accordion|toggle|faq|collaps))[^<>]*>(.*?)</button\s*+>",
        re.DOTALL | re.IGNORECASE,
    ),
    patterns.lazy(r"</button\s*+>", re.IGNORECASE),
)
_TAG: Final = patterns.lazy(r"<[^<>]*>")
# A drawing that says nothing, and what shows something without words.
_DRAWING: Final = Ended(
    patterns.lazy(
        r"<svg\b(?![^<>]*(?:aria-label|role=\"img))(?:(?!</?(?:svg|text|title|desc|image)\b).)*</svg\s*+>",
        re.DOTALL | re.IGNORECASE,
    ),
    patterns.lazy(r"</svg\s*+>", re.IGNORECASE),
)
_PROGRAM: Final = Ended(
    patterns.lazy(r"<(script|style)\b[^<>]*+>.*?</\1\s*+>", re.DOTALL | re.IGNORECASE),
    patterns.lazy(r"</(?:script|style)\s*+>", re.IGNORECASE),
)
_SHOWN: Final = patterns.lazy(
    r"<(?:a|audio|canvas|embed|form|hr|iframe|img|input|object|picture|svg|video)\b|<!--",
    re.IGNORECASE,
)
# Blocks that count up to a number: a script writes it.
_COUNTER: Final = patterns.lazy(
    r"/(?:count-?(?:er|up)|number-?counter|counter-?up|stats?|progress(?:-bar)?|circle-counter)\b"
)
_COUNTED: Final = (
    "end",
    "endnumber",
    "end_number",
    "number",
    "total",
    "countvalue",
    "target",
    "percentage",
    "progress",
)
_SHARES: Final = {"percentage", "progress"}
_COUNTED_PART: Final = patterns.lazy(
    r"<(span|div)\b[^<>]*\bclass=\"[^\"]*(?:number|prefix|suffix)[^<>]*>\s*+[\d.,+%]*+\s*+</\1\s*+>",
    re.IGNORECASE,
)
_DAYS: Final = {
    "Sun": "Sunday", "Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday",
    "Fri": "Friday", "Sat": "Saturday",
}  # fmt: skip
_CLOCK: Final = patterns.lazy(r"([01]?\d|2[0-3]):([0-5]\d)")


def without_decoration(html: str) -> str:
    """Remove the icons of blocks, and the buttons around the titles of accordions.

    Args:
        html: HTML of blocks of the editor.
    """
    if "icon" in html:
        html = _ICON.sub("", html)
    return _SWITCH.sub(r"\1", html) if "<button" in html else html


def without_drawings(html: str) -> str:
    """Remove the drawings of a plugin's block that have no words: icons, arrows, waves.

    Args:
        html: HTML of the block, without other blocks inside.
    """
    return _DRAWING.sub("", html) if "<svg" in html else html


def has_text(html: str, other: str) -> bool:
    """Check whether HTML has the words of another piece of HTML, in the same order."""
    return _plain(other) in _plain(html) and "<img" not in other and "<a " not in other


def shows_nothing(html: str) -> bool:
    """Check whether a block shows no words, pictures or links by itself."""
    html = _PROGRAM.sub("", html)
    return not _SHOWN.search(html) and not _plain(html)


def has_number(name: str, attributes: dict[str, Any]) -> bool:
    """Check whether a block counts up to a number that its attributes have.

    Args:
        name: The name of the block.
        attributes: Its attributes.
    """
    return _COUNTER.search(name) is not None and bool(_number(attributes))


def with_number(attributes: dict[str, Any], inner: str) -> str:
    """Put the number of such a block before its other words."""
    number = escape(_number(attributes), quote=False)
    if number in _plain(inner):
        return inner
    return f"<p>{number}</p>\n{_COUNTED_PART.sub('', inner)}"


def _number(attributes: dict[str, Any]) -> str:
    given = {key.lower(): value for key, value in attributes.items()}
    name = next((key for key in _COUNTED if _is_number(given.get(key))), "")
    if not name:
        return ""
    around = (given.get(key) or given.get(f"number{key}") or "" for key in ("prefix", "suffix"))
    before, after = (str(text) for text in around)
    after = after or ("%" if name in _SHARES else "")
    return f"{before}{given[name]}{after}"


def _is_number(value: Any) -> bool:
    return (isinstance(value, int | float) and not isinstance(value, bool)) or (
        isinstance(value, str) and value.isdecimal()
    )


def opening_hours(attributes: dict[str, Any]) -> str | None:
    """Make a list of the days and hours of a business; None if there are none.

    Args:
        attributes: The attributes of Jetpack's block.
    """
    days = attributes.get("days")
    lines = [
        f"<dt>{_DAYS[day['name']]}</dt><dd>{_hours(day.get('hours'))}</dd>"
        for day in (days if isinstance(days, list) else ())
        if isinstance(day, dict) and day.get("name") in _DAYS
    ]
    return f"<dl>{''.join(lines)}</dl>" if lines else None


def _hours(given: Any) -> str:
    spans = [
        f"{_clock(span.get('opening'))} – {_clock(span.get('closing'))}"
        for span in (given if isinstance(given, list) else ())
        if isinstance(span, dict) and span.get("opening")
    ]
    return ", ".join(spans) or "Closed"


def _clock(time: Any) -> str:
    found = _CLOCK.fullmatch(str(time or ""))
    if not found:
        return escape(str(time or ""), quote=False)
    hour = int(found[1])
    return f"{hour % 12 or 12}:{found[2]} {'am' if hour < 12 else 'pm'}"


def with_title(title: str, inner: str) -> str:
    """Put a title that only the attributes of a plugin's block have before its content.

    Args:
        title: The title, as HTML.
        inner: The HTML that the block encloses.
    """
    if _plain(title) in _plain(inner):
        return inner
    return f"<p><strong>{title}</strong></p>\n{inner}"


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split()).casefold()
