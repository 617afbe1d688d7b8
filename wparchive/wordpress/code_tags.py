"""Code in elements of plugins: Crayon's spans, fields of dp.SyntaxHighlighter, names of their own.

``<coolcode lang="php">``, ``<syntaxhighlight lang="c">`` and others become ``pre`` and ``code``.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.elements import HTML
from wparchive.web.unterminated import small_letters
from wparchive.wordpress.code_languages import LANGUAGES, PLAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

_START: Final = patterns.lazy(
    r"<(?P<name>[a-z][a-z-]{1,40})(?P<attributes>(?:\s[^<>]*+)?)>", re.IGNORECASE
)
_NAME: Final = patterns.lazy(r"<([a-z][a-z-]{1,40})[\s>]", re.IGNORECASE)
# Elements that hold no code of plugins, whatever their attributes.
_OTHERS: Final = HTML - {"span", "textarea"}
# Where tags are the code's own.
_CODE: Final = patterns.lazy(r"<(/?)(pre|code|script|style)(?=[\s>])", re.IGNORECASE)
_NAMES: Final = frozenset(
    """codeblock code-block codebox codecolorer coolcode geshi source-code sourcecode
    syntaxhighlight syntax-highlight""".split()
)
_LANGUAGE: Final = patterns.lazy(
    r"\s(?:lang|language|syntax|brush|type|class)\s*=\s*[\"']?(?:brush:\s*+)?([\w#+.-]+)",
    re.IGNORECASE,
)
_CRAYON: Final = patterns.lazy(r"\bcrayon-inline\b", re.IGNORECASE)
_CRAYON_LANGUAGE: Final = patterns.lazy(r"\blang:([\w#+.-]+)", re.IGNORECASE)
_FIELD: Final = patterns.lazy(r"\sname\s*=\s*[\"']?code\b", re.IGNORECASE)


def show_code_tags(text: str, taken: Sequence[tuple[int, int]] = ()) -> str:
    """Write the code in elements of plugins as ``pre`` and ``code``, as it was typed.

    Args:
        text: A stored text.
        taken: Start and end of shortcodes of code: what begins inside is theirs.
    """
    if not _has_code_tags(text):
        return text
    lower = small_letters(text)
    taken = sorted([*taken, *_code_ranges(text)])
    endless: set[str] = set()
    out: list[str] = []
    done = at = 0
    for start in _START.finditer(text):
        name = start["name"].lower()
        language = _language(name, start["attributes"])
        if language is None or start.start() < done:
            continue
        while at < len(taken) and taken[at][1] <= start.start():
            at += 1
        if at < len(taken) and taken[at][0] < start.start():
            continue
        end = -1 if name in endless else lower.find(f"</{name}", start.end())
        if end < 0:
            endless.add(name)
            continue
        stop = text.find(">", end) + 1
        if not stop:
            break
        out += (text[done : start.start()], _code(name, language, text[start.end() : end]))
        done = stop
    return "".join([*out, text[done:]]) if out else text


def _has_code_tags(text: str) -> bool:
    """Check whether a text has tags that may be of elements with code."""
    if "<" not in text:
        return False
    names = {name.lower() for name in _NAME.findall(text)}
    if "span" in names and not _CRAYON.search(text):
        names.remove("span")
    return not names <= _OTHERS


def _code_ranges(text: str) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    opened, at = "", 0
    for tag in _CODE.finditer(text):
        name = tag[2].lower()
        if not tag[1] and not opened:
            opened, at = name, tag.start()
        elif tag[1] and name == opened:
            ranges.append((at, tag.end()))
            opened = ""
    return ranges


def _language(name: str, attributes: str) -> str | None:
    """Return the language of an element with code, empty if unknown; None for any other."""
    if name == "span":
        if not _CRAYON.search(attributes):
            return None
        named = _CRAYON_LANGUAGE.search(attributes)
        return _known(named[1]) if named else ""
    if name == "textarea":
        if not _FIELD.search(attributes):
            return None
    elif name in HTML:
        return None
    found = _LANGUAGE.search(attributes)
    language = found[1].lower() if found else ""
    if name in _NAMES or name == "textarea":
        return _known(language)
    return language if language in LANGUAGES else None


def _known(language: str) -> str:
    language = language.lower()
    return "" if language in {"default", *PLAIN} else language


def _code(name: str, language: str, text: str) -> str:
    """Write code; text without an angle bracket was stored escaped."""
    if "<" in text or ">" in text:
        text = escape(text, quote=False)
    text = text.replace("[", "&#91;").replace("]", "&#93;")
    kind = f' class="language-{language}"' if language else ""
    if name == "span":
        return f"<code{kind}>{text.strip()}</code>"
    text = text.strip("\r\n").rstrip()
    return f"<pre><code{kind}>{text}</code></pre>"
