"""Words in page builders' shortcodes: sentences in attributes, and texts in base64.

What counts as a text is decided here anew, and by no table that the renderer reads.
"""

from __future__ import annotations

import base64
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from wparchive import patterns
from wparchive.engine.accounting.tokens import JOIN

if TYPE_CHECKING:
    import re

# Divi; WPBakery and its add-ons; Avada, Enfold, X and Pro, Oxygen; SiteOrigin; others.
_NAME: Final = (
    r"(?:(?:et_pb|vc|ultimate|nectar|mk|qode|mkdf|dt|fusion|av|cs|x|ct|oxy|su|ult|bsf|vcex|trx|ux|kc|siteorigin"
    r"|cmsmasters|eltdf?|edgtf|thb|grve|wgl|minti|td_block|tdm|bt_bb|tatsu)[_-][\w-]+"
    r"|(?:info_list|interactive_banner|stat_counter)[\w-]*+)(?![\w-])"
)
_TAG: Final = patterns.lazy(rf"\[/?{_NAME}[^\[\]]*\]")
# What divides a page: there, themes and other plugins have elements of their own.
_LAYOUT: Final = patterns.lazy(
    rf"\[(?=(?:\w+_)?(?:row|columns?|section|container|one_(?:full|half|third|fourth)))(?={_NAME})"
)
_OTHER: Final = patterns.lazy(
    r"\[(/?)([A-Za-z][\w-]+)((?:\s+[\w-]+=(?:\"[^\"\[\]]*+\"|'[^'\[\]]*+'))*)\s*/?\]"
)
# Settings that hold names for the owner, and what only style sheets need.
_UNSEEN: Final = tuple(
    """css class id font fonts style animation color icon options info tag container size target rel
    type view layout position preset presets labelattr label_attr success_message error_message
    custom_message""".split()
)
_ATTRIBUTE: Final = patterns.lazy(r"(?<![\w-])([\w-]++)=(?:\"([^\"]*)\"|'([^']*)')")
# Quotation marks that an editor changed, and Divi's places for data of the post.
_TYPED: Final = patterns.lazy("&#82(?:20|21|22|43);|&quot;|[\u201c\u201d\u201e\u2033]")
_OPENED: Final = patterns.lazy("=(?:&quot;|[\u201c\u201d\u201e\u2033])")
_DATA: Final = patterns.lazy("@ET-DC@[A-Za-z0-9+/=_-]*@")
_STYLE: Final = patterns.lazy(
    r"[{};|#]|//|%[0-9A-Fa-f]{2}|\A(?>(?:\s*+-?[\d.]++(?:px|r?em|%|v[wh])?)+)\s*+\Z"
)
_WORD: Final = patterns.lazy(r"[^\W\d_]{2,}")
_SENTENCE: Final = 3
_ENCODED: Final = patterns.lazy(
    r"\[(?P<name>(?=\w*?(?:raw|code|highlighter))\w++)[^\[\]]*+\]\s*+"
    r"(?P<code>[A-Za-z0-9+/\s]{8,}+={0,2}+)\s*+\[/(?P=name)\]"
)

# Line ends in the copies of Cornerstone.
_LINE_ENDS: Final = patterns.lazy(r"(?<!\\n)(?>(?:\\n)+)(?=\[/)")


def has_builder(text: str) -> bool:
    """Check whether a text has shortcodes of a page builder."""
    return "[" in text and _TAG.search(text) is not None


def without_builders(text: str, known: frozenset[str] = frozenset()) -> str:
    """Replace the tags of builders' shortcodes by the sentences in them.

    Args:
        text: A body.
        known: Names of shortcodes that are no elements of a builder.
    """
    text = _LINE_ENDS.sub(" ", text) if "[cs_content" in text else text
    text = _ENCODED.sub(_decoded, _TAG.sub(_with_plain_quotes, text))
    if _LAYOUT.search(text):
        ended = {name for end, name, _ in _OTHER.findall(text) if end}
        text = _OTHER.sub(partial(_other, known, ended), text)
    return _DATA.sub(JOIN, _TAG.sub(_sentences, text))


def _other(known: frozenset[str], ended: set[str], tag: re.Match[str]) -> str:
    is_element = (tag[3] or tag[2] in ended) and tag[2] not in known
    return _sentences(tag) if is_element else tag[0]


def _with_plain_quotes(tag: re.Match[str]) -> str:
    return _TYPED.sub('"', tag[0]) if "=&#82" in tag[0] or _OPENED.search(tag[0]) else tag[0]


def _sentences(tag: re.Match[str]) -> str:
    found = [
        f"{double}{single}"
        for name, double, single in _ATTRIBUTE.findall(tag[0])
        if not _is_unseen(name.lower())
    ]
    sentences = [
        text
        for text in found
        if not _STYLE.search(text) and " " in text and len(_WORD.findall(text)) >= _SENTENCE
    ]
    return f" {' '.join(sentences)} " if sentences else JOIN  # a drop cap is in a word


def _is_unseen(name: str) -> bool:
    # `icon_` followed by a word, as in `icon_size`.
    icon = "icon_" in name.rpartition("-")[2][:-1]
    return icon or name == "admin_label" or name.endswith(_UNSEEN)


def _decoded(element: re.Match[str]) -> str:
    try:
        text = base64.b64decode("".join(element["code"].split()), validate=True).decode()
    except ValueError:
        return element[0]
    return f" {unquote(text)} "
