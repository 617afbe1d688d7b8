"""The table of themes and plugins: which class names and ids have which role in a page.

The table is ``wparchive/data/pages.toml``; its head explains the roles. It is read, checked and
compiled into one pattern for each role when the first page is read.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wparchive import patterns
from wparchive.errors import WparchiveError

if TYPE_CHECKING:
    from collections.abc import Callable

PATH: Final = "wparchive/data/pages.toml"
_GROUPS: Final = ("boilerplate", "roles", "ids", "frames", "links", "attributes")
"""Tables of the file's head: roles with their meanings."""
_PLACEHOLDER: Final = patterns.lazy(r"\{(id|parent)\}")
_NUMBER: Final = r"\d{1,12}"
_CAPITAL: Final = patterns.lazy(r"(?<!\\)[A-Z]")
_ATTRIBUTE: Final = patterns.lazy(r"[a-z][a-z0-9-]*")


class Table(NamedTuple):
    """The checked table.

    Attributes:
        boilerplate: Kinds of boilerplate; the first one wins where a name is of several.
        roles: Other roles of class names and ids.
        frames: Roles of addresses of frames, such as ``share-frame``.
        names: All names of each role, in the file's order.
    """

    boilerplate: tuple[str, ...]
    roles: tuple[str, ...]
    frames: tuple[str, ...]
    names: dict[str, tuple[str, ...]]


class CommentId(NamedTuple):
    """The numbers in the id of a comment's element.

    Attributes:
        number: The comment's number.
        parent: The number of the comment that it answers, 0 for none; None if the id has none.
    """

    number: int
    parent: int | None


@cache
def table() -> Table:
    """Read and check the table.

    Raises:
        WparchiveError: The file is not TOML, or a row has an unknown role or a bad name.
    """
    text = resources.files("wparchive").joinpath("data/pages.toml").read_text("utf-8")
    return parse_table(text)


def parse_table(text: str) -> Table:
    """Parse and check the text of a table.

    Raises:
        WparchiveError: The text is not TOML, or a row has an unknown role or a bad name.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WparchiveError(f"{PATH} is not TOML: {error}.") from error
    groups = {role: group for group in _GROUPS for role in data.get(group, ())}
    names: dict[str, list[str]] = {role: [] for role in groups}
    for number, row in enumerate(data.get("theme", ()), start=1):
        for role, found in _checked_row(row, number, groups).items():
            names[role].extend(found)
    return Table(
        boilerplate=tuple(data.get("boilerplate", ())),
        roles=tuple(data.get("roles", ())),
        frames=tuple(data.get("frames", ())),
        names={role: tuple(found) for role, found in names.items()},
    )


def _checked_row(row: dict[str, Any], number: int, groups: dict[str, str]) -> dict[str, list[str]]:
    """Return the names of a row by role.

    Raises:
        WparchiveError: The row has an unknown role or a bad name.
    """
    place = f"[[theme]] number {number}, {row.get('name', 'without a name')!r}"
    if not isinstance(row.get("name"), str):
        raise _error(place, "`name` is missing", "Write the theme's or plugin's name.")
    roles = {role: names for role, names in row.items() if role != "name"}
    for role, names in roles.items():
        if role not in groups:
            raise _error(
                place, f"there is no role {role!r}", "The head of the file lists the roles."
            )
        if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
            raise _error(place, f"{role!r} is not a list of names", 'Write names as in ["a", "b"].')
        for name in names:
            if problem := _problem(name, groups[role]):
                raise _error(place, f"{role!r} has {name!r}, {problem}", "Correct the name.")
    return roles


def _problem(name: str, group: str) -> str:
    """Return the problem with a name; empty if there is none."""
    if group == "attributes":
        return "" if _ATTRIBUTE.fullmatch(name) else "which is not the name of an attribute"
    if name != name.strip() or not name:
        return "which is empty or begins or ends with a space"
    if group not in {"frames", "links"} and _CAPITAL.search(name):
        return "which has a capital letter; names are compared in lower case"
    if group == "ids" and "{id}" not in name:
        return "in which {id} is missing"
    try:
        pattern = re.compile(_with_numbers(name) if group == "ids" else name)
    except re.error as error:
        return f"which is not a regular expression: {error}"
    return "which matches an empty name" if pattern.fullmatch("") else ""


def _error(place: str, problem: str, hint: str) -> WparchiveError:
    return WparchiveError(f"In {PATH} {problem}.", place=place, hint=hint)


def has_role(role: str) -> Callable[[str], bool]:
    """Make a test of whether a class name or id has a role; it remembers names it has seen.

    The table is read when the test is called for the first time.
    """

    @lru_cache(maxsize=1 << 13)
    def fits(name: str) -> bool:
        return _pattern(role).fullmatch(name) is not None

    return fits


@lru_cache(maxsize=1 << 15)
def boilerplate_kind_of_name(name: str) -> str | None:
    """Return the kind of boilerplate that a class name or id marks; None if it marks none."""
    if _pattern("post-markup").fullmatch(name):
        return None
    return next((k for k in table().boilerplate if _pattern(k).fullmatch(name)), None)


def frame_kind(address: str) -> str | None:
    """Return the kind of boilerplate that a frame shows, by its address; None if it shows none."""
    frames = table().frames
    return next((r.removesuffix("-frame") for r in frames if _part(r).search(address)), None)


def is_share_link(address: str) -> bool:
    """Return whether a link hands the page's address to another site, or to a mail."""
    return _part("share-link").search(address) is not None


@lru_cache(maxsize=1 << 13)
def comment_id(name: str) -> CommentId | None:
    """Return the numbers in the id of a comment's element; None if it is not a comment's id."""
    for pattern in _id_patterns():
        if match := pattern.fullmatch(name):
            parent = match.groupdict().get("parent")
            return CommentId(int(match["id"]), None if parent is None else int(parent))
    return None


def attributes(role: str) -> tuple[str, ...]:
    """Return the attributes that have a role, in the order in which they are looked for."""
    return table().names[role]


@cache
def _pattern(role: str) -> re.Pattern[str]:
    return re.compile("|".join(table().names[role]), re.DOTALL)


@cache
def _part(role: str) -> re.Pattern[str]:
    return re.compile("|".join(table().names[role]))


@cache
def _id_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_with_numbers(name)) for name in table().names["comment-id"])


def _with_numbers(name: str) -> str:
    return _PLACEHOLDER.sub(lambda m: f"(?P<{m[1]}>{_NUMBER})", name)


def load() -> None:
    """Read and compile the whole table, so that workers that are forked later inherit it."""
    for role in (*table().boilerplate, *table().roles):
        _pattern(role)
