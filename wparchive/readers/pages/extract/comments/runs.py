"""Runs of siblings: comments whose beginnings or ends rules, terms or headings mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from wparchive.readers.pages.extract.tree import Element

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def split_runs(children: list[Element], heads: Collection[Element]) -> list[list[Element]]:
    """Split siblings at each of some elements, which begin a run; ``hr`` itself is in no run.

    Given in reverse, the siblings are split after each of these elements.
    """
    runs: list[list[Element]] = []
    for child in children:
        if child in heads:
            runs.append([] if child.tag == "hr" else [child])
        elif runs:
            runs[-1].append(child)
    if len(children) > 1 and children[0].getnext() is not children[1]:
        runs = [run[::-1] for run in runs]
    return [run for run in runs if run]


def after_heading(run: list[Element]) -> list[Element]:
    """Leave out of a run what is before its last heading, and the heading."""
    last = max((n for n, e in enumerate(run) if e.tag in HEADINGS), default=-1)
    return run[last + 1 :]
