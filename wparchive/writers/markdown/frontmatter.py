"""Front matter: fields as YAML, TOML or Pelican's metadata.

Most values are plain words, for which YAML needs no emitter; PyYAML writes all others.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import tomli_w
import yaml

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONE_LINE = 2**31 - 1
_ASTRAL = patterns.lazy("[\U00010000-\U0010ffff]")
# Numbers, times and words to some reader of YAML, though not to PyYAML, which writes YAML 1.1:
# `1e3` and `0o7` to YAML 1.2, `1,000` and `:word` to Ruby, `y` and `n` to Go.
_AMBIGUOUS = patterns.lazy(r"[-+.]?\d[\w.,:+-]*|:.*|[yYnN]")
# Line breaks to YAML 1.1 (section 4.2), which reads them as "\n" unless they are escaped.
_BREAKS = patterns.lazy("[\x85\u2028\u2029]")


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


class Timestamp(str):
    """A date and time in its exact form in YAML, without quotation marks."""

    __slots__ = ()


def _timestamp(dumper: Any, value: Timestamp) -> yaml.ScalarNode:
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:timestamp", str(value))
    return node


def _text(dumper: Any, value: str) -> yaml.ScalarNode:
    style = '"' if _BREAKS.search(value) else "'" if _AMBIGUOUS.fullmatch(value) else None
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)
    return node


for _dumper in (_Slow, _Fast):
    _dumper.add_representer(str, _text)
    _dumper.add_representer(Timestamp, _timestamp)


def yaml_text(fields: Mapping[str, Any]) -> str:
    """Encode fields as YAML, one line a field if possible."""
    emitter = _Emitter(fields)
    lines = (
        _plain_field(name, value) or emitter.encode({name: value}) for name, value in fields.items()
    )
    return "".join(lines) or emitter.encode({})


_SIGN = r"[^\x00-\x20:#\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff\U00010000-\U0010ffff]"
# What every reader of YAML takes for text without quotation marks: it begins with a letter, so that
# it is neither a number nor a date nor an indicator, and is no word that means a value.
_PLAIN = patterns.lazy(
    rf"(?!(?:true|false|yes|no|on|off|null|[yn])\Z)(?={_SIGN})[^\W\d_]"
    rf"(?>(?:{_SIGN}++|\ |:(?=[^\s])|(?<!\ )\#)*)(?<!\ )",
    re.IGNORECASE,
)
_LONGEST_NAME = 100
_TYPES = frozenset({int, dt.date, dt.datetime})


def _plain_field(name: str, value: Any) -> str:
    """Encode a field that needs no emitter; empty if the field needs one."""
    if len(name) > _LONGEST_NAME or not _PLAIN.fullmatch(name):
        return ""
    if type(value) is list:
        entries = [_plain_scalar(entry) for entry in value]
        lines = "".join(f"- {entry}\n" for entry in entries)
        return f"{name}:\n{lines}" if entries and all(entries) else ""
    text = _plain_scalar(value)
    return f"{name}: {text}\n" if text else ""


def _plain_scalar(value: Any) -> str:
    """Encode a value that YAML needs no quotation marks for; empty for any other."""
    kind = type(value)
    if kind is str:
        return value if _PLAIN.fullmatch(value) else ""
    if kind is bool:
        return "true" if value else "false"
    return str(value) if kind in _TYPES else ""


class _Emitter:
    """PyYAML for the fields of one document that are no plain words."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    @cached_property
    def _dumper(self) -> Any:
        # libyaml escapes what lies beyond the Basic Multilingual Plane, such as emoji.
        return _Slow if _ASTRAL.search(repr(self._document)) else _Fast

    def encode(self, fields: dict[str, Any]) -> str:
        """Encode some fields, one line each if possible."""
        text: str = yaml.dump(
            fields, Dumper=self._dumper, sort_keys=False, allow_unicode=True, width=_ONE_LINE
        )
        return text


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
