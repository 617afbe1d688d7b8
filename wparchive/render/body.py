"""The HTML that WordPress makes of a stored body or comment before a theme gets it."""

from __future__ import annotations

import html
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.errors.notices import Code, Notice, quantity
from wparchive.formats.readers import TextForm
from wparchive.render.forms import form_of, readable_html
from wparchive.web.references import unescape
from wparchive.wordpress import builders, comments
from wparchive.wordpress.autop import autop
from wparchive.wordpress.block_rendering import BlockRenderer
from wparchive.wordpress.block_texts import texts_beside_markup
from wparchive.wordpress.blocks import has_blocks
from wparchive.wordpress.comments import capital_p_dangit
from wparchive.wordpress.embeds import autoembed
from wparchive.wordpress.leftovers import leftovers
from wparchive.wordpress.markup_languages import (
    MARKDOWN,
    language_of,
    markdown_html,
    markup_of,
)
from wparchive.wordpress.media import AUDIO, IMAGES, VIDEO
from wparchive.wordpress.reference_data import ReferenceData
from wparchive.wordpress.shortcodes import (
    EMBEDS,
    HANDLERS,
    SELF_CLOSING,
    VERBATIM,
    ShortcodeProcessor,
    player,
    players_in,
    shortcode_unautop,
    written_notes,
)
from wparchive.wordpress.smilies import convert_smilies
from wparchive.wordpress.source import source_html, typed_html
from wparchive.wordpress.texturize import Marks, texturize

if TYPE_CHECKING:
    from wparchive.model.records import Comment, Post
    from wparchive.wordpress.shortcodes import Handler

_EMPTY: Final = ReferenceData()
_MORE: Final = patterns.lazy(r"<!--more(?:\s[^<>]*)?-->")


# Each format asks for the same texts, one post after the other.
@lru_cache(maxsize=256)
def body_html(
    content: str | None,
    references: ReferenceData = _EMPTY,
    *,
    post: int | None = None,
    notes: str = "",
    marks: Marks | None = None,
    is_markdown: bool = False,
) -> str:
    """Render ``post_content`` or an excerpt by the filters of ``the_content``, in their order.

    Code in shortcodes first, then embeds, blocks, typography, paragraphs (``do_blocks()`` switches
    ``wpautop()`` off for posts with blocks), the other shortcodes, smilies. What cannot be rendered
    stays visible.

    Args:
        content: The text as it is stored.
        references: The data that it may refer to.
        post: The number of the post that it belongs to.
        notes: The post's meta ``footnotes``.
        marks: The typographic marks of the site's language; with None quotes and dashes stay as
            they were typed, and so does WordPress's own name.
        is_markdown: Whether it is stored in Markdown.
    """
    if not content:
        return ""
    records = references.records.handlers
    handlers = {**HANDLERS, **records, **references.shortcodes}
    lone = SELF_CLOSING | (records.keys() - HANDLERS.keys())
    if players := players_in(content, handlers.keys() | VERBATIM.keys() | EMBEDS.keys()):
        handlers, lone = {**players, **handlers}, lone | players.keys()
    processor = ShortcodeProcessor(handlers, references.media, post, lone)
    own = references.shortcodes
    if is_markdown:
        content = markdown_html(content)
    codes = {name: run for name, run in VERBATIM.items() if name not in own}
    text = typed_html(content, codes) if own else source_html(content)
    text = builders.expand(text, references.media, own, handlers)
    text = autoembed(_own_expansion(EMBEDS, references).process(text))
    if blocks := has_blocks(text):
        text = BlockRenderer(references.blocks, notes, references.media, references.records).run(
            text
        )
    if marks is not None:
        text = texturize(text, marks)
    if not blocks and not is_markdown:
        text = shortcode_unautop(autop(text), processor.handlers)
        processor.unwrapped = True
    if marks is not None:
        text = capital_p_dangit(text)
    return convert_smilies(processor.process(text)) + written_notes(processor.notes, post)


def _own_expansion(handlers: dict[str, Handler], references: ReferenceData) -> ShortcodeProcessor:
    """Make an expansion of our own shortcodes, without those that the user provides."""
    own = references.shortcodes
    return ShortcodeProcessor(
        {n: run for n, run in handlers.items() if n not in own} if own else handlers
    )


def post_html(post: Post, references: ReferenceData = _EMPTY) -> str:
    """Render a post's body; an attachment shows its file first (``prepend_attachment()``)."""
    form = form_of(post.origin, "content")
    if form is not TextForm.RAW:
        body = readable_html(post.content or "", form)
    else:
        notes = post.get_meta("footnotes") or ""
        is_markdown = is_in_markdown(post, references)
        body = body_html(
            post.content, references, post=post.id, notes=notes, is_markdown=is_markdown
        )
        if (
            post.id is not None and "<!--more" in body
        ):  # where "Continue reading" led, as get_the_content() marks it
            body = _MORE.sub(rf'<span id="more-{post.id}"></span>\g<0>', body, count=1)
    if post.type != "attachment" or not post.attachment_url:
        return body
    for kind, endings in (("audio", AUDIO), ("video", VIDEO)):
        if post.attachment_url.lower().endswith(endings):
            return f"<p>{player(kind, [post.attachment_url])}</p>\n{body}"
    url = html.escape(post.attachment_url)
    label = title = html.escape(unescape(post.title or post.attachment_url))
    named = ""
    if post.attachment_url.lower().endswith(IMAGES):
        alt = html.escape(post.get_meta("_wp_attachment_image_alt") or "")
        label = f'<img src="{url}" alt="{alt}">'
        named = "" if alt else f' aria-label="{title}"'  # for those who hear the page
    return f'<p class="attachment"><a href="{url}"{named}>{label}</a></p>\n{body}'


def is_in_markdown(post: Post, references: ReferenceData = _EMPTY) -> bool:
    """Check whether a post's body is Markdown: by the user's word, a plugin's or its own marks."""
    return language_of(post, references.body) == MARKDOWN


def unrendered_notices(post: Post, references: ReferenceData, target: str) -> list[Notice]:
    """Return notices of what the page of a post does not show of its body.

    One lists shortcodes and blocks left unrendered, one the blocks with texts that only their
    attributes have.
    """
    shown = post_html(post, references)
    is_raw = form_of(post.origin, "content") is TextForm.RAW
    names = leftovers(shown)
    by_marks = references.body == "auto" and not markup_of(post)
    if by_marks and is_raw and is_in_markdown(post):
        names["body read as Markdown, by its syntax"] += 1
    beside = texts_beside_markup(post.content or "", shown) if is_raw else Counter[str]()
    notices = []
    if names:
        text = ", ".join(f"{number} {name}" for name, number in sorted(names.items()))
        notices.append(post.notice(Code.MARKUP_KEPT, text, target))
    for name, number in sorted(beside.items()):
        text = (
            f"Attributes of the block {name} have {quantity(number, 'word')} that it does not show."
        )
        notices.append(post.notice(Code.TEXT_IN_FIELDS, text, target))
    return notices


def excerpt_html(post: Post, references: ReferenceData = _EMPTY) -> str:
    """Render a post's excerpt."""
    form = form_of(post.origin, "excerpt")
    if form is not TextForm.RAW:
        return readable_html(post.excerpt or "", form)
    return body_html(post.excerpt, references)


def comment_html(comment: Comment) -> str:
    """Render a comment by the filters of ``comment_text``; quotes stay as they were typed.

    Shortcodes with code are rendered as in posts, as plugins do; other shortcodes stay.
    """
    text = comment.content or ""
    form = form_of(comment.origin, "content")
    return _filtered(text) if text and form is TextForm.RAW else readable_html(text, form)


@lru_cache(maxsize=256)
def _filtered(text: str) -> str:
    return comments.comment_html(source_html(text), marks=None)
