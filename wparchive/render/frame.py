"""The frame of all rebuilt pages: the name and language of the blog, and the origin of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from wparchive.formats.registry import kind_of
from wparchive.language import dates
from wparchive.render.forms import title_html
from wparchive.render.language import direction
from wparchive.render.names import plain
from wparchive.render.summary import title_text
from wparchive.render.words import words_for

if TYPE_CHECKING:
    from wparchive.formats.writers import Context
    from wparchive.model.records import Post
    from wparchive.render.words import Words


def words_of(context: Context) -> Words:
    """Return the words for the blog's language."""
    return words_for(context.metadata.site.language or "")


def title_of(context: Context, post: Post) -> str:
    """Return a post's title in plain text, or a word for the missing title."""
    return title_text(title_html(post)) or words_of(context).untitled


def is_from_export(context: Context) -> bool:
    """Check whether the blog's own data was read, not only copies of its pages."""
    return kind_of(context.metadata.site.origin).authoritative


def source_of(context: Context) -> str:
    """Name in English what the archive is made from."""
    return "a WordPress export" if is_from_export(context) else "saved copies of the blog"


def frame(context: Context) -> dict[str, object]:
    """Collect the values that the templates of all pages need.

    Args:
        context: The site and the run.
    """
    language = context.metadata.site.language or ""
    words = words_for(language)
    generator = f"wparchive {context.version}"
    day = dates.strftime(context.exported_at, "%Y-%m-%d")
    rebuilt = words.rebuilt if is_from_export(context) else words.rebuilt_from_copies
    exported = Markup('<time datetime="{}">{}</time>').format(day, words.format_period(day))
    return {
        "language": language,
        "direction": direction(language),
        "words": words,
        "words_attributes": _language_attributes(words, language),
        "generator": generator,
        "site_title": plain(context.metadata.site.title),
        "rebuilt": Markup(rebuilt).format(date=exported, program=generator),  # noqa: S704 - ours
    }


def _language_attributes(words: Words, language: str) -> Markup:
    """Return the attributes of words that are not in the page's own language."""
    if words.tag.partition("-")[0] == language.lower().partition("-")[0]:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(words.tag, direction(words.tag))
