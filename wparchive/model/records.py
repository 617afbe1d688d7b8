"""The records of posts: a post, its author, terms, meta and comments.

Fields have WordPress's names. A missing value is None and never invented; an empty text in the
source stays an empty text. A date is one of three texts: RFC 3339 if the source gives a zone, ISO
8601 without a zone if it gives none, and the text as found if it is not a date (zero dates, the
year -0001, damaged dates). Bodies are raw: as in the source after decoding, before WordPress makes
paragraphs and expands shortcodes and blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from wparchive.errors.notices import Notice
from wparchive.model.elements import SourceLayout, UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.views import view

if TYPE_CHECKING:
    from wparchive.errors.notices import Code
    from wparchive.model.when import When

PINGS = frozenset({"pingback", "trackback"})
"""The kinds of comments that the software of other sites sends."""


class Record(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Base class of all records: keyword arguments only, and unknown fields are errors."""


class Meta(Record):
    """A key and a value of post, comment or term meta.

    Attributes:
        key: The key; None if the source has no key.
        value: The value as stored; serialized PHP stays as it is.
        decoded: The content of serialized PHP in `value`: a list, or a dictionary with texts as
            keys; a PHP object has its class under ``__class__``. UNSET if `value` is not a
            serialized array or object.
        element: The source's element, if it has more than key and value; otherwise UNSET.
    """

    key: str | None
    value: str | None
    decoded: Any | UnsetType = UNSET
    element: UnknownElement | UnsetType = UNSET


class PostAuthor(Record):
    """The author as a post names them; `SiteDocument.authors` has more, by `login`.

    Attributes:
        login: The login name; exports have only this.
        name: The name that readers see.
        email: The e-mail address (personal).
        url: The address of the author's site or page.
    """

    login: str | None = None
    name: str | None = None
    email: str | None = None
    url: str | None = None


class PostTerm(Record):
    """A term of a post (``category`` with ``domain`` and ``nicename``).

    Attributes:
        taxonomy: The taxonomy, such as ``post_tag``.
        slug: The slug, by which `SiteDocument.terms` has the term.
        name: The name, as HTML in exports; `name_text` is its text.
        element: The source's element, if it has more than these fields; otherwise UNSET.
    """

    taxonomy: str | None = None
    slug: str | None = None
    name: str | None = None
    element: UnknownElement | UnsetType = UNSET

    @property
    def name_text(self) -> str:
        """The name as text: without entities, in one line; empty if there is none."""
        return view("plain", self.name)  # type: ignore[no-any-return]


class Comment(Record):
    """A comment, pingback or trackback.

    Attributes:
        id: The comment id.
        kind: ``comment``, ``pingback``, ``trackback``, or another word from the source. The empty
            type of old WordPress versions becomes ``comment``.
        author: The name of the commenter, as HTML in exports.
        email: The e-mail address (personal).
        url: The commenter's site; for a ping, the page that sent it.
        ip: The IP address (personal).
        published: Date and time in the blog's zone.
        published_gmt: The same in UTC.
        content: The raw text; it may have any HTML.
        approved: WordPress's word: ``1``, ``0``, ``spam``, ``trash``, ``post-trashed``.
        parent: The id of the comment to which this one replies; 0 for none.
        user_id: The id of the user who wrote the comment; 0 for visitors.
        meta: The comment meta.
        extra: Elements of the source that have no field.
        layout: How the source arranged the element; None if as in WordPress's export.
        origin: Where the record was read; None if nobody recorded it.
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
        """The best date of the comment, with its field; None if the comment has no date."""
        return view("when", self)  # type: ignore[no-any-return]

    @property
    def byline(self) -> str | None:
        """The name of the author as text; None if there is none."""
        return view("byline_of_comment", self)  # type: ignore[no-any-return]

    @property
    def is_public(self) -> bool:
        """Whether the comment is approved and of a known public kind.

        The post to which it belongs may still be hidden.
        """
        return view("is_public_comment", self)  # type: ignore[no-any-return]

    def html(self) -> str:
        """Return the comment as HTML with paragraphs, without scripts and frames."""
        return view("html_of_comment", self)  # type: ignore[no-any-return]

    def markdown(self) -> str:
        """Return the comment as Markdown."""
        return view("markdown", self.html())  # type: ignore[no-any-return]

    def text(self) -> str:
        """Return the comment's text without markup, with a line for each paragraph."""
        return view("text", self.html())  # type: ignore[no-any-return]


class Post(Record):
    """A post of any type: post, page, attachment, menu item, or a plugin's own.

    Attributes:
        id: The post id.
        type: ``post``, ``page``, ``attachment``, ``nav_menu_item``, or another.
        status: ``publish``, ``draft``, ``private``, ``inherit``, or another.
        slug: The slug, percent-encoded where it is not ASCII.
        title: The title, as HTML in exports; `title_text` is its text.
        link: The permalink.
        guid: The globally unique identifier, often an address that never changed.
        guid_is_permalink: The guid's ``isPermaLink``.
        author: The author; None if the source names none.
        published: Date and time in the blog's zone.
        published_gmt: The same in UTC; a zero date for drafts.
        modified: Date and time of the last change in the blog's zone.
        modified_gmt: The same in UTC.
        content: The raw body.
        excerpt: The raw excerpt; for an attachment, its caption.
        parent: The id of the parent; 0 for none.
        menu_order: The position among pages or menu items.
        comment_status: ``open`` or ``closed``.
        ping_status: ``open`` or ``closed``.
        password: The password; empty for none (personal).
        sticky: Whether the post stays at the top of the front page.
        attachment_url: The address of an attachment's file.
        terms: The categories, tags and other terms.
        meta: The post meta.
        comments: Comments, pingbacks and trackbacks in the source's order; `Comment.parent` makes
            threads of them.
        extra: Elements of the source that have no field.
        layout: How the source arranged the element; None if as in WordPress's export.
        origin: Where the record was read; None if nobody recorded it.
        blog: The address of the blog that has the post; UNSET unless the archive has several
            blogs. Two blogs may have the same ids.
    """

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
    blog: str | UnsetType = UNSET

    @property
    def origin_or_unknown(self) -> Origin:
        """The post's origin, or one with an empty source if nobody recorded it."""
        return self.origin or Origin(source="")

    @property
    def when(self) -> When | None:
        """The best date of the post, with its field; None if the post has no date."""
        return view("when", self)  # type: ignore[no-any-return]

    @property
    def byline(self) -> str | None:
        """The author's name as the post has it; None if the post names no author.

        Exports name the login; `Archive.byline` returns the display name.
        """
        return view("byline_of_post", self)  # type: ignore[no-any-return]

    @property
    def is_public(self) -> bool:
        """Whether the post's own fields show that readers of the blog could see it.

        False if other records are needed to know: the parent of an attachment, or pages of an
        unknown post type. `Archive.is_public` knows these, too.
        """
        return view("is_public_post", self)  # type: ignore[no-any-return]

    @property
    def title_text(self) -> str:
        """The title as text: without tags and entities, in one line; empty if there is none."""
        return view("title_of_post", self)  # type: ignore[no-any-return]

    def html(self) -> str:
        """Return the body as HTML, as WordPress hands it to a theme.

        It has paragraphs; blocks and known shortcodes are expanded. Galleries that name their
        images by number do not change, because the images are other posts. The HTML is the
        author's: it may have scripts.
        """
        return view("html_of_post", self)  # type: ignore[no-any-return]

    def excerpt_html(self) -> str:
        """Return the excerpt as HTML; empty if there is none."""
        return view("html_of_excerpt", self)  # type: ignore[no-any-return]

    def markdown(self) -> str:
        """Return the body as Markdown (CommonMark with GFM's tables and strikethrough)."""
        return view("markdown", self.html())  # type: ignore[no-any-return]

    def text(self) -> str:
        """Return the text of the body without markup, with a line for each block."""
        return view("text", self.html())  # type: ignore[no-any-return]

    @property
    def featured_image(self) -> int | None:
        """The id of the featured image, an attachment (``_thumbnail_id``); None for none."""
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
            text: The details.
            target: The output format; empty if the notice is about the source.
            origin: The place in the sources; None for the place where the post was read.
        """
        at = origin or self.origin_or_unknown
        return Notice(code, text, at.source, at.line, at.offset, self.id, target)
