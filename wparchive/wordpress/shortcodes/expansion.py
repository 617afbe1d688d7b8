"""Carrying out shortcodes: each is handed to what knows its name, the others stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from wparchive.wordpress.media import Media
from wparchive.wordpress.shortcodes import syntax
from wparchive.wordpress.shortcodes.texts import with_texts

_MAX_DEPTH: Final = 32
"""Shortcodes inside of one another; deeper ones stay as they are."""


@dataclass(frozen=True, slots=True)
class Shortcode:
    """A shortcode to carry out.

    Attributes:
        name: Its name.
        attributes: Its attributes by name; values without a name stand under ``"0"``, ``"1"``.
        content: What it encloses, as it is written; None where it encloses nothing.
        expansion: The text that it stands in.
    """

    name: str
    attributes: dict[str, str]
    content: str | None
    expansion: Expansion

    def get(self, *names: str) -> str:
        """The first of these attributes that says something, without space around it."""
        for name in names:
            if value := self.attributes.get(name, "").strip():
                return value
        return ""

    def inner(self) -> str:
        """What it encloses, with the shortcodes in there carried out."""
        return self.expansion.run(self.content or "")


Handler = Callable[[Shortcode], str | None]
"""Makes HTML of a shortcode, or None to leave it as it is written."""


@dataclass(slots=True)
class Expansion:
    """One body whose shortcodes are carried out.

    Attributes:
        handlers: What carries them out, by name.
        media: The archive's attachments.
        post: The number of the post that the body belongs to.
        lone: Names that often stand without a closing tag.
        notes: Footnotes that shortcodes left, HTML, in order.
        unwrapped: Whether `shortcode_unautop` took away the paragraphs around shortcodes. One that
            cannot be carried out gets its own again, or it would join what stands beside it.
        shows_texts: Whether the handlers show all texts in attributes themselves.
    """

    handlers: Mapping[str, Handler]
    media: Media = field(default_factory=Media)
    post: int | None = None
    lone: Collection[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    unwrapped: bool = False
    shows_texts: bool = False
    _depth: int = 0

    def run(self, text: str) -> str:
        """The text with its shortcodes carried out, as WordPress's ``do_shortcode`` does.

        ``[[name]]`` becomes ``[name]``. Brackets inside tags are text: what a shortcode makes would
        break the tag.
        """
        names = syntax.names_in(text, self.handlers)
        if not names or self._depth >= _MAX_DEPTH:
            return text
        return syntax.show_brackets(self._replace(syntax.hide_brackets(text, names), names))

    def run_verbatim(self, text: str) -> str:
        """Like `run`, for shortcodes whose content is no HTML: tags mean nothing to it."""
        return self._replace(text, syntax.names_in(text, self.handlers))

    def _replace(self, text: str, names: frozenset[str]) -> str:
        out: list[str] = []
        done = 0
        for match in syntax.find(text, names, self.lone):
            out.append(text[done : match.start])
            done = match.end
            if match.opened and match.closed:
                out.append(text[match.start + 1 : match.end - 1])
                continue
            made = self._carry_out(text, match)
            if self.unwrapped and self._depth == 0 and _is_left_alone(text, match, made):
                made = f"<p>{made}</p>"
            out += ("[" * match.opened, made, "]" * match.closed)
        return "".join([*out, text[done:]]) if out else text

    def _carry_out(self, text: str, match: syntax.Match) -> str:
        content = None if match.inside is None else text[slice(*match.inside)]
        attributes = syntax.attributes(match.arguments)
        self._depth += 1
        made = self.handlers[match.name](Shortcode(match.name, attributes, content, self))
        if made is None:
            start, end = match.start + match.opened, match.end - match.closed
            made = text[start:end]
            if content:
                before, after = match.inside or (start, end)
                made = text[start:before] + self.run(content) + text[after:end]
        elif not self.shows_texts:
            made = with_texts(made, match.arguments)
        self._depth -= 1
        return made


def _is_left_alone(text: str, match: syntax.Match, made: str) -> bool:
    """Whether a shortcode on a line of its own, outside of paragraphs, stays as it is written."""
    start, end = match.start, match.end
    if made != text[start:end] or "<" in made:
        return False
    before = text[max(0, start - 7) : start]
    return before[-1:] in {"", "\n"} and before != "<br />\n" and text[end : end + 1] in {"", "\n"}
