"""The rule for tables: GFM if a table is a plain grid, HTML if it is more."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from wparchive.render.markdown.block_rules import container
from wparchive.render.markdown.code_blocks import code_block
from wparchive.render.markdown.elements import COMMENT, HEADINGS
from wparchive.render.markdown.marks import with_marks
from wparchive.render.markdown.paragraphs import flush
from wparchive.render.markdown.raw import raw_html
from wparchive.render.markdown.running_text import SPACED, add_anchor, protect_edges
from wparchive.render.markdown.state import BREAK, INNER_BREAK
from wparchive.render.markdown.walk import content_blocks, walk_inline
from wparchive.web.attributes import attributes_of
from wparchive.web.html import visible_text

if TYPE_CHECKING:
    from wparchive.render.markdown.state import Element, State

_SECTIONS: Final = frozenset({"thead", "tbody", "tfoot"})
# What no cell of a GFM table can hold.
_COMPLEX: Final = HEADINGS.keys() | frozenset(
    "table ul ol menu dir dl pre blockquote hr iframe details".split()
)
# Rows of GFM all have the width of the widest: more empty cells than this are no table.
_MOST_PADDING: Final = 1_000
_TEXTS: Final = frozenset({"alt", "title"})
_RULES: Final = {"left": ":---", "center": ":---:", "right": "---:"}


def table(state: State, element: Element, blocks: list[str], out: list[str]) -> None:
    """Write a table, its caption before it."""
    flush(state, blocks, out)
    if state.options.ignore_tables:
        container(state, element, blocks, out)
        return
    if (code := _numbered_code(element)) is not None:
        code_block(state, code, blocks, out)
        return
    rows: list[Element] = []
    captions: list[Element] = []
    if not _collect(element, rows, captions) or not _is_grid(rows) or state.options.bypass_tables:
        blocks.append(raw_html(state, element))
        return
    for caption in captions:
        blocks.extend(content_blocks(state, caption))
    add_anchor(state, element, out)
    if not rows:
        return
    text = _grid(state, rows, "".join(out))
    out.clear()
    blocks.append(raw_html(state, element) if text is None else text)


def _grid(state: State, rows: list[Element], lead: str) -> str | None:
    """Write the rows as GFM; None if a cell cannot be written so.

    Args:
        state: The conversion.
        rows: The rows.
        lead: Text for the beginning of the first cell.
    """
    grid = _cells(state, rows)
    if grid is None:
        return None
    width = max((len(cells) for cells in grid), default=0)
    if width * len(grid) > _MOST_PADDING + 4 * sum(len(cells) for cells in grid):
        return None  # a grid of mostly padding
    if not width:
        return lead
    if lead:
        grid[0][:1] = [lead + (grid[0][0] if grid[0] else "")]
    head = list(rows[0].iterchildren("td", "th"))
    rules = [_RULES.get(_alignment(cell), "---") for cell in head]
    rules += ["---"] * (width - len(rules))
    has_head = all(cell.tag == "th" for cell in head) or _section(rows[0]) == "thead"
    if not has_head:  # GFM has no table without a head: an empty one leaves the rows their rank
        grid.insert(0, [""] * width)
    grid.insert(1, rules)
    if state.options.pad_tables:
        grid = _padded(grid, width)
    return "\n".join([_line(cells, width) for cells in grid])


def _cells(state: State, rows: list[Element]) -> list[list[str]] | None:
    """Write the cells of all rows; None if a cell cannot be written in GFM."""
    grid: list[list[str]] = []
    for row in rows:
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            text = _cell(state, cell)
            if text is None:
                return None
            cells.append(text)
        grid.append(cells)
    return grid


def _cell(state: State, element: Element) -> str | None:
    out: list[str] = []
    add_anchor(state, element, out)
    walk_inline(state, element, out)
    text = "".join(out).strip(SPACED)
    state.bare_marks.clear()
    if text:
        text = protect_edges(text)
    if state.wrap and text:
        text = with_marks(state, text)
    if BREAK in text or INNER_BREAK in text:
        text = text.replace(BREAK, "<br>").replace(INNER_BREAK, "<br>")
    if "|" in text:
        if _pipe_in_code_or_url(element):
            return None
        text = text.replace("|", "\\|")
    return text


def _numbered_code(table: Element) -> Element | None:
    """Return the code that highlighters (GeSHi, Hexo, Rouge) put beside line numbers; else None."""
    cells = list(islice(table.iter("td", "th"), 3))
    if len(cells) != 2:
        return None
    first, second = (list(cell.iter("pre")) for cell in cells)
    if len(first) != 1 or len(second) != 1:
        return None
    numbers, code = first[0], second[0]
    for cell, pre in zip(cells, (numbers, code), strict=True):
        if "".join(visible_text(cell)).strip() != "".join(visible_text(pre)).strip():
            return None
    words = "".join(visible_text(numbers)).split()
    return code if words and all(word.isdecimal() for word in words) else None


def _padded(grid: list[list[str]], width: int) -> list[list[str]]:
    """Pad the cells of each column to equal width."""
    full = [cells + [""] * (width - len(cells)) for cells in grid]
    widths = [max(len(cell) for cell in column) for column in zip(*full, strict=True)]
    rules = [
        rule[:-1].ljust(size - 1, "-") + rule[-1]
        for rule, size in zip(full[1], widths, strict=True)
    ]
    padded = [
        [cell.ljust(size) for cell, size in zip(cells, widths, strict=True)] for cells in full
    ]
    return [padded[0], rules, *padded[2:]]


def _line(cells: list[str], width: int) -> str:
    return "| " + " | ".join(cells + [""] * (width - len(cells))) + " |"


def _section(row: Element) -> str:
    parent = row.getparent()
    return "" if parent is None else parent.tag


def _alignment(cell: Element) -> str:
    """Return a cell's alignment, from a style, an attribute or a class of the block editor."""
    style = (cell.get("style") or "").replace(" ", "").lower()
    classes = (cell.get("class") or "").lower().split()
    names = {(cell.get(name) or "").lower() for name in ("align", "data-align")}
    for value in _RULES:
        marked = f"has-text-align-{value}" in classes or value in names
        if marked or f"text-align:{value}" in style:
            return value
    return ""


def _collect(table: Element, rows: list[Element], captions: list[Element]) -> bool:
    """Collect rows and captions; return False if the table contains anything else."""
    for child in table:
        tag = child.tag
        if tag == "tr":
            rows.append(child)
        elif tag in _SECTIONS:
            for row in child:
                if row.tag == "tr":
                    rows.append(row)
                elif row.tag is not COMMENT or (row.tail or "").strip():
                    return False
        elif tag == "caption":
            captions.append(child)
        elif tag not in {"colgroup", "col", COMMENT}:
            return False
        if (child.tail or "").strip() or (tag in _SECTIONS and (child.text or "").strip()):
            return False
    return not (table.text or "").strip()


def _is_grid(rows: list[Element]) -> bool:
    for number, row in enumerate(rows):
        if (row.text or "").strip():
            return False
        for cell in row:
            if (cell.tail or "").strip():
                return False
            if cell.tag is COMMENT:
                continue
            if cell.tag not in {"td", "th"} or (cell.tag == "th" and number and _mixed(row)):
                return False
            if cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1":
                return False
            if len(cell) and any(d.tag in _COMPLEX for d in cell.iterdescendants()):
                return False
    return not (len(rows) > 0 and _mixed(rows[0]))


def _mixed(row: Element) -> bool:
    """Check whether a row has both kinds of cells, as with a heading at its left."""
    return len({cell.tag for cell in row.iterchildren("td", "th")}) > 1


def _pipe_in_code_or_url(cell: Element) -> bool:
    """Check for a pipe where an escape would be wrong: in a URL, or in code that has one."""
    for element in cell.iter(etree.Element):
        if any("|" in value for name, value in attributes_of(element) if name not in _TEXTS):
            return True
        if element.tag in {"code", "tt"} and "\\|" in "".join(visible_text(element)):
            return True
    text = "".join(visible_text(cell))
    return "://" in text and "|" in text
