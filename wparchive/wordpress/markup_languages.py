"""Bodies that are not HTML: find those in Markdown or Textile, and convert Markdown to HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.scanning import split_enclosed
from wparchive.wordpress import facets

if TYPE_CHECKING:
    from wparchive.model.records import Post

MARKDOWN: Final = "markdown"
TEXTILE: Final = "textile"

# Plugins that nobody has listed call their mark so: `_is_githuber_markdown`, `_pp_markdown`.
_KEY: Final = patterns.lazy(
    r"(?:^|[_-])(?:is)?(markdown|textile)(?:$|[_-](?:enabled|active|on|post|mode))"
)
_TRUE: Final = patterns.lazy(r"(?:1|yes|true|on|enabled|markdown|textile)$", re.IGNORECASE)
# What Markdown alone has: headings, fences, links, lists, quotes, emphasis.
_MARKS: Final = tuple(
    patterns.lazy(pattern, re.MULTILINE)
    for pattern in (
        r"^#{1,6} +\S",
        r"^ {0,3}(?:```|~~~)",
        r"\[[^\]\n]{1,300}+\]\((?:https?://|/|#|<)[^)\s]{0,300}+(?: ++\"[^\"\n]{0,300}+\")?\)",
        r"^ {0,3}(?:[*+-]|\d{1,3}\.) +\S.*\n(?:.*\n)?? {0,3}(?:[*+-]|\d{1,3}\.) +\S",
        r"^> +\S",
        r"(?<![\w*])\*\*[^\s*][^*\n]*\*\*(?![\w*])",
        r"^ {0,3}\[[^\]\n]+\]: +<?https?://",
        r"^\S.*\n(?:=+|-{3,}) *$",
    )
)
# What Textile alone has: kinds of blocks, links, pictures.
_TEXTILE: Final = patterns.lazy(
    r"^(?:h[1-6]|bq)(?:\([^()\n]{1,40}\)|[<>=])?\. (?=\S)"
    r"|(?<!\w)\"[^\"\n<>]{1,200}\":(?=https?://[^\s\"])"
    r"|(?<!\w)![<>=]?https?://[^\s!\"<>]{3,300}\.(?:png|jpe?g|gif)(?:\([^()\n]{0,200}\))?!",
    re.MULTILINE,
)
# The signs of Textile, one of which is in all that its pattern finds.
_TEXTILE_LINE: Final = patterns.lazy(r"\n(?:h[1-6]|bq)[(<>=.]")
_TEXTILE_SIGNS: Final = ('":http', "!http", "!<http", "!>http", "!=http")
_ENOUGH: Final = 3
_BLOCK_TAG: Final = patterns.lazy(
    r"<(?:p|h[1-6]|div|ul|ol|li|br|table|blockquote)[\s>/]", re.IGNORECASE
)
_CODE: Final = (
    *(
        (
            patterns.lazy(rf"<{name}\b", re.IGNORECASE),
            patterns.lazy(rf"</{name}\s*+>", re.IGNORECASE),
        )
        for name in ("pre", "code", "script", "style")
    ),
    *(
        (
            patterns.lazy(rf"\[{name}\b", re.IGNORECASE),
            patterns.lazy(rf"\[/{name}\]", re.IGNORECASE),
        )
        for name in ("code", "sourcecode", r"cc\w*+")
    ),
)
# With attributes or a closing tag: `[1]` and `[word]` are Markdown's.
_SHORTCODE: Final = patterns.lazy(
    r"\[/[A-Za-z][\w-]*\]|\[[A-Za-z][\w-]*+(?:\s[^\[\]\n=]*+=[^\[\]\n]*+|\s*+/)\](?![(\[:])"
)
_PLACE: Final = "wpshortcode{}x"
_PLACES: Final = patterns.lazy(r"<p>(wpshortcode(\d+)x)</p>|wpshortcode(\d+)x")


def markup_of(post: Post) -> str:
    """Return the markup language of a post's body, if its meta says that it is not HTML.

    Returns:
        ``markdown``, ``textile``, or empty for HTML, also if a plugin stored the body as HTML.
    """
    named = next((found for entry in post.meta if (found := _marked(entry.key, entry.value))), "")
    if not named or not post.content or "<!-- wp:" in post.content:
        return ""
    bare = "".join(split_enclosed(post.content, _CODE)[::2])
    if _BLOCK_TAG.search(bare) and not any(mark.search(bare) for mark in _MARKS):
        return ""
    return named


def language_of(post: Post, choice: str) -> str:
    """Return the language of a post's stored body: ``markdown``, ``textile`` or ``html``.

    Args:
        post: The post.
        choice: The user's: ``html``, ``markdown`` (blocks are HTML all the same), or ``auto``, by
            a plugin's mark or the marks of Markdown itself.
    """
    if choice == "auto":
        if found := markup_of(post):
            return found
        if looks_like_markdown(post.content):
            return MARKDOWN
        return TEXTILE if looks_like_textile(post.content) else "html"
    return "html" if "<!-- wp:" in (post.content or "") else choice


# Each format asks for the language of the same bodies.
@lru_cache(maxsize=16)
def looks_like_markdown(content: str | None) -> bool:
    """Check by the syntax of a body whether it is Markdown, if its meta does not say so.

    It must have a heading with ``#`` and two other kinds of syntax, but no block of HTML.
    """
    if not content or "# " not in content or "<!-- wp:" in content:
        return False
    bare = "".join(split_enclosed(content, _CODE)[::2])
    if _BLOCK_TAG.search(bare) or not _MARKS[0].search(bare):
        return False
    return sum(mark.search(bare) is not None for mark in _MARKS) >= _ENOUGH


@lru_cache(maxsize=16)
def looks_like_textile(content: str | None) -> bool:
    """Check by the syntax of a body whether it is Textile, if its meta does not say so.

    It must have the kind of a block, a picture or two links, but no blocks of WordPress.
    """
    if not content or "<!-- wp:" in content or not _may_be_textile(content):
        return False
    bare = "".join(split_enclosed(content, _CODE)[::2])
    found = [mark[0] for mark in islice(_TEXTILE.finditer(bare), 2)]
    return len(found) == 2 or any(not mark.startswith('"') for mark in found)


def _may_be_textile(content: str) -> bool:
    """Check quickly whether a body could be Textile, before the slower patterns run."""
    return (
        any(sign in content for sign in _TEXTILE_SIGNS)
        or _TEXTILE_LINE.search(f"\n{content}") is not None
    )


def _marked(key: str | None, value: str | None) -> str:
    for listed, pattern, language in facets.markup_marks():
        if key == listed and re.search(pattern, (value or "").strip()):
            return language
    if not key or ("markdown" not in key and "textile" not in key):
        return ""
    found = _KEY.search(key)
    return found[1] if found and _TRUE.match((value or "").strip()) else ""


def markdown_html(text: str) -> str:
    """Convert Markdown (GFM, and footnotes) to HTML; shortcodes stay unchanged."""
    import comrak  # noqa: PLC0415 - only for such bodies

    codes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(match[0])
        return _PLACE.format(len(codes) - 1)

    extensions, rendering = comrak.ExtensionOptions(), comrak.RenderOptions()
    extensions.table = extensions.strikethrough = extensions.autolink = True
    extensions.footnotes = extensions.tasklist = extensions.description_lists = True
    rendering.unsafe_ = True
    text = _SHORTCODE.sub(keep, text.replace("\r\n", "\n"))
    html = comrak.render_markdown(text, extension_options=extensions, render_options=rendering)
    return _PLACES.sub(lambda match: codes[int(match[2] or match[3])], html) if codes else str(html)
