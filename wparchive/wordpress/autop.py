r"""WordPress's automatic paragraphs: blank lines become ``<p>``, single line ends ``<br />``.

The text runs through a few stages, each a rule that readers of WordPress pages can observe:

1. ``<pre>`` elements are taken out, so that nothing below touches what they hold;
2. blank lines are put around every block-level tag, and line ends inside a tag are hidden;
3. text between two blank lines becomes a paragraph;
4. the paragraphs that this put around or inside block-level tags are taken away again;
5. the line ends that are left become ``<br />``, except beside block-level tags.

Every stage is linear. Three habits keep the expressions so: a run of white space is entered at its
first character only (``(?<!\s)``), a tag that never ends is consumed up to the end of the text
rather than tried again from each ``<``, and an expression that may look far ahead begins with a
complete tag, so that two attempts never walk over the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from wparchive.wordpress.php import TRIMMED

_BLOCK = (
    "(?:table|thead|tfoot|tbody|t[rdh]|caption|col(?:group)?|div|d[ldt]|[uo]l|li|p(?:re)?|form|map|"
    "area|blockquote|address|style|h[1-6r]|fieldset|legend|section|article|aside|hgroup|header|"
    "footer|nav|figure|figcaption|details|menu|summary)"
)
_NO_BREAK_BEFORE = "</?(?:p|li|div|d[ldt]|t[hd]|[uo]l)"

_Replacement = str | Callable[[re.Match[str]], str]


def _compile(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    r"""Compile an expression whose ``\s`` is ASCII white space, as in WordPress's own."""
    return re.compile(pattern, re.ASCII | flags)


def autop(text: str, br: bool = True) -> str:
    """Add paragraphs and line breaks, as WordPress's ``wpautop`` does.

    Args:
        text: A post's body, as it is stored.
        br: Whether single line ends become ``<br />``.

    Returns:
        HTML. Text of white space alone gives an empty string.
    """
    if not text.strip(TRIMMED):
        return ""
    paragraphs = _plain_paragraphs(text, br)
    return _by_stages(text, br) if paragraphs is None else paragraphs


def _by_stages(text: str, br: bool) -> str:
    text, kept = _lift_preformatted(text + "\n")
    # Only now: a lone carriage return and the blank line that a block gets make one line end.
    text = _space_blocks(text).replace("\r\n", "\n").replace("\r", "\n")
    text = _tighten_embedded(_hide_line_ends_in_tags(text))
    text = _unwrap_blocks(_wrap_paragraphs(text))
    if br:
        text = _break_lines(text)
    if "<br />" in text:
        text = _BREAK_AFTER_BLOCK.sub(_first_group, text)
        text = _BREAK_BEFORE_BLOCK.sub(_first_group, text)
    text = _LAST_LINE_END.sub("</p>", text)
    return _show_line_ends_in_tags(_restore_preformatted(text, kept))


# --- texts with no more than tags inside of lines: what all stages below make of them ---

_PLAIN = _compile(
    r"(?>(?:[^<\r]++|</?(?:a|b|code|del|em|i|img|s|small|span|strong|sub|sup|u)(?=[\s/>])[^<>\r\n]*+>"
    r"|<!--(?! wpnl -->)[^<>\r\n]*+-->)*)"
)


def _plain_paragraphs(text: str, br: bool) -> str | None:
    """Wrap the paragraphs of a text; None if the text has blocks or white space to care for."""
    if not _PLAIN.fullmatch(text):
        return None
    parts = [part.strip("\n") for part in _BLANK_LINES.split(text) if part]
    if any(part != part.strip() or not part for part in parts):
        return None
    return "".join(f"<p>{_break_lines(part) if br else part}</p>\n" for part in parts)


# --- 1. preformatted text ---

_KEPT = "<pre kept></pre>"


def _lift_preformatted(text: str) -> tuple[str, list[str]]:
    """Take every ``<pre>...</pre>`` out; the text that is left ends no other ``</pre>``."""
    if "<pre" not in text:
        return text, []
    kept: list[str] = []
    out: list[str] = []
    *closed, rest = text.split("</pre>")
    for part in closed:
        before, start, inside = part.partition("<pre")
        out.append(before)
        if start:  # an end without a beginning is dropped
            kept.append(f"<pre{inside}</pre>")
            out.append(_KEPT)
    out.append(rest)
    return "".join(out), kept


def _restore_preformatted(text: str, kept: list[str]) -> str:
    """Put the lifted ``pre`` elements back, in order."""
    if not kept:
        return text
    pieces = text.split(_KEPT)
    out = [pieces[0]]
    for element, piece in zip(kept, pieces[1:], strict=False):
        out += (element, piece)
    return "".join(out)


# --- 2. blank lines around blocks, none inside tags ---

_DOUBLE_BREAK = _compile(r"<br\s*/?>\s*<br\s*/?>")
_BLOCK_EDGE = _compile(rf"(?P<rule><hr\s*/?>)|(?P<start><{_BLOCK}[\s/>])|</{_BLOCK}>")
TAG = _compile(r"<(?:!(?=--).*?(?:-->|\Z)|!\[CDATA\[.*?(?:\]\]>|\Z)|[^>]*>?)", re.DOTALL)
_HIDDEN_LINE_END = "<!-- wpnl -->"
"""WordPress's own placeholder; the rules below see its ``>``, so another would change answers."""


def _space_blocks(text: str) -> str:
    """Put blank lines before opening and after closing block tags; two breaks are one."""
    if "<" not in text:
        return text
    return _BLOCK_EDGE.sub(_space_edge, _DOUBLE_BREAK.sub("\n\n", text))


def _first_group(match: re.Match[str]) -> str:
    # A text as the replacement would be read anew for each match.
    return match[1]


def _space_edge(match: re.Match[str]) -> str:
    tag = match[0]
    if match["rule"]:
        return f"\n\n{tag}\n\n"
    return f"\n\n{tag}" if match["start"] else f"{tag}\n\n"


def _hide_line_ends_in_tags(text: str) -> str:
    """Hide line ends inside tags and comments, so that they never split a paragraph."""
    return TAG.sub(lambda tag: tag[0].replace("\n", f" {_HIDDEN_LINE_END} "), text)


def _show_line_ends_in_tags(text: str) -> str:
    if _HIDDEN_LINE_END not in text:
        return text
    return text.replace(f" {_HIDDEN_LINE_END} ", "\n").replace(_HIDDEN_LINE_END, "\n")


def _gap_before(tag: str) -> re.Pattern[str]:
    return _compile(rf"(?<!\s)\s*({tag})")


def _gap_after(tag: str) -> re.Pattern[str]:
    return _compile(rf"({tag})\s*")


def _gaps_around(tag: str) -> tuple[re.Pattern[str], ...]:
    """Compile expressions for the white space around a tag; they skip a tag that never ends."""
    return (
        _compile(rf"({tag}[^>]*+>?)\s*"),
        _compile(rf"(?<!\s)\s*({tag}[^>]*+>)|{tag}[^>]*+\Z"),
    )


_EMBEDDED = (
    (("<option",), (_gap_before("<option"), _gap_after("</option>"))),
    (
        ("</object>",),
        (
            _gap_after("<object[^>]*+>?"),
            _gap_before("</object>"),
            *_gaps_around("</?(?:param|embed)"),
        ),
    ),
    (
        ("<source", "<track"),
        (
            _gap_after(r"[<\[](?:audio|video)[^>\]]*+[>\]]?"),
            _gap_before(r"[<\[]/(?:audio|video)[>\]]"),
            *_gaps_around("<(?:source|track)"),
        ),
    ),
    (("<figcaption",), (_gaps_around("<figcaption")[1], _gap_after("</figcaption>"))),
)
"""Elements whose parts must not be parted: the words that show them, what closes the gaps."""


def _tighten_embedded(text: str) -> str:
    """Remove white space around the parts of a choice, an embedded object, a caption."""
    for signs, gaps in _EMBEDDED:
        if any(sign in text for sign in signs):
            for gap in gaps:
                text = gap.sub(_whole_without_gap, text)
    return text


def _whole_without_gap(match: re.Match[str]) -> str:
    return match[1] or match[0]


# --- 3. paragraphs ---

_BLANK_LINES = _compile(r"\n\s*\n")


def _wrap_paragraphs(text: str) -> str:
    parts = (part.strip("\n") for part in _BLANK_LINES.split(text) if part)
    return "".join(f"<p>{part}</p>\n" for part in parts)


# --- 4. no paragraph around or inside a block's tags ---

# From here on WordPress looks at how a tag begins, not at its whole name: `<picture>` counts as a
# block because of `p`, `<link>` because of `li`.
_BLOCK_TAG = rf"</?{_BLOCK}[^>]*+"
_UNWRAP: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
    (_compile(r"<p>\s*</p>"), ""),
    (_compile(r"<p>([^<]+)</(div|address|form)>"), r"<p>\1</p></\2>"),
    (_compile(rf"<p>\s*({_BLOCK_TAG}>)\s*</p>"), r"\1"),
    # An item inside a paragraph stays bare; on a line without an end there is nothing to undo.
    (_compile(r"<p>(<li.+?)</p>|<p><li.*"), lambda m: m[1] or m[0]),
    (_compile(r"<p><blockquote([^>]*+)>", re.IGNORECASE), r"<blockquote\1><p>"),
    (_compile(r"</blockquote></p>"), "</p></blockquote>"),
    (_compile(rf"<p>\s*({_BLOCK_TAG}>)"), r"\1"),
    (_compile(rf"({_BLOCK_TAG}>?)(?:\s*</p>)?"), _first_group),
)
"""In WordPress's order: each rule sees what the one before it left."""


def _unwrap_blocks(text: str) -> str:
    for pattern, replacement in _UNWRAP:
        text = pattern.sub(replacement, text)
    return text


# --- 5. line breaks ---

_LITERAL_OPEN = _compile(r"<(script|style|svg|math)")
_LITERAL_LINE_END = "<WPPreserveNewline />"
_LINE_END = _compile(r"(?<!\s)((?>(?:(?<=<br />)\s)?))\s*\n")
_SPACED_LINE_END = _compile(r"\s\n")
_BREAK_AFTER_BLOCK = _compile(rf"({_BLOCK_TAG}>?)(?:\s*<br />)?")
_BREAK_BEFORE_BLOCK = _compile(rf"<br />(\s*{_NO_BREAK_BEFORE}[^>]*+>)")
_LAST_LINE_END = _compile(r"\n</p>$")


def _break_lines(text: str) -> str:
    """Put ``<br />`` at each line end that has none, outside of scripts and drawings."""
    text = _hide_literal_line_ends(text)
    text = text.replace("<br>", "<br />").replace("<br/>", "<br />")
    if _SPACED_LINE_END.search(text):
        text = _LINE_END.sub(r"\1<br />\n", text)
    else:
        text = text.replace("\n", "<br />\n").replace("<br /><br />\n", "<br />\n")
    return text.replace(_LITERAL_LINE_END, "\n")


def _hide_literal_line_ends(text: str) -> str:
    """Hide line ends inside elements where they are not text; skip an element without an end."""
    out: list[str] = []
    done = start = 0
    unclosed: set[str] = set()
    while opening := _LITERAL_OPEN.search(text, start):
        start = opening.end()
        name = opening[1]
        if name in unclosed:
            continue
        closing = text.find(f"</{name}>", start)
        if closing < 0:
            unclosed.add(name)
            continue
        start = closing + len(name) + 3
        inside = text[opening.start() : start].replace("\n", _LITERAL_LINE_END)
        out += (text[done : opening.start()], inside)
        done = start
    return "".join([*out, text[done:]])
