"""The direction in which languages are written."""

from __future__ import annotations

# ISO 639 codes of languages whose usual script runs from right to left (Unicode CLDR,
# characterOrder).
_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "azb", "ckb", "dv", "fa", "haz", "he", "iw", "nqo", "ps", "sd", "syr",
     "ug", "ur", "yi"]
)  # fmt: skip


def direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for a language tag (RFC 5646), for the attribute ``dir``."""
    return "rtl" if language.lower().partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
