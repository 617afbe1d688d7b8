"""Modules and functions stay short enough to be read in one go."""

import ast
from pathlib import Path

import wparchive

PACKAGE = Path(wparchive.__file__).parent
DATA = {"notices.py"}  # a table, one entry for each code
LINES_OF_MODULES = 400
LINES_OF_FUNCTIONS = 40


def code_lines(function, lines):
    """Count a function's lines of code, without its signature, docstring, comments and blanks."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    text = (line.strip() for line in lines[body[0].lineno - 1 : function.end_lineno])
    return sum(1 for line in text if line and not line.startswith("#"))


def test_modules_are_short():
    lengths = {path: len(path.read_text().splitlines()) for path in PACKAGE.rglob("*.py")}
    assert len(lengths) > 300
    long = {p.name: n for p, n in lengths.items() if n > LINES_OF_MODULES and p.name not in DATA}
    assert not long


def test_functions_are_short():
    long = {}
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = code_lines(node, text.splitlines())
                if count > LINES_OF_FUNCTIONS:
                    long[f"{path.name}:{node.name}"] = count
    assert not long
