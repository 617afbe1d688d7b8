"""Words of written texts, by syntax: Markdown, HTML pages, front matter, JSON, XML."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import msgspec

from wparchive import patterns
from wparchive.engine.accounting.elements import INLINE, is_element
from wparchive.engine.accounting.source import without_comments, without_elements
from wparchive.engine.accounting.tokens import words

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence

_ESCAPE: Final = patterns.lazy(r"\\([^\w\s])")
_LINE_ESCAPE: Final = patterns.lazy(r"\\[nrt]")
# Characters that YAML names in double quotes (section 5.7), such as separators of lines, no-break
# space and those that Unicode has not assigned: they are parts of no word.
_NAMED_SPACE: Final = patterns.lazy(
    r"\\(?:[nrtabefvLNP_0]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
)
_INLINE_TAG: Final = patterns.lazy(rf"</?(?:{'|'.join(sorted(INLINE))})(?=[\s/>])[^<>]*>|<!-- ?-->")
_EMPHASIS: Final = patterns.lazy(r"[*_~`]+")
_ANY_TAG: Final = patterns.lazy(
    r"</?[a-zA-Z!?](?>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*)>|</?[a-zA-Z][^<>]*>"
)
_NAMED: Final = patterns.lazy(r"</?([a-zA-Z][^\s/<>]*+)[^<>]*+>")
# What readers, or their programs, see of an element's attributes.
_SHOWN: Final = patterns.lazy(
    r"\b(?:alt|title|href|src|value|placeholder|label|aria-label|summary|poster|data|srcset)"
    r"=(?:\"([^\"]*)\"|'([^']*)')"
)


@dataclass(frozen=True)
class WrittenText:
    """A text of the output as its readers get it.

    Attributes:
        text: The text, in its syntax.
        syntax: ``markdown``, ``html``, ``front matter``, ``json`` (its strings are HTML) or
            ``raw``, where tags are text, too.
    """

    text: str
    syntax: str

    @cached_property
    def plain(self) -> str:
        """The text to search for runs of words: as written, or the strings of JSON in order."""
        return "\n".join(_strings(self.text)) if self.syntax == "json" else self.text

    def pool(self) -> Counter[str]:
        """Count the words; if words may be joined or separate, count them in both ways."""
        found = _POOLS[self.syntax](self.plain)
        if "%" in self.plain:  # addresses are written with escapes that their texts had not
            found |= Counter(words(unquote(self.plain)))
        return found


def pool_of(texts: Sequence[WrittenText]) -> Counter[str]:
    """Count the words of several texts together."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(text.pool())
    return found


def _strings(document: str) -> Iterator[str]:
    try:
        value = msgspec.json.decode(document)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return
    yield from _inside(value)


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _inside(inner)


def _markdown(text: str) -> Counter[str]:
    text = _ESCAPE.sub(r"\1", text)
    # Words that emphasis is in the middle of.
    loose = _EMPHASIS.sub("", _INLINE_TAG.sub("", text))
    return Counter(words(text)) | Counter(words(loose))


def _html(text: str) -> Counter[str]:
    text = without_elements(without_comments(text, " "), ("script", "style"), " ")
    shown: list[str] = []

    def seen(match: re.Match[str]) -> str:
        shown.extend(filter(None, (a or b for a, b in _SHOWN.findall(match[0]))))
        return " "

    apart = Counter(words(_ANY_TAG.sub(seen, text)))
    joined = Counter(words(_ANY_TAG.sub(" ", _INLINE_TAG.sub("", text))))
    return (apart | joined) + Counter(words("\n".join(shown)))


def _front_matter(text: str) -> Counter[str]:
    plain = _LINE_ESCAPE.sub(" ", text)
    found = Counter(words(_ESCAPE.sub(r"\1", plain))) | _html(plain)
    return found | _html(_NAMED_SPACE.sub(" ", text)) if "\\" in text else found


def _json(text: str) -> Counter[str]:
    """Count the words of strings: some are HTML, some plain text, where ``<T>`` is not a tag."""
    return _html(_NAMED.sub(_without_false_tag, text))


def _without_false_tag(tag: re.Match[str]) -> str:
    return tag[0] if is_element(tag[1]) else tag[0].replace("<", " ").replace(">", " ")


def _raw(text: str) -> Counter[str]:
    return Counter(words(text))


_POOLS: Final[dict[str, Callable[[str], Counter[str]]]] = {
    "markdown": _markdown,
    "html": _html,
    "json": _json,
    "front matter": _front_matter,
    "raw": _raw,
}
