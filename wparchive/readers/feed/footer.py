"""What plugins put below each item of a feed: the post's link, the blog's link, buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.assembly.identity import same_address
from wparchive.model.elements import UnknownElement
from wparchive.readers.feed.share_box import find_share_box
from wparchive.web.html import parse_fragment, visible_text

if TYPE_CHECKING:
    from wparchive.model.records import Post

# The last paragraph, with two links; "The post TITLE appeared first on BLOG." in any language.
_LAST: Final = patterns.lazy(
    r"<p(?:\s[^<>]*+)?>(?:(?!</?p[\s>]).)*?<a\s(?:(?!</?p[\s>]).)*?</a>"
    r"(?:(?!</?p[\s>]).)*?<a\s(?:(?!</?p[\s>]).)*?</a>(?:(?!</?p[\s>]).)*?</p>\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
# What WordPress.com puts below each item, to count readers: links with pictures, and a pixel.
_COUNTER: Final = patterns.lazy(
    r"<(?:a|img)\s[^<>]*//(?:feeds\.wordpress|pixel\.wp|stats\.wordpress)\.com/", re.IGNORECASE
)
_COUNTERS: Final = patterns.lazy(
    r"(?>(?:<a\s[^<>]*+>\s*+<img\s[^<>]*+>\s*+</a>\s*+)*)"
    r"<img\s[^<>]*//(?:pixel\.wp|stats\.wordpress)\.com/[bg]\.gif\?[^<>]*>\s*",
    re.IGNORECASE,
)
_BREAKS: Final = patterns.lazy(r"(?:\s|<br\s*/?>){1,9}\Z", re.IGNORECASE)
_PARAGRAPH: Final = patterns.lazy(r"<p[\s>]", re.IGNORECASE)
_TAG: Final = "feed-footer"
_ENDS: Final = range(2)
"""The line and the box, in either order."""
_MOST: Final = 60
"""Characters outside of the two links."""


def remove_footer(post: Post, home: str | None) -> bool:
    """Move such a line from the body and the excerpt of a post to `extra`, and remove counters.

    The line is known by its two links alone: the first is the item's own, the second leads to the
    blog's front page, or to one above the item (Yoast SEO's ``rssafter`` by default). Its words are
    in the blog's language. A box of buttons that share the post goes the same way.

    Args:
        post: The post, which is changed.
        home: The address of the blog, as the channel names it.

    Returns:
        Whether there was one.
    """
    footers = []
    for name in ("content", "excerpt"):
        text = _without_counters(getattr(post, name) or "")
        if len(text) < len(getattr(post, name) or ""):
            setattr(post, name, text)
            footers.append("")
        for _ in _ENDS:
            if (found := _find(text, post.link, home)) is not None:
                start = found.start()
            elif (box := find_share_box(text, post.link)) is not None:
                start = box
            else:
                break
            footers.append(_shown(text[start:]))
            text = text[:start].rstrip()
            setattr(post, name, text)
    for footer in filter(None, dict.fromkeys(footers)):
        post.extra.append(UnknownElement(tag=_TAG, text=footer))
    return bool(footers)


def without_footer(text: str, post: Post) -> str:
    """Return the text of an item's element without the line that `remove_footer` has moved."""
    footers = {element.text for element in post.extra if element.tag == _TAG}
    for _ in _ENDS if footers else ():
        found = _last(text)
        box = find_share_box(text, post.link)
        if found and _shown(found[0]) in footers:
            text = text[: found.start()]
        elif box is not None and _shown(text[box:]) in footers:
            text = text[:box]
    return text


def _without_counters(text: str) -> str:
    """Remove the pictures at the end of a text with which WordPress.com counts its readers."""
    first = _COUNTER.search(text)
    if first is None or not _COUNTERS.fullmatch(text, first.start()):
        return text
    rest = text[: first.start()]
    breaks = _BREAKS.search(rest, max(0, len(rest) - _MOST))
    return rest[: breaks.start()] if breaks else rest


def _shown(markup: str) -> str:
    return "".join(visible_text(parse_fragment(markup))).strip()


def _last(text: str) -> re.Match[str] | None:
    starts = [match.start() for match in _PARAGRAPH.finditer(text)]
    return _LAST.match(text, starts[-1]) if starts else None


def _is_above(blog: str, link: str) -> bool:
    """Check whether a link is below an address, which then may be that of its blog.

    The feed of a category names the category in place of the blog.
    """
    above = blog.rstrip("/") + "/"
    return above.count("/") > 2 and link.startswith(above) and not same_address(blog, link)


def _find(text: str, link: str | None, home: str | None) -> re.Match[str] | None:
    found = _last(text)
    if found is None or not link or not home:
        return None
    paragraph = parse_fragment(found[0])
    links = list(paragraph.iter("a"))
    outside = "".join(visible_text(paragraph))
    for element in links:
        outside = outside.replace("".join(element.itertext()), "", 1)
    own, blog = ((element.get("href") or "").strip() for element in links[:2])
    is_blog = same_address(blog, home) or (_is_above(blog, home) and _is_above(blog, link))
    is_footer = len(links) == 2 and same_address(own, link) and is_blog
    return found if is_footer and len(outside.strip()) <= _MOST else None
