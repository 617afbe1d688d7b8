"""Find every regular expression of the package, where it is written, and how it is used.

Nothing is missed: each call of `re` in the source is either evaluated in its module, or its result
is found in what the modules hold, or `tests.patterns.made` gives examples of what it compiles.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import wparchive
from tests.patterns.made import MADE
from wparchive.patterns import LazyPattern
from wparchive.web.scanning import Ended

ROOT = Path(wparchive.__file__).parents[1]
CALLS = {
    "compile",
    "lazy",
    "search",
    "match",
    "fullmatch",
    "split",
    "findall",
    "finditer",
    "sub",
    "subn",
}


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


@cache
def patterns() -> list[Found]:
    """Collect the patterns of all modules.

    Raises:
        AssertionError: A call of `re` compiles what nothing here knows.
    """
    modules, trees = _modules()
    uses = _uses(trees)
    found: dict[tuple, Found] = {}

    def add(pattern, place, methods):
        held = found.setdefault(identity(pattern), Found(pattern, place))
        held.methods |= methods

    unknown = []
    for name, tree in trees.items():
        for site in _sites(name, modules[name], tree):
            pattern = _evaluated(site, vars(modules[name]))
            made = f"{name.removeprefix('wparchive.')}.{site.function}"
            if pattern is not None:
                if site.method not in ("compile", "lazy"):
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
            for pattern, methods in _held(value, set()):
                known = found.get(identity(pattern))
                place = known.place if known else f"{name}.{key}"
                add(pattern, place, methods or uses.get(_key(name, key), {"finditer"}))
    for each in found.values():
        each.methods = each.methods or {"finditer"}
    return list(found.values())


def compiled_at_import() -> list[str]:
    """List the places where a module compiles a pattern before anybody uses it."""
    modules, trees = _modules()
    return [
        site.place
        for name, tree in trees.items()
        for site in _sites(name, modules[name], tree)
        if site.method == "compile" and not site.function
    ]


@cache
def _modules():
    modules = {
        info.name: importlib.import_module(info.name)
        for info in pkgutil.walk_packages(wparchive.__path__, "wparchive.")
        if not info.name.endswith("__main__") and info.name != "wparchive.patterns"
    }
    trees = {name: ast.parse(Path(module.__file__).read_text()) for name, module in modules.items()}
    return modules, trees


def identity(pattern):
    """What two equal patterns share."""
    if isinstance(pattern, Ended):
        return identity(pattern.pattern), identity(pattern.end)
    if isinstance(pattern, LazyPattern):
        pattern = re.compile(pattern.pattern, pattern.flags)
    return pattern.pattern, pattern.flags


def _sites(name, module, tree):
    """Yield the calls of `re` in a module."""
    path = Path(module.__file__).relative_to(ROOT)

    def walk(node, function):
        for child in ast.iter_child_nodes(node):
            inside = function
            # What has an end is looked for up to the last end only; modules hold it.
            if isinstance(node, ast.Call) and _name(node.func) == "Ended" and child is node.args[0]:
                yield from walk(child, function)
                continue
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = child.name
            elif isinstance(child, ast.Lambda):
                inside = function or "lambda"
            if (
                isinstance(child, ast.Call)
                and isinstance(child.func, ast.Attribute)
                and isinstance(child.func.value, ast.Name)
                and child.func.value.id in ("re", "patterns")
                and child.func.attr in CALLS
            ):
                place = f"{path}:{child.lineno}"
                yield Site(name, place, child, child.func.attr, function)
            yield from walk(child, inside)

    yield from walk(tree, "")


def _evaluated(site, names):
    """Compile what a call gives to `re`, with the names of its module; None if it needs others."""
    arguments = list(site.call.args)
    where = (
        1
        if site.method in ("compile", "lazy")
        else {"sub": 4, "subn": 4, "split": 3}.get(site.method, 2)
    )
    flags = arguments[where] if len(arguments) > where else None
    for keyword in site.call.keywords:
        if keyword.arg == "flags":
            flags = keyword.value
    try:
        pattern, number = (
            eval(compile(ast.Expression(part), site.place, "eval"), dict(names)) if part else 0
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
            if isinstance(node, ast.Attribute) and node.attr in CALLS:
                name = _name(node.value)
                if name:
                    called.add(id(node.value))
                    uses.setdefault(_key(module, name), set()).add(node.attr)
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
    """Yield the patterns that a value holds, at any depth, and their methods if the value says."""
    if id(value) in seen:
        return
    seen.add(id(value))
    owner = getattr(value, "__self__", None)
    if isinstance(value, LazyPattern):
        yield re.compile(value.pattern, value.flags), set()
    elif isinstance(value, re.Pattern | Ended):
        yield value, set()
        yield from _held(getattr(value, "end", None), seen)
    elif isinstance(owner, re.Pattern):
        yield owner, {value.__name__}
    elif inspect.isfunction(inner := inspect.unwrap(value) if callable(value) else None):
        methods = {name for name in inner.__code__.co_names if name in CALLS}
        kept = [*(inner.__defaults__ or ()), *(inner.__kwdefaults__ or {}).values()]
        kept += [cell.cell_contents for cell in inner.__closure__ or () if _is_full(cell)]
        for item in kept:
            for pattern, named in _held(item, seen):
                yield pattern, named or methods
    else:
        for item in _parts(value):
            yield from _held(item, seen)


def _parts(value):
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    kind = value if isinstance(value, type) else type(value)
    if not kind.__module__.startswith("wparchive"):
        return []
    names = {*getattr(kind, "__slots__", ()), *getattr(value, "__dict__", ())}
    return [item for name in sorted(names) if (item := getattr(value, name, None)) is not None]


def _is_full(cell):
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
