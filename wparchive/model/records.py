"""The records of the canonical model, in WordPress's own words where it has one.

Absent is ``None``, never invented; an empty text in the source stays an empty text. Dates are
texts: RFC 3339 where the source gives a zone, naive ISO 8601 where it does not, and the raw text
where it cannot be read (zero dates, year -0001, malformed ones). Bodies are raw: byte for byte
those of the source after decoding; writers render them as WordPress would.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from wparchive.model.provenance import Origin
from wparchive.notices import Notice

if TYPE_CHECKING:
    from wparchive.model.when import When
    from wparchive.notices import Code

SCHEMA = "wparchive/1"
"""Name and version of the canonical model; the number rises when its readers must change."""


PINGS = frozenset({"pingback", "trackback"})
"""The kinds of comments that other sites' software leaves."""


def _view(name: str, *arguments: object) -> Any:
    """Call a function that renders a record: it needs parsers, which the model does not import."""
    return getattr(import_module("wparchive.transforms.record_views"), name)(*arguments)


class _Record(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The base of all records: keyword arguments only, and strict decoding."""


class UnknownElement(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An element of the source without a name in the model, with all its content.

    Attributes:
        namespace: Namespace URI as found; empty for none.
        tag: Local name.
        attributes: Attribute values by name; a name in a namespace is ``{uri}name``.
        text: Text before the first child.
        tail: Text that follows the element inside its parent, kept where it is not white space
            (without the white space around it if the parent is a record's element).
        children: Elements inside, in order.
    """

    tag: str
    namespace: str = ""
    attributes: dict[str, str] = {}
    text: str = ""
    tail: str = ""
    children: list[UnknownElement] = []


class SourceLayout(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The arrangement of a record's element, where it is not that of WordPress's export.

    With it a WXR can be written again that has all elements, attributes and texts in their order.

    Attributes:
        order: The children's names in document order, ``wp:status`` by meaning and foreign ones
            as ``{uri}local``; a run of equal ones is ``category*3``. In a channel ``item`` means
            all items. None is core's order; an order that no longer fits the record, because
            it was edited or merged, is not followed.
        whole: Names of children all of which are in `extra` as they were found, since a field
            alone cannot hold it: white space around a token, another spelling of a date, an
            attribute, nested elements, another version's namespace, the old empty comment type.
        namespace: The element's own namespace, where it is not the document's.
        attributes: The element's own attributes.
        text: Text before the first child, without the white space around it.
        tail: Text after the element, likewise; of a channel, text after the items.
        root: Of a channel, the attributes of the document's root, where they are not RSS 2.0's.
    """

    order: list[str] | None = None
    whole: list[str] = []
    namespace: str = ""
    attributes: dict[str, str] = {}
    text: str = ""
    tail: str = ""
    root: dict[str, str] | None = None


class Meta(_Record):
    """One key and value of post, comment or term meta; serialized PHP stays as it is.

    Attributes:
        decoded: The data of serialized PHP in `value`, as JSON; left out for other values.
        element: The source's element, if it has more than key and value.
    """

    key: str | None
    value: str | None
    decoded: Any | UnsetType = UNSET
    element: UnknownElement | UnsetType = UNSET


class PostAuthor(_Record):
    """The author of a post, as named in the post; the site's `authors` have more, by login."""

    login: str | None = None
    name: str | None = None
    email: str | None = None
    url: str | None = None


class Author(_Record):
    """A user of the site who wrote something (``wp:author``)."""

    id: int | None = None
    login: str | None = None
    email: str | None = None
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    url: str | None = None
    description: str | None = None
    extra: list[UnknownElement] = []
    layout: SourceLayout | None = None
    origin: Origin | None = None


class Term(_Record):
    """A term of the site (``wp:category``, ``wp:tag``, ``wp:term``); `parent` is a slug."""

    id: int | None = None
    taxonomy: str | None = None
    slug: str | None = None
    name: str | None = None
    parent: str | None = None
    description: str | None = None
    meta: list[Meta] = []
    extra: list[UnknownElement] = []
    layout: SourceLayout | None = None
    origin: Origin | None = None


class PostTerm(_Record):
    """A term that a post carries (``category`` with ``domain`` and ``nicename``).

    Attributes:
        element: The source's element, if it has more than the fields.
    """

    taxonomy: str | None = None
    slug: str | None = None
    name: str | None = None
    element: UnknownElement | UnsetType = UNSET


class Image(_Record):
    """The channel's image."""

    url: str | None = None
    title: str | None = None
    link: str | None = None
    width: int | None = None
    height: int | None = None


class Site(_Record):
    """The blog itself (the export's channel).

    Attributes:
        published: The instant of the export (``pubDate``), RFC 3339.
        created: The instant in the export's ``created=`` comment, naive.
        generators: Every ``generator``, in order.
        namespaces: Namespace URIs by prefix as the document declares them for all of it; empty
            where they are those of WXR 1.2.
    """

    title: str | None = None
    link: str | None = None
    description: str | None = None
    language: str | None = None
    published: str | None = None
    created: str | None = None
    wxr_version: str | None = None
    base_site_url: str | None = None
    base_blog_url: str | None = None
    generators: list[str] = []
    image: Image | None = None
    namespaces: dict[str, str] = {}
    extra: list[UnknownElement] = []
    layout: SourceLayout | None = None
    origin: Origin | None = None


class Comment(_Record):
    """A comment, pingback or trackback, as flat as WordPress stores it; `parent` makes threads.

    Attributes:
        kind: ``comment``, ``pingback``, ``trackback``, or another word as found; WordPress's
            old empty type is ``comment``.
        approved: WordPress's own word: ``1``, ``0``, ``spam``, ``trash``, ``post-trashed``.
    """

    id: int | None = None
    kind: str = "comment"
    author: str | None = None
    email: str | None = None
    url: str | None = None
    ip: str | None = None
    published: str | None = None
    published_gmt: str | None = None
    content: str | None = None
    approved: str | None = None
    parent: int | None = None
    user_id: int | None = None
    meta: list[Meta] = []
    extra: list[UnknownElement] = []
    layout: SourceLayout | None = None
    origin: Origin | None = None

    @property
    def when(self) -> When | None:
        """The best date of the comment, and the field from which it comes; None if it has none."""
        return _view("when", self)  # type: ignore[no-any-return]

    @property
    def byline(self) -> str | None:
        """The name of the author as text; None if there is none."""
        return _view("byline_of_comment", self)  # type: ignore[no-any-return]

    @property
    def is_public(self) -> bool:
        """Whether the comment is approved and of a known public kind.

        The post to which it belongs may still be hidden.
        """
        return _view("is_public_comment", self)  # type: ignore[no-any-return]

    def html(self) -> str:
        """Return the comment as HTML: paragraphs made, scripts and frames removed."""
        return _view("html_of_comment", self)  # type: ignore[no-any-return]

    def markdown(self) -> str:
        """Return the comment as Markdown."""
        return _view("markdown", self.html())  # type: ignore[no-any-return]

    def text(self) -> str:
        """Return the comment's text without markup, with a line for each paragraph."""
        return _view("text", self.html())  # type: ignore[no-any-return]


class Post(_Record):
    """A post of any type: post, page, attachment, menu item, or a plugin's own."""

    id: int | None = None
    type: str | None = None
    status: str | None = None
    slug: str | None = None
    title: str | None = None
    link: str | None = None
    guid: str | None = None
    guid_is_permalink: bool | None = None
    author: PostAuthor | None = None
    published: str | None = None
    published_gmt: str | None = None
    modified: str | None = None
    modified_gmt: str | None = None
    content: str | None = None
    excerpt: str | None = None
    parent: int | None = None
    menu_order: int | None = None
    comment_status: str | None = None
    ping_status: str | None = None
    password: str | None = None
    sticky: bool | None = None
    attachment_url: str | None = None
    terms: list[PostTerm] = []
    meta: list[Meta] = []
    comments: list[Comment] = []
    extra: list[UnknownElement] = []
    layout: SourceLayout | None = None
    origin: Origin | None = None

    @property
    def origin_or_unknown(self) -> Origin:
        """The post's origin, or one with an empty source if nobody recorded it."""
        return self.origin or Origin(source="")

    @property
    def when(self) -> When | None:
        """The best date of the post, with the field from which it comes; None if there is none."""
        return _view("when", self)  # type: ignore[no-any-return]

    @property
    def byline(self) -> str | None:
        """The author's name as the post has it; None if the post names no author.

        Exports name the login; `Archive.byline` returns the display name.
        """
        return _view("byline_of_post", self)  # type: ignore[no-any-return]

    @property
    def is_public(self) -> bool:
        """Whether the post's own fields show that readers of the blog could see it.

        False if other records are needed to know: the parent of an attachment, or pages of an
        unknown post type. `Archive.is_public` knows these, too.
        """
        return _view("is_public_post", self)  # type: ignore[no-any-return]

    @property
    def title_text(self) -> str:
        """The title as text: without tags and entities, in one line; empty if there is none."""
        return _view("title_of_post", self)  # type: ignore[no-any-return]

    def html(self) -> str:
        """Return the body as HTML, as WordPress hands it to a theme.

        Paragraphs are made, blocks and known shortcodes expanded. Galleries that name their images
        by number stay as they are, since the images are other posts. The HTML is the author's: it
        may have scripts.
        """
        return _view("html_of_post", self)  # type: ignore[no-any-return]

    def excerpt_html(self) -> str:
        """Return the excerpt as HTML; empty if there is none."""
        return _view("html_of_excerpt", self)  # type: ignore[no-any-return]

    def markdown(self) -> str:
        """Return the body as Markdown (CommonMark with GFM's tables and strikethrough)."""
        return _view("markdown", self.html())  # type: ignore[no-any-return]

    def text(self) -> str:
        """Return the text of the body without markup, with a line for each block."""
        return _view("text", self.html())  # type: ignore[no-any-return]

    @property
    def featured_image(self) -> int | None:
        """The id of the attachment that is its featured image (``_thumbnail_id``)."""
        value = self.get_meta("_thumbnail_id") or ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else None

    def get_meta(self, key: str) -> str | None:
        """Return the first value of a meta key, as ``get_post_meta( $id, $key, true )`` does."""
        return next((m.value for m in self.meta if m.key == key), None)

    def notice(
        self, code: Code, text: str, target: str = "", *, origin: Origin | None = None
    ) -> Notice:
        """Make a notice about this post.

        Args:
            code: What happened.
            text: The particulars.
            target: The output format; empty if the notice is about the source.
            origin: Where in the sources, if that is not where the post was read.
        """
        at = origin or self.origin_or_unknown
        return Notice(code, text, at.source, at.line, at.offset, self.id, target)


class SiteDocument(_Record):
    """The contents of ``json/site.json``: all that is not a post."""

    schema: str = SCHEMA
    generator: str = ""
    site: Site = msgspec.field(default_factory=Site)
    authors: list[Author] = []
    terms: list[Term] = []
    sources: list[str] = []
