"""Settings by which page builders show an element to members alone, or to nobody.

The settings of single builders are in ``wparchive/data/registered.toml``. Of all others the name
must speak of a condition, and the value of those who read: roles, members, who is logged in.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from wparchive import patterns
from wparchive.wordpress import registered

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK: Final = "members_only"
"""The shortcode around elements that not all readers saw; public editions are without it."""

_CONDITION: Final = patterns.lazy(r"condition|visib|logics|restrict|protect", re.IGNORECASE)
_READERS: Final = patterns.lazy(
    r"log(?:ged)?[-_ ]?in(?![a-z])|authenticated|registered|\broles?\b|user[-_ ]?role|member"
    r"|subscri|capabilit|\"user\"|\Apassword",
    re.IGNORECASE,
)
_OTHERS: Final = patterns.lazy(
    r"log(?:ged)?[-_ ]?out|(?:not|un|non)[-_ ]?(?:log|authenticated|registered|member)|guest"
    r"|visitor"
    r"|\"is_?not\"|\"!=\"|\"not(?:[-_ ]equal)?\"|\"value\":\s*+\"?(?:0|false)\b",
    re.IGNORECASE,
)
# Switches, with the words that turn them on; lists of roles.
_SWITCH: Final = patterns.lazy(
    r"(?:restrict(?:ed|ion)?|protect(?:ed|ion)?|members?_?only|(?:require_)?memberships?"
    r"|protection_type)\Z",
    re.IGNORECASE,
)
_ON: Final = patterns.lazy(
    r"yes|on|true|[1-9]\d*|roles?|password|members?|registered|logged[-_ ]?in"
    r"|\[\"?[1-9]\d*\"?(?:, ?\"?\d+\"?)*\]",
    re.IGNORECASE,
)
_ROLES: Final = patterns.lazy(r"_(?:roles?|capability)\Z", re.IGNORECASE)
_NO_ROLE: Final = patterns.lazy(r"(?:all|any|everyone|public|none|0|off|no|\W)*", re.IGNORECASE)
_ENCODED: Final = patterns.lazy(r"[A-Za-z0-9+/]{16,}={0,2}")
_ARGUMENT: Final = patterns.lazy(
    r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'\]]++))"
)
# Quotation marks that an editor made typographic.
_QUOTE: Final = patterns.lazy(r"&#(?:8220|8221|8222|8243);|&quot;|[\u201c\u201d\u201e\u2033]")
# What the arguments of a shortcode have where the whole check may find something.
_HINT: Final = patterns.lazy(
    r"disabled?|status|condition|visib|logics|restrict|protect|member|hide_desktop", re.IGNORECASE
)


def hide(settings: Mapping[str, Any]) -> bool:
    """Check whether the settings of an element hide it from some readers, or from all.

    Args:
        settings: Values of JSON, by name.
    """
    known = registered.hidden_settings()
    if any(
        name in settings and all(_holds(settings, part, pattern) for part, pattern in parts)
        for name, parts in known
    ):
        return True
    return any(_hides(name, value) for name, value in settings.items() if value)


def may_hide(page: str) -> bool:
    """Check quickly whether a builder's whole page may have elements that are hidden.

    Args:
        page: The page as it is stored.
    """
    return _HINT.search(page) is not None


def hide_by_arguments(arguments: str) -> bool:
    """Check the same of a builder's shortcode.

    Args:
        arguments: The text between the name and the bracket.
    """
    if not _HINT.search(arguments):
        return False
    found = _ARGUMENT.findall(_QUOTE.sub('"', arguments))
    return hide({name: a or b or c for name, a, b, c in found})


def _holds(settings: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> bool:
    return name in settings and pattern.search(_text(settings[name])) is not None


def _hides(name: str, value: Any) -> bool:
    if not (is_condition := _CONDITION.search(name)) and not _SWITCH.search(name):
        return False
    text = _text(value)
    if _OTHERS.search(text):
        return False
    return bool(
        (is_condition and _READERS.search(text))
        or (_SWITCH.search(name) and _ON.fullmatch(text))
        or (is_condition and _ROLES.search(name) and not _NO_ROLE.fullmatch(text))
    )


def _text(value: Any) -> str:
    """Write a value as text: JSON, also where a builder stores it in base64 or escaped."""
    if not isinstance(value, str):
        try:
            return json.dumps(value)
        except (TypeError, ValueError, RecursionError):
            return ""
    text = value.strip()
    if _ENCODED.fullmatch(text):
        try:
            return base64.b64decode(text, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return text
    return unquote(text) if "%" in text else text
