"""Bodies that WordPress rendered already, written so that it does not render them again."""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns

_RAW_TEXT: Final = patterns.lazy(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_SHORTCODE: Final = patterns.lazy(r"\[(?=/?[^\W\d])")
_REFERENCE: Final = "&#91;"
_NEXT_PAGE: Final = patterns.lazy(r"\n?(?:<p><!--nextpage--></p>|<!--nextpage-->)\n?")
_PAGE_BREAK: Final = "\n\n<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->\n\n"


def without_shortcodes(text: str) -> str:
    """Write brackets that ``do_shortcode()`` could treat as a shortcode's as references.

    Scripts and comments stay as they are: references mean nothing in them.
    """
    if "[" not in text:
        return text
    parts: list[str] = []
    at = 0
    for match in _RAW_TEXT.finditer(text):
        parts += [_SHORTCODE.sub(_REFERENCE, text[at : match.start()]), match[0]]
        at = match.end()
    return "".join(parts) + _SHORTCODE.sub(_REFERENCE, text[at:])


def rendered_once(content: str) -> str:
    """Put a rendered body into HTML blocks, in which ``wpautop()`` changes nothing.

    ``do_blocks()`` switches ``wpautop()`` off for a text with blocks (wp-includes/blocks.php).
    WordPress cuts a post at ``<!--nextpage-->`` first (``WP_Query::generate_postdata()``), so each
    part has a block of its own, without the paragraph that ``wpautop()`` put around the mark.
    """
    parts = _NEXT_PAGE.split(without_shortcodes(content))
    return _PAGE_BREAK.join(f"<!-- wp:html -->\n{part}\n<!-- /wp:html -->" for part in parts)
