"""A comment's text as WordPress shows it: paragraphs, links, smilies, and no tag left open."""

from __future__ import annotations

import re

from wparchive import patterns
from wparchive.wordpress.autop import autop
from wparchive.wordpress.balance import force_balance_tags
from wparchive.wordpress.clickable import make_clickable
from wparchive.wordpress.smilies import convert_smilies
from wparchive.wordpress.texturize import ENGLISH, Marks, texturize

_BARE_AMPERSAND = patterns.lazy(r"&([^#])(?![a-z1-4]{1,8};)", re.IGNORECASE | re.ASCII)
_MISSPELLED = patterns.lazy("((?:&#8216;|&#8220;|[ >(])Word)press")


def comment_html(text: str, *, home: str = "", marks: Marks | None = ENGLISH) -> str:
    """Render a comment through WordPress's ``comment_text`` filters, in their order.

    Args:
        text: The comment as it is stored.
        home: The site's own address. Links to it are not ``nofollow``, and the one smiley that has
            a picture but no emoji is shown.
        marks: The typographic marks of the site's language; with None quotes and dashes stay as
            they were typed.

    Returns:
        HTML.
    """
    text = make_clickable(text, home=home, comment=True)
    if marks is not None:
        text = texturize(text, marks)
    text = convert_smilies(convert_chars(text), home=home)
    return capital_p_dangit(autop(force_balance_tags(text)))


def convert_chars(text: str) -> str:
    """Write ampersands that begin no entity as ``&#038;``, as WordPress's ``convert_chars``."""
    return _BARE_AMPERSAND.sub(r"&#038;\1", text) if "&" in text else text


def capital_p_dangit(text: str) -> str:
    """Correct the spelling of the project's name (``capital_P_dangit()``)."""
    return _MISSPELLED.sub(r"\1Press", text) if "Wordpress" in text else text
