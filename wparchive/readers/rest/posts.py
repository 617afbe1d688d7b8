"""Posts of all types with their comments, from REST objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wparchive import patterns
from wparchive.assembly.excerpts import is_beginning
from wparchive.errors.containment import Attempt
from wparchive.errors.notices import Code, Notice, quoting
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm
from wparchive.readers.rest import values
from wparchive.readers.rest.site import login
from wparchive.web.scanning import Ended

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.site import Site
    from wparchive.readers.rest.dump import Dump, RestObject

_POST = frozenset(
    "id ID date date_gmt guid modified modified_gmt password slug status type link URL title"
    " content excerpt author featured_media parent menu_order comment_status ping_status sticky"
    " template format meta categories tags description caption alt_text source_url post_type"
    " _links _embedded generated_slug permalink_template class_list media_type"
    " missing_image_sizes terms site_ID short_URL discussion comment_count capabilities url"
    " attr_title type_label object object_id target classes xfn invalid menus attachments"
    " attachment_count other_URLs is_reblogged global_ID like_count likes_enabled i_like"
    " is_following sharing_enabled featured_image post_thumbnail metadata".split()
)
_COMMENT = frozenset(
    "id ID post parent author author_name author_email author_url author_ip date date_gmt content"
    " link URL short_URL status type author_avatar_urls meta _links _embedded raw_content"
    " like_count i_like can_moderate i_replied".split()
)
KNOWN = _POST | _COMMENT
"""Fields of WordPress's own objects: they are read, or would be in no export."""
_STATES = {
    "approved": "1", "approve": "1", "hold": "0", "unapproved": "0", "pending": "0",
    "spam": "spam", "trash": "trash",
}  # fmt: skip
_OPEN = {True: "open", False: "closed"}
_PREPENDED = Ended(
    patterns.lazy(r"(?>(?:(?<!\s)\s++)?)<p class=\"attachment\">.*?</p>\s*+", re.DOTALL),
    patterns.lazy(r"</p>\s*+"),
)
_MENU_ITEM = (
    ("type", "_menu_item_type"), ("object_id", "_menu_item_object_id"),
    ("object", "_menu_item_object"), ("target", "_menu_item_target"), ("url", "_menu_item_url"),
    ("parent", "_menu_item_menu_item_parent"),
)  # fmt: skip


def read_posts(dump: Dump, site: Site, notices: list[Notice]) -> Iterator[Post]:
    """Yield all posts by id; posts of which only comments are known come last.

    Args:
        dump: The responses.
        site: The site.
        notices: Gets a notice for each post that cannot be read.
    """
    comments: dict[int, list[Comment]] = {}
    for number, found in sorted(dump.comments.items()):
        of = _post_of(found)
        if of is not None:
            comments.setdefault(of, []).append(_comment(number, found))
    for number, found in sorted(dump.posts.items()):
        with Attempt() as attempt:
            post = _post(dump, number, found)
            post.comments = comments.pop(number, [])
        if attempt.cause:
            message, public = quoting("The post could not be read: {}", attempt.cause)
            notices.append(
                Notice(Code.POST_FAILED, message, found.source, post_id=number, public=public)
            )
        else:
            yield post
    for number, orphans in sorted(comments.items()):
        yield _unseen(dump, number, orphans, site)


def _post(dump: Dump, number: int, found: RestObject) -> Post:
    value = found.value
    if "object_id" in value:
        return _menu_item(dump, number, found)
    is_file = "source_url" in value
    content, excerpt = values.text(value.get("content")), values.text(value.get("excerpt"))
    if is_file:
        content, excerpt = _described(value)
    elif not found.is_raw and excerpt is not None and is_beginning(excerpt, content or ""):
        # WordPress makes an excerpt of the text where nobody wrote one.
        excerpt = None
    return Post(
        id=number,
        type=values.string(value.get("type")),
        status=values.string(value.get("status")),
        slug=values.string(value.get("slug")),
        title=values.plain(value.get("title")),
        link=values.string(value.get("link", value.get("URL"))),
        guid=values.text(value.get("guid")),
        author=_author(dump, value.get("author")),
        published=values.date(value.get("date")),
        published_gmt=values.date(value.get("date_gmt"), utc=True),
        modified=values.date(value.get("modified")),
        modified_gmt=values.date(value.get("modified_gmt"), utc=True),
        content=content,
        excerpt=excerpt,
        parent=_parent(value),
        menu_order=values.number(value.get("menu_order")),
        comment_status=_open(value, "comment_status", "comments_open"),
        ping_status=_open(value, "ping_status", "pings_open"),
        password=values.string(value.get("password")),
        sticky=value["sticky"] if isinstance(value.get("sticky"), bool) else None,
        attachment_url=values.string(value.get("source_url")),
        terms=_terms(dump, value),
        meta=_meta(value),
        extra=values.remaining(value, _POST | _taxonomies(dump, value).keys()),
        origin=found.origin("post"),
    )


def _described(value: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return an attachment's description and caption; the rendered one begins with the file."""
    description = value.get("description")
    content = values.text(description)
    raw = isinstance(description, dict) and "raw" in description
    if content and not raw and (shown := _PREPENDED.search(content)):
        content = content[: shown.start()] + content[shown.end() :]
    return content, values.text(value.get("caption"))


def _author(dump: Dump, value: Any) -> PostAuthor | None:
    """Return a user, found by number, or given whole by WordPress.com."""
    if isinstance(value, dict):
        return PostAuthor(
            login=values.string(value.get("login")),
            name=values.plain(value.get("name")),
            url=values.string(value.get("URL")) or None,
        )
    user = dump.users.get(values.number(value) or 0)
    if user is None:
        return None
    return PostAuthor(login=login(user), name=values.plain(user.value.get("name")))


def _parent(value: dict[str, Any]) -> int | None:
    parent = value.get("parent", value.get("post"))
    if isinstance(parent, dict):
        parent = parent.get("ID")
    return values.number(parent) if parent is not False else 0


def _open(value: dict[str, Any], name: str, older: str) -> str | None:
    discussion = value.get("discussion")
    if isinstance(discussion, dict) and isinstance(discussion.get(older), bool):
        return _OPEN[discussion[older]]
    return values.string(value.get(name))


def _taxonomies(dump: Dump, value: dict[str, Any]) -> dict[str, str]:
    """Return the fields that list terms, with their taxonomies."""
    found = {"categories": "category", "tags": "post_tag"}
    for taxonomy, described in dump.taxonomies.items():
        base = described.get("rest_base")
        if isinstance(base, str) and base:
            found[base] = taxonomy
    known = {str(f.value.get("taxonomy")) for f in dump.terms.values()}
    found.update((name, name) for name in known if name in value)
    return {name: taxonomy for name, taxonomy in found.items() if name in value}


def _terms(dump: Dump, value: dict[str, Any]) -> list[PostTerm]:
    terms: list[PostTerm] = []
    for name, taxonomy in sorted(_taxonomies(dump, value).items()):
        listed = value[name]
        inner = listed.values() if isinstance(listed, dict) else listed
        for entry in inner if isinstance(listed, list | dict) else ():
            terms += _term(dump, taxonomy, entry)
    kind = value.get("format")
    if isinstance(kind, str) and kind not in {"", "standard"}:
        slug, name = f"post-format-{kind}", kind.capitalize()
        terms.append(PostTerm(taxonomy="post_format", slug=slug, name=name))
    return terms


def _term(dump: Dump, taxonomy: str, entry: Any) -> list[PostTerm]:
    """Return a term, found by number, or given whole by WordPress.com; else its number."""
    if isinstance(entry, int):
        found = dump.terms.get(entry)
        entry = found.value if found else {"slug": None, "name": str(entry)}
    if not isinstance(entry, dict):
        return []
    slug, name = values.string(entry.get("slug")), values.plain(entry.get("name"))
    return [PostTerm(taxonomy=taxonomy, slug=slug, name=name)]


def _meta(value: dict[str, Any]) -> list[Meta]:
    """Return meta as WordPress stores it; some of it has fields of its own in the API."""
    # Registered keys have their default, mostly an empty text, where nothing is stored.
    found = [meta for meta in values.meta(value.get("meta")) if meta.value]
    if featured := values.number(value.get("featured_media")):
        found.append(Meta(key="_thumbnail_id", value=str(featured)))
    if template := values.string(value.get("template")):
        found.append(Meta(key="_wp_page_template", value=template))
    if alternative := values.string(value.get("alt_text")):
        found.append(Meta(key="_wp_attachment_image_alt", value=alternative))
    for entry in value["metadata"] if isinstance(value.get("metadata"), list) else ():
        if isinstance(entry, dict):
            found += values.meta({str(entry.get("key")): entry.get("value")})
    return found


def _menu_item(dump: Dump, number: int, found: RestObject) -> Post:
    """Return a menu item's fields as a post's meta (``wp_setup_nav_menu_item()``)."""
    value = found.value
    metas = [Meta(key=key, value=str(value.get(name, ""))) for name, key in _MENU_ITEM]
    menu = dump.terms.get(values.number(value.get("menus")) or 0)
    terms = []
    if menu is not None:
        slug, name = values.string(menu.value.get("slug")), values.plain(menu.value.get("name"))
        terms = [PostTerm(taxonomy="nav_menu", slug=slug, name=name)]
    return Post(
        id=number,
        type="nav_menu_item",
        status=values.string(value.get("status")),
        title=values.plain(value.get("title")),
        content=values.string(value.get("description")),
        excerpt=values.string(value.get("attr_title")),
        menu_order=values.number(value.get("menu_order")),
        terms=terms,
        meta=metas,
        origin=found.origin("menu-item"),
    )


def _post_of(found: RestObject) -> int | None:
    """Return the id of a comment's post."""
    of = found.value.get("post")
    return values.number(of.get("ID") if isinstance(of, dict) else of)


def _comment(number: int, found: RestObject) -> Comment:
    value = found.value
    author = value.get("author")
    inner = author if isinstance(author, dict) else {}
    state = values.string(value.get("status")) or ""
    return Comment(
        id=number,
        kind=values.string(value.get("type")) or "comment",
        author=values.plain(value.get("author_name", inner.get("name"))),
        email=values.string(value.get("author_email")),
        url=values.string(value.get("author_url", inner.get("URL"))),
        ip=values.string(value.get("author_ip")),
        published=values.date(value.get("date")),
        published_gmt=values.date(value.get("date_gmt"), utc=True),
        content=values.text(value.get("content")),
        approved=_STATES.get(state, state or None),
        parent=_parent({"parent": value.get("parent")}),
        user_id=values.number(inner.get("ID") if inner else author),
        meta=values.meta(value.get("meta")),
        extra=values.remaining(value, _COMMENT),
        origin=found.origin("comment"),
    )


def _unseen(dump: Dump, number: int, comments: list[Comment], site: Site) -> Post:
    """Make a post of which only comments are in the dump."""
    found = dump.comments[comments[0].id or 0]
    up: dict[str, Any] = {}
    embedded = found.value.get("_embedded")
    if isinstance(embedded, dict) and isinstance(embedded.get("up"), list) and embedded["up"]:
        first = embedded["up"][0]
        up = first if isinstance(first, dict) else {}
    elif isinstance(found.value.get("post"), dict):
        up = found.value["post"]
    link = values.string(up.get("link")) or values.string(found.value.get("link"))
    if link is None and site.link:
        link = f"{site.link.rstrip('/')}/?p={number}"
    return Post(
        id=number,
        type=values.string(up.get("type")),
        status=None if "link" not in up else "publish",
        slug=values.string(up.get("slug")),
        title=values.plain(up.get("title")),
        link=link.partition("#comment-")[0] if link else None,
        published=values.date(up.get("date")),
        comments=comments,
        origin=found.origin("comment"),
    )
