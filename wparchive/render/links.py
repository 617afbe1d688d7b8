"""Links: each URL in a post, with its place.

Readers do not see some places: attributes for scripts, styles, the data of a block. A URL in such
a place is an *echo*: often the same URL is visible beside it.
"""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from wparchive import patterns
from wparchive.formats.readers import TextForm
from wparchive.model.records import Comment
from wparchive.render.forms import form_of, readable_html
from wparchive.web import html
from wparchive.web.attributes import attributes_of
from wparchive.web.bare_urls import bare_urls
from wparchive.web.html_links import clean_url, own_links, srcset_urls
from wparchive.web.urls import image_key, normalize_url
from wparchive.wordpress.media import LISTED
from wparchive.wordpress.permalinks import ID_VARIABLES
from wparchive.wordpress.shortcodes import EMBEDS, HANDLERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

    from wparchive.model.records import Post
    from wparchive.wordpress.media import Attachment, Media


class UrlOccurrence(NamedTuple):
    """A URL in a text.

    Attributes:
        url: The URL as a browser takes it out of the markup.
        element: The element that it is of; ``text`` for a bare one, ``[audio]`` for a shortcode,
            ``wp:cover`` for a block's data.
        attribute: The attribute, or the path in a block's data; empty for a bare one.
        echo: Whether the place shows a reader nothing.
    """

    url: str
    element: str
    attribute: str = ""
    echo: bool = False


class Link(NamedTuple):
    """A URL in a post.

    Attributes:
        url: As in `UrlOccurrence`; of what is named by its number the query that WordPress answers,
            ``?attachment_id=12``.
        where: ``content``, ``excerpt``, ``comment``, ``author`` (a commenter's site), ``file``
            (an attachment's) or ``meta``.
        record: The comment's id or the meta key; empty elsewhere.
        element: As in `UrlOccurrence`.
        attribute: As in `UrlOccurrence`.
        echo: As in `UrlOccurrence`.
    """

    url: str
    where: str
    record: str
    element: str
    attribute: str
    echo: bool

    @property
    def is_query(self) -> bool:
        """Whether the post names the target of the link by its number."""
        return self.where == "meta" and self.url[:1] == "?"

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture in a meta field, such as the featured image."""
        return self.record in _PICTURES

    @property
    def shows(self) -> bool:
        """Whether readers see it, or the picture that it leads to, such as a background."""
        return not self.echo or self.is_picture or self.attribute in _BACKGROUNDS

    @property
    def is_size(self) -> bool:
        """Whether it is one of the sizes in which a page offers an image."""
        return self.attribute.endswith("srcset") or self.attribute in _SIZES


# Jetpack's carousel offers an image's sizes so.
_SIZES = frozenset({"data-medium-file", "data-large-file"})
# Meta that names attachments by number: the featured image, a shop's pictures of a product.
_PICTURES = frozenset({"_thumbnail_id", "_product_image_gallery"})
# Attributes whose pictures readers see behind a text.
_BACKGROUNDS = frozenset({"style", "background"})
# The target of a menu item, by number (wp_update_nav_menu_item()).
_MENU = "_menu_item_object_id"
# Meta in which WordPress and widespread plugins keep addresses for readers to follow: enclosures
# (do_enclose()), post formats, "Page Links To", FeedWordPress, Discourse, menu items.
_ADDRESSES = frozenset(
    """enclosure _links_to _format_link_url _format_quote_source_url _format_url
    syndication_permalink syndication_source_uri discourse_permalink _menu_item_url
    _wparchive_featured_image""".split()
)
META = _PICTURES | _ADDRESSES | {_MENU}
"""The keys of meta that names links."""
META_FOR_LINKS = META | {"_menu_item_type", "_menu_item_object"}
"""Those keys, and of meta that says what their numbers count."""
_NUMBER = patterns.lazy(r"0*[1-9][0-9]{0,18}")
_HINT = patterns.lazy(r"[/=:]|www\.|<[^\s<>@]++@", re.IGNORECASE)
_REFERENCE = patterns.lazy(r"&(?:#|sol|colon|period)")
_MARKUP = patterns.lazy(r"[<&]")
_CODE = frozenset({"script", "style"})
# Elements that show nothing by themselves.
_UNSEEN = frozenset({"base", "link", "script"})
# Elements that show nothing of what they hold, either.
_HOLDS_UNSEEN = ("template", "title")
# A shortcode that is carried out ends an address.
_CARRIED_OUT = patterns.lazy(
    rf"\[(?=/?(?:{'|'.join(map(re.escape, sorted({*HANDLERS, *EMBEDS})))})[\s\]:=/])"
)
# Browsers take a stray one for a whole paragraph.
_PARAGRAPH_END = "</p>"
# Audio Player's [audio:URL,URL|titles=...]: a list, and options after a sign of URLs' own.
_PLAYER = patterns.lazy(r"\[(?:audio|video)\b[^\[\]]*\]")
WEB_ADDRESS = patterns.lazy(r"(?:https?:)?//[^\s/\"'<>][^\s\"'<>]*", re.IGNORECASE)
_ROOTED = patterns.lazy(r"/[^\s/\"'<>][^\s\"'<>]*")
_STYLE_URL = patterns.lazy(r"url\(\s*+([\"']?)((?>(?:(?!url\()[^\"')])+))\1\s*+\)", re.IGNORECASE)
_LAZY = frozenset({"data-src", "data-lazy-src", "data-original", "data-href", "data-url"})
_SHORTCODE = patterns.lazy(r"\[([a-zA-Z][\w-]*)\s([^\]\[<>]*)\]")
_ROOTED_VALUE = patterns.lazy(
    r"\b(src|url|href|link|file|poster|mp3|m4a|ogg|wav|wma|mp4|m4v|webm|ogv|flv|wmv)"
    r"=[\"']?(/[^\s/\"'\]][^\s\"'\]]*)"
)
_BLOCK = patterns.lazy(r"\s*+wp:([a-z][a-z0-9_/-]*+)\s++(\{.*\})\s*+/?\s*+\Z", re.DOTALL)
_BLOCK_KEYS = frozenset({"url", "href", "link", "src", "linkDestination", "mediaUrl", "mediaLink"})


def links(post: Post) -> list[Link]:
    """Return the links of a post and its comments, in their order."""
    for known, found in _latest:
        if known is post:
            return found
    found = _links(post)
    _latest.append((post, found))
    return found


# Each format asks for the links of the same post, which may have a hidden edition as well.
_latest: Final[deque[tuple[Post, list[Link]]]] = deque(maxlen=3)


def _links(post: Post) -> list[Link]:
    found = _of("content", post, post.content)
    if post.attachment_url:
        found.append(Link(post.attachment_url, "file", "", "", "", echo=False))
    found += _of("excerpt", post, post.excerpt)
    for meta in post.meta:
        if meta.key in META:
            found += [
                Link(url, "meta", meta.key, "", "", echo=True)
                for url in _in_meta(post, meta.key, (meta.value or "").strip())
            ]
    for comment in post.comments:
        record = "" if comment.id is None else str(comment.id)
        if url := clean_url(comment.url or ""):
            found.append(Link(url, "author", record, "", "", echo=False))
        found += _of("comment", comment, comment.content)
    return found


def named(found: list[Link], media: Media) -> list[Link]:
    """Links as outputs name them: by the file's address where a post has an attachment's number."""
    return [
        link._replace(url=file.url) if (file := _picture(link, media)) is not None else link
        for link in found
    ]


def _picture(link: Link, media: Media) -> Attachment | None:
    return media.get(int(link.url.partition("=")[2])) if link.is_picture else None


def further_links(
    post: Post, media: Media, *, markup: bool, besides: Iterable[str | None] = ()
) -> list[str]:
    """Return the URLs that a post has only in places that show nothing, such as in meta.

    Args:
        post: The post.
        media: The attachments, whose files have the URLs of pictures that are named by number.
        markup: Whether the output has the body's own markup, attributes included.
        besides: URLs that the output has elsewhere.
    """
    found = named(links(post), media)
    hidden = [
        link
        for link in found
        if link.echo and (not markup or link.where == "meta" or link.element.startswith("wp:"))
    ]
    if not hidden:
        return []
    shown = {normalize_url(link.url) for link in found if not link.echo}
    shown.update(normalize_url(url) for url in besides if url)
    images = {image_key(url) for url in shown}
    return list(
        dict.fromkeys(
            link.url
            for link in hidden
            if normalize_url(link.url) not in shown
            and not (link.is_size and image_key(link.url) in images)
        )
    )


def _in_meta(post: Post, key: str, value: str) -> Iterator[str]:
    if key in _PICTURES:
        for number in map(str.strip, value.split(",")):
            if _NUMBER.fullmatch(number):
                yield f"?attachment_id={number}"
    elif key == _MENU:
        if post.type == "nav_menu_item" and (query := _menu_query(post, value)):
            yield query
    elif url := value.partition("\n")[0].strip():
        yield url


def _menu_query(post: Post, number: str) -> str:
    """Return the target of a menu item as a query; empty if `_menu_item_url` has its URL."""
    kind, name = post.get_meta("_menu_item_type"), post.get_meta("_menu_item_object") or ""
    if kind == "post_type_archive":
        return f"?post_type={name}" if name else ""
    if kind not in {"post_type", "taxonomy"} or not _NUMBER.fullmatch(number):
        return ""
    if kind == "taxonomy":
        variable = ID_VARIABLES.get(name)
        return f"?{variable}={number}" if variable else f"?taxonomy={name}&term_id={number}"
    variable = {"page": "page_id", "attachment": "attachment_id"}.get(name, "p")
    return f"?{variable}={number}"


def _of(where: str, record: Post | Comment, text: str | None) -> list[Link]:
    number = str(record.id) if isinstance(record, Comment) and record.id is not None else ""
    field = "excerpt" if where == "excerpt" else "content"
    found = in_text(text, form_of(record.origin, field))
    return [Link(p.url, where, number, p.element, p.attribute, p.echo) for p in found]


def in_text(text: str | None, form: TextForm = TextForm.RAW) -> tuple[UrlOccurrence, ...]:
    """Return the URLs of a text with or without markup."""
    if text and _may_have_links(text) and _may_name_urls(text):
        return _in_text(text, form)
    return ()


def _may_have_links(text: str) -> bool:
    return (
        "/" in text
        or "=" in text
        or ":" in text
        or _has_www(text)
        or ("@" in text and _HINT.search(text) is not None)
    )


def _may_name_urls(text: str) -> bool:
    """Check for what every URL in a stored text is written with, also one in a reference."""
    return (
        any(sign in text for sign in ("=", "[", "@", "w.", "W."))
        or ("/" in text and ":" in text)
        or ("&" in text and _REFERENCE.search(text) is not None)
    )


# A post is looked at once for what it holds, and once for each public format.
@lru_cache(maxsize=256)
def _in_text(text: str, form: TextForm) -> tuple[UrlOccurrence, ...]:
    text = readable_html(text, form)
    if _MARKUP.search(text):
        return tuple(in_tree(_tree(text)))
    return tuple(in_words(text))


def _tree(text: str) -> etree._Element:
    return html.parse_tree(text.replace(_PARAGRAPH_END, f"{_PARAGRAPH_END}\n"))


def in_tree(root: etree._Element) -> Iterator[UrlOccurrence]:
    """Yield the URLs of elements' attributes, of blocks' data, and of the text outside of links."""
    # The text of a link is its label.
    labels = {
        inside for link in root.iter("a") if link.get("href") is not None for inside in link.iter()
    }
    unseen = {inside for holder in root.iter(*_HOLDS_UNSEEN) for inside in holder.iter()}
    for element in root.iter():
        tag: object = element.tag  # a function, for comments
        if isinstance(tag, str):
            if element.attrib:
                found = _in_attributes(element)
                yield from (p._replace(echo=True) for p in found) if element in unseen else found
            words = element.text if element.text and _may_have_urls(element.text) else ""
            if words and tag not in _CODE and element not in labels and element not in unseen:
                yield from in_words(words)
        elif element.text and "wp:" in element.text:
            yield from _in_block(element.text)
        if element.tail and _may_have_urls(element.tail):
            parent = element.getparent()
            if parent is None or (parent not in labels and parent not in unseen):
                yield from in_words(element.tail)


def _may_have_urls(text: str) -> bool:
    return "/" in text or _has_www(text)


def _has_www(text: str) -> bool:
    return ("w." in text or "W." in text) and "www." in text.lower()


def _in_attributes(element: etree._Element) -> Iterator[UrlOccurrence]:
    tag = str(element.tag)
    for _, name, url in own_links(element):
        yield UrlOccurrence(url, tag, name, echo=name in {"cite", "srcset"} or tag in _UNSEEN)
    for name, text in attributes_of(element):
        if name == "style":
            for match in _STYLE_URL.finditer(text):
                yield UrlOccurrence(clean_url(match[2]), tag, "style", echo=True)
        elif name[:5] == "data-":
            for url in _in_data(name, text.strip()):
                yield UrlOccurrence(url, tag, name, echo=True)
        elif (name == "background" and "/" in text) or (
            name == "value" and tag == "param" and WEB_ADDRESS.fullmatch(text.strip())
        ):
            yield UrlOccurrence(clean_url(text), tag, name, echo=True)


def _in_data(name: str, value: str) -> Iterator[str]:
    if name.endswith("srcset"):
        yield from srcset_urls(value)
    elif WEB_ADDRESS.fullmatch(value) or (name in _LAZY and _ROOTED.fullmatch(value)):
        yield value


def in_words(text: str) -> Iterator[UrlOccurrence]:
    """Yield the URLs of a text outside of markup: bare ones, and those in shortcodes."""
    if "[" in text:
        text = _CARRIED_OUT.sub(" [", text)
        text = _PLAYER.sub(lambda player: LISTED.sub(" ", player[0]), text)
    for url in bare_urls(text):
        yield UrlOccurrence(url, "text")
    if "[" in text and "/" in text:
        for code in _SHORTCODE.finditer(text):
            for value in _ROOTED_VALUE.finditer(code[2]):
                yield UrlOccurrence(value[2], f"[{code[1]}]", value[1])


def _in_block(comment: str) -> Iterator[UrlOccurrence]:
    match = _BLOCK.match(comment) if "/" in comment else None
    if match is None:
        return
    try:
        data = msgspec.json.decode(match[2])
    except (msgspec.DecodeError, RecursionError):
        return
    yield from _in_json(f"wp:{match[1]}", "", data)


def _in_json(block: str, path: str, value: object) -> Iterator[UrlOccurrence]:
    if isinstance(value, str):
        key = path.rpartition(".")[2]
        if WEB_ADDRESS.fullmatch(value) or (key in _BLOCK_KEYS and _ROOTED.fullmatch(value)):
            yield UrlOccurrence(value, block, path, echo=True)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _in_json(block, f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _in_json(block, path, inner)


def shown_text(post: Post) -> str:
    """Return the texts of a post and its comments that contain addresses, as readers see them."""
    texts = [
        (post.content, form_of(post.origin, "content")),
        (post.excerpt, form_of(post.origin, "excerpt")),
        *((c.content, form_of(c.origin, "content")) for c in post.comments),
    ]
    trees = (
        _tree(readable_html(text, form)) for text, form in texts if text and _may_have_links(text)
    )
    return "\n".join("".join(html.visible_text(tree)) for tree in trees)
