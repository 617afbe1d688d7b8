"""Carries out the shortcodes of page builders, before paragraphs are made of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.web.references import unescape
from wparchive.wordpress.builders import table, values
from wparchive.wordpress.builders.elements import element_html
from wparchive.wordpress.builders.trees import tree_html
from wparchive.wordpress.encoded import decoded
from wparchive.wordpress.members import without_member_parts
from wparchive.wordpress.shortcodes import EMBEDS, VERBATIM
from wparchive.wordpress.shortcodes.processor import ShortcodeProcessor
from wparchive.wordpress.source import source_html

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Collection, Mapping

    from wparchive.wordpress.media import Media
    from wparchive.wordpress.shortcodes.processor import Handler, Shortcode

# Quotation marks that an editor made typographic, around values of attributes.
_QUOTES: Final = r"(?:&#(?:8220|8221|8222|8243);|&quot;|[\u201c\u201d\u201e\u2033])"
_TAG: Final = patterns.lazy(r"\[[A-Za-z][\w-]+\s[^\[\]]*+\]")
_QUOTED: Final = patterns.lazy(rf"={_QUOTES}")
_QUOTE: Final = patterns.lazy(_QUOTES)
# Divi: data of the post, such as its title, which only a running site puts in.
_DYNAMIC: Final = patterns.lazy(r"@ET-DC@[\w+/=-]*+@")
_OPTIONS: Final = "ct_options"
_NAME: Final = patterns.lazy(r"\[([A-Za-z][\w-]+)")
# The settings of a widget, which SiteOrigin's shortcode encloses as JSON.
_HIDDEN: Final = patterns.lazy(r"\s*+<input type=\"hidden\" value=\"([^\"<>]*+)\" ?/?>\s*+")
# Kinds of elements whose content only a running site has.
_OF_SITE: Final = frozenset({"form", "query"})
# What is certainly a shortcode: one with settings, or with an end.
_SET: Final = patterns.lazy(r"\[([A-Za-z][\w-]+)(?=\s+[\w-]+=[\"'][^\[\]]*+\])")
_ENDED: Final = patterns.lazy(r"\[/([A-Za-z][\w-]+)\]")


def expand(text: str, media: Media, own: Mapping[str, Handler], known: Collection[str] = ()) -> str:
    """Replace the shortcodes of page builders by HTML as readers saw them.

    An element of which nothing is known to be shown, such as a list of latest posts, stays as it
    is written.

    Args:
        text: A body, its code escaped.
        media: The archive's attachments.
        own: Shortcodes that the user's own program carries out; they are left alone.
        known: Names of shortcodes that a later step carries out.
    """
    names = builder_names(text)
    if not names:
        return text
    text = _DYNAMIC.sub("", _TAG.sub(_with_plain_quotes, text))
    if any(map(table.divides, names)):
        names = {*names, *_others(text, known)}
    handlers: dict[str, Handler] = {name: _handled for name in names if name not in own}
    return ShortcodeProcessor(handlers, media, shows_texts=True).process(text)


def _with_plain_quotes(tag: re.Match[str]) -> str:
    return _QUOTE.sub('"', tag[0]) if _QUOTED.search(tag[0]) else tag[0]


def builder_names(text: str) -> Collection[str]:
    """Return the names of builders' shortcodes in a text."""
    if "[" not in text:
        return ()
    return {name for name in _NAME.findall(text) if table.is_element(name)}


def _others(text: str, known: Collection[str]) -> set[str]:
    """Return the names of elements that a theme or plugin adds to those of a builder."""
    named = {*_SET.findall(text), *_ENDED.findall(text)}
    return {name for name in named if not (name in known or name in EMBEDS or name in VERBATIM)}


def _handled(shortcode: Shortcode) -> str | None:
    is_bare = not (shortcode.attributes or table.is_element(shortcode.name))
    kind = table.kind_of(shortcode.name)
    if shortcode.content is not None and (kind == "inline" or (is_bare and not kind)):
        return shortcode.inner()
    shown = _shown(shortcode)
    return None if shown is None else f"\n\n{shown}\n\n" if shown else ""


def _shown(shortcode: Shortcode) -> str | None:
    if (room := table.room_of(shortcode.name)) is not None:
        return room
    media = shortcode.processor.media

    def nested(value: Any) -> str:
        return without_member_parts(tree_html(value, media, 1))[0] or ""

    if (widget := _HIDDEN.fullmatch(shortcode.content or "")) is not None:
        return _widget(shortcode, unescape(widget[1]), nested)
    inner = _inner(shortcode)
    settings = {
        name: unescape(values.plain_value(value)) for name, value in shortcode.attributes.items()
    }
    settings = _with_options(settings, inner)
    shown = element_html(shortcode.name, settings, inner, media, nested)
    if shown and table.kind_of(shortcode.name) == "item":
        shown = f"<li>{shown}</li>"
    if shortcode.content is None and _is_of_site(shortcode):
        return None
    if not shown and table.is_blank(shortcode.name):
        return table.blank_of(shortcode.name)
    is_query = shortcode.content is None or table.kind_of(shortcode.name) == "query"
    return None if not shown and is_query else shown


def _widget(shortcode: Shortcode, stored: str, nested: Callable[[Any], str]) -> str | None:
    """Render a widget of SiteOrigin's copy in the body; None if its settings cannot be read."""
    data = values.embedded_data(stored)
    settings = data.get("instance") if isinstance(data, dict) else None
    if not isinstance(settings, dict):
        return None
    media = shortcode.processor.media
    return element_html(shortcode.get("class"), settings, "", media, nested) or None


def _is_of_site(shortcode: Shortcode) -> bool:
    """Check whether only a running site has what an element shows, but for its heading."""
    is_own = table.is_element(shortcode.name)
    return table.asks(shortcode.attributes) or (
        not is_own and table.kind_of(shortcode.name) in _OF_SITE
    )


def _with_options(settings: dict[str, Any], inner: str) -> dict[str, Any]:
    """Spread the settings that Oxygen keeps as JSON in one attribute."""
    options = values.embedded_data(settings.get(_OPTIONS, ""))
    if not isinstance(options, dict):
        return settings
    original = options.get("original")
    spread = {**options, **original} if isinstance(original, dict) else options
    hidden = {"original", "ct_content"} if inner else {"original"}
    return {**settings, **{key: spread[key] for key in spread if key not in hidden}}


def _inner(shortcode: Shortcode) -> str:
    content = shortcode.content or ""
    if table.kind_of(shortcode.name) == "code" and (raw := decoded(content)) is not None:
        return source_html(raw)
    inner = shortcode.inner().strip()
    return f"<ul>\n{inner}\n</ul>" if inner.startswith("<li>") else inner
