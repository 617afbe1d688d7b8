"""Changes each string in a record, those in serialized values too, by its key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from wparchive.wordpress.serialized import decode, is_serialized, rewrite_strings

Change = Callable[[str, str], str]
# Elsewhere, such as in texts and in links, what looks like an IP may be anything.
_WITH_IPS = frozenset({"ip", "meta", "extra"})


class Strings(NamedTuple):
    """Changes the strings of a record; each function gets one string and its key.

    Attributes:
        change: For texts.
        with_ips: For places in which what looks like an IP is one.
        keys: For names of fields; it leaves those of the model alone.
    """

    change: Change
    with_ips: Change
    keys: Callable[[str], str] = str

    def below(self, name: str) -> Strings:
        """Return a function that changes the strings of a field."""
        return self._replace(change=self.with_ips) if name in _WITH_IPS else self

    def __call__(self, text: str, key: str) -> str:
        """Change a string, or each string inside if it is a serialized value."""
        if not is_serialized(text):
            return self.change(text, key)
        last = key

        def each(part: str) -> str:
            nonlocal last
            changed = self.change(part, last)
            last = part
            return changed

        # Its strings carry their lengths; a key comes before its value.
        return rewrite_strings(text, each, between=lambda part: self.change(part, ""))


def walk(value: Any, strings: Strings, key: str = "") -> Any:
    """Return a value with all of its strings changed.

    Args:
        value: A record as JSON's values; it is not changed.
        strings: What changes the strings.
        key: The value's key; of meta the meta key, of an unknown element its name.
    """
    if isinstance(value, str):
        return strings(value, key)
    if isinstance(value, list):
        return [walk(item, strings, key) for item in value]
    if not isinstance(value, dict):
        return value
    own = value.get("key") if isinstance(value.get("key"), str) else value.get("tag")
    changed = {
        strings.keys(name): walk(
            item,
            strings.below(name),
            own if name in {"value", "text"} and isinstance(own, str) else name,
        )
        for name, item in value.items()
    }
    if "decoded" in changed and isinstance(changed.get("value"), str):
        changed["decoded"] = decode(changed["value"])
    return changed
