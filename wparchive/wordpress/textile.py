"""Convert Textile, a markup language of Text Control and other plugins, to HTML.

The marks are those of Textile 2 (https://textile-lang.com/): blocks, lists, tables, phrases, links,
pictures, footnotes. HTML in the text stays.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.scanning import split_enclosed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Classes, styles, languages and alignment, of which readers see nothing in Markdown.
_STYLE: Final = r"(?>(?:\([^()\n]{0,80}\)|\{[^{}\n]{0,120}\}|\[[a-z-]{0,8}\]|[<>=()-])*)"
_CLASS: Final = r"(?:\([\w# -]{1,40}\)|\{[^{}\n]{1,120}\}|\[[a-z-]{2,8}\])?"
_SIGNATURE: Final = patterns.lazy(
    rf"(?P<name>h[1-6]|p|bq|bc|pre|notextile|fn(?P<number>\d{{1,3}})){_STYLE}"
    r"(?P<extended>\.\.?) (?P<text>.*)",
    re.DOTALL,
)
_BLANK: Final = patterns.lazy(r"\n[ \t]*(?:\n[ \t]*)+")
_VERBATIM: Final = tuple(
    (patterns.lazy(begin, re.IGNORECASE), patterns.lazy(end, re.IGNORECASE))
    for begin, end in (
        (r"<pre\b", r"</pre\s*+>"),
        (r"<script\b", r"</script\s*+>"),
        (r"\[code\b", r"\[/code\]"),
        (r"\[sourcecode\b", r"\[/sourcecode\]"),
    )
)
_ITEM: Final = patterns.lazy(rf"([*#]{{1,8}}){_STYLE} +(.*)")
_TAGS: Final = {"*": "ul", "#": "ol"}
_ROW: Final = patterns.lazy(r"\|.*\|\s*\Z", re.DOTALL)
_CELL: Final = patterns.lazy(rf"(_?)(?:[\\/]\d\d?)*{_STYLE}\. +(.*)", re.DOTALL)
_HTML: Final = patterns.lazy(r"</?[a-z][\w-]*[\s>/]|<!--", re.IGNORECASE)
_TAG: Final = patterns.lazy(r"</?[a-zA-Z][^<>]*>")
_BLOCK_HTML: Final = patterns.lazy(
    r"</?(?:div|p|h[1-6]|ul|ol|li|table|blockquote|pre|iframe|object|script|figure|hr)\b|<!--",
    re.IGNORECASE,
)
_CODE: Final = patterns.lazy(
    r"(?<!\w)@(?:\|[\w-]{1,20}\|)?([^@\n]+)@(?!\w)|<(code|pre)>((?>(?:[^<]|<(?!/?(?:code|pre)>))*))</\2>"
)
_LINK: Final = patterns.lazy(
    r"\"([^\"\n]{1,500})\":((?:https?|ftp|mailto):[^\s<>\"]+|[/#][^\s<>\"]*)"
)
_PICTURE: Final = patterns.lazy(
    rf"(?<![\w!])!{_STYLE}((?:https?:/)?/[^\s()!]+)(?:\(([^()\n]*)\))?!(?::(\S+))?"
)
_END: Final = ".,;:!?)'\"*"
_PHRASES: Final = tuple(
    (patterns.lazy(rf"(?<![\w{m}]){s}{_CLASS}(?!\s)([^\n{m}]{{1,400}})(?<!\s){s}(?![\w{m}])"), tag)
    for s, m, tag in (
        (r"\*\*", "*", "b"),
        (r"\*", "*", "strong"),
        (r"__", "_", "i"),
        (r"_", "_", "em"),
        (r"\?\?", "?", "cite"),
        (r"\^", "^", "sup"),
        (r"~", "~", "sub"),
        (r"\+", "+", "ins"),
        (r"-", "-", "del"),
        (r"%", "%", "span"),
    )
)
_NOTE: Final = patterns.lazy(r"(?<=[\w.,;:!?)\"])\[(\d{1,3})\]")
_KEPT: Final = patterns.lazy("\x02(\\d+)\x03")


def textile_html(text: str) -> str:
    """Convert Textile to HTML; shortcodes and HTML stay as they are.

    Args:
        text: A body as it is stored.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x02", "").replace("\x03", "")
    parts = split_enclosed(text, _VERBATIM)
    parts[::2] = [
        "\n\n".join(filter(None, _blocks(_BLANK.split(part.strip("\n"))))) for part in parts[::2]
    ]
    return "\n\n".join(filter(None, parts))


def _blocks(blocks: list[str]) -> Iterator[str]:
    name = ""
    for block in blocks:
        signature = _SIGNATURE.match(block)
        if signature is not None:
            extended = signature["extended"] == ".."
            yield _signed(signature["name"], signature["text"], signature["number"])
            name = signature["name"] if extended else ""
        elif name:
            yield _signed(name, block, None)
        else:
            yield _unsigned(block)


def _signed(name: str, text: str, number: str | None) -> str:
    if name in {"bc", "pre"}:
        return f"<pre><code>{escape(text, quote=False)}</code></pre>"
    if name == "notextile":
        return text
    if name == "bq":
        return f"<blockquote><p>{_lines(text)}</p></blockquote>"
    if number is not None:
        return f'<p id="fn{number}"><sup>{number}</sup> {_lines(text)}</p>'
    return f"<{name}>{_lines(text)}</{name}>"


def _unsigned(block: str) -> str:
    lines = block.split("\n")
    if all(_ITEM.match(line) for line in lines):
        return _list(lines)
    if _ROW.match(block):
        return _table(block)
    if _BLOCK_HTML.match(block.lstrip()) or not block.strip():
        return block
    return f"<p>{_lines(block)}</p>"


def _list(lines: list[str]) -> str:
    """Write a list; the marks at the beginning of a line say its level."""
    out: list[str] = []
    kinds = ""
    for line in lines:
        item = _ITEM.match(line)
        assert item is not None
        marks = item[1]
        while len(kinds) > len(marks) or (kinds and kinds[-1] != marks[len(kinds) - 1]):
            out.append(f"</li></{_TAGS[kinds[-1]]}>")
            kinds = kinds[:-1]
        if len(kinds) == len(marks):
            out.append("</li>")
        for mark in marks[len(kinds) :]:
            out.append(f"<{_TAGS[mark]}>")
            if len(kinds) + 1 < len(marks):
                out.append("<li>")
            kinds += mark
        out.append(f"<li>{_phrases(item[2])}")
    out += [f"</li></{_TAGS[kind]}>" for kind in reversed(kinds)]
    return "".join(out)


def _table(block: str) -> str:
    rows = []
    for line in block.strip().split("\n"):
        cells = []
        for text in line.strip().strip("|").split("|"):
            styled = _CELL.match(text)
            tag = "th" if styled and styled[1] else "td"
            cells.append(f"<{tag}>{_phrases((styled[2] if styled else text).strip())}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _lines(text: str) -> str:
    return _phrases(text).replace("\n", "<br />\n")


def _phrases(text: str) -> str:
    """Convert the marks within a line; placeholders protect code and addresses meanwhile."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\x02{len(kept) - 1}\x03"

    text = _CODE.sub(
        lambda m: keep(f"<code>{escape(m[1] or m[3] or '', quote=False)}</code>"), text
    )
    text = _PICTURE.sub(lambda m: keep(_picture(m)), text)
    text = _LINK.sub(lambda m: _link(m, keep), text)
    if _HTML.search(text):
        text = _TAG.sub(lambda m: keep(m[0]), text)
    for pattern, tag in _PHRASES:
        text = pattern.sub(rf"<{tag}>\1</{tag}>", text)
    text = _NOTE.sub(r'<sup><a href="#fn\1">\1</a></sup>', text)
    while _KEPT.search(text):
        text = _KEPT.sub(lambda m: kept[int(m[1])], text)
    return text


def _code(text: str) -> str:
    return f"<code>{escape(text, quote=False)}</code>"


def _link(match: re.Match[str], keep: Callable[[str], str]) -> str:
    url = match[2].rstrip(_END)
    rest = match[2][len(url) :]
    start = keep(f'<a href="{escape(url)}">')
    return f"{start}{match[1]}{keep('</a>')}{rest}"


def _picture(match: re.Match[str]) -> str:
    image = f'<img src="{escape(match[1])}" alt="{escape(match[2] or "")}" />'
    return f'<a href="{escape(match[3])}">{image}</a>' if match[3] else image
