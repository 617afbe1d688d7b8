"""Read the table of page builders: kinds of elements, and meanings of their settings.

The table is ``wparchive/data/builders.toml``; its head says how to add a builder.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS: Final = patterns.lazy(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# Settings that begin with these say whether something is shown.
_SWITCHES: Final = frozenset({"show", "hide", "enable", "display", "use"})
# Sides of a card, and numbers: `title_text_a`, `description_back`, `email_content_2`.
_SIDE: Final = patterns.lazy(r"(?<=[a-z])_(?:[ab]|front|back|one|two|\d+)\Z")


@dataclass(frozen=True)
class Builder:
    """A page builder.

    Attributes:
        name: Its name, for people.
        prefixes: How the names of its shortcodes begin.
        besides: Names with such a beginning that are no elements.
        keys: Meta keys that hold a page as JSON or serialized PHP.
        beginnings: Beginnings of such keys.
        code: Meta keys that hold a page as shortcodes.
        marks: Meta keys and values that say that the page is the builder's.
        copies: Shortcodes in a body that is a copy for other programs, without the elements.
    """

    name: str
    prefixes: tuple[str, ...]
    besides: frozenset[str]
    keys: frozenset[str]
    beginnings: tuple[str, ...]
    code: frozenset[str]
    marks: frozenset[tuple[str, str]]
    copies: tuple[str, ...]

    def keeps(self, key: str) -> bool:
        """Check whether the value of a meta key is a page as data."""
        return key in self.keys or bool(self.beginnings and key.startswith(self.beginnings))


@cache
def builders() -> tuple[Builder, ...]:
    """Return all builders of the table."""
    return tuple(_builder(row) for row in _table()["builder"])


@lru_cache(maxsize=4096)
def is_page_of_builder(key: str) -> bool:
    """Check whether a meta key has a page of a builder as data."""
    return any(builder.keeps(key) for builder in builders())


def is_element(name: str) -> bool:
    """Check whether the name of a shortcode is that of a builder's element."""
    prefixes, besides = _names()
    return name.startswith(prefixes) and name not in besides


@cache
def _names() -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the beginnings of the names of builders' shortcodes, and the names besides."""
    prefixes = tuple(prefix for builder in builders() for prefix in builder.prefixes)
    return prefixes, frozenset(name for builder in builders() for name in builder.besides)


@lru_cache(maxsize=1024)
def kind_of(name: str) -> str:
    """Return the kind of an element; empty if its name does not say it.

    Args:
        name: The name of a shortcode, widget or block: ``et_pb_button``.
    """
    words = f"_{'_'.join(_words(name))}_"
    for kind, named in _table()["kinds"].items():
        if any(f"_{word}_" in words for word in named):
            return str(kind)
    return ""


@lru_cache(maxsize=4096)
def role_of(kind: str, setting: str) -> str:
    """Return the role of a setting; empty if its name does not say it.

    Args:
        kind: What `kind_of` says of the element.
        setting: The name of the setting.
    """
    name = setting.lower()
    own = _table()["kind_roles"].get(kind, {})
    words = _words(setting)
    if len(words) > 1 and words[0] in _SWITCHES:
        return "internal"
    for named in (name, _SIDE.sub("", name), "_".join(words)):
        for roles in (own, _table()["roles"]):
            if role := _among(named, roles):
                return role
    words = [word for word in _words(_SIDE.sub("", setting)) if not word.isdigit()]
    tried = ("_".join(words[-2:]), words[-1]) if words else ()
    found = next(filter(None, (_among(word, _table()["words"]) for word in tried)), "")
    return found or role_without_module(setting)


def role_without_module(setting: str) -> str:
    """Return the role of a setting with the name of its module behind it: `title_accordion`."""
    words = [word for word in _words(setting) if word != "mod"]
    if len(words) < 2 or words[-1] not in _table()["empty"]["modules"]:
        return ""
    return _among(words[0], _table()["words"])


def _among(name: str, roles: dict[str, list[str]]) -> str:
    return next((role for role, names in roles.items() if name in names), "")


def place_of(setting: str) -> int:
    """Return the place of a price's setting: the currency comes before the sum."""
    names: list[str] = _table()["roles"]["price"]
    return next(
        (names.index(n) for n in (setting.lower(), "_".join(_words(setting))) if n in names),
        len(names),
    )


@lru_cache(maxsize=1024)
def room_of(name: str) -> str | None:
    """Return a line, or an empty text, for an element without words; None for all others."""
    empty = _table()["empty"]
    if name in empty["lines"]:
        return "<hr />"
    return "" if name in empty["spaces"] else None


def divides(name: str) -> bool:
    """Check whether an element is a row, column or section of a page."""
    return _is_named(name, "layout")


def blank_of(name: str) -> str:
    """Return a line for an element of another maker that is one, by its name; else nothing."""
    return "<hr />" if _is_named(name, "line") else ""


def is_blank(name: str) -> bool:
    """Check whether an element of another maker is a line or room, by its name."""
    return _is_named(name, "line") or _is_named(name, "space")


def asks(settings: Iterable[str]) -> bool:
    """Check whether settings of an element say which posts it lists."""
    return not _asking().isdisjoint(settings)


@cache
def _asking() -> frozenset[str]:
    return frozenset(_table()["parts"]["asks"])


@lru_cache(maxsize=1024)
def _is_named(name: str, part: str) -> bool:
    words = f"_{'_'.join(_words(name))}_"
    return any(f"_{word}_" in words for word in _table()["parts"][part])


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]


def _builder(row: dict[str, Any]) -> Builder:
    keys = row.get("keys", ())
    return Builder(
        name=row["name"],
        prefixes=tuple(row.get("prefixes", ())),
        besides=frozenset(row.get("besides", ())),
        keys=frozenset(key for key in keys if not key.endswith("*")),
        beginnings=tuple(key[:-1] for key in keys if key.endswith("*")),
        code=frozenset(row.get("code", ())),
        marks=frozenset((key, value) for key, value in row.get("marks", ())),
        copies=tuple(f"[{name}" for name in row.get("copies", ())),
    )


@cache
def _table() -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only for those who convert

    path = resources.files("wparchive").joinpath("data/builders.toml")
    return tomllib.loads(path.read_text("utf-8"))
