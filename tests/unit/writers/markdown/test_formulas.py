"""Formulas, in the form that each generator reads."""

from __future__ import annotations

import pytest

from wparchive.writers.markdown.formulas import write_formulas
from wparchive.writers.markdown.profiles import profile_of

INLINE = "A $`a_1*b`$ here, `code` and $5."
BLOCK = "> ```math\n> a_1\n>\n> - b\n> ```"


@pytest.mark.parametrize(
    ("profile", "inline", "block"),
    [
        ("plain", INLINE, BLOCK),
        ("hugo", r"A \(a_1*b\) here, `code` and $5.", "> $$\n> a_1\n> - b\n> $$"),
        (
            "jekyll",
            r"A \\(a\_1\*b\\) here, `code` and $5.",
            "> \\\\[\n> a\\_1\n> \\- b\n> \\\\]",
        ),
        ("obsidian", "A $a_1*b$ here, `code` and $5.", "> $$\n> a_1\n> - b\n> $$"),
        ("astro", "A $a_1*b$ here, `code` and $5.", "> $$\n> a_1\n> - b\n> $$"),
    ],
)
def test_formulas_of_a_profile(profile, inline, block):
    form = profile_of(profile).formulas
    assert write_formulas(INLINE, form) == inline
    assert write_formulas(BLOCK, form) == block


def test_plain_formulas_without_marks_are_between_dollars():
    form = profile_of("plain").formulas
    assert write_formulas("$`x^2`$\n\n```math\nx + 1\n```", form) == "$x^2$\n\n$$\nx + 1\n$$"


@pytest.mark.parametrize("text", ["`$`", "$`a` b$", "```python\nx\n```", "```math\nx", "$`a`"])
def test_other_code_stays(text):
    assert write_formulas(text, profile_of("obsidian").formulas) == text


def test_dollars_that_begin_no_formula_are_escaped_for_hugo():
    escape = profile_of("hugo").escape
    assert escape("For $$ and $$$, `$$`, $5") == r"For \$\$ and \$\$\$, `$$`, $5"
