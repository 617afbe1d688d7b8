"""Front matter: fields as YAML, TOML or Pelican's metadata, by real emitters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import tomli_w
import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONE_LINE = 2**31 - 1
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# Numbers, times and words to some reader of YAML, though not to PyYAML, which writes YAML 1.1:
# `1e3` and `0o7` to YAML 1.2, `1,000` and `:word` to Ruby, `y` and `n` to Go.
_AMBIGUOUS = re.compile(r"[-+.]?\d[\w.,:+-]*|:.*|[yYnN]")
# Line breaks to YAML 1.1 (section 4.2), which reads them as "\n" unless they are escaped.
_BREAKS = re.compile("[\x85\u2028\u2029]")


def drop_empty(fields: Mapping[str, Any], *always: str) -> dict[str, Any]:
    """Drop the fields without a value, but those that are named in `always`."""
    return {
        name: value
        for name, value in fields.items()
        if name in always or value not in (None, "", [], {}, ())
    }


class _Slow(yaml.SafeDumper):
    pass


class _Fast(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    pass


class Stamp(str):
    """A date and time in its exact form in YAML, without quotation marks."""

    __slots__ = ()


def _stamp(dumper: Any, value: Stamp) -> yaml.ScalarNode:
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:timestamp", str(value))
    return node


def _text(dumper: Any, value: str) -> yaml.ScalarNode:
    style = '"' if _BREAKS.search(value) else "'" if _AMBIGUOUS.fullmatch(value) else None
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)
    return node


for _dumper in (_Slow, _Fast):
    _dumper.add_representer(str, _text)
    _dumper.add_representer(Stamp, _stamp)


def yaml_text(fields: Mapping[str, Any]) -> str:
    """Encode fields as YAML, one line a field if possible."""
    # libyaml escapes characters beyond the Basic Multilingual Plane, such as emoji.
    dumper = _Slow if _ASTRAL.search(repr(fields)) else _Fast
    return yaml.dump(
        dict(fields), Dumper=dumper, sort_keys=False, allow_unicode=True, width=_ONE_LINE
    )


def yaml_block(fields: Mapping[str, Any]) -> str:
    """Encode fields as YAML between the delimiter lines of front matter."""
    return f"---\n{yaml_text(fields)}---"


def toml_text(fields: Mapping[str, Any]) -> str:
    """Encode fields as TOML."""
    return tomli_w.dumps(fields)


def toml_block(fields: Mapping[str, Any]) -> str:
    """Encode fields as TOML between the delimiter lines of front matter."""
    return f"+++\n{toml_text(fields)}+++"


def metadata_lines(fields: Mapping[str, Any]) -> str:
    """Encode fields as Pelican's metadata, a line each.

    Lists are separated by commas. If an entry has a comma, they are separated by semicolons, and
    a semicolon in an entry becomes a comma.
    """
    lines = []
    for name, value in drop_empty(fields).items():
        text = _list(value) if isinstance(value, list) else " ".join(str(value).split())
        lines.append(f"{name}: {text}")
    return "\n".join(lines)


def _list(entries: list[str]) -> str:
    if not any("," in entry or ";" in entry for entry in entries):
        return ", ".join(entries)
    return "".join(f"{entry.replace(';', ',')};" for entry in entries).replace(";", "; ").strip()
