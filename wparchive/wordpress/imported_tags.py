"""Tags of LiveJournal and Movable Type that importers left in posts."""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns

SIGN: Final = patterns.lazy(r"<(?:[lL][jJ][ -]|/?MT[A-Z]|/?mt:|\$MT|\$mt:)")
"""What a text has in which `as_html` may find something."""
_ACCOUNT: Final = patterns.lazy(
    r"<lj\s+(?:user|comm)=[\"']?(?P<user>[\w-]{1,40})[\"']?[^<>]*>(?:\s*</lj>)?", re.IGNORECASE
)
_CUT: Final = patterns.lazy(r"</?lj-(?:cut|raw|template|spoiler|repost)\b[^<>]*>", re.IGNORECASE)
_EMBED: Final = patterns.lazy(
    r"<lj-(?:embed|poll|like|map|toys)\b[^<>]*>(?:\s*</lj-\w+>)?|</lj[\w-]*>", re.IGNORECASE
)
# Small letters are those of MathML: <mtable>, <mtext>.
_TEMPLATE: Final = patterns.lazy(
    r"<\$(?:MT|mt:)\w++[^<>$]*+\$>|</?(?:MT[A-Z]|mt:)\w++(?=[\s>/])[^<>]*+>"
)


def as_html(text: str) -> str:
    """Write accounts as links, and leave out the tags that readers did not see.

    Args:
        text: A body as it is stored.
    """
    text = _ACCOUNT.sub(_account, text)
    text = _EMBED.sub("", _CUT.sub("", text))
    return _TEMPLATE.sub("", text)


def _account(match: re.Match[str]) -> str:
    name = match["user"]
    host = name.replace("_", "-").lower()
    return f'<a href="https://{host}.livejournal.com/">{name}</a>'
