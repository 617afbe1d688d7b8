"""The records of the model as the elements in which ``export_wp()`` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from wparchive.language import dates
from wparchive.model.elements import UnknownElement
from wparchive.wordpress import wxr
from wparchive.wordpress.serialized import with_right_lengths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wparchive.model.records import Comment, Meta, Post, PostTerm
    from wparchive.model.site import Author, Term
    from wparchive.wordpress.wxr import Order
    from wparchive.writers.wxr.markup import Markup

    Rows = Iterable[tuple[str, str | int | None]]

_PLAIN = frozenset(
    {
        "link", "guid", "wp:post_id", "wp:post_parent", "wp:menu_order", "wp:is_sticky",
        "wp:comment_id", "wp:comment_author_url", "wp:comment_parent", "wp:comment_user_id",
        "wp:author_id", "wp:term_id",
    }
)  # fmt: skip
"""Elements of records that core writes without a CDATA section."""
_TAXONOMIES = {"category": "wp:category", "post_tag": "wp:tag"}
_INLINE = ""


class Records:
    """Writes records in the namespaces of one document.

    Attributes:
        corrected: How many serialized values got other lengths since the attribute was set to 0.
    """

    def __init__(self, markup: Markup) -> None:
        self._markup = markup
        self.corrected = 0

    def post(self, post: Post) -> str:
        """Write an ``item``."""
        item = self._element("item", post, wxr.POST, self._post(post), "\t")
        return f"\t{item}\n"

    def _post(self, post: Post) -> dict[str, list[str]]:
        own = self._leaves(
            (
                ("title", post.title),
                ("link", post.link),
                ("dc:creator", creator(post)),
                ("content:encoded", post.content),
                ("excerpt:encoded", post.excerpt),
                ("wp:post_id", post.id),
                ("wp:post_date", _mysql(post.published)),
                (
                    "wp:post_date_gmt",
                    _gmt(post, "wp:post_date", post.published, post.published_gmt),
                ),
                ("wp:post_modified", _mysql(post.modified)),
                (
                    "wp:post_modified_gmt",
                    _gmt(post, "wp:post_modified", post.modified, post.modified_gmt),
                ),
                ("wp:comment_status", post.comment_status),
                ("wp:ping_status", post.ping_status),
                ("wp:post_name", post.slug),
                ("wp:status", post.status),
                ("wp:post_parent", post.parent),
                ("wp:menu_order", post.menu_order),
                ("wp:post_type", post.type),
                ("wp:post_password", post.password),
                ("wp:is_sticky", None if post.sticky is None else int(post.sticky)),
                ("wp:attachment_url", post.attachment_url),
            )
        )
        own["guid"] = self._guid(post)
        own["category"] = [self._category(term) for term in post.terms]
        own["wp:postmeta"] = [self._meta("wp:postmeta", meta, "\t\t") for meta in post.meta]
        own["wp:comment"] = [self._comment(comment) for comment in post.comments]
        return own

    def author(self, author: Author) -> str:
        """Write a ``wp:author``."""
        own = self._leaves(
            (
                ("wp:author_id", author.id),
                ("wp:author_login", author.login),
                ("wp:author_email", author.email),
                ("wp:author_display_name", author.name),
                ("wp:author_first_name", author.first_name),
                ("wp:author_last_name", author.last_name),
                ("wp:author_url", author.url),
                ("wp:author_description", author.description),
            )
        )
        return self._element(author_element(author), author, wxr.AUTHOR, own, _INLINE)

    def term(self, term: Term) -> str:
        """Write a ``wp:category``, ``wp:tag`` or ``wp:term``."""
        name = term_element(term)
        slug, label, description = {
            "wp:category": ("category_nicename", "cat_name", "category_description"),
            "wp:tag": ("tag_slug", "tag_name", "tag_description"),
            "wp:term": ("term_slug", "term_name", "term_description"),
        }[name]
        parent = {"wp:category": "wp:category_parent", "wp:term": "wp:term_parent"}.get(name)
        own = self._leaves(
            (
                ("wp:term_id", term.id),
                ("wp:term_taxonomy", term.taxonomy if name == "wp:term" else None),
                (f"wp:{slug}", term.slug),
                (parent or "", term.parent),
                (f"wp:{label}", term.name),
                (f"wp:{description}", term.description),
            )
        )
        # wxr_nav_menu_terms() writes menus on a line of their own.
        indent = _INLINE if term.taxonomy == "nav_menu" else "\t"
        if indent == _INLINE and "wp:term_taxonomy" in own:
            own["wp:term_taxonomy"] = [self._markup.leaf("wp:term_taxonomy", "nav_menu")]
        own["wp:termmeta"] = [
            self._meta("wp:termmeta", meta, indent and indent + "\t") for meta in term.meta
        ]
        return self._element(name, term, wxr.TERMS[name], own, indent)

    def _comment(self, comment: Comment) -> str:
        own = self._leaves(
            (
                ("wp:comment_id", comment.id),
                ("wp:comment_author", comment.author),
                ("wp:comment_author_email", comment.email),
                ("wp:comment_author_url", comment.url),
                ("wp:comment_author_IP", comment.ip),
                ("wp:comment_date", _mysql(comment.published)),
                (
                    "wp:comment_date_gmt",
                    _gmt(comment, "wp:comment_date", comment.published, comment.published_gmt),
                ),
                ("wp:comment_content", comment.content),
                ("wp:comment_approved", comment.approved),
                ("wp:comment_type", comment.kind),
                ("wp:comment_parent", comment.parent),
                ("wp:comment_user_id", comment.user_id),
            )
        )
        own["wp:commentmeta"] = [
            self._meta("wp:commentmeta", meta, "\t\t\t") for meta in comment.meta
        ]
        return self._element("wp:comment", comment, wxr.COMMENT, own, "\t\t")

    def _guid(self, post: Post) -> list[str]:
        if post.guid is None:
            return []
        known = post.guid_is_permalink
        flag = None if known is None else str(known).lower()
        return [self._markup.leaf("guid", self._markup.text(post.guid), {"isPermaLink": flag})]

    def _category(self, term: PostTerm) -> str:
        if isinstance(term.element, UnknownElement):
            return self._markup.element(term.element)
        attributes = {"domain": term.taxonomy, "nicename": term.slug}
        return self._markup.leaf("category", self._markup.cdata(term.name or ""), attributes)

    def _meta(self, name: str, meta: Meta, indent: str) -> str:
        if meta.element is not UNSET:
            return self._markup.element(meta.element)
        value = with_right_lengths(meta.value or "")
        self.corrected += value != (meta.value or "")
        own = self._leaves(
            (("wp:meta_key", meta.key), ("wp:meta_value", None if meta.value is None else value))
        )
        start, end = self._markup.tags(name)
        return _around(
            start, [*own.get("wp:meta_key", []), *own.get("wp:meta_value", [])], end, indent
        )

    def _leaves(self, rows: Rows) -> dict[str, list[str]]:
        """Write the elements of fields that have a value, by name."""
        own: dict[str, list[str]] = {}
        for name, value in rows:
            if value is not None and name:
                text = str(value)
                plain = name in _PLAIN
                inside = self._markup.text(text) if plain else self._markup.cdata(text)
                own[name] = [self._markup.leaf(name, inside)]
        return own

    def _element(
        self,
        name: str,
        record: Post | Comment | Author | Term,
        order: Order,
        own: Mapping[str, Sequence[str]],
        indent: str,
    ) -> str:
        """Write a record's element with its children in their order."""
        layout = record.layout
        attributes, namespace = (layout.attributes, layout.namespace) if layout else ({}, "")
        start, end = self._markup.tags(name, attributes, namespace)
        children = [
            child if isinstance(child, str) else self._markup.element(child)
            for child in order.arrange(layout, own, record.extra)
        ]
        if layout:
            start += self._markup.text(layout.text)
            end += self._markup.text(layout.tail)
        return _around(start, children, end, indent)


def creator(post: Post) -> str | None:
    """Return the text of ``dc:creator``: the login, or the name of an author without a login."""
    if post.author is None:
        return None
    return post.author.name if post.author.login is None else post.author.login


def author_element(author: Author) -> str:
    """Return the name of an author's element in the source."""
    element = author.origin and author.origin.element
    return "wp:wp_author" if element == "wp:wp_author" else "wp:author"


def term_element(term: Term) -> str:
    """Return the name of a term's element in the source, else that of its taxonomy."""
    element = term.origin and term.origin.element
    if element == "wp:term":
        return element
    name = _TAXONOMIES.get(term.taxonomy or "", "wp:term")
    return "wp:term" if name == "wp:tag" and term.parent is not None else name


def _around(start: str, children: list[str], end: str, indent: str) -> str:
    """Write an element with each child on its own line, or all in one line without an indent."""
    if not indent or not children:
        return start + "".join(children) + end
    return start + "\n" + "".join(f"{indent}\t{child}\n" for child in children) + indent + end


def _mysql(text: str | None) -> str | None:
    return None if text is None else dates.to_mysql(text)


def _gmt(
    record: Post | Comment, name: str, published: str | None, published_gmt: str | None
) -> str | None:
    """Return the GMT column, computed if only a local time with its zone is known.

    Args:
        record: The post or comment.
        name: The local column's element.
        published: The local time; one with a zone was not read from WXR, unless kept whole.
        published_gmt: The column's own value.
    """
    moment = dates.parse(published)
    zoned = moment is not None and moment.tzinfo is not None
    if published_gmt is None and zoned and not (record.layout and name in record.layout.whole):
        assert moment is not None
        published_gmt = dates.in_gmt(moment)
    return _mysql(published_gmt)
