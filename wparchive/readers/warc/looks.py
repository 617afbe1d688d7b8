"""The look of a captured page: enough to tell a post from a page in its place.

It is read from the bytes without a tree, because there may be many captures of an address.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from wparchive import patterns
from wparchive.web.charset import decode
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHARED: Final = 0.5
"""The part of the words of the smaller of two captures that the other one has, if they are one."""
_FEWEST: Final = 4
"""Words that two captures of one post share at least."""
_LARGEST: Final = 1 << 20
"""Bytes of a page that are looked at."""
_HIDDEN: Final = patterns.lazy(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_TAG: Final = patterns.lazy(r"<[a-zA-Z/!?][^<>]*>")
_WORD: Final = patterns.lazy(r"\w+")
_BODY: Final = patterns.lazy(r"<body\b[^<>]*?\bclass\s*=\s*[\"']([^\"'<>]*)", re.IGNORECASE)
_SINGLE: Final = patterns.lazy(r"\b(?:single|postid-\d+|page-id-\d+|attachmentid-\d+)\b")
_LIST: Final = patterns.lazy(r"\b(?:home|blog|archive|search|error404|login|paged|category|tag)\b")
_POST: Final = patterns.lazy(
    r"\bentry-content\b|\bpost-content\b|\bpost-body\b|\bname\s*=\s*[\"']?comment_post_ID"
    r"|\bproperty\s*=\s*[\"']og:type[\"']\s+content\s*=\s*[\"']article"
    r"|\"@type\"\s*:\s*\"(?:BlogPosting|Article|NewsArticle)\"|\barticleBody\b",
    re.IGNORECASE,
)
_MISSING: Final = patterns.lazy(
    r"<(?!body)[a-z]\w*+\s[^<>]*?\bclass\s*=\s*[\"'][^\"'<>]*(?<![\w-])"
    r"(?:error-?404|page-?404|not-found|no-results)(?![\w-])",
    re.IGNORECASE,
)
"""The mark of themes on an element for what was not found."""
_BLOG: Final = patterns.lazy(r"[/\"'(=]wp-(?:content|includes|json)/|\bhentry\b|\bwp-block-")
_TITLE: Final = patterns.lazy(r"<title\b[^<>]*+>([^<]{0,400})", re.IGNORECASE)
_CANONICAL: Final = patterns.lazy(
    r"<link\b(?=[^<>]*\brel\s*=\s*[\"']?canonical)[^<>]*?\bhref\s*=\s*[\"']?([^\"'\s<>]+)",
    re.IGNORECASE,
)
_REFRESH: Final = patterns.lazy(
    r"<meta\b(?=[^<>]*\bhttp-equiv\s*=\s*[\"']?refresh)[^<>]*?\burl\s*=\s*['\"]?([^'\"\s<>]+)"
    r"|<script\b[^<>]*>[^<]{0,400}?\blocation(?:\.href|\.replace)?\s*[=(]\s*[\"']([^\"'<>]+)",
    re.IGNORECASE,
)
_END: Final = patterns.lazy(r"</(?:body|html)\s*>", re.IGNORECASE)
_COMMENT_ID: Final = patterns.lazy(
    r"\bid\s*=\s*[\"']?(?:li-|div-)?comment-(\d{1,18})[\"'\s>]", re.IGNORECASE
)
_COMMENT: Final = patterns.lazy(
    r"\bclass\s*=\s*[\"'][^\"'<>]*\b(?:comment-body|comment-author|comment-content|commentmetadata"
    r"|comment-text|depth-\d+|pingback|trackback)\b",
    re.IGNORECASE,
)


class Look(NamedTuple):
    """The look of a page.

    Attributes:
        size: Characters of visible text, white space left out.
        text: Its first visible words in lower case, with the title, for known wordings.
        title: The title of the document.
        words: Its visible words, in lower case.
        same: A digest of its visible text without digits, by which copies are recognized.
        is_post: Whether its markup shows one post.
        is_blog: Whether its markup shows traces of WordPress.
        canonical: The address that the page declares as its own; empty if it declares none.
        redirects_to: Address to which it forwards visitors at once; empty for none.
        comments: The ids of its comments, and a number for each comment without one.
        is_ended: Whether it has the end tag of a document; a page that broke off has none.
    """

    size: int
    text: str
    title: str
    words: frozenset[str]
    same: bytes
    is_post: bool
    is_blog: bool
    canonical: str
    redirects_to: str
    comments: frozenset[str]
    is_ended: bool

    @property
    def rank(self) -> int:
        """2 for a post, 1 for another page of a blog, 0 for anything else."""
        return 2 if self.is_post else int(self.is_blog)


def look_at(payload: bytes, charset: str | None) -> Look:
    """Look at a page.

    Args:
        payload: Its bytes, decoded as HTTP asks for.
        charset: The encoding that the server named; None if it named none.
    """
    html = decode(payload[:_LARGEST], source="", declared=charset)[0]
    shown = unescape(_TAG.sub(" ", _HIDDEN.sub(" ", html)))
    words = _WORD.findall(shown.casefold())
    classes = match[1] if (match := _BODY.search(html)) else ""
    is_single = bool(_SINGLE.search(classes))
    is_list = not is_single and bool(_LIST.search(classes) or _MISSING.search(html))
    canonical = match[1] if (match := _CANONICAL.search(html)) else ""
    leads = match if (match := _REFRESH.search(html)) else None
    plain = [word for word in words if not word.isdecimal()]
    return Look(
        size=sum(map(len, words)),
        text=" ".join(shown.casefold().split())[:5000],
        title=unescape(match[1]) if (match := _TITLE.search(html)) else "",
        words=frozenset(words),
        same=blake2b(" ".join(plain).encode(errors="replace"), digest_size=12).digest(),
        is_post=is_single or (not is_list and bool(_POST.search(html))),
        is_blog=bool(_BLOG.search(html)),
        canonical=unescape(canonical),
        redirects_to=unescape(leads[1] or leads[2] or "") if leads else "",
        comments=_comments(html),
        is_ended=len(payload) > _LARGEST or _END.search(html) is not None,
    )


def is_same(one: Look, other: Look, uri: str) -> bool:
    """Check whether two captures of an address show the same text, or one a part of the other.

    Words of the address do not count: pages of any kind repeat it.
    """
    common_words = frozenset(_WORD.findall(unquote(uri).casefold()))
    first, second = one.words - common_words, other.words - common_words
    shared = len(first & second)
    return shared >= _FEWEST and shared >= min(len(first), len(second)) * _SHARED


def is_part(look: Look, older: Iterable[Look]) -> bool:
    """Check whether a capture is incomplete: an earlier one has its words, more, and the end tag.

    Some pages never have the end tag, so its lack alone proves nothing. The last word may be cut.
    """
    if look.is_ended:
        return False
    return any(o.is_ended and o.size > look.size and len(look.words - o.words) <= 1 for o in older)


def _comments(html: str) -> frozenset[str]:
    ids = set(_COMMENT_ID.findall(html))
    if not ids:
        ids = {f"#{number}" for number, _ in enumerate(_COMMENT.findall(html))}
    return frozenset(ids)


def only_in(older: Iterable[str], newer: Iterable[str]) -> int:
    """Count comments that only the older of two captures has."""
    return len(set(older) - set(newer))
