"""Program code, whose content is not HTML: shortcodes, ``<pre lang>``, fences.

SyntaxHighlighter, Crayon, CodeColorer, WP-Syntax and others show it as it was typed. They run
before paragraphs are made, and so does this. The code becomes ``pre`` and ``code`` with the
language in the class that the HTML standard recommends (``language-php``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from wparchive import patterns
from wparchive.web.unterminated import small_letters
from wparchive.wordpress.blocks import has_blocks
from wparchive.wordpress.code_languages import BRUSHES, LANGUAGES, OTHER_NAMES, PLAIN
from wparchive.wordpress.encoded import decoded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.wordpress.shortcodes.processor import Handler, Shortcode

_NEUTRAL: Final = """
    code sourcecode source crayon cc geshi codesyntax prettify prism enlighter
    codesnippet code-highlight
""".split()
"""Names that say nothing of the language."""

_FORMULAS: Final = (
    *("latex", "tex", "math", "katex", "eqn", "equation", "mathjax", "wp_katex", "inlinemath"),
    *("dmath", "displaymath", "pmath", "pmathblock"),
)
_DISPLAYED: Final = frozenset({"equation", "dmath", "displaymath", "pmathblock"})
_INLINE: Final = frozenset({"icode", "inlinecode", "codeinline"})
# A whole document is code of the language LaTeX.
_DOCUMENT: Final = patterns.lazy(r"\\(?:documentclass|usepackage|begin\{document)")
# Marks of plugins that say that a post has formulas.
_FLAGS: Final = ("latexpage", "mathjax")
# CodeColorer's [cc], with letters that switch options on and off, and a language: [ccieW_php].
_COLORER: Final = patterns.lazy(r"cc(?P<options>[a-zA-Z]{0,9}?)(?:_(?P<language>[\w#+.-]+))?")
_COLORED: Final = patterns.lazy(r"\[(cc[beghilnstwBEGHILNSTW]{0,9}(?:_[\w#+.-]+)?)(?=[\s\]])")
_START: Final = patterns.lazy(r"\[([A-Za-z][\w-]*+)\s([^\[\]]*+)\]")
_NAMED: Final = patterns.lazy(r"\b(?:lang|language|syntax|brush)\s*=\s*[\"']?([\w#+.-]+)")
_LANG: Final = patterns.lazy(
    r"<(?P<name>pre|code)(?=\s)(?>(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*?"
    r"\s(?:lang\s*=\s*[\"']?|class\s*=\s*[\"'](?:[^\"'<>]*?\s)?lang:)"  # the latter is Crayon's
    r"(?P<lang>[\w#+.-]++))[^<>]*+>",
    re.IGNORECASE,
)
# A natural language: `<pre lang="en">` is a poem.
_NATURAL: Final = patterns.lazy(r"[a-z]{2}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_FENCE: Final = patterns.lazy(
    r"<(?P<raw>pre|code|script|style)(?=[\s>])(?s:.*?)(?:</(?P=raw)\s*+>|\Z)|<!--(?s:.*?)(?:-->|\Z)"
    r"|^[ ]{0,3}(?P<fence>`{3,})[ \t]*+(?P<language>[\w#+.-]*+)[^`\r\n]*+\r?\n"
    r"(?P<code>(?>(?:(?![ ]{0,3}(?P=fence)).*\n)*))"
    r"[ ]{0,3}(?P=fence)`*[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_CODE: Final = patterns.lazy(r"<(pre|code)(?=[\s>]).*?(?:</\1\s*+>|\Z)", re.DOTALL | re.IGNORECASE)
_TWICE: Final = patterns.lazy(r"&amp;(?:lt|gt|quot);")
_ONCE: Final = patterns.lazy(r"&(?:lt|gt|quot);")
_BREAK: Final = patterns.lazy(r"<br ?/?>", re.IGNORECASE)
_LANGUAGE: Final = patterns.lazy(r"[\w+#.-]+")


def code(shortcode: Shortcode) -> str | None:
    """Render a piece of code with its language and title."""
    content = shortcode.content
    if content is None:
        return None
    if shortcode.name not in _KNOWN:
        content = decoded(content) or content  # Avada
    language = _language(shortcode)
    kind = f' class="language-{language}"' if language else ""
    if is_in_line(shortcode.name, shortcode.attributes):
        return f"<code{kind}>{_written(content.strip())}</code>"
    block = f"<pre><code{kind}>{_written(_trimmed(content))}</code></pre>"
    if title := shortcode.get("title"):
        return f"<figure><figcaption>{escape(title, quote=False)}</figcaption>{block}</figure>"
    return block


def formula(shortcode: Shortcode) -> str | None:
    """Render a formula in LaTeX as code of the language ``math``, as GitHub and remark-math do."""
    content = shortcode.content
    if content is None:
        return "" if shortcode.name in _FLAGS else None
    if _DOCUMENT.search(content):
        return code(shortcode)
    display = shortcode.name in _DISPLAYED or shortcode.get("display", "mode") not in _NO
    if display:
        text = _written(_trimmed(content))
        return f'<pre><code class="language-math math-display">{text}</code></pre>'
    text = _written(" ".join(content.split()))
    return f'<code class="language-math math-inline">{text}</code>' if text else None


def pasted(shortcode: Shortcode) -> str | None:
    """Render Pastacode's shortcode: code in an attribute, percent-encoded; a gist is a link."""
    if shortcode.get("provider") == "gist":
        path = "/".join(filter(None, (shortcode.get("user"), shortcode.get("path_id"))))
        url = escape(f"https://gist.github.com/{path}")
        return f'<p><a href="{url}">GitHub Gist</a></p>' if path else None
    if not (manual := shortcode.get("manual")):
        return code(shortcode)
    given = {**shortcode.attributes, "title": shortcode.get("message", "title")}
    return code(replace(shortcode, attributes=given, content=unquote(manual)))


def show_instructions(text: str) -> str:
    """Escape ``<?`` in ``pre`` and ``code``: code as it was typed, which WP-Syntax and others show.

    A browser, and every parser of HTML, would take what follows for a comment.
    """
    if "<?" not in text:
        return text
    return _CODE.sub(lambda element: element[0].replace("<?", "&lt;?"), text)


def is_in_line(name: str, attributes: Mapping[str, str]) -> bool:
    """Check whether a shortcode of code is a piece of a line."""
    colorer = _COLORER.fullmatch(name)
    return (
        name in _INLINE
        or attributes.get("inline", "").strip() in {"true", "1"}
        or (colorer is not None and "i" in colorer["options"])
    )


def handlers_for(text: str, handlers: Mapping[str, Handler]) -> Mapping[str, Handler]:
    """Add to the handlers those of names that a text has: CodeColorer's, and unknown plugins'.

    A shortcode around a text that names a programming language is code, whatever its name.
    """
    found = _COLORED.findall(text) if "[cc" in text else []
    if "[/" in text:
        for name, arguments in _START.findall(text):
            named = _NAMED.search(arguments)
            if named and named[1].lower() in LANGUAGES and f"[/{name}]" in text:
                found.append(name)
    return {**dict.fromkeys(found, code), **handlers} if found else handlers


def show_elements(text: str, taken: Sequence[tuple[int, int]] = ()) -> str:
    """Escape the content of ``<pre lang>`` and ``<code lang>``: WP-Syntax shows it as typed.

    Args:
        text: A stored text.
        taken: Start and end of shortcodes of code: what begins inside is theirs.
    """
    if not _LANG.search(text):
        return text
    lower = small_letters(text)
    last = {name: lower.rfind(f"</{name}") for name in ("pre", "code")}
    is_of_blocks = has_blocks(text)
    out: list[str] = []
    done = 0
    for start in _LANG.finditer(text):
        name, at = start["name"].lower(), start.end()
        if start.start() < done or last[name] < at or not is_programming(start["lang"]):
            continue
        if any(first < start.start() < end for first, end in taken):
            continue
        end = lower.find(f"</{name}", at)
        # In small letters, as paragraphs spare it.
        tag = f"<{name}{text[start.end('name') : at]}"
        code_text = text[at:end]
        shown = (is_of_blocks and _of_editor(code_text)) or _written(code_text)
        out += (text[done : start.start()], tag, shown, f"</{name}")
        done = end + len(name) + 2
    return "".join([*out, text[done:]]) if out else text


def _of_editor(content: str) -> str:
    """Write code as the block editor stores it: ``<`` and ``&`` escaped, ``<br>`` for line ends.

    Returns:
        HTML; empty if an editor of blocks would not store the code in this way.
    """
    bare = _BREAK.sub("\n", content)
    return "" if "<" in bare else _without_shortcodes(bare.replace(">", "&gt;"))


def is_programming(language: str) -> bool:
    """Check whether a value of ``lang`` names a programming language."""
    return language.lower() in LANGUAGES or not _NATURAL.fullmatch(language)


def show_fences(text: str) -> str:
    """Render the text between fences as code, as plugins for Markdown do.

    Args:
        text: A stored text, its other code escaped.
    """
    return _FENCE.sub(_fenced, text) if "```" in text else text


def _fenced(match: re.Match[str]) -> str:
    if match["fence"] is None:
        return match[0]
    language = match["language"].lower()
    kind = f' class="language-{language}"' if language not in {"", *PLAIN} else ""
    return f"<pre><code{kind}>{_written(_trimmed(match['code']))}</code></pre>"


def _language(shortcode: Shortcode) -> str:
    named = shortcode.get("lang", "language", "type", "0").strip("=:\"'")
    if not named and shortcode.name in _OWN_NAMES:
        named = shortcode.name
    if not named and (colorer := _COLORER.fullmatch(shortcode.name)):
        named = colorer["language"] or ""
    named = "latex" if shortcode.name in _FORMULAS else named.lower()
    return named if named not in PLAIN and _LANGUAGE.fullmatch(named) else ""


def _trimmed(content: str) -> str:
    """Strip empty lines before and after."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)


def _written(content: str) -> str:
    """Write code as HTML: code with a bare angle bracket was stored as typed, other code escaped.

    Old versions of SyntaxHighlighter stored comments escaped twice.
    """
    if "<" in content or ">" in content:
        content = escape(content, quote=False)
    elif _TWICE.search(content) and not _ONCE.search(content):
        content = content.replace("&amp;", "&")
    return _without_shortcodes(content)


def _without_shortcodes(code_html: str) -> str:
    return code_html.replace("[", "&#91;").replace("]", "&#93;")


_NO: Final = frozenset({"", "0", "false", "no", "inline"})
_OWN_NAMES: Final = frozenset((*BRUSHES, *OTHER_NAMES))
_NAMES: Final = (
    *_NEUTRAL,
    *BRUSHES,
    *OTHER_NAMES,
    "plain",
    "text",
    *_INLINE,
)
_KNOWN: Final = frozenset(_NAMES)
HANDLERS: Final[dict[str, Handler]] = {
    **dict.fromkeys(_NAMES, code),
    **dict.fromkeys((*_FORMULAS, *_FLAGS), formula),
    "pastacode": pasted,
}
