"""The shortcode processor: renders each shortcode with the handler of its name, keeps others."""

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
    """A shortcode to render.

    Attributes:
        name: Its name.
        attributes: Its attributes by name; values without a name are under ``"0"``, ``"1"``.
        content: The raw content; None without a closing tag.
        processor: The processor of the text around it.
    """

    name: str
    attributes: dict[str, str]
    content: str | None
    processor: ShortcodeProcessor

    def get(self, *names: str) -> str:
        """Return the first of these attributes that has a value, without space around it."""
        for name in names:
            if value := self.attributes.get(name, "").strip():
                return value
        return ""

    def inner(self) -> str:
        """Render the shortcodes in the content, and return it."""
        return self.processor.process(self.content or "")


Handler = Callable[[Shortcode], str | None]
"""Makes HTML of a shortcode, or None to leave it as it is written."""


@dataclass(slots=True)
class ShortcodeProcessor:
    """Renders the shortcodes of one body.

    Attributes:
        handlers: Handlers by name.
        media: The archive's attachments.
        post: The number of the post that the body belongs to.
        lone: Names that often have no closing tag.
        notes: Footnotes that shortcodes left, HTML, in order.
        unwrapped: Whether `shortcode_unautop` took away the paragraphs around shortcodes. One that
            has no result gets its own again, or it would join the text beside it.
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

    def process(self, text: str) -> str:
        """Render the shortcodes of a text, as WordPress's ``do_shortcode`` does.

        ``[[name]]`` becomes ``[name]``. Brackets inside tags are text: what a shortcode makes would
        break the tag.
        """
        names = syntax.names_in(text, self.handlers)
        if not names or self._depth >= _MAX_DEPTH:
            return text
        return syntax.show_brackets(self._replace(syntax.hide_brackets(text, names), names))

    def process_verbatim(self, text: str) -> str:
        """Render shortcodes whose content is not HTML, so that tags have no meaning inside."""
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
                made = text[start:before] + self.process(content) + text[after:end]
        elif not self.shows_texts:
            made = with_texts(made, match.arguments)
        self._depth -= 1
        return made


def _is_left_alone(text: str, match: syntax.Match, made: str) -> bool:
    """Check whether a shortcode on its own line, outside paragraphs, stays unchanged."""
    start, end = match.start, match.end
    if made != text[start:end] or "<" in made:
        return False
    before = text[max(0, start - 7) : start]
    return before[-1:] in {"", "\n"} and before != "<br />\n" and text[end : end + 1] in {"", "\n"}
