"""The data of a post for front matter, prepared once for all profiles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wparchive import patterns
from wparchive.language import dates
from wparchive.render.forms import title_html
from wparchive.render.links import further_links
from wparchive.render.names import plain, terms_by_taxonomy
from wparchive.storage.escapes import decoded_slug
from wparchive.web.false_tags import show_false_tags
from wparchive.web.html import parse_fragment, visible_text
from wparchive.wordpress import facets, media_fields
from wparchive.wordpress.featured import featured_file
from wparchive.wordpress.permalinks import UNPUBLISHED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from wparchive.formats.writers import Context
    from wparchive.model.records import Post

# What WordPress does not show to visitors until its author says so, or any more.
# Facets that are tables of names and texts.
_TABLES = ("social_data", "place_data", "book_data", "diary_data", "episode_data")
_MORE = patterns.lazy(r"<!--more((?>(?:[^-<]++|-(?!->)|<(?!!--more))*))-->", re.DOTALL)


@dataclass(frozen=True)
class FrontMatterData:
    """The data of a post for front matter.

    Attributes:
        post: The post itself.
        title: Its title as text; empty if it has none.
        author: Its author's display name.
        date: When it was published; with the offset that the GMT field implies.
        modified: When it was last changed, likewise.
        slug: Its slug, readable.
        categories: Names of its categories.
        tags: Names of its tags.
        terms: Names of its other terms by taxonomy.
        image: The address of its featured image.
        image_texts: What a page showed with that image, where no input has its attachment.
        known_taxonomies: The blog's own taxonomies that its list of terms names.
        more_text: The text of the link to the rest of the post (``<!--more Go on-->``).
        url: Its path below the site's root, with a leading ``/``.
        aliases: Other paths at which the blog answered with the post.
        comments_key: Name of its file of comments, without ``.json``; None without comments.
        further_links: URLs that Markdown has no place for: enclosures and the like, data of blocks,
            lazy images.
        authors: The display names of its authors.
        joined: What plugins and other records say of it, by the names of front matter.
        translation_key: What it has in common with its translations; None if it has none.
    """

    post: Post
    title: str
    author: str | None
    date: datetime | None
    modified: datetime | None
    slug: str | None
    categories: list[str]
    tags: list[str]
    terms: dict[str, list[str]]
    image: str | None = None
    image_texts: dict[str, str] = field(default_factory=dict)
    known_taxonomies: frozenset[str] = frozenset()
    more_text: str | None = None
    url: str = ""
    aliases: Sequence[str] = field(default_factory=tuple)
    comments_key: str | None = None
    further_links: Sequence[str] = field(default_factory=tuple)
    authors: Sequence[str] = field(default_factory=tuple)
    joined: dict[str, Any] = field(default_factory=dict)
    translation_key: str | None = None

    @property
    def draft(self) -> bool:
        """True if visitors do not see it yet, or no longer."""
        return is_draft(self.post)

    @property
    def day(self) -> dt.date | None:
        """The date of publication, where no time of day is known."""
        if self.date is None or not dates.is_day(self.post.published) or self.post.published_gmt:
            return None
        return self.date.date()

    @property
    def is_page(self) -> bool:
        """True if it is a page of WordPress, not a post."""
        return self.post.type == "page"

    @property
    def excerpt(self) -> str | None:
        """The excerpt as its author wrote it, possibly with HTML; None for none."""
        return self.post.excerpt if (self.post.excerpt or "").strip() else None

    @property
    def description(self) -> str | None:
        """The text for search engines, else the excerpt, in one line; None without either."""
        if text := facets.description(self.post):
            return _text(text)
        return self.plain_excerpt

    @property
    def plain_excerpt(self) -> str | None:
        """The excerpt as one line of text; None for none."""
        if not self.post.excerpt:
            return None
        return _text(self.post.excerpt) or None

    @property
    def extra(self) -> dict[str, Any]:
        """Fields that no generator has a word for, under names that no generator uses."""
        post = self.post
        return {
            "sticky": post.sticky or None,
            **self.joined,
            "more_text": self.more_text,
            "attachment_url": post.attachment_url,
            "further_links": self.further_links,
            "comments_key": self.comments_key,
            "wordpress_id": post.id,
            "wordpress_parent": post.parent or None,
            "wordpress_type": post.type,
            "wordpress_date": post.published if self.date is None else None,
            **self.image_texts,
        }


def is_draft(post: Post) -> bool:
    """Check whether visitors do not see a post yet, or no longer."""
    return post.status in UNPUBLISHED


def make_front_matter_data(
    context: Context, post: Post, rewrite: Callable[[str], str] | None
) -> FrontMatterData:
    """Collect the data of a post, but for those that depend on its place in the output.

    Args:
        context: The archive.
        post: The post.
        rewrite: As in `RenderContext`: returns the URL of a file that the output has.
    """
    rewrite = rewrite or str
    terms = terms_by_taxonomy(post)
    media = context.references.media
    picture = featured_file(post, media)
    image = picture.url if picture else None
    sounds = [str(file["url"]) for file in media_fields.enclosures(post)]
    mark = _MORE.search(post.content or "")
    return FrontMatterData(
        post=post,
        title=_text(title_html(post)),
        author=plain(context.author_of(post)) or None,
        authors=[plain(name) for name in context.authors_of(post)],
        joined=_joined(context, post, rewrite),
        translation_key=context.references.companions.key(post),
        date=dates.localize(post.published, post.published_gmt),
        modified=dates.localize(post.modified, post.modified_gmt),
        slug=decoded_slug(post.slug) if post.slug else None,
        categories=terms.pop("category", []),
        tags=terms.pop("post_tag", []),
        terms=terms,
        image=rewrite(image) if image else None,
        image_texts={
            "featured_image_alt": picture.alt,
            "featured_image_caption": picture.caption,
        }
        if picture is not None and not picture.id
        else {},
        more_text=plain(mark[1]) or None if mark else None,
        further_links=further_links(post, media, markup=False, besides=[image, *sounds]),
    )


def _joined(context: Context, post: Post, rewrite: Callable[[str], str]) -> dict[str, Any]:
    authors = [plain(name) for name in context.authors_of(post)]
    return {
        "authors": authors if len(authors) > 1 else None,
        "language": facets.language(post),
        "translations": context.references.companions.translations(post),
        "canonical_url": facets.canonical_url(post),
        "robots": "noindex" if facets.is_unlisted(post) else None,
        "seo_title": facets.seo_title(post),
        "subtitle": facets.field(post, "subtitle"),
        "series_part": facets.field(post, "series_part"),
        **{name: facets.numbers(post, name) or None for name in _TABLES},
        "enclosures": [
            {**file, "url": rewrite(str(file["url"]))} for file in media_fields.enclosures(post)
        ],
        "product_data": context.references.companions.product_data(post) or None,
        "event_data": {
            **facets.numbers(post, "event_data"),
            **context.references.companions.event_places(post),
        }
        or None,
    }


def _text(markup: str | None) -> str:
    """Return HTML as one line of text."""
    if not markup or "<" not in markup:
        return plain(markup)
    return " ".join("".join(visible_text(parse_fragment(show_false_tags(markup)))).split())
