"""Complete records with values that WordPress's importer needs, and mark them as made up.

The rules are those of wordpress-importer 0.8 (``WXR_Parser``, ``WP_Import::process_posts()``): it
skips a post whose id another one has, keeps one comment an id, in the order of the ids, takes a
comment without ``comment_approved`` for not approved, and two posts of one title and date for one.
Records of the blog's own data only get the ids without which the importer loses them: an export
stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from msgspec.structs import replace

from wparchive.assembly.identity import slug_in
from wparchive.formats.readers import SiteMetadata, TextForm
from wparchive.formats.registry import kind_of
from wparchive.language import dates
from wparchive.model.records import Meta, Post, PostAuthor
from wparchive.model.site import Author, Site
from wparchive.render.forms import form_of, title_html
from wparchive.web.splitting import urlsplit
from wparchive.web.urls import quote_path
from wparchive.wordpress import inferred
from wparchive.wordpress.slugs import slug
from wparchive.writers.wxr.attachments import FILE, attached_file, attachment_of
from wparchive.writers.wxr.bodies import rendered_once, without_shortcodes
from wparchive.writers.wxr.days import (
    local_time,
    missing_dates,
    offset_by_link,
    utc_offset,
    zone_of,
)
from wparchive.writers.wxr.import_plan import is_id, key_of
from wparchive.writers.wxr.pictures import featured_url
from wparchive.writers.wxr.terms import complete_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.formats.writers import Context
    from wparchive.model.records import Comment, PostTerm
    from wparchive.writers.wxr.import_plan import ImportPlan

    FindFile = Callable[[str], str | None]

NOWHERE: Final = "https://unknown.invalid"
"""The address of a blog whose address no input names (RFC 2606)."""
_VERSION: Final = "1.2"
_WORDS: Final = {
    "id": "{} ids",
    "parent": "{} parents",
    "approved": "{} approvals",
    "published": "{} dates",
    "published_gmt": "{} dates in UTC",
    "type": "{} types",
    "status": "{} statuses",
    "slug": "{} slugs",
    "title": "{} titles",
}
"""What reports call made-up fields."""
_SECOND: Final = timedelta(seconds=1)


def is_complete(post: Post) -> bool:
    """Check whether a post comes from the blog's own data, which the writer leaves as it is."""
    return kind_of(post.origin).authoritative


@dataclass
class Completed:
    """A record as the importer takes it.

    Attributes:
        post: The post.
        attachments: Made-up attachments for the pictures that it is the first to show.
        made_up: How many values of each kind are made up, by words for people.
    """

    post: Post
    attachments: list[Post] = field(default_factory=list)
    made_up: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, number: int = 1) -> None:
        """Count made-up values."""
        self.made_up[what] = self.made_up.get(what, 0) + number


class Importable:
    """Completes the records of one archive.

    Args:
        metadata: Site, authors and terms.
        plan: What pass 1 decided.
        context: Has the time of the export: posts without a date follow it, a second apart.
    """

    def __init__(self, metadata: SiteMetadata, plan: ImportPlan, context: Context) -> None:
        self._metadata = metadata
        self._plan = plan
        self._context = context
        self._zone = zone_of(metadata.site)
        self._pictures: dict[str, list[str]] = {}
        for url, (_, key) in plan.pictures.items():
            self._pictures.setdefault(key, []).append(url)

    @property
    def _instant(self) -> datetime:
        """When the export was made, as naive UTC; unknown in pass 1."""
        return self._context.exported_at.replace(tzinfo=None)

    def metadata(self) -> SiteMetadata:
        """Complete the channel: its version, addresses, terms, and the authors of all posts."""
        site, found = self._site(self._metadata.site)
        authors = list(self._metadata.authors)
        known = {author.login for author in authors}
        new = {login: name for name, login in self._plan.logins.items() if login not in known}
        authors += [Author(login=login, email="", name=name) for login, name in new.items()]
        if new:
            found["authors"] = sorted(new)
        completed = complete_terms(self._metadata, self._plan.term_ids)
        found |= completed.found
        if found:
            elements = [f"wp:{name}" for name, value in found.items() if value is None]
            elements += [*["wp:author"] * len(new), *completed.elements]
            layout = inferred.with_elements(site.layout, [*elements, inferred.ELEMENT])
            extra = [*site.extra, inferred.site_mark(found)]
            site = replace(site, extra=extra, layout=layout)
        return SiteMetadata(site, authors, completed.terms, self._metadata.sources)

    def _site(self, site: Site) -> tuple[Site, dict[str, Any]]:
        changes: dict[str, str] = {}
        if not site.wxr_version:
            changes["wxr_version"] = _VERSION
        home = _home(site) or _root(self._plan.home) or NOWHERE
        for name in ("base_site_url", "base_blog_url"):
            if not getattr(site, name):
                changes[name] = home
        found: dict[str, Any] = {name: getattr(site, name) for name in changes}
        return replace(site, **changes), found

    def post(self, post: Post, find_file: FindFile | None = None) -> Completed:
        """Complete a post and its comments; the given ones stay as they are.

        Args:
            post: The post.
            find_file: As in `wparchive.formats.writers.RenderContext`.
        """
        done = Completed(post)
        whole = is_complete(post)
        is_export = kind_of(post.origin).name is None
        needs_key = not is_export or self._plan.ids or self._plan.comments
        key = key_of(post) if needs_key else ""
        found: dict[str, Any] = {}
        changes: dict[str, Any] = {}
        if key in self._plan.ids:
            changes["id"], found["id"] = self._plan.ids[key], post.id
            done.count(_WORDS["id"].format("post"))
        if not whole:
            self._complete(post, key, changes, found, done)
        if not is_export:
            self._relate(post, key, changes, found, done)
            changes.setdefault("title", title_html(post))
        form = form_of(post.origin, "content")
        if post.content and form is TextForm.RENDERED:
            changes["content"] = rendered_once(post.content)
        elif post.content and form is TextForm.PLAIN:
            changes["content"] = without_shortcodes(post.content)
        if url := self._served(post.attachment_url, find_file):
            changes["attachment_url"], found["attachment_url"] = url, post.attachment_url
        own = replace(post, **changes)
        own.comments = list(self._comments(own, key, done))
        if found:
            own.meta = [*own.meta, inferred.mark(found)]
            added = ["wp:post_id"] if found.get("id", 0) is None else []
            own.layout = inferred.with_elements(own.layout, [*added, "wp:postmeta"])
        done.post = own
        for url in self._pictures.get(key, ()) if not is_export else ():
            made = attachment_of(own, url, self._plan.pictures[url][0])
            served = self._served(url, find_file)
            done.attachments.append(replace(made, attachment_url=served) if served else made)
            done.count("attachments")
        return done

    def _served(self, url: str | None, find_file: FindFile | None) -> str | None:
        """Return the URL at which the importer finds a file of ``--media``; None to keep its own.

        The importer replaces the old URL, which the guid keeps, in all posts
        (``WP_Import::fetch_remote_file()``).
        """
        place = find_file(url) if url and find_file is not None else None
        root = self._context.options.media_url
        return f"{root.rstrip('/')}/{quote_path(place)}" if place and root else None

    def _relate(
        self, post: Post, key: str, changes: dict[str, Any], found: dict[str, Any], done: Completed
    ) -> None:
        """Add the parent and the file of an attachment, and the featured image."""
        added: list[Meta] = []
        if post.type == "attachment":
            if key in self._plan.parents:
                changes["parent"], found["parent"] = self._plan.parents[key], post.parent
                done.count(_WORDS["parent"].format("attachment"))
            path = attached_file(post.attachment_url or "")
            if path and post.get_meta(FILE) is None:
                added.append(Meta(key=FILE, value=path))
        url = featured_url(post)
        if url is not None and post.get_meta("_thumbnail_id") is None:
            made, _ = self._plan.pictures.get(url, (None, ""))
            number = made or self._plan.featured.get(url)
            if number is not None:
                added.append(Meta(key="_thumbnail_id", value=str(number)))
        if added:
            changes["meta"] = [*post.meta, *added]
            found["meta"] = [entry.key for entry in added]

    def _complete(
        self, post: Post, key: str, changes: dict[str, Any], found: dict[str, Any], done: Completed
    ) -> None:
        for name, value in self._missing(post, key, changes):
            changes[name], found[name] = value, getattr(post, name)
            done.count(_WORDS[name].format("post"))
        author = post.author
        if author is not None and author.login is None and author.name in self._plan.logins:
            login = self._plan.logins[author.name or ""]
            changes["author"] = PostAuthor(login=login, name=author.name, url=author.url)
            found["author"] = {k: v for k, v in (("name", author.name), ("url", author.url)) if v}
            done.count("authors' logins")
        terms = [self._term(term) for term in post.terms]
        if odd := {
            str(place): [old.taxonomy, old.slug]
            for place, (old, new) in enumerate(zip(post.terms, terms, strict=True))
            if old is not new
        }:
            changes["terms"], found["terms"] = terms, odd
            done.count("slugs of terms", len(odd))

    def _missing(
        self, post: Post, key: str, changes: dict[str, Any]
    ) -> Iterator[tuple[str, str | int]]:
        """Yield the missing fields of a post, with made-up values."""
        if not post.type:
            yield "type", "post"
        if not post.status:
            yield "status", "inherit" if post.type == "attachment" else "publish"
        own = post.slug
        if not own:
            number = changes.get("id", post.id)
            made = slug_in(post.link) or slug(post.title or "", self._metadata.site.language or "")
            own = made or f"{post.type or 'post'}-{number}"
            yield "slug", own
        if not (post.title or post.content or post.excerpt or post.type == "attachment"):
            # wp_insert_post() refuses a post without any of them, and its comments are lost.
            yield "title", unquote(own).replace("-", " ").strip().capitalize()
        dated = [(moment, c) for c in post.comments if (moment := local_time(c)) is not None]
        earliest, first = min(dated, key=itemgetter(0), default=(None, post))
        last = self._instant + _SECOND * self._plan.undated.get(key, 0)
        offset = utc_offset(post, utc_offset(first, timedelta())) or offset_by_link(
            post.link, dates.parse(post.published_gmt)
        )
        seconds = self._plan.shifts.get(key, 0)
        yield from missing_dates(post, earliest or last, offset, _SECOND * seconds, self._zone)

    def _term(self, term: PostTerm) -> PostTerm:
        if (term.taxonomy and term.slug) or not term.name:
            return term
        taxonomy = term.taxonomy or "category"
        made = term.slug or self._plan.slugs.get(taxonomy, {}).get(term.name)
        return replace(term, taxonomy=taxonomy, slug=made or slug(term.name) or "term")

    def _comments(self, post: Post, key: str, done: Completed) -> Iterator[Comment]:
        """Yield the comments with ids of their own, in document order, which is that of threads."""
        ids = self._comment_ids(post, key)
        pairs = zip(post.comments, ids, strict=True)
        moved = {old.id: new for old, new in pairs if old.id is not None and old.id != new}
        last = local_time(post) or self._instant
        offset = utc_offset(post, timedelta())
        for comment, number in zip(post.comments, ids, strict=True):
            changes: dict[str, Any] = {} if number == comment.id else {"id": number}
            if comment.parent in moved and comment.parent not in ids:
                changes["parent"] = moved[comment.parent]
            if not kind_of(comment.origin).authoritative:
                if comment.approved is None:
                    changes["approved"] = "1"
                if comment.parent is None and (parent := _answered(comment, post, ids)):
                    changes["parent"] = parent
                changes |= dict(missing_dates(comment, last + _SECOND, offset, zone=self._zone))
            for name in changes:
                done.count(_WORDS[name].format("comment"))
            own = _marked(comment, changes, "wp:comment_id", "wp:commentmeta")
            if own.parent is None and not kind_of(comment.origin).authoritative:
                own = replace(own, parent=0)
            last = local_time(own) or last
            yield own

    def _comment_ids(self, post: Post, key: str) -> list[int | None]:
        if key not in self._plan.comments:
            return [comment.id for comment in post.comments]
        number, repeated = self._plan.comments[key]
        whole = is_complete(post)  # an export may repeat its own comments
        ids: list[int | None] = []
        for comment in post.comments:
            found = comment.id
            is_repeated = not whole and (found in repeated or found in ids)
            if found is None or not is_id(found) or is_repeated:
                found, number = number, number + 1
            ids.append(found)
        return ids


def _marked(comment: Comment, changes: dict[str, Any], number: str, meta: str) -> Comment:
    """Change a comment, and mark the made-up values."""
    if not changes:
        return comment
    found = {name: getattr(comment, name) for name in changes}
    added = [number] if found.get("id", 0) is None else []
    layout = inferred.with_elements(comment.layout, [*added, meta])
    entries = [*comment.meta, inferred.mark(found)]
    return replace(comment, **changes, meta=entries, layout=layout)


def _answered(comment: Comment, post: Post, ids: list[int | None]) -> int | None:
    """Find the id of the comment that a page shows this one below; None for a root.

    The reader notes its place and author where it has no id; comments that were merged since
    then may have moved it.
    """
    for extra in comment.extra:
        place = extra.attributes.get("position", "")
        if extra.tag == "parent" and place.isdecimal() and 0 < int(place) <= len(ids):
            above = post.comments[int(place) - 1]
            if above is not comment and (above.author or "") == extra.text:
                return ids[int(place) - 1]
    return None


def _home(site: Site) -> str:
    """Return the blog's address without a slash at its end; empty if the site has none."""
    for address in (site.base_blog_url, site.link, site.base_site_url):
        if _root((address or "").strip()).startswith("http"):
            return (address or "").strip().partition("?")[0].rstrip("/")
    return ""


def _root(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
