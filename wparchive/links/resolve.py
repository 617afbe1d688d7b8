"""Resolution: find the target of each URL, as WordPress would have answered the URL.

The rules are those of ``url_to_postid()``, of ``WP_Rewrite``'s standard rules and of
``redirect_canonical()``. Where the blog's own permalinks differ, the permalinks are the rule: the
index holds each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from wparchive import patterns
from wparchive.links.blogs import number_in
from wparchive.links.known_targets import KnownTargets
from wparchive.links.path_targets import PathTargets
from wparchive.links.query_targets import QueryTargets
from wparchive.links.target_kinds import Target, TargetKind
from wparchive.web import urls
from wparchive.wordpress.uploads import upload_below

if TYPE_CHECKING:
    from wparchive.links.index import IndexedPost, LinkIndex
    from wparchive.web.urls import Url

_WEB = frozenset({"http", "https"})
_NO_HOST = "site.invalid"
"""The host of relative links where neither page nor site have an address."""
_SYSTEM = patterns.lazy(
    r"(?:wp-admin|wp-json|wp-includes)(?:/|$)|wp-(?:login|signup|activate|cron|mail|register)\.php"
    r"|wp-comments-post\.php|wp-comments-popup\.php|xmlrpc\.php|robots\.txt|favicon\.ico"
    r"|(?:wp-)?sitemap[\w-]*\.(?:xml|xsl)"
)
_FEED_FILE = patterns.lazy(r"wp-(?:rss2?|atom|rdf|feed|commentsrss2)\.php")
_TRACKBACK_FILE = patterns.lazy(r"wp-trackback\.php(?:/(\d+))?")
_EXTENSION = patterns.lazy(r"[^/]\.(?!php\d?$|html?$|aspx?$)[a-z0-9]{2,5}$")
_FILE = patterns.lazy(r"[.%][^/]*/*\Z")
_SCHEMES = {
    "mailto": TargetKind.MAIL,
    "data": TargetKind.DATA,
    "ftp": TargetKind.EXTERNAL,
}
_CACHED = 4096


class _BlogTargets(NamedTuple):
    """Finds the targets of one blog.

    Attributes:
        blog: The number of the blog.
        known: Finds them by ids, slugs and names.
        queries: Finds them by queries.
        paths: Finds them by paths.
    """

    blog: int
    known: KnownTargets
    queries: QueryTargets
    paths: PathTargets

    @classmethod
    def of(cls, index: LinkIndex, blog: int) -> Self:
        """Make those of a blog of a frozen index."""
        known = KnownTargets(index, blog)
        base_urls = index.blogs.base_urls(blog) if index.blogs.are_several else index.base_urls
        return cls(blog, known, QueryTargets(index, known), PathTargets(index, known, base_urls))


class Resolver:
    """Finds the targets of URLs. Each process has its own.

    Args:
        index: The frozen index.
    """

    def __init__(self, index: LinkIndex) -> None:
        self._index = index
        self._blogs: dict[int, _BlogTargets] = {}
        # On other hosts only files can be the blog's.
        self._near = {"wp.me", _NO_HOST, *(host for host, _ in index.base_urls)}
        self._cache: dict[tuple[str, str], Target] = {}

    def resolve(self, text: str, base: str = "", number: int | None = None) -> Target:
        """Find the target of a URL.

        Args:
            text: The URL as a browser takes it out of the markup.
            base: The absolute address of the page that has the link.
            number: The id of the post that has the link.
        """
        if text[:1] in {"#", ""}:
            return self._fragment(text[1:], number, base)
        relative = base if "://" not in text else ""
        key = (text, relative)
        target = self._cache.get(key)
        if target is None:
            if len(self._cache) >= _CACHED:
                self._cache.clear()
            target = self._cache[key] = self._resolve(text, relative)
        return target

    def post(self, number: int) -> IndexedPost | None:
        """Return the index's record of a post; None if there is no such post."""
        return self._index.post(number)

    @property
    def front_page(self) -> int | None:
        """The number of the page at the blog's own address; None without one."""
        return self._index.front_page

    def archive_page(self, output: str, target: Target) -> str | None:
        """Return the path of an archive page in an output; None if the output lacks the page."""
        return self._index.archive_pages.find(output, target)

    @property
    def fragments(self) -> set[str]:
        """Fragments that links name."""
        return self._index.fragments

    def base(self, link: str | None, site: str | None) -> str:
        """Return a base address for relative links: the page's, the site's, or a placeholder."""
        for address in (link, site):
            url = urls.parse(address.strip()) if address else None
            if address and url is not None and url.scheme in _WEB:
                return address.strip()
        return f"http://{_NO_HOST}/"

    def front_page_url(self, page: str, site: str | None) -> str:
        """Return the address of the front page of the blog that has a page.

        Args:
            page: The address of the page.
            site: The address of the first blog.
        """
        blogs = self._index.blogs
        url = urls.parse(page) if blogs.are_several else None
        number = blogs.number_of(url) if url is not None else None
        if url is None or not number:
            return self.base(site, None)
        home = next(home for home in blogs.base_urls(number) if home.host == url.host)
        return f"{url.scheme}://{home.host}/{home.prefix}"

    def _targets(self, url: Url) -> _BlogTargets:
        """Return the targets of the blog to which a URL belongs; those of the first one if none."""
        blog = self._index.blogs.number_of(url) or 0
        if blog not in self._blogs:
            self._blogs[blog] = _BlogTargets.of(self._index, blog)
        return self._blogs[blog]

    def _fragment(self, fragment: str, number: int | None, base: str) -> Target:
        if number is not None and (url := urls.parse(base)):
            targets = self._targets(url)
            number = number_in(targets.blog, number)
            if comment := targets.known.comment(fragment, number):
                return comment
        return Target(TargetKind.FRAGMENT, number, "", "", fragment)

    def _resolve(self, text: str, base: str) -> Target:
        url = urls.parse(text, base)
        if url is None:
            return Target(TargetKind.INVALID)
        if url.scheme not in _WEB:
            kind = _SCHEMES.get(url.scheme, TargetKind.OTHER)
            return Target(kind, key=url.host if kind is TargetKind.EXTERNAL else url.scheme)
        url = urls.without_image_proxy(url)
        if url.host not in self._near and not _FILE.search(url.path):
            return Target(TargetKind.EXTERNAL, key=url.host, fragment=url.fragment)
        path = urls.normalize_path(url.path)
        below = self._index.base_urls.relative_path(url.host, path)
        if below is None and url.host != _NO_HOST:
            return self._elsewhere(url, path)
        below = path if below is None else below
        if below.startswith("index.php"):
            below = below.removeprefix("index.php").lstrip("/")
        return self._with_fragment(url, self._internal(url, below))

    def _with_fragment(self, url: Url, target: Target) -> Target:
        ports = self._index.base_urls.ports.get(url.host, ())
        if target.kind is TargetKind.BROKEN and url.port and url.port not in ports:
            return Target(TargetKind.EXTERNAL, key=url.host)  # another server on the same host
        if target.number is not None:
            comment = self._targets(url).known.comment(url.fragment, target.number)
            if comment is not None:
                return comment
        return target._replace(fragment=url.fragment) if url.fragment else target

    def _elsewhere(self, url: Url, path: str) -> Target:
        """Find the target of a URL on another host: a file of an attachment, wp.me, or external."""
        known = self._targets(url).known
        found = known.file(f"{url.host}/{urls.exact_file_path(url.path)}")
        if found is not None:
            return found
        if url.host == "wp.me" and (short := self._short(url.path, known)):
            return short
        if url.host in self._index.file_hosts and _EXTENSION.search(path):
            return Target(TargetKind.FILE, key=path)
        return Target(TargetKind.EXTERNAL, key=url.host, fragment=url.fragment)

    def _short(self, path: str, known: KnownTargets) -> Target | None:
        """Find the target of ``wp.me/pBLOG-ID`` (Jetpack's ``wpme_get_shortlink()``).

        With ``s`` in place of ``p``, a slug is in place of the id.
        """
        blog, _, post = path.strip("/").partition("-")
        several = self._index.blogs.are_several  # nothing says which of them has the short name
        if not post or several or blog[1:] not in self._index.base_urls.shortlink_blogs:
            return None
        if blog[0] == "s":
            number = known.number(f"slug {urls.normalize_path(post)}")
            return None if number is None else known.post(number)
        try:
            return known.by_id(str(urls.base62_decode(post)))
        except ValueError:
            return None

    def _internal(self, url: Url, path: str) -> Target:
        """Find the target of a URL of the blog.

        Args:
            url: The URL.
            path: The path below the blog's base URL, normalized.
        """
        targets = self._targets(url)
        if url.query and not (path and _EXTENSION.search(path)):
            found = targets.queries.find(urls.arguments(url.query), on_front_page=not path)
            if found is not None:
                return found
        if not path:
            return Target(TargetKind.HOME)
        file = f"{url.host}/{urls.exact_file_path(url.path)}"
        return (
            targets.paths.permalink(path)
            or targets.known.file(file)
            or _of_wordpress(path, targets.known)
            or _uploaded(url, path, targets.known)
            or targets.paths.archive(path)
            or targets.paths.guess(path)
            or Target(TargetKind.BROKEN, key=path)
        )


def _of_wordpress(path: str, known: KnownTargets) -> Target | None:
    """Find the target of one of WordPress's own scripts and files."""
    if match := _TRACKBACK_FILE.fullmatch(path):
        return known.by_id(match[1] or "")._replace(part="trackback")
    if _FEED_FILE.fullmatch(path):
        return Target(TargetKind.FEED, key="comments" if "comments" in path else "")
    if _SYSTEM.match(path):
        return Target(TargetKind.SYSTEM, key=path.partition("/")[0])
    return None


def _uploaded(url: Url, path: str, known: KnownTargets) -> Target | None:
    """Find the target of a file's URL, known or not."""
    if (file := upload_below(path)) is not None:
        exact = upload_below(urls.exact_file_path(url.path)) or file
        return known.file(f"uploads/{exact}") or Target(TargetKind.FILE, key=path)
    if path.startswith("wp-content/") or _EXTENSION.search(path):
        return Target(TargetKind.FILE, key=path)
    return None
