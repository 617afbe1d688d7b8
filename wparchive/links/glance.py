"""Read the links of HTML at a glance: never more than a parser finds, often all of them.

Who misses a link here has to parse. Only attributes in double quotation marks count, and nothing
inside of comments, scripts and the like.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from wparchive import patterns
from wparchive.web.html_links import clean_url
from wparchive.web.references import unescape
from wparchive.web.urls import normalize_url

_ATTRIBUTES: Final = r"(?>(?:\s++(?!href\b|src\b)[a-z][a-z-]*+(?:=\"[^\"<>]*+\"|(?!=)))*)\s++"
_LINK: Final = patterns.lazy(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|title)\b.*?(?:</(?P=raw)\b|\Z)"
    rf"|<(?:a{_ATTRIBUTES}href|img{_ATTRIBUTES}src)=\"(?P<url>[^\"<>]*+)\"(?=[\s/>])[^<>]*+>",
    re.DOTALL | re.IGNORECASE,
)
# A value with what looks like a tag, a value or tag without an end, a declaration, elements with
# rules of their own.
_DOUBTFUL: Final = (
    patterns.lazy(r"""=\s*+(?:"[^"<>]*+[<>]|'[^'<>]*+[<>])"""),
    patterns.lazy(
        r"<(?:/?[a-z][^<>]*+(?:<|\Z)|\?|!(?!--|doctype\b)|/(?![a-z])"
        r"|(?:iframe|math|no(?:embed|frames|script)|plaintext|select|svg|template|textarea|xmp)\b)",
        re.IGNORECASE,
    ),
)


def links_at_a_glance(html: str, *, plain: bool = False) -> Counter[str]:
    """Count URLs to which HTML links, in the spelling of `normalize_url`.

    Args:
        html: The markup.
        plain: Whether all markup in it was made from Markdown that has none of its own.
    """
    if not plain and any(doubtful.search(html) for doubtful in _DOUBTFUL):
        return Counter()
    urls = (match["url"] for match in _LINK.finditer(html) if match["url"])
    return Counter(normalize_url(clean_url(unescape(url))) for url in urls)
