"""Find every regular expression of the package, where it is written, and how it is used.

Nothing is missed: each call of `re` in the source is either evaluated in its module, or its result
is found in what the modules hold, or `tests.patterns.made` gives examples of what it compiles.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from dataclasses import dataclass, field
from pathlib import Path

import wparchive
from tests.patterns.made import MADE

ROOT = Path(wparchive.__file__).parents[1]
CALLS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
# To look at one place only costs less than to look at each.
ANCHORED = {"match", "fullmatch"}


@dataclass
class Found:
    """A pattern, the first place where it is written, and the methods that use it."""

    pattern: re.Pattern
    place: str
    methods: set[str] = field(default_factory=set)


@dataclass
class Site:
    """A call of `re` in the source."""

    module: str
    place: str
    call: ast.Call
    method: str
    function: str


def patterns() -> list[Found]:
    """Collect the patterns of all modules.

    Raises:
        AssertionError: A call of `re` compiles what nothing here knows.
    """
    modules = {
        info.name: importlib.import_module(info.name)
        for info in pkgutil.walk_packages(wparchive.__path__, "wparchive.")
        if not info.name.endswith("__main__")
    }
    trees = {name: ast.parse(Path(module.__file__).read_text()) for name, module in modules.items()}
    uses = _uses(trees)
    found: dict[tuple, Found] = {}

    def add(pattern, place, methods):
        held = found.setdefault((pattern.pattern, pattern.flags), Found(pattern, place))
        held.methods |= methods

    unknown = []
    for name, tree in trees.items():
        for site in _sites(name, modules[name], tree):
            pattern = _evaluated(site, vars(modules[name]))
            made = f"{name.removeprefix('wparchive.')}.{site.function}"
            if pattern is not None:
                if site.method != "compile":
                    add(pattern, site.place, {site.method})
                else:
                    add(pattern, site.place, set())
            elif made in MADE:
                for example in MADE[made]():
                    methods = uses.get(_key(name, site.function), {"finditer"})
                    add(example, site.place, methods - {"finditer"} or methods)
            elif site.function:
                unknown.append(f"{site.place} ({made})")
    assert not unknown, f"what do these compile? Give examples in tests/patterns/made.py: {unknown}"
    for name, module in modules.items():
        for key, value in vars(module).items():
            for pattern in _held(value, set()):
                known = found.get((pattern.pattern, pattern.flags))
                place = known.place if known else f"{name}.{key}"
                add(pattern, place, uses.get(_key(name, key), {"finditer"}))
    for each in found.values():
        each.methods = each.methods or {"finditer"}
    return list(found.values())


def _sites(name, module, tree):
    """Yield the calls of `re` in a module."""
    path = Path(module.__file__).relative_to(ROOT)

    def walk(node, function):
        for child in ast.iter_child_nodes(node):
            inside = function
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = child.name
            elif isinstance(child, ast.Lambda):
                inside = function or "lambda"
            if (
                isinstance(child, ast.Call)
                and isinstance(child.func, ast.Attribute)
                and isinstance(child.func.value, ast.Name)
                and child.func.value.id == "re"
                and child.func.attr in CALLS
            ):
                place = f"{path}:{child.lineno}"
                yield Site(name, place, child, child.func.attr, function)
            yield from walk(child, inside)

    yield from walk(tree, "")


def _evaluated(site, names):
    """Compile what a call gives to `re`, with the names of its module; None if it needs others."""
    arguments = list(site.call.args)
    where = 1 if site.method == "compile" else {"sub": 4, "subn": 4, "split": 3}.get(site.method, 2)
    flags = arguments[where] if len(arguments) > where else None
    for keyword in site.call.keywords:
        if keyword.arg == "flags":
            flags = keyword.value
    try:
        pattern, number = (
            eval(compile(ast.Expression(part), site.place, "eval"), dict(names)) if part else 0  # noqa: S307
            for part in (arguments[0], flags)
        )
    except NameError:
        return None
    return re.compile(pattern, number)


def _uses(trees):
    """List by which methods each name is used; "finditer" for a use that is no plain call.

    A name that begins with "_" is its module's own.
    """
    uses: dict[tuple[str, str], set[str]] = {}
    for module, tree in trees.items():
        called = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = _name(node.func.value)
                method = node.func.attr
                if name and method in CALLS:
                    # A match that is tried at place after place is a search.
                    if len(node.args) > 1 and method in ANCHORED:
                        method = "finditer"
                    called.add(id(node.func.value))
                    uses.setdefault(_key(module, name), set()).add(method)
        for node in ast.walk(tree):
            name = _name(node)
            loaded = isinstance(getattr(node, "ctx", None), ast.Load)
            if name and loaded and id(node) not in called:
                uses.setdefault(_key(module, name), set()).add("finditer")
    return uses


def _key(module, name):
    return (module if name.startswith("_") else "", name)


def _name(node):
    if isinstance(node, ast.Call):
        node = node.func  # of what a function makes
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _held(value, seen):
    """Yield the patterns that a value holds, at any depth."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern):
        yield value
        return
    owner = getattr(value, "__self__", None)
    if isinstance(owner, re.Pattern):
        yield owner
        return
    if isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = list(value)
    elif type(value).__module__.startswith("wparchive") or (
        isinstance(value, type) and value.__module__.startswith("wparchive")
    ):
        inner = [
            item
            for name in (*getattr(value, "__slots__", ()), *getattr(value, "__dict__", ()))
            if (item := getattr(value, name, None)) is not None
        ]
    elif callable(value) and getattr(value, "__module__", "") and hasattr(value, "__closure__"):
        inner = [cell.cell_contents for cell in value.__closure__ or () if _full(cell)]
        inner += [*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()]
    else:
        return
    for item in inner:
        yield from _held(item, seen)


def _full(cell):
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True
