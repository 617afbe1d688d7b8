"""What all rebuilt pages say around their text: their blog, its language, and their origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from wparchive.language import dates
from wparchive.render.language import direction
from wparchive.render.names import plain
from wparchive.render.summary import title_text
from wparchive.render.words import words

if TYPE_CHECKING:
    from wparchive.model.records import Post
    from wparchive.output_formats import Context
    from wparchive.render.words import Words


def words_of(context: Context) -> Words:
    """The words for the blog's language."""
    return words(context.head.site.language or "")


def title_of(context: Context, post: Post) -> str:
    """A post's title in plain text, or what stands in its place."""
    return title_text(post.title) or words_of(context).untitled


def frame(context: Context) -> dict[str, object]:
    """What the templates of pages need, whatever a page holds.

    Args:
        context: What is known of the site.
    """
    language = context.head.site.language or ""
    said = words(language)
    generator = f"wparchive {context.version}"
    day = dates.formatted(context.exported_at, "%Y-%m-%d")
    exported = Markup('<time datetime="{}">{}</time>').format(day, said.period(day))
    return {
        "language": language,
        "direction": direction(language),
        "words": said,
        "spoken": _spoken(said, language),
        "generator": generator,
        "site_title": plain(context.head.site.title),
        "rebuilt": Markup(said.rebuilt).format(date=exported, program=generator),  # noqa: S704 - ours
    }


def _spoken(said: Words, language: str) -> Markup:
    """The attributes of what is not in the page's own language."""
    if said.tag.partition("-")[0] == language.lower().partition("-")[0]:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(said.tag, direction(said.tag))
