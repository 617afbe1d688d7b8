"""Shortcodes: the grammar, and the output of WordPress and well-known plugins."""

from __future__ import annotations

from typing import Final

from wparchive.wordpress.shortcodes import code, core, layout, lines, services
from wparchive.wordpress.shortcodes.core import player
from wparchive.wordpress.shortcodes.layout import players_in, written_notes
from wparchive.wordpress.shortcodes.processor import Handler, Shortcode, ShortcodeProcessor
from wparchive.wordpress.shortcodes.syntax import attributes, shortcode_unautop

VERBATIM: Final[dict[str, Handler]] = code.HANDLERS
"""Those whose content is not HTML: they run before paragraphs are made."""

EMBEDS: Final[dict[str, Handler]] = services.EMBEDS
"""Those that run with the embeds, before blocks and paragraphs."""

HANDLERS: Final[dict[str, Handler]] = {
    **layout.HANDLERS,
    **lines.HANDLERS,
    **services.HANDLERS,
    **core.HANDLERS,
}
"""All others, by name."""

SELF_CLOSING: Final = frozenset(
    {*services.HANDLERS, *layout.SELF_CLOSING, "audio", "gallery", "playlist", "video"}
)
"""Shortcodes that often have no closing tag."""

__all__ = [
    "EMBEDS",
    "HANDLERS",
    "SELF_CLOSING",
    "VERBATIM",
    "Handler",
    "Shortcode",
    "ShortcodeProcessor",
    "attributes",
    "player",
    "players_in",
    "shortcode_unautop",
    "written_notes",
]
