"""The link index: every address of the archive, collected while pass 1 reads the posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wparchive import patterns
from wparchive.links.archive_pages import ArchivePages
from wparchive.links.base_urls import BaseUrlDetector, BaseUrls
from wparchive.links.blogs import Blogs, number_in, scope
from wparchive.links.store import SPILL, Store
from wparchive.web import urls
from wparchive.wordpress.attachment_files import attachment_files
from wparchive.wordpress.permalinks import (
    UNPUBLISHED,
    former_paths,
    former_slugs,
    imported_paths,
    modern_taxonomy,
    page_count,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.model.records import Post, PostTerm
    from wparchive.model.site import Author, Site, Term
    from wparchive.web.urls import Url

_FRAGMENT = patterns.lazy(
    r"""href\s*+=\s*+["']?(?>(?:(?!href\s*+=)[^"'\s<>#])*)#(?!comment-\d)([^"'\s<>&]+)"""
)
_MOST_FRAGMENTS = 10_000
_MOST_KINDS = 1 << 24
_WEB = frozenset({"http", "https"})
_encoder = msgspec.msgpack.Encoder()


class IndexedPost(msgspec.Struct, array_like=True):
    """The index's record of a post.

    Attributes:
        id: WordPress's id; None if the source gives none.
        type: The post's type.
        link: Its permalink as the source has it.
        slug: Its slug, percent-encoded as WordPress stores it.
        day: ``YYYY-MM-DD`` of its publication; empty if unknown.
        addresses: By output, its path from the site's root; only where it has one.
        parent: The id of the post that it belongs to; 0 for none.
        comments: How many of its comments readers see.
        hidden_comments: The ids of the others.
        paths: Former paths on the host: with former slugs, and the guid's, unless it is a file.
        pages: How many pages it has (``<!--nextpage-->``).
        file: Of an attachment its path below the uploads; empty if unknown.
        is_published: Whether visitors could open its page; not if it is a draft, for example.
        is_hidden: Whether public formats lack it, whatever its parent is.
        files: Of an attachment the names of its files (`attachment_files`).
        blog: The number of its blog.
    """

    id: int | None
    type: str
    link: str
    slug: str
    day: str
    addresses: dict[str, str]
    parent: int = 0
    comments: int = 0
    hidden_comments: list[int] = []
    paths: list[str] = []
    pages: int = 1
    file: str = ""
    is_published: bool = True
    is_hidden: bool = False
    files: list[str] = []
    blog: int = 0


_decoder = msgspec.msgpack.Decoder(IndexedPost)


class LinkIndex:
    """Every address of the archive: filled post by post, frozen, then read by `Resolver`.

    A post's number is its id, or a negative number where an earlier post has the id or it has none.
    Posts of further blogs have other numbers and words, which `number_in` and `scope` make.

    Args:
        same_site: Further base URLs of the blog, from the user.
        spill: Entries from which a temporary file holds them.
    """

    def __init__(self, same_site: Iterable[str] = (), spill: int = SPILL) -> None:
        self.store = Store(spill)
        self._spill = spill
        self.base_urls = BaseUrls()
        self.days: set[str] = set()
        """``YYYY``, ``YYYY-MM`` and ``YYYY-MM-DD`` of the days that have posts."""
        self.types: set[str] = set()
        self.terms: dict[str, dict[str, str]] = {}
        """By taxonomy the slugs as `normalize_path` writes them, and as the source does."""
        self.term_ids: dict[int, tuple[str, str]] = {}
        self.parents: dict[str, str] = {}
        """Terms by those below them, both as ``taxonomy/slug``."""
        self.archive_pages = ArchivePages()
        """The pages of outputs that list posts."""
        self.authors: dict[str, str] = {}
        """Logins by the forms in which addresses name them."""
        self.author_ids: dict[int, str] = {}
        self.file_hosts: set[str] = set()
        """Hosts at which attachments' files are, and WordPress.com's for such files."""
        self._kinds = bytearray()
        self._same_site = tuple(same_site)
        self._detector = BaseUrlDetector()
        self.blogs = Blogs()
        """The blogs of the archive; only the first one before `freeze`."""
        self.front_page: int | None = None
        """The number of the page that has the blog's own address (``page_on_front``)."""
        self.fragments: set[str] = set()
        """Fragments that links name, but for those of comments."""
        self.used_prefixes: set[str] = set()
        """The prefixes, of the words below, that occur at all."""
        self._numbers: set[int] = set()
        self._nameless = 0

    def add(
        self,
        post: Post,
        addresses: dict[str, str] | None = None,
        hidden_comments: Sequence[int] = (),
        *,
        is_hidden: bool = False,
        blog: int = 0,
    ) -> int:
        """Add a post and its comments.

        Args:
            post: The post.
            addresses: By output, its path from the site's root.
            hidden_comments: The ids of comments that readers of the output do not see.
            is_hidden: Whether public formats lack the post, whatever its parent is.
            blog: The number of its blog in `Blogs`.

        Returns:
            Its number.
        """
        number = self._number(post, blog)
        link = _web(post.link)
        self._detector.add(post, link)
        slug = urls.normalize_path(post.slug or "")
        day = (post.published or "")[:10]
        known = IndexedPost(
            post.id,
            post.type or "",
            post.link or "",
            post.slug or "",
            day,
            addresses or {},
            post.parent or 0,
            len(post.comments) - len(hidden_comments),
            list(hidden_comments),
            _earlier_paths(post, link),
            page_count(post.content),
            uploaded_file(post),
            post.status not in UNPUBLISHED,
            is_hidden,
            attachment_files(post) if post.type == "attachment" else [],
            blog,
        )
        self.store.record(number, _encoder.encode(known))
        self._note_kind(number, known.type)
        if link is not None:
            self._add_link(post, number, link, slug)
        self._add_guid(known.type, post.guid, number)
        for word in (f"{known.type} {slug}", f"slug {slug}", f"slug {day} {slug}") if slug else ():
            self.store.put(f"{scope(blog)}{word}", number)
        self.types.add(known.type)
        if known.type == "attachment":
            self._add_file(post, number, blog)
        elif known.type == "post" and len(day) == 10:
            self.days.update((day[:4], day[:7], day))
        self._add_parts(post, number, blog)
        return number

    def _add_guid(self, kind: str, guid: str | None, number: int) -> None:
        url = _web(guid)
        if url is not None and not url.query and kind != "attachment":
            self.store.put(f"guid {url.host}/{urls.normalize_path(url.path)}", number)
            self.used_prefixes.add("guid ")

    def _add_parts(self, post: Post, number: int, blog: int) -> None:
        """Add the comments, fragments, terms and author of a post."""
        for comment in post.comments:
            if comment.id is not None:
                self.store.put(f"{scope(blog)}comment {comment.id}", number)
            self._add_fragments(comment.content)
        self._add_fragments(post.content)
        for term in post.terms:
            self._add_term(term)
        if post.author and post.author.login:
            self._add_author(post.author.login, post.author.login)

    def _add_fragments(self, text: str | None) -> None:
        if text and "#" in text and len(self.fragments) < _MOST_FRAGMENTS:
            self.fragments.update(_FRAGMENT.findall(text))

    def _note_kind(self, number: int, kind: str) -> None:
        if 0 < number < _MOST_KINDS:
            missing = number + 1 - len(self._kinds)
            if missing > 0:
                self._kinds.extend(bytes(missing + len(self._kinds) // 8))
            self._kinds[number] = 2 if kind == "attachment" else 1

    def is_attachment(self, number: int) -> bool | None:
        """Check whether a post is an attachment; None if there is no such post.

        Asked for each link, so a byte a post is kept in memory for all usual numbers.
        """
        if 0 < number < _MOST_KINDS:
            kind = self._kinds[number] if number < len(self._kinds) else 0
            return None if kind == 0 else kind == 2
        known = self.post(number)
        return None if known is None else known.type == "attachment"

    def _number(self, post: Post, blog: int) -> int:
        if post.id is not None and post.id > 0:
            number = number_in(blog, post.id)
            if number not in self._numbers:
                self._numbers.add(number)
                return number
        self._nameless -= 1
        return self._nameless

    def _add_link(self, post: Post, number: int, link: Url, slug: str) -> None:
        path = urls.normalize_path(link.path).replace("index.php/", "", 1)
        if path and not link.query:
            self.store.put(f"{link.host}/{path}", number)
        elif not link.query and post.type == "page":
            self.front_page = number
        for old in former_paths(path, slug, map(urls.normalize_path, former_slugs(post))):
            self.store.put(f"old {link.host}/{old}", number)
            self.used_prefixes.add("old ")
        for old in map(urls.normalize_path, imported_paths(post)):
            self.store.put(f"old {link.host}/{old}", number)
            self.used_prefixes.add("old ")

    def _add_file(self, post: Post, number: int, blog: int) -> None:
        for address in (post.attachment_url, post.guid):
            if (url := _web(address)) is not None and url.path != "/" and not url.query:
                self._add_path(f"{url.host}{url.path}", number)
                if address == post.attachment_url:
                    self.file_hosts.add(url.host)
        if file := post.get_meta("_wp_attached_file"):
            self._add_path(f"uploads/{file.lstrip('/')}", number, scope(blog))

    def _add_path(self, path: str, number: int, before: str = "") -> None:
        path = urls.exact_file_path(path)
        for kind, name in (("file", path), ("image", urls.image_root(path))):
            self.store.put(f"{before}{kind} {name}", number)
            # For links in another case or composition.
            if (small := urls.compose(name).lower()) != name:
                self.store.put(f"{before}small {kind} {small}", number)

    def _add_term(self, term: PostTerm | Term) -> None:
        if term.slug:
            taxonomy = modern_taxonomy(term.taxonomy)
            self.terms.setdefault(taxonomy, {}).setdefault(
                urls.normalize_path(term.slug), term.slug
            )

    def _add_author(self, login: str, name: str) -> None:
        # sanitize_title() makes the user_nicename of addresses out of the login.
        form = urls.normalize_path(name)
        for word in (form, form.replace(" ", "-"), form.replace(".", "-").replace(" ", "-")):
            self.authors.setdefault(word, login)

    def freeze(
        self,
        sites: Sequence[Site],
        authors: Iterable[Author] = (),
        terms: Iterable[Term] = (),
        blogs: Blogs | None = None,
    ) -> None:
        """Finish the index with the sites' own addresses, authors, terms and blogs."""
        self.blogs = blogs or Blogs()
        for term in terms:
            self._add_site_term(term)
        self._add_authors([author for author in authors if author.login])
        if "respond" in self.fragments:
            self.fragments.add("comments")  # no output has the form: its links go to the comments
        self.base_urls = self._detector.base_urls(sites, self._same_site)
        for base_url in self.base_urls:
            blog, _, service = base_url.host.partition(".")
            if service == "wordpress.com":
                self.file_hosts.add(f"{blog}.files.{service}")
        self._numbers.clear()
        self.store.freeze()

    def _add_site_term(self, term: Term) -> None:
        self._add_term(term)
        if term.id is not None and term.slug:
            self.term_ids.setdefault(term.id, (term.taxonomy or "", term.slug))
        if term.parent and term.slug:
            below, above = (
                f"{term.taxonomy or ''}/{urls.normalize_path(slug)}"
                for slug in (term.slug, term.parent)
            )
            self.parents.setdefault(below, above)

    def _add_authors(self, authors: Sequence[Author]) -> None:
        """Add the site's authors by login and id, then by name: logins take precedence."""
        for author in authors:
            login = author.login or ""
            self._add_author(login, login)
            if author.id is not None:
                self.author_ids.setdefault(author.id, login)
        for author in authors:
            if author.name:
                self._add_author(author.login or "", author.name)

    def is_own(self, host: str) -> bool:
        """Check whether a host, without ``www.``, is the blog's or has files of the blog."""
        return host in self.base_urls or host in self.file_hosts

    def posts(self) -> Iterator[tuple[int, IndexedPost]]:
        """Yield all posts with their numbers, in the order of the numbers."""
        for number, data in self.store.records():
            yield number, _decoder.decode(data)

    def post(self, number: int) -> IndexedPost | None:
        """Return the record of a post; None if there is no such post."""
        data = self.store.get_record(number)
        return None if data is None else _decoder.decode(data)

    def clear(self) -> None:
        """Forget all entries, since the posts are read once more."""
        self.close()
        vars(self).update(vars(LinkIndex(self._same_site, self._spill)))

    def close(self) -> None:
        """Remove the temporary file, if there is one."""
        self.store.close()


def _web(address: str | None) -> Url | None:
    url = urls.parse(address.strip()) if address else None
    return url if url is not None and url.scheme in _WEB and url.host else None


def _earlier_paths(post: Post, link: Url | None) -> list[str]:
    """List former paths of a post: with former slugs, and the guid's, unless it is a file."""
    if link is None:
        return []
    path, slug = urls.decode_path(link.path), urls.decode_path(post.slug or "")
    found = dict.fromkeys(former_paths(path, slug, map(urls.decode_path, former_slugs(post))))
    found |= dict.fromkeys(map(urls.decode_path, imported_paths(post)))
    guid = _web(post.guid)
    # wp_insert_attachment() makes the address of the file the guid of an attachment.
    is_file = post.type == "attachment" and guid is not None and "." in guid.path.rpartition("/")[2]
    if guid is not None and guid.host == link.host and not (guid.query or is_file):
        found[urls.decode_path(guid.path)] = None
    found.pop(path, None)
    found.pop("/", None)
    return list(found)


def uploaded_file(post: Post) -> str:
    """Return an attachment's path below the uploads folder; empty if unknown."""
    if post.type != "attachment":
        return ""
    if file := post.get_meta("_wp_attached_file"):
        return file.strip("/")
    address = _web(post.attachment_url or post.guid)
    if address is None:
        return ""
    path = urls.decode_exact_path(address.path)
    return path.rpartition("/uploads/")[2].lstrip("/")
