"""Texts in several languages in one field, as qTranslate and its heirs keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable

# <!--:en-->...<!--:--> of old versions, [:en]...[:] and {:en}...{:} of later ones.
_OLD: Final = patterns.lazy(r"<!--:([a-z]{2}(?:[-_][A-Za-z]{2,4})?)?-->")
_NEW: Final = patterns.lazy(r"\[:([a-z]{2}(?:[-_][A-Za-z]{2,4})?)?\]")
_CURLY: Final = patterns.lazy(r"\{:([a-z]{2}(?:[-_][A-Za-z]{2,4})?)?\}")
# Shortcodes of other plugins: [lang_en]...[/lang_en], [mlang_en]...[/mlang_en].
_NAMED: Final = patterns.lazy(
    r"\[m?lang_([a-z]{2}(?:[-_][A-Za-z]{2,4})?)\]|\[/m?lang_[a-z]{2}(?:[-_][A-Za-z]{2,4})?\]"
)
# Sublanguage keeps translations in fields of the post.
_FIELD: Final = patterns.lazy(r"_([a-z]{2}(?:_[A-Z]{2})?)_post_(title|content|excerpt)")
_MORE: Final = "<!--more-->"


def split(text: str) -> list[tuple[str, str]] | None:
    """Split a text by its marks of languages.

    Args:
        text: A title, body or name.

    Returns:
        Language and text, in order; an empty language for what is in all of them. None if there
        are no marks.
    """
    for beginning, marks in (
        ("<!--:", _OLD), ("[:", _NEW), ("{:", _CURLY), ("lang_", _NAMED)
    ):  # fmt: skip
        found = list(marks.finditer(text)) if beginning in text else []
        if not any(match[1] for match in found):
            continue
        parts: list[tuple[str, str]] = []
        language, done = "", 0
        for match in found:
            parts.append((language, text[done : match.start()]))
            language, done = match[1] or "", match.end()
        parts.append((language, text[done:]))
        return [(name, piece) for name, piece in parts if piece.strip()]
    return None


def in_fields(entries: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Return the translations in a post's meta: by language title, content and excerpt.

    Args:
        entries: Keys and values.
    """
    found: dict[str, dict[str, str]] = {}
    for key, value in entries:
        if value.strip() and (match := _FIELD.fullmatch(key)):
            found.setdefault(match[1], {})[match[2]] = value
    return found


def languages_in(text: str) -> list[str]:
    """List the languages that a text has marks of, in order."""
    return list(dict.fromkeys(name for name, _ in split(text) or [] if name))


def in_line(text: str) -> str:
    """Join the languages of a title or name by slashes."""
    parts = split(text)
    return text if parts is None else " / ".join(dict.fromkeys(p.strip() for _, p in parts))


def in_blocks(text: str) -> str:
    """Put each language of a body into an element with its ``lang``."""
    parts = split(text)
    if parts is None:
        return text
    return "\n\n".join(
        f'<div lang="{name.replace("_", "-")}">\n\n{piece.strip()}\n\n</div>' if name else piece
        for name, piece in parts
    )
