"""Pass 1 of WXR: ids, logins and slugs that no record has yet, chosen before the first is written.

WordPress's importer keeps only one post with an id, and one comment (wordpress-importer,
``process_posts()``). So made-up ids must differ from the ids of all other records. They count
on from the highest id of the archive in document order, whatever the number of processes.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from wparchive import patterns
from wparchive.formats.registry import kind_of
from wparchive.model.records import Post
from wparchive.wordpress.slugs import slug
from wparchive.writers.wxr.days import title_and_date
from wparchive.writers.wxr.families import Families
from wparchive.writers.wxr.idset import IdSet
from wparchive.writers.wxr.navigation import menu_items, new_menus
from wparchive.writers.wxr.pictures import featured_url, pictures
from wparchive.writers.wxr.record_ids import RecordIds, resolved
from wparchive.writers.wxr.terms import missing_terms

if TYPE_CHECKING:
    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import PostTerm

_OCTET: Final = patterns.lazy("%[0-9a-f]{2}")
_LOGIN: Final = 60
"""Characters that a login has at most (``wp_users.user_login``)."""
_LARGEST: Final = 2**53
"""Ids from here on are damage; nothing counts on from them."""


class ImportPlan(msgspec.Struct):
    """Decisions of pass 1, for every process that writes.

    Attributes:
        ids: Made-up ids of posts, by their keys.
        comments: By the post's key, the first made-up id of its comments, and those of their ids
            that a comment of an earlier post has.
        undated: The number of each post without a date, from 1, by the post's key.
        shifts: Seconds by which a post's date moves, as an earlier post has its title and date.
        logins: Made-up logins by the author's name.
        slugs: Made-up slugs of terms by taxonomy, then by name.
        pictures: Made-up attachments by URL: the id, and the key of the first post with the file as
            featured image, else of the first post that shows it.
        featured: By URL the ids of attachments of the inputs whose files are featured images.
        parents: Made-up parents of attachments, by the attachments' keys.
        families: Which posts belong together in a part of a split file, by id.
        menu_items: Made-up items of the menus that pages show.
        term_ids: Made-up ids of terms by taxonomy, then by slug.
        home: The address of the first post that has one; empty without any.
    """

    ids: dict[str, int] = {}
    comments: dict[str, tuple[int, list[int]]] = {}
    undated: dict[str, int] = {}
    shifts: dict[str, int] = {}
    logins: dict[str, str] = {}
    slugs: dict[str, dict[str, str]] = {}
    pictures: dict[str, tuple[int, str]] = {}
    featured: dict[str, int] = {}
    parents: dict[str, int] = {}
    families: dict[int, int] = {}
    menu_items: list[Post] = []
    term_ids: dict[str, dict[str, int]] = {}
    home: str = ""


def key_of(post: Post) -> str:
    """Return a digest by which both passes recognize a post."""
    place = post.origin_or_unknown
    # The link may be relative in one pass and absolute in the other.
    fields = (place.source, place.line, place.offset, post.id, post.title, post.published)
    return blake2b(
        repr((fields, post.content)).encode(errors="replace"), digest_size=10
    ).hexdigest()


def is_id(number: int) -> bool:
    """Check whether a number can be an id that WordPress gave."""
    return 0 < number < _LARGEST


class ImportPlanner:
    """Sees every post once, then plans.

    Args:
        metadata: Site, authors and terms.
        split: Whether the output has several parts.
    """

    def __init__(self, metadata: SiteMetadata, *, split: bool) -> None:
        self._plan = ImportPlan()
        self._language = metadata.site.language or ""
        self._posts, self._comments = IdSet(), IdSet()
        self._exports: dict[str, IdSet] = {}
        self._new_posts: list[str] = []
        self._new_comments: list[tuple[str, int, list[int]]] = []
        self._pictures: dict[str, str] = {}
        self._featured: dict[str, int] = {}
        self._featuring: list[tuple[int | str, str]] = []
        self._record_ids = RecordIds()
        self._dates_taken: set[int] = set()
        self._metadata = metadata
        self._logins = {(author.login or "").lower() for author in metadata.authors}
        self._by_name = {a.name: a.login for a in reversed(metadata.authors) if a.name and a.login}
        self._slugs: dict[str, dict[str, str]] = {}
        self._by_term: dict[tuple[str, str], str] = {}
        for term in metadata.terms:
            self._keep(term.taxonomy, term.slug, term.name)
        self._families = Families() if split else None

    def add(self, post: Post, *, complete: bool) -> None:
        """Take note of a post.

        Args:
            post: The post.
            complete: Whether its other missing values are made up, too, not only its ids.
        """
        key = ""
        if post.id is None or not is_id(post.id) or not self._is_new(post, complete=complete):
            key = key_of(post)
            self._new_posts.append(key)
        lacking, repeated = self._lacking(post) if complete else self._without_id(post)
        if lacking:
            key = key or key_of(post)
            self._new_comments.append((key, lacking, repeated))
        if kind_of(post.origin).name is not None:
            self._around(post, key)
        if self._families is not None:
            self._families.add(post)
        if not self._plan.home and (post.link or "").startswith(("http:", "https:")):
            self._plan.home = post.link or ""
        if complete:
            self._complete(post, key or key_of(post))
            self._moment(post, key or key_of(post))

    def _around(self, post: Post, key: str) -> None:
        """Take note of the address and the files of a post that is not from the blog's own data.

        Args:
            post: The post.
            key: Its key if its id is made up, else empty.
        """
        own = key if key and key in self._new_posts[-1:] else post.id
        own_key = key or key_of(post)
        known = own_key if own is None else own
        self._record_ids.add(post, known, own_key)
        for url in pictures(post):
            self._pictures.setdefault(url, own_key)
        featured = featured_url(post)
        if featured is not None and self._families is not None:
            self._featuring.append((known, featured))
        if featured is not None and featured not in self._featured:
            self._featured[featured] = post.featured_image or 0
            if featured in self._pictures:  # this post has its alternative text and caption
                self._pictures[featured] = own_key

    def _moment(self, post: Post, key: str) -> None:
        """Find posts of one title and date, which ``post_exists()`` takes for the same post.

        Args:
            post: The post.
            key: Its key.
        """
        seconds = 0
        while (seen := title_and_date(post, seconds)) in self._dates_taken:
            seconds += 1
        if seen is not None:
            self._dates_taken.add(seen)
        if seconds:
            self._plan.shifts[key] = seconds

    def _is_new(self, post: Post, *, complete: bool) -> bool:
        """Check whether no other post has a post's id; an export may repeat its own items."""
        number = post.id or 0
        own = self._exports.setdefault(post.origin_or_unknown.source, IdSet())
        is_repeated = not (complete or own.add(number))
        return self._posts.add(number) or is_repeated

    def _without_id(self, post: Post) -> tuple[int, list[int]]:
        """Count the comments of an export's post that have no id."""
        numbers = [comment.id for comment in post.comments]
        for number in numbers:
            if number is not None and is_id(number):
                self._comments.add(number)
        return sum(number is None or not is_id(number) for number in numbers), []

    def _lacking(self, post: Post) -> tuple[int, list[int]]:
        """Count the comments that need an id; list ids that earlier posts' comments have."""
        own: set[int] = set()
        repeated: list[int] = []
        number = 0
        for comment in post.comments:
            found = comment.id
            if found is None or not is_id(found):
                number += 1
            elif found in own or not self._comments.add(found):
                number += 1
                repeated += [] if found in own else [found]
            else:
                own.add(found)
        return number, repeated

    def _complete(self, post: Post, key: str) -> None:
        if not post.published and not post.published_gmt:
            self._plan.undated[key] = len(self._plan.undated) + 1
        author = post.author
        if author is not None and author.login is None and author.name:
            self._login(author.name)
        for term in post.terms:
            self._keep(term.taxonomy, term.slug, term.name)
        for term in post.terms:
            if term.name and not term.slug:
                self._slug(term)

    def _login(self, name: str) -> None:
        if name in self._plan.logins:
            return
        if name in self._by_name:
            self._plan.logins[name] = self._by_name[name]
            return
        base = _OCTET.sub("", slug(name, self._language))[: _LOGIN - 5].strip("-") or "author"
        login, number = base, 1
        while login in self._logins:
            number += 1
            login = f"{base}-{number}"
        self._logins.add(login)
        self._plan.logins[name] = login

    def _keep(self, taxonomy: str | None, found: str | None, name: str | None) -> None:
        if found and name:
            self._slugs.setdefault(taxonomy or "category", {}).setdefault(found, name)
            self._by_term.setdefault((taxonomy or "category", name), found)

    def _slug(self, term: PostTerm) -> None:
        taxonomy, name = term.taxonomy or "category", term.name or ""
        made = self._plan.slugs.setdefault(taxonomy, {})
        if name in made:
            return
        if (taxonomy, name) in self._by_term:
            made[name] = self._by_term[taxonomy, name]
            return
        base = slug(name, self._language) or "term"
        found, number = base, 1
        taken = self._slugs.setdefault(taxonomy, {})
        while taken.setdefault(found, name) != name:
            number += 1
            found = f"{base}-{number}"
        made[name] = found

    def finish(self) -> ImportPlan:
        """Choose the made-up ids, now that all existing ids are known."""
        plan = self._plan
        number = self._posts.highest
        for key in self._new_posts:
            number += 1
            self._posts.add(number)
            plan.ids[key] = number
        for url, key in self._pictures.items():
            known = self._record_ids.file(url, plan.ids)
            if known is None:
                plan.pictures[url] = (self._take_id(self._featured.get(url, 0)), key)
            elif url in self._featured:
                plan.featured[url] = known
        plan.parents = self._record_ids.parents(plan.ids)
        self._plan_menus()
        number = self._comments.highest + 1
        for key, lacking, repeated in self._new_comments:
            plan.comments[key] = (number, repeated)
            number += lacking
        if self._families is not None:
            self._relate(self._families)
            plan.families = self._families.numbers()
        return plan

    def _relate(self, families: Families) -> None:
        """Join the families of posts that made-up items, ids and parents relate."""
        plan = self._plan
        for number in plan.ids.values():
            families.add_made_up(number)
        for known, url in self._featuring:
            one = resolved(known, plan.ids)
            made, _ = plan.pictures.get(url, (plan.featured.get(url), ""))
            if one is not None and made is not None:
                families.relate(one, made)
        for child, parent in self._record_ids.families(plan.ids):
            families.relate(child, parent)
        for item in plan.menu_items:
            families.add(item)

    def _take_id(self, wanted: int) -> int:
        """Return an id that no post has: the wanted one if it is free."""
        if not (is_id(wanted) and self._posts.add(wanted)):
            wanted = self._posts.highest + 1
            self._posts.add(wanted)
        return wanted

    def _plan_menus(self) -> None:
        """Choose the ids of terms, and make up the items of menus."""
        plan, new = self._plan, missing_terms(self._metadata)
        own = [t for t in self._metadata.terms if kind_of(t.origin).name is None]
        described = [t for t in self._metadata.terms if kind_of(t.origin).name is not None]
        number = max((term.id or 0 for term in self._metadata.terms), default=0)
        identified = [*own, *(term for term in described if term.id is not None)]
        for term in (*(term for term in described if term.id is None), *new):
            if term.slug:
                number += 1
                plan.term_ids.setdefault(term.taxonomy or "", {})[term.slug] = number
                identified.append(replace(term, id=number))
        for menu in new_menus(self._metadata):
            plan.menu_items += menu_items(
                menu, identified, lambda url: self._record_ids.post(url, plan.ids), self._take_id
            )
