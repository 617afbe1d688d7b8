"""Texts in the attributes of shortcodes: texts that no handler renders are added to the result."""

from __future__ import annotations

from html import escape
from typing import Final

from wparchive import patterns
from wparchive.web.references import unescape

_ABOVE: Final = "title heading subtitle".split()
_BELOW: Final = "caption author cite source titles artists description".split()
_TEXT: Final = patterns.lazy(
    rf"(?:^|(?<=[\s|]))({'|'.join(_ABOVE + _BELOW)})\s*="
    # Audio Player separates by bars what others put in quotation marks.
    r"\s*(?:\"([^\"]*)\"|'([^']*)'|(?<=\|titles=)([^|]*)|(?<=\|artists=)([^|]*)|([^\s\"'|]+))"
)
_LETTER: Final = patterns.lazy(r"[^\W_]")
_TAG: Final = patterns.lazy(r"<[^<>]*>")
_BLOCK: Final = patterns.lazy(r"\s*<(?:audio|blockquote|details|div|figure|ol|p|pre|video)[\s>]")


def with_texts(made: str, arguments: str) -> str:
    """Add the texts in a shortcode's attributes to its output, if the output lacks them.

    Args:
        made: HTML.
        arguments: The text between the name and the bracket.
    """
    if "=" not in arguments:
        return made
    shown = f"{_plain(made)}\n{_plain(_TAG.sub(' ', made))}"  # tags may part words, or be in one
    above: list[str] = []
    below: list[str] = []
    for name, *values in _TEXT.findall(arguments):
        text = next(filter(None, values), "").strip()
        if _LETTER.search(text) and "//" not in text and not _has(shown, _plain(text)):
            (above if name in _ABOVE else below).append(_html(text))
    if not (above or below):
        return made
    if _BLOCK.match(made):
        return f"{_paragraphs(above)}{made}{_paragraphs(below)}"
    return f"{made} ({', '.join(above + below)})"


def _has(shown: str, text: str) -> bool:
    """Check whether a text has the words of another, not as parts of other words."""
    start = shown.find(text)
    while start >= 0:
        around = shown[max(0, start - 1) : start] + shown[start + len(text) :][:1]
        if not any(map(str.isalnum, around)):
            return True
        start = shown.find(text, start + 1)
    return False


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub("", text)).split())


def _html(text: str) -> str:
    return text if "<" in text else escape(unescape(text), quote=False)


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)
