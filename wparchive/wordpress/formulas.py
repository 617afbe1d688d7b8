r"""Formulas in a body's text: those of plugins, and the forms that MathJax and KaTeX read.

``$latex x$`` is WordPress.com's. MathJax reads ``\(x\)``, ``\[x\]``, ``$$x$$`` and LaTeX's
environments in any text, and ``$x$`` if the owner enables it. Nothing in an export says whether a
blog had MathJax, so the text itself must look like TeX.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from wparchive import patterns
from wparchive.web.references import unescape
from wparchive.web.scanning import Ended, split_enclosed

# WordPress.com and WP LaTeX; the marks after the formula say size and colours.
_LATEX: Final = patterns.lazy(r"(?<!\\)\$latex[\s=]\s*+((?>(?:[^$\\]|\\.)+))\$", re.DOTALL)
_LOOK: Final = patterns.lazy(r"(?:amp;|#038;)?(?:s|bg|fg)=[-\w]++\s*+")
_KATEX: Final = Ended(
    patterns.lazy(
        r"<(div|span|pre)\s(?=[^<>]*\b(?:wp-katex-eq|katex-eq)\b)[^<>]*+>([^<]*+)</\1\s*+>",
        re.IGNORECASE,
    ),
    patterns.lazy(r"</\w++\s*+>"),
)
# MathML that says how it was typed, as the editor's own block and KaTeX write it.
_MATHML: Final = Ended(
    patterns.lazy(
        r"<math\b([^<>]*+)>(?:(?!</?math\b).)*?<annotation\s+encoding=\"application/x-tex\"[^<>]*+>"
        r"([^<>]*+)</annotation\s*+>(?:(?!</?math\b).)*?</math\s*+>",
        re.DOTALL | re.IGNORECASE,
    ),
    patterns.lazy(r"</math\s*+>", re.IGNORECASE),
)
_ENVIRONMENT: Final = Ended(
    patterns.lazy(
        r"\\begin\{((?:equation|align|gather|multline|eqnarray|displaymath)\*?)\}"
        r"(?>(?:[^\\]|\\(?!begin\{|end\{(?:equation|align|gather|multline|eqnarray|display))"
        r"|\\begin\{(?!(?:equation|align|gather|multline|eqnarray|displaymath)\*?\}))*)"
        r"\\end\{\1\}"
    ),
    patterns.lazy(r"\\end\{\w++\*?\}"),
)
_BLOCKS: Final = (
    patterns.lazy(r"\$\$([^$]{1,3000})\$\$"),
    patterns.lazy(r"\\\[((?:(?!\\[\[\]])[^$]){1,3000})\\\]"),
)
_INLINE: Final = (
    patterns.lazy(r"\\\(((?:(?!\\[()])[^$\n]){1,800})\\\)"),
    patterns.lazy(r"(?<![\w$\\])\$(?![\s$])((?:[^$\\\n]|\\[^\n]){1,300})(?<!\s)\$(?![\w$])"),
)
_COMMAND: Final = patterns.lazy(r"\\[A-Za-z]{2,}|\^|\w_[\w{]|_\{")
# What else may be between dollars: a letter, a short equation.
_SHORT: Final = patterns.lazy(r"[A-Za-z](?:[\w\s+=<>()|,./!:;&-]{0,40})")
_TAG: Final = patterns.lazy(r"</?[a-z][\w-]*[\s/>]|&lt;/?[a-z]+&gt;", re.IGNORECASE)
_LOOKS: Final = patterns.lazy(
    r"\$latex|x-tex|\\[(\[]|\$\$|\\begin\{|katex-eq|(?<![\w$])\$[^$\n]*[\\^_]"
)


def with_shortcodes(parts: list[str]) -> list[str]:
    """Write the formulas of a text as shortcodes ``[latex]``.

    Args:
        parts: A body as it is stored, without its code.
    """
    if not any(map(_LOOKS.search, parts)):
        return parts
    parts = [_MATHML.sub(_mathml, part) if "<math" in part else part for part in parts]
    parts = [_KATEX.sub(_katex, _LATEX.sub(_wordpress_com, part)) for part in parts]
    is_tex = any(
        _is_formula(match[1], sure=False)
        for part in parts
        for pattern in (*_BLOCKS, *_INLINE)
        for match in pattern.finditer(part)
    ) or any(_ENVIRONMENT.search(part) for part in parts)
    return [_mathjax(part) for part in parts] if is_tex else parts


def _mathjax(text: str) -> str:
    text = _ENVIRONMENT.sub(lambda match: _shortcode(match[0], display=True), text)
    if "[latex" in text:  # what is a formula already stays
        pieces = split_enclosed(text, _DONE)
        pieces[::2] = map(_mathjax_outside, pieces[::2])
        return "".join(pieces)
    return _mathjax_outside(text)


_DONE: Final = ((patterns.lazy(r"\[latex\b"), patterns.lazy(r"\[/latex\]")),)


def _mathjax_outside(text: str) -> str:
    for pattern in _BLOCKS:
        text = pattern.sub(partial(_found, display=True), text)
    for pattern in _INLINE:
        text = pattern.sub(partial(_found, display=False), text)
    return text


def _found(match: re.Match[str], *, display: bool) -> str:
    if not _is_formula(match[1], sure=True):
        return match[0]
    return _shortcode(match[1], display=display)


def _is_formula(text: str, *, sure: bool) -> bool:
    """Check whether a text looks like TeX.

    Args:
        text: What is between two marks.
        sure: Whether the body has formulas for certain.
    """
    if _TAG.search(text) or ("[" in text and "]" not in text):
        return False
    return bool(_COMMAND.search(text) or (sure and _SHORT.fullmatch(text.strip())))


def _shortcode(formula: str, *, display: bool) -> str:
    return f"[latex{' display=1' if display else ''}]{formula.strip()}[/latex]"


def _wordpress_com(match: re.Match[str]) -> str:
    parts = match[1].split("&")
    while len(parts) > 1 and _LOOK.fullmatch(parts[-1]):
        parts.pop()
    formula = "&".join(parts).rstrip()
    return _shortcode(formula, display=False) if formula else match[0]


def _mathml(match: re.Match[str]) -> str:
    formula = unescape(match[2])
    if not formula.strip() or "[" in formula:
        return match[0]
    return _shortcode(formula, display='display="block"' in match[1])


def _katex(match: re.Match[str]) -> str:
    if not match[2].strip():
        return match[0]
    return _shortcode(match[2], display="span" not in match[1].lower())
