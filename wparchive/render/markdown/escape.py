"""Escaping of text, URLs, titles and attributes, so that each renders as itself."""

from __future__ import annotations

import re
from functools import partial
from html.entities import html5
from typing import Final

from wparchive import patterns
from wparchive.web.bare_urls import BARE_URL, trim_url

# Text without any of these needs no escapes.
SPECIAL: Final = patterns.lazy(r"[\\`*_~\[\]<&\r\f]")
_ENTITY: Final = r"&(?=\#[0-9]|\#[xX]|[A-Za-z][A-Za-z0-9]*;)"

_INLINE: Final = patterns.lazy(
    r"""
      \\(?=[!-/:-@\[-`{-~]|\s*\Z)    # what would escape, or might before what follows
    | `
    | \*
    | (?<!\w)_++|_++(?!\w)        # underscores inside a word mark nothing
    | ~++
    | <(?=[A-Za-z/!?]|\Z)
    | &(?=\#[0-9]|\#[xX]|[A-Za-z][A-Za-z0-9]*;|\Z)
    | \]\(                        # brackets are text unless a destination follows
    """,
    re.VERBOSE,
)
_IN_LINK: Final = patterns.lazy(_INLINE.pattern.replace(r"| \]\( ", r"| [\[\]] "), re.VERBOSE)
# Emphasis marks, code, escapes or entities that Markdown would see inside a URL left as it is.
_RISKY_URL: Final = patterns.lazy(
    r"[*`\\]|(?<!\w)_++|_++(?!\w)|(?<=\w)~++|~++(?!\w)|\]\(|" + _ENTITY, re.VERBOSE
)

_LINE_START: Final = patterns.lazy(
    r"""
      (?P<mark>
        \#(?=\#{0,5}(?:[ \t]|$))          # a heading
      | >
      | [-+*](?=[ \t]|$)                  # an item, a rule
      | -(?=-+[ \t]*$) | =(?==*[ \t]*$)   # an underlined heading
      | [-:|](?=[-:| ]*-[-:| ]*$)         # a table's second line
      )
    | (?P<number>[0-9]{1,9})(?P<stop>[.)])(?=[ \t]|$)
    | (?P<label>\[(?:[^\[\]\\]|\\.)+\])(?=:)
    """,
    re.VERBOSE,
)
# What a line must begin with for _LINE_START to match.
LINE_CHARS: Final = frozenset("#>-+*=:|[0123456789")

_LEGACY: Final = "|".join(sorted((n for n in html5 if not n.endswith(";")), key=len, reverse=True))
_HTML_AMP: Final = patterns.lazy(rf"&(?=\#|[A-Za-z][A-Za-z0-9]*;|(?:{_LEGACY}))")
# In an attribute, a name without ";" before "=" or a letter is no entity (HTML, 13.2.5.73).
_ATTRIBUTE_AMP: Final = patterns.lazy(
    rf"&(?=\#|[A-Za-z][A-Za-z0-9]*;|(?:{_LEGACY})(?![=A-Za-z0-9]))"
)
_PLAIN_URL: Final = patterns.lazy(r"[^\x00-\x20\x7f<>()\\&\s]+")
_ESCAPABLE: Final = patterns.lazy(r"\\(?=[!-/:-@\[-`{-~]|\Z)")
# GitHub's parser would take the second of two backslashes before a quote for the quote's own.
_BEFORE_QUOTE: Final = patterns.lazy(r'\\(?="|\Z)')
_REFERENCE: Final = patterns.lazy(_ENTITY)
_AUTOLINK: Final = patterns.lazy(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\x00-\x20<>\x7f\s]*")
_BLANKS: Final = patterns.lazy(r"[ \t\n\r\f]+")


def _escape_one(match: re.Match[str], *, marked: bool = False) -> str:
    found = match[0]
    if found == "](":
        return "]\\("
    if found == "&":
        return "&amp;"
    if found[0] in "*_~":
        text, start, end = match.string, match.start(), match.end()
        # A mark between spaces does nothing. Space at an edge may be moved away.
        spaced = start > 1 and text[start - 1].isspace()
        if spaced and end + 1 < len(text) and text[end].isspace():
            return found
        # A lone tilde can open, but nothing closes it, except in strikethrough.
        if spaced and found == "~" and not marked:
            return found
        return "\\" + "\\".join(found)
    return "\\" + found


_escape_marked = partial(_escape_one, marked=True)


def escape_text(text: str, used: set[str], *, marked: bool = False, link: bool = False) -> str:
    """Escape text so that it renders unchanged; URLs in the text stay verbatim.

    Args:
        text: The text, white space collapsed.
        used: The marks that URLs of the same paragraph left bare; added to.
        marked: Whether the text is in emphasis.
        link: Whether the text is in the brackets of a link or an image.

    Returns:
        Markdown that renders as the text.
    """
    pattern = _IN_LINK if link else _INLINE
    escape = _escape_marked if marked else _escape_one
    if "://" not in text and "www." not in text:
        return pattern.sub(escape, text)
    out: list[str] = []
    at = 0
    for match in BARE_URL.finditer(text):
        url = trim_url(match[0])
        if not url:
            continue
        start, end = match.start(), match.start() + len(url)
        if start > at:
            out.append(pattern.sub(escape, text[at:start]))
        out.append(_url(url, used, marked=marked, link=link))
        at = end
    if at < len(text):
        rest = text[at:]
        if at and rest[0] == "(" and text[at - 1] == "]":
            out.append("\\")
        out.append(pattern.sub(escape, rest))
    return "".join(out)


def _url(url: str, used: set[str], *, marked: bool, link: bool) -> str:
    """Write a bare URL: verbatim if that is safe, else as an autolink, without backslashes."""
    if _harmless(url, used, marked=marked):
        return url
    # A link inside a link's text would end the outer one: there, escapes are the only way.
    if not link and can_autolink(url):
        return f"<{url}>"
    return _INLINE.sub(_escape_one, url)


_MARKS: Final = frozenset("*_~")


def _harmless(url: str, used: set[str], *, marked: bool) -> bool:
    """Check that nothing in a URL acts: a mark needs a partner, so the first of a kind is safe."""
    found: set[str] = set()
    for match in _RISKY_URL.finditer(url):
        char = match[0]
        if char not in _MARKS or char in used or char in found or (marked and char != "_"):
            return False
        if char == "~" and url.count("~") > 1:
            return False
        found.add(char)
    used |= found
    return True


def _escape_start(line: str) -> str:
    match = _LINE_START.match(line)
    if match is None:
        return line
    if match["mark"]:
        return "\\" + line
    at = match.end("number") if match["number"] else match.end("label")
    return f"{line[:at]}\\{line[at:]}"


def escape_line_starts(text: str) -> str:
    """Escape marks that would start a block (heading, item, quote, rule, table) on a line."""
    if "\n" not in text:
        return _escape_start(text)
    return "\n".join(
        _escape_start(line) if line and line[0] in LINE_CHARS else line for line in text.split("\n")
    )


def destination(url: str) -> str:
    """Write a URL as a link destination: as it is where possible, else in angle brackets."""
    if _PLAIN_URL.fullmatch(url):
        return url
    if not url:
        return ""
    quoted = _ESCAPABLE.sub(r"\\\\", url) if "\\" in url else url
    if "&" in quoted:
        quoted = _REFERENCE.sub("&amp;", quoted)
    if _PLAIN_URL.fullmatch(
        quoted.replace("(", "").replace(")", "").replace("\\", "").replace("&", "")
    ) and _balanced(url):
        return quoted
    return "<" + quoted.replace("<", "&lt;").replace(">", "&gt;") + ">"


def _balanced(url: str) -> bool:
    depth = 0
    for char in url:
        if char == "(":
            depth += 1
            if depth > 8:
                return False
        elif char == ")":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def title(text: str) -> str:
    """Write a link's title, with the space before it; nothing for an empty one."""
    text = _BLANKS.sub(" ", text).strip(" ")
    if not text:
        return ""
    text = _ESCAPABLE.sub(r"\\\\", _BEFORE_QUOTE.sub("&#92;", _REFERENCE.sub("&amp;", text)))
    return ' "' + text.replace('"', '\\"') + '"'


def target(url: str, hint: str | None, *, brackets: bool = False) -> str:
    """Write the parentheses of a link: the destination, and the title if there is one."""
    written = destination(url)
    if brackets and not written.startswith("<"):
        written = f"<{written}>"
    return (written or "<>") + title(hint) if hint else written


def can_autolink(url: str) -> bool:
    """Check whether ``<url>`` is a link to exactly this URL."""
    return _AUTOLINK.fullmatch(url) is not None and not _REFERENCE.search(url)


def code_span(text: str) -> str:
    """Write text as a code span with a fence longer than any run of backticks in the text."""
    if "`" not in text:
        return f"`{text}`"
    longest = max(len(run) for run in re.findall("`+", text))
    runs = {len(run) for run in re.findall("`+", text)}
    size = next(n for n in range(1, longest + 2) if n not in runs)
    fence = "`" * size
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def html_text(text: str) -> str:
    """Escape text for an HTML block; an ampersand stays bare where it can mean only itself."""
    return _HTML_AMP.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def html_attribute(name: str, value: str) -> str:
    """Write an attribute with its leading space; URLs in the value stay verbatim."""
    if not value:
        return f" {name}"
    value = _ATTRIBUTE_AMP.sub("&amp;", value).replace('"', "&quot;")
    if "\n" in value or "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "&#10;")
    return f' {name}="{value}"'
