r"""Formulas in finished Markdown, in the form that a profile's generator reads.

The conversion writes the form of GitHub and GitLab, which every other reader shows as code:
``$`x`$``, and a block of the language ``math``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.writers.markdown.code import rewrite

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

# No text of ours has this character.
_MARK: Final = "\x00"
_INLINE: Final = patterns.lazy(rf"\${_MARK}(`++)([^{_MARK}]*?)\1{_MARK}\$")
_BLOCK: Final = patterns.lazy(
    rf"{_MARK}(?P<prefix>[^`\n{_MARK}]*+)(?P<fence>`{{3,}}+)math\n"
    rf"(?P<inside>[^{_MARK}]*?)\n(?P<end>[ \t>]*+)(?P=fence){_MARK}"
)
# What Markdown reads in a formula.
_SPECIAL: Final = patterns.lazy(r"[\\*_<>&~|\[\]`]")
_LINE: Final = patterns.lazy(r"\A([ \t]*+)(?=[-+=#])")


@dataclass(frozen=True)
class FormulaForm:
    r"""How a generator wants formulas.

    Attributes:
        inline: The marks before and after a formula in a line.
        block: The marks before and after one on lines of its own.
        escaped: Whether the generator reads Markdown inside the marks.
        only_plain: Whether a formula in which Markdown would find marks keeps the form of GitHub.
    """

    inline: tuple[str, str] = ("$", "$")
    block: tuple[str, str] = ("$$", "$$")
    escaped: bool = False
    only_plain: bool = False


def write_formulas(text: str, form: FormulaForm) -> str:
    """Write the formulas of a text in another form.

    Args:
        text: Markdown, with formulas in the form of GitHub.
        form: The form to write.
    """
    if "`$" not in text and "```math" not in text:
        return text
    marked = rewrite(text, lambda prose: prose, lambda code: f"{_MARK}{code}{_MARK}")
    marked = _INLINE.sub(_writer(form, _inline), _BLOCK.sub(_writer(form, _block), marked))
    return marked.replace(_MARK, "")


def _writer(
    form: FormulaForm, write: Callable[[re.Match[str], FormulaForm], str]
) -> Callable[[re.Match[str]], str]:
    return lambda match: write(match, form)


def _inline(match: re.Match[str], form: FormulaForm) -> str:
    formula = match[2].strip(" ")
    if form.only_plain and _SPECIAL.search(formula):
        return match[0]
    if form.escaped:
        formula = _escaped(formula)
    return f"{form.inline[0]}{formula}{form.inline[1]}"


def _block(match: re.Match[str], form: FormulaForm) -> str:
    # A blank line would end the formula.
    lines = [line for line in match["inside"].split("\n") if line.strip(" \t>")]
    formula = "\n".join(lines)
    if form.only_plain and _SPECIAL.search(formula):
        return match[0]
    if form.escaped:
        depth = len(match["end"])
        formula = "\n".join(line[:depth] + _escaped(line[depth:]) for line in lines)
    before, after = form.block
    return f"{match['prefix']}{before}\n{formula}\n{match['end']}{after}"


def _escaped(line: str) -> str:
    return _LINE.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", line))
