"""Smilies written with letters and marks, as the pictures that WordPress shows for them."""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns

SMILIES: Final = {
    ":mrgreen:": "mrgreen.png", ":neutral:": "😐", ":twisted:": "😈", ":arrow:": "➡",
    ":shock:": "😯", ":smile:": "🙂", ":???:": "😕", ":cool:": "😎", ":evil:": "👿",
    ":grin:": "😀", ":idea:": "💡", ":oops:": "😳", ":razz:": "😛", ":roll:": "🙄",
    ":wink:": "😉", ":cry:": "😥", ":eek:": "😮", ":lol:": "😆", ":mad:": "😡", ":sad:": "🙁",
    "8-)": "😎", "8-O": "😯", ":-(": "🙁", ":-)": "🙂", ":-?": "😕", ":-D": "😀", ":-P": "😛",
    ":-o": "😮", ":-x": "😡", ":-|": "😐", ";-)": "😉", "8O": "😯", ":(": "🙁", ":)": "🙂",
    ":?": "😕", ":D": "😀", ":P": "😛", ":o": "😮", ":x": "😡", ":|": "😐", ";)": "😉",
    ":!:": "❗", ":?:": "❓",
}  # fmt: skip
"""The written form, and its emoji, or the picture's file if there is no emoji."""

_SMILEY = patterns.lazy(
    r"(?:\A|(?<=[\r\n\t \xa0])|(?<=&nbsp;))(?:"
    + "|".join(re.escape(smiley) for smiley in sorted(SMILIES, reverse=True))
    + r")(?=[\r\n\t \xa0]|&nbsp;|\Z)"
)
# What every smiley begins with, after what may precede one; most texts have nothing like it.
_LIKELY = patterns.lazy(r"[:;8](?<![^\r\n\t \xa0;>].)(?:[-()?DPox|O]|[a-z?!]+:)")
_TAG = patterns.lazy(r"<[^\n>]*+(>)?")
_VERBATIM = patterns.lazy(r"<(code|pre|style|script|textarea)[^>]*>")


def convert_smilies(text: str, *, home: str = "") -> str:
    """Show smilies as emoji, as WordPress's ``convert_smilies`` shows them.

    Args:
        text: HTML.
        home: The site's own address, where ``:mrgreen:`` has its picture; without, it stays text.
    """
    if not _LIKELY.search(text):
        return text
    out: list[str] = []
    verbatim = ""
    for piece in _pieces(text):
        if not verbatim:
            if piece.startswith("<"):
                start = _VERBATIM.match(piece)
                verbatim = start[1] if start else ""
            elif _LIKELY.search(piece):
                piece = _SMILEY.sub(lambda m: _show(m[0], home), piece)  # noqa: PLW2901
        if verbatim and piece == f"</{verbatim}>":
            verbatim = ""
        out.append(piece)
    return "".join(out)


def _pieces(text: str) -> list[str]:
    """Split a text into tags that end on their own line, and the texts between them."""
    out: list[str] = []
    done = 0
    for tag in _TAG.finditer(text):
        if tag[1]:
            out += (text[done : tag.start()], tag[0])
            done = tag.end()
    return [*out, text[done:]]


def _show(smiley: str, home: str) -> str:
    shown = SMILIES[smiley]
    if not shown.endswith(".png"):
        return shown
    if not home:
        return smiley
    return (
        f'<img src="{home.rstrip("/")}/wp-includes/images/smilies/{shown}" alt="{smiley}" '
        'class="wp-smiley" style="height: 1em; max-height: 1em;" />'
    )
