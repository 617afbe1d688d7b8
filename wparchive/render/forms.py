"""The forms of texts: as WordPress stores them, as a page showed them, or plain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.formats.readers import Exposure, TextForm
from wparchive.formats.registry import kind_of
from wparchive.web.false_tags import show_false_tags
from wparchive.wordpress.autop import autop
from wparchive.wordpress.source import source_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.formats.readers import SourceKind
    from wparchive.model.provenance import Origin
    from wparchive.model.records import Post

_TAG_OR_ENTITY: Final = patterns.lazy(r"<(?=[A-Za-z/!?])|&(?=\w+;|#\w+;)")
_READERS: Final[dict[TextForm, Callable[[str], str]]] = {
    TextForm.RAW: source_html,
    TextForm.RENDERED: show_false_tags,
    TextForm.PLAIN: autop,
}


def form_of(origin: Origin | None, field: str) -> TextForm:
    """Return the form of a record's field, which another source than the record's may have filled.

    Args:
        origin: Where the record was read; None for the blog's own data.
        field: ``content`` or ``excerpt``.
    """
    if origin is None or (origin.kind is None and not origin.fields):
        return TextForm.RAW
    return _kind_of_field(origin, field).text


def _kind_of_field(origin: Origin, field: str) -> SourceKind:
    at = origin.fields.get(field, origin)
    # A field of the same source is of its kind, too.
    return kind_of(origin if at.source == origin.source else at)


def is_title_text(post: Post) -> bool:
    """Check whether a post's title is text, as pages and feeds show it, and not HTML."""
    shown = {Exposure.PAGE, Exposure.FEED}
    return post.origin is not None and _kind_of_field(post.origin, "title").exposure in shown


def title_html(post: Post) -> str | None:
    """Return a post's title as HTML, in which what looks like a tag or an entity is one.

    The blog's own data holds titles so (``the_title()`` escapes nothing); pages and feeds show
    them as text, in which a tag is a word.
    """
    title = post.title
    if not title or not is_title_text(post):
        return title
    return _TAG_OR_ENTITY.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;", title)


def readable_html(text: str, form: TextForm) -> str:
    """Return a text as HTML that browsers read as its readers did, before WordPress's filters.

    Shortcodes are code in raw texts only: a page that shows one was not run through it.
    """
    return _READERS[form](text)
