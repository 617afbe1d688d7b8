r"""Find words in a text as readers see them, in any spelling, and replace them in place.

Readers see ``ann@mail.example`` in ``ann&#64;mail.example``, ``ann%40mail.example``,
``ann\u0040mail.example``, ``ann<b>@</b>mail.example`` and with soft hyphens in between. Each layer
of such writing is taken off in turn; what is found below is traced back to where it is written.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    Change = Callable[[str], str | None]

_DEEPEST: Final = 8
"""So many layers are taken off; nobody writes more."""
# Quotes end at the next tag at the latest, so that the time grows with the text.
_TAG = r"""<(?:[/!?]?[A-Za-z])(?:(?>(?:"[^"<]*+"|'[^'<]*+'|[^<>"']++)*)>|[^<>]*+>)"""
_REFERENCE = (
    r"&(?:amp;)*(?:#0*[0-9]{1,7};?|#[xX]0*[0-9A-Fa-f]{1,6};?|shy;?|[A-Za-z][A-Za-z0-9]{1,31};)"
)
_PERCENT = (
    r"%(?:25)*[0-7][0-9A-Fa-f]|%(?:25)*[CDcd][0-9A-Fa-f]%(?:25)*[89ABab][0-9A-Fa-f]"
    r"|%(?:25)*[Ee][0-9A-Fa-f](?:%(?:25)*[89ABab][0-9A-Fa-f]){2}"
)
_ESCAPE = r"(?<!\\)\\++(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[@./_+-])"
# What Unicode calls default ignorable, but for fillers that take up room.
_INVISIBLE = (
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]++"
)
# Other forms of the signs of addresses, as browsers and registries read them.
_FORMS: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0xFE6B: "@", 0x3002: ".", 0xFF61: ".",
}  # fmt: skip
_FORM = "[\uff01-\uff5e\ufe6b\u3002\uff61]"
_WRITTEN: Final = f"(?P<reference>{_REFERENCE})|(?P<percent>{_PERCENT})|(?P<escape>{_ESCAPE})"
_PLAIN: Final = patterns.lazy(rf"{_WRITTEN}|(?P<form>{_FORM})|(?P<unseen>{_INVISIBLE})")
_MARKED: Final = patterns.lazy(
    rf"{_WRITTEN}|(?P<form>{_FORM})|(?P<unseen>{_INVISIBLE})|(?P<comment><!--)|(?P<tag>{_TAG})"
)
_NAME = patterns.lazy(r"</?([A-Za-z][A-Za-z0-9]*)")
# What begins a new line or shows a thing of its own: words on its sides are never one.
_APART: Final = frozenset(
    """address article aside audio blockquote body br button canvas dd details dialog div dl dt
    embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe img
    input legend li link main meta nav object ol optgroup option p picture pre script section
    select source style summary table tbody td template textarea tfoot th thead title tr ul video"""
    .split()
)  # fmt: skip


_Span = tuple[int, int]


class _Match(NamedTuple):
    """Something that was sought.

    Attributes:
        spans: The pieces of the text in which it is written, in order.
        seen: What readers see of it.
    """

    spans: list[_Span]
    seen: str


class _Run(NamedTuple):
    """A piece of a text, and where readers see it.

    Attributes:
        seen: Where it ends in what readers see.
        length: How many characters readers see of it.
        start: Where it begins in the text.
        end: Where it ends in the text.
        literal: Whether readers see it character for character.
    """

    seen: int
    length: int
    start: int
    end: int
    literal: bool


class _Decoded:
    """A text with one layer of writing taken off."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._runs: list[_Run] = []
        self._seen = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def show(self, seen: str, start: int, end: int, *, literal: bool = False) -> None:
        """Add the visible form of a piece of the text."""
        self._seen += len(seen)
        self._pieces.append(seen)
        self._runs.append(_Run(self._seen, len(seen), start, end, literal))

    def part(self) -> None:
        """Add a separator between words."""
        self._seen += 1
        self._pieces.append("\n")

    def trace(self, find: _Match) -> _Match:
        """Map a match in the view to ranges of the text, without the tags inside."""
        return find._replace(spans=[piece for span in find.spans for piece in self._trace(span)])

    @cached_property
    def _ends(self) -> list[int]:
        return [run.seen for run in self._runs]

    def _trace(self, span: _Span) -> Iterator[_Span]:
        start, stop = span
        for number in range(bisect_right(self._ends, start), len(self._runs)):
            run = self._runs[number]
            first = run.seen - run.length
            if first >= stop:
                return
            if run.literal:
                yield run.start + max(start - first, 0), run.start + min(stop - first, run.length)
            else:
                yield run.start, run.end


def replace(text: str, pattern: re.Pattern[str], change: Change) -> str:
    """Replace matches of a pattern in a text as readers see it; inner tags stay in place.

    Args:
        text: HTML, Markdown, JSON, a URL, or words.
        pattern: What is sought; its group ``it`` is what is replaced.
        change: Gets what was found, in plain characters; its result replaces the find,
            and None changes nothing.
    """
    edits: list[tuple[int, int, str]] = []
    if "<" in text:
        edits = _edits(_finds(text, pattern, _MARKED), change, [])
    # What tags and comments themselves hold.
    edits += _edits(_finds(text, pattern, _PLAIN), change, edits)
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(edits):
        pieces += (text[done : max(start, done)], new)
        done = max(end, done)
    return "".join([*pieces, text[done:]]) if edits else text


def plain(text: str) -> str:
    """Take all layers off a text but markup."""
    for _ in range(_DEEPEST):
        view = _view(text, _PLAIN)
        if view is None:
            break
        text = view.text
    return text


def _finds(
    text: str, pattern: re.Pattern[str], layer: re.Pattern[str], depth: int = 0
) -> list[_Match]:
    view = _view(text, layer) if depth < _DEEPEST else None
    if view is None:
        return [_Match([match.span("it")], match["it"]) for match in pattern.finditer(text)]
    return [view.trace(find) for find in _finds(view.text, pattern, layer, depth + 1)]


def _edits(
    finds: list[_Match], change: Change, others: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Return edits of the matches that do not overlap with other edits."""
    edits: list[tuple[int, int, str]] = []
    starts = [start for start, _, _ in others]
    for spans, seen in finds:
        before = (bisect_left(starts, end) - 1 for _, end in spans)
        if any(n >= 0 and others[n][1] > span[0] for n, span in zip(before, spans, strict=True)):
            continue
        if (new := change(seen)) is not None:
            edits += ((*span, "" if number else new) for number, span in enumerate(spans))
    return edits


def _view(text: str, layer: re.Pattern[str]) -> _Decoded | None:
    """Take one layer off a text; return None if the text has no layer."""
    view = _Decoded()
    done = at = 0
    changed = False
    last_comment = text.rfind("-->")
    while match := layer.search(text, at):
        at = match.end()
        kind = match.lastgroup or ""
        if kind == "comment":
            if last_comment < at:
                continue
            at = text.index("-->", at) + 3
        seen = _seen(kind, match[0])
        if seen is None or (seen == match[0] and kind != "comment"):
            continue
        if match.start() > done:
            view.show(text[done : match.start()], done, match.start(), literal=True)
        if kind == "tag" and seen:
            view.part()
        elif kind not in {"tag", "comment"}:
            view.show(seen, match.start(), at)
        done, changed = at, True
    if not changed:
        return None
    if done < len(text):
        view.show(text[done:], done, len(text), literal=True)
    return view


def _seen(kind: str, written: str) -> str | None:
    """Return the decoded form of a piece; None if the piece is not encoded after all."""
    if kind == "reference":
        return unescape(f"&{written.rpartition('&')[2].rpartition('amp;')[2]}")
    if kind == "percent":
        data = bytes(int(part[-2:], 16) for part in written.split("%")[1:])
        try:
            return data.decode()
        except UnicodeDecodeError:
            return None
    if kind == "escape":
        sign = written.lstrip("\\")
        return sign if len(sign) == 1 else chr(int(sign[1:], 16))
    if kind == "form":
        return written.translate(_FORMS)
    if kind == "tag" and (name := _NAME.match(written)):
        return "\n" if name[1].lower() in _APART else ""
    return ""
