"""Shortcodes around program code, whose content is no HTML: SyntaxHighlighter, Crayon and others.

They run before paragraphs are made, as the plugins do, and become ``pre`` and ``code`` with the
language in the class that the HTML standard recommends (``language-php``).
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive.content.languages import BRUSHES, PLAIN

if TYPE_CHECKING:
    from wparchive.content.shortcodes.expansion import Handler, Shortcode

_NEUTRAL: Final = """
    code sourcecode source crayon cc geshi codesyntax prettify prism pastacode enlighter
    codesnippet code-highlight
""".split()
"""Names that say nothing of the language."""

_FORMULAS: Final = frozenset({"latex", "tex", "math", "katex"})
_INLINE: Final = _FORMULAS | {"cci", "icode", "inlinecode", "codeinline"}
_CODE: Final = re.compile(r"<(pre|code)(?=[\s>]).*?(?:</\1\s*+>|\Z)", re.DOTALL | re.IGNORECASE)
_TWICE: Final = re.compile(r"&amp;(?:lt|gt|quot);")
_ONCE: Final = re.compile(r"&(?:lt|gt|quot);")
_LANGUAGE: Final = re.compile(r"[\w+#.-]+")


def code(shortcode: Shortcode) -> str | None:
    """A piece of code with its language and title."""
    content = shortcode.content
    if content is None:
        return None
    language = _language(shortcode)
    kind = f' class="language-{language}"' if language else ""
    if shortcode.name.partition("_")[0] in _INLINE or shortcode.get("inline") in {"true", "1"}:
        return f"<code{kind}>{_written(content.strip())}</code>"
    block = f"<pre><code{kind}>{_written(_trimmed(content))}</code></pre>"
    if title := shortcode.get("title"):
        return f"<figure><figcaption>{escape(title, quote=False)}</figcaption>{block}</figure>"
    return block


def show_instructions(text: str) -> str:
    """Escape ``<?`` in ``pre`` and ``code``: code as it was typed, which WP-Syntax and others show.

    A browser, and every parser of HTML, would take what follows for a comment.
    """
    if "<?" not in text:
        return text
    return _CODE.sub(lambda element: element[0].replace("<?", "&lt;?"), text)


def _language(shortcode: Shortcode) -> str:
    named = shortcode.get("lang", "language", "type", "0").strip("=:\"'")
    if not named and shortcode.name in _OWN_NAMES:
        named = shortcode.name
    if not named and "_" in shortcode.name:  # CodeColorer's [cc_php]
        named = shortcode.name.partition("_")[2]
    named = "latex" if shortcode.name in _FORMULAS else named.lower()
    return named if named not in PLAIN and _LANGUAGE.fullmatch(named) else ""


def _trimmed(content: str) -> str:
    """Without the lines that hold nothing before and after."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)


def _written(content: str) -> str:
    """As HTML: with a bare angle bracket in it, it was stored as typed, else escaped already.

    Old versions of SyntaxHighlighter stored comments escaped twice.
    """
    if "<" in content or ">" in content:
        content = escape(content, quote=False)
    elif _TWICE.search(content) and not _ONCE.search(content):
        content = content.replace("&amp;", "&")
    # What stands in code is no shortcode.
    return content.replace("[", "&#91;").replace("]", "&#93;")


_OWN_NAMES: Final = frozenset(BRUSHES)
_NAMES: Final = (
    *_NEUTRAL,
    *BRUSHES,
    "plain",
    "text",
    *_INLINE,
    *(f"{prefix}_{language}" for prefix in ("cc", "cci", "ccb") for language in BRUSHES),
)
HANDLERS: Final[dict[str, Handler]] = dict.fromkeys(_NAMES, code)
