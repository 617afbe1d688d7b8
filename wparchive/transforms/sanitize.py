"""Sanitize visitors' HTML: remove scripts, frames, handlers and odd schemes.

WordPress filters comments when they are stored (``wp_filter_kses``), but imports, plugins and old
versions did not, and an export proves nothing. As there, a tag that is not allowed goes alone: its
text stays, and of a film or sound a link. The raw text stays in the canonical JSON.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final

import msgspec
import nh3

from wparchive import patterns
from wparchive.errors.notices import Code
from wparchive.formats.readers import TextForm
from wparchive.render.forms import form_of
from wparchive.render.links import WEB_ADDRESS, in_text
from wparchive.web.attributes import attributes_of
from wparchive.web.bare_urls import bare_urls
from wparchive.web.false_tags import show_false_tags
from wparchive.web.html import parse_fragment
from wparchive.web.html_links import clean_url
from wparchive.web.many_attributes import limited
from wparchive.web.scanning import Ended
from wparchive.wordpress.shortcodes import VERBATIM
from wparchive.wordpress.shortcodes.code import handlers_for
from wparchive.wordpress.shortcodes.syntax import names_in
from wparchive.wordpress.source import source_html

if TYPE_CHECKING:
    from wparchive.errors.notices import Notice
    from wparchive.model.records import Comment, Post

_TAG = patterns.lazy(r"<(?=[a-zA-Z!?])")
_ELEMENT: Final = (
    r"</?(?P<name>[a-zA-Z][^\s/>]{0,99}+)"
    r"(?>(?:[^<>\"'=]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|[\"']|=(?!\s*+[\"']))*)>"
)
_ANY_TAG: Final = patterns.lazy(
    rf"<!--(?:-?>|(?>(?:[^-]++|-(?!-!?>))*)(?:--!?>|(?P<open>\Z)))|{_ELEMENT}"
)
_ANY_ELEMENT: Final = patterns.lazy(_ELEMENT)
_TABLE: Final = frozenset("caption col colgroup table tbody td tfoot th thead tr".split())
_LAST_WORD: Final = patterns.lazy(r"(?<!\S)\S++\Z")
_TAG_START: Final = patterns.lazy(r"<(?=[a-zA-Z/!])")
_PLAYERS: Final = frozenset({"audio", "embed", "frame", "iframe", "object", "source", "video"})
_ADDRESSES: Final = frozenset({"src", "data", "value"})
_WEB: Final = patterns.lazy(r"(?:https?:)?//", re.IGNORECASE)
_LANGUAGE: Final = patterns.lazy(r"language-[\w#+.-]+")
_CODE: Final = tuple(
    Ended(
        patterns.lazy(rf"<{name}\b(?>(?:[^<>]++|<(?!{name}\b))*)>.*?</{name}>", re.DOTALL),
        patterns.lazy(f"</{name}>"),
    )
    for name in ("pre", "code")
)
_ATTRIBUTES: Final = nh3.ALLOWED_ATTRIBUTES | {"code": {"class"}}
_SCHEME = patterns.lazy(r"[a-zA-Z][a-zA-Z0-9+.-]*+(?=:)")
_SCHEMES = patterns.lazy(r"(?<![a-zA-Z0-9+.-])[0-9+.-]*+([a-zA-Z][a-zA-Z0-9+.-]*+):")
_ACTIVE_SCHEMES = frozenset({"javascript", "vbscript", "data"})


def sanitize_comments(post: Post, target: str, notices: list[Notice]) -> Post:
    """Return a post whose comments are safe to show.

    Args:
        post: The post; it is not changed.
        target: The format it is meant for, for the notices.
        notices: Gets a notice for each comment that lost tags or links.
    """
    if not any(comment.content and "<" in comment.content for comment in post.comments):
        return post
    comments = [_sanitized(comment, post, target, notices) for comment in post.comments]
    return msgspec.structs.replace(post, comments=comments)


def _sanitized(comment: Comment, post: Post, target: str, notices: list[Notice]) -> Comment:
    raw = comment.content
    if not raw or "<" not in raw:
        return comment
    form = form_of(comment.origin, "content")
    clean = sanitize(raw, form)
    if loss := _difference(raw, clean, form):
        text = f"Comment {comment.id} lost {loss}."
        notices.append(post.notice(Code.MARKUP_DROPPED, text, target, origin=comment.origin))
    return msgspec.structs.replace(comment, content=clean)


def sanitize(markup: str, form: TextForm = TextForm.RAW) -> str:
    """Return HTML with inert elements and attributes only; each inert scheme of a link stays.

    No text is lost, but for HTML comments and the values of attributes.
    """
    schemes = {scheme.lower() for scheme in _SCHEMES.findall(markup)} - _ACTIVE_SCHEMES
    clean = nh3.clean(
        _without_odd_tags(limited(_source(markup, form)).replace("<?", "&lt;?")),
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        clean_content_tags=set(),
        link_rel=None,
        url_schemes=schemes | nh3.ALLOWED_URL_SCHEMES,
    )
    for code in _CODE:
        clean = code.sub(_hide_shortcodes, clean)
    return clean


def _source(markup: str, form: TextForm) -> str:
    # Filters that make HTML of plain text are still to come.
    return source_html(markup) if form is TextForm.RAW else show_false_tags(markup)


def _hide_shortcodes(code: re.Match[str]) -> str:
    """Hide brackets in code, where no shortcode begins: references do not survive the parser."""
    text = code[0]
    if not names_in(text, handlers_for(text, VERBATIM)):
        return text
    return text.replace("[", "&#91;").replace("]", "&#93;")


def _filter(tag: str, name: str, value: str) -> str | None:
    if tag == "code" and name == "class":
        return value if _LANGUAGE.fullmatch(value) else None
    # A line's end in a tag would be the end of a paragraph to a filter of WordPress's.
    return clean_url(value) if name in {"cite", "href", "src"} else " ".join(value.split())


def _without_odd_tags(markup: str) -> str:
    """Take away tags that are not allowed before a parser sees them, which would take text along.

    HTML's parser reads the content of ``script``, ``textarea`` or ``svg`` by rules of their own.
    """
    linked: set[str] = set()
    out: list[str] = []
    done = 0
    for tag in _ANY_TAG.finditer(markup):
        text = _without_tags(markup[done : tag.start()])
        out += (text, _allowed(tag, linked) or _separator(text))
        done = tag.end()
    return "".join([*out, _without_tags(markup[done:])])


def _separator(text: str) -> str:
    """Return the replacement of a tag after a text: each tag ends an address."""
    words = _LAST_WORD.search(text)
    return " " if words and any(bare_urls(words[0])) else ""


def _without_tags(text: str) -> str:
    """Escape the beginning of a tag without an end, which would hide the rest of the text."""
    return _TAG_START.sub("&lt;", text)


def _allowed(tag: re.Match[str], linked: set[str]) -> str:
    if tag.re is _ANY_TAG and tag["open"] is not None:  # it has no end, so that it is no comment
        return _ANY_ELEMENT.sub(lambda inner: _allowed(inner, linked), tag[0])
    name = (tag["name"] or "").lower()
    if name in _TABLE:
        # HTML's parser moves text between these in front of the table, or drops them.
        return f" {tag[0]}"
    if not name or name in nh3.ALLOWED_TAGS:
        return tag[0] if name else ""
    if name == "image":
        return f"<img{tag[0][6:]}"
    if tag[0][1] == "/" or name not in _PLAYERS | {"param"}:
        return ""
    links = [url for url in _pointed(tag[0]) if url not in linked]
    linked.update(links)
    shown = " ".join(f'<a href="{escape(url)}">{escape(url)}</a>' for url in links)
    # Words beside a player are not part of its address.
    return f" {shown} " if shown else ""


def _pointed(tag: str) -> list[str]:
    """List the URLs in the attributes of a player, or of a part of one."""
    found = parse_fragment(tag)
    values = [
        (name, clean_url(str(value)))
        for element in found.iterdescendants()
        for name, value in attributes_of(element)
        if name in _ADDRESSES
    ]
    return [
        url
        for name, url in values
        if (
            WEB_ADDRESS.fullmatch(url)  # any text may be the value of a parameter
            if name == "value"
            else _WEB.match(url) or not _SCHEME.match(url)
        )
    ]


def _difference(raw: str, clean: str, form: TextForm) -> str:
    """Describe the markup that sanitizing removed; empty if there is none."""
    parts: list[str] = []
    tags = len(_TAG.findall(_source(raw, form))) - len(_TAG.findall(clean))
    if tags > 0:
        parts.append(f"{tags} of its tags")
    lost = Counter(_urls(raw, form)) - Counter(_urls(clean, form))
    if lost:
        parts.append(f"links to {', '.join(lost.elements())}")
    return " and ".join(parts)


def _urls(markup: str, form: TextForm) -> list[str]:
    return [place.url for place in in_text(markup, form)]
