"""Resolution: what each URL of the archive leads to, as WordPress would have answered it.

The rules are those of ``url_to_postid()``, of ``WP_Rewrite``'s standard rules and of
``redirect_canonical()``; where the blog's own permalinks differ, they themselves are the rule,
since the index holds each of them.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from wparchive.web import urls
from wparchive.web.numbers import whole_number

if TYPE_CHECKING:
    from wparchive.links.index import IndexedPost, LinkIndex
    from wparchive.web.urls import Url


class TargetKind(StrEnum):
    """What a link leads to."""

    POST = "post"
    ATTACHMENT = "attachment"
    COMMENT = "comment"
    TERM = "term"
    AUTHOR = "author"
    TYPE = "type"
    DATE = "date"
    FEED = "feed"
    HOME = "home"
    SEARCH = "search"
    FILE = "file"
    SYSTEM = "system"
    FRAGMENT = "fragment"
    EXTERNAL = "external"
    MAIL = "mail"
    DATA = "data"
    OTHER = "other"
    INVALID = "invalid"
    BROKEN = "broken"


class Target(NamedTuple):
    """What a link leads to.

    Attributes:
        kind: Its kind.
        number: The post that it is or belongs to, by its number in the index.
        key: Which one: a comment's id, ``taxonomy/slug``, a login, a type, a date, a host, a
            scheme, or what was asked for in vain.
        part: The part or view of it: ``page 2``, ``comment page 2``, ``feed``, ``trackback``,
            ``embed``, ``file``, ``old`` for an address that it had before, ``guess`` where only
            slug and date agree.
        fragment: The fragment, without ``#``.
    """

    kind: TargetKind
    number: int | None = None
    key: str = ""
    part: str = ""
    fragment: str = ""


_WEB = frozenset({"http", "https"})
_IDS = ("p", "page_id", "attachment_id")
_COMMENT = re.compile(r"(?:(?:li|div|article|the)-)?comment-?(\d{1,18})", re.IGNORECASE)
_TAIL = re.compile(r"(?:feed|rdf|rss2?|atom|trackback|embed|amp|page(?:-|/)\d+)$")
_TAILS = (
    (re.compile(r"(?:^|/)(?:feed/)?(?:feed|rdf|rss|rss2|atom)$"), "feed"),
    (re.compile(r"(?:^|/)trackback$"), "trackback"),
    (re.compile(r"(?:^|/)comment-page-(\d+)$"), "comment page"),
    (re.compile(r"(?:^|/)page/(\d+)$"), "page"),
    (re.compile(r"(?:^|/)(?:embed|amp)$"), "embed"),
)
_PAGE = re.compile(r"/(\d{1,3})$")
_DAY = re.compile(r"(?:^|/)((?:19|20)\d\d)(?:/(\d\d?))?(?:/(\d\d?))?$")
_DATED = re.compile(r"(?:^|/)(\d{4})/(\d\d?)(?:/(\d\d?))?/")
_SYSTEM = re.compile(
    r"(?:wp-admin|wp-json|wp-includes)(?:/|$)|wp-(?:login|signup|activate|cron|mail|register)\.php"
    r"|wp-comments-post\.php|wp-comments-popup\.php|xmlrpc\.php|robots\.txt|favicon\.ico"
    r"|(?:wp-)?sitemap[\w-]*\.(?:xml|xsl)"
)
_FEED_FILE = re.compile(r"wp-(?:rss2?|atom|rdf|feed|commentsrss2)\.php")
_TRACKBACK_FILE = re.compile(r"wp-trackback\.php(?:/(\d+))?")
_UPLOADS = re.compile(r"(?:^|/)(?:wp-content/(?:uploads|blogs\.dir/\d+/files)|files)/(.+)")
_EXTENSION = re.compile(r"[^/]\.(?!php\d?$|html?$|aspx?$)[a-z0-9]{2,5}$")
_FILE = re.compile(r"[.%][^/]*/*\Z")
_NUMBERED = re.compile(r"(?:^|/)(?!(?:19|20)\d\d$)(\d+)(?:\.html?)?$")
_BASES = {"category": "category", "tag": "post_tag", "topics": "category"}
_CACHED = 4096


class Resolver:
    """Answers what URLs lead to. One for each process.

    Args:
        index: The sealed index.
    """

    def __init__(self, index: LinkIndex) -> None:
        self._index = index
        self._get = index.store.get
        self._homes = [
            f"{host}/{prefix}/" if prefix else f"{host}/" for host, prefix in index.base_urls
        ]
        # Elsewhere nothing but files can be the blog's.
        self._near = {"wp.me", "site.invalid", *(host for host, _ in index.base_urls)}
        self._cache: dict[tuple[str, str], Target] = {}

    def resolve(self, text: str, base: str = "", number: int | None = None) -> Target:
        """What a URL leads to.

        Args:
            text: The URL as a browser takes it out of the markup.
            base: The absolute address of the page on which it stands.
            number: The number of the post on which it stands.
        """
        if text[:1] in {"#", ""}:
            return self._fragment(text[1:], number)
        relative = base if "://" not in text else ""
        key = (text, relative)
        target = self._cache.get(key)
        if target is None:
            if len(self._cache) >= _CACHED:
                self._cache.clear()
            target = self._cache[key] = self._resolve(text, relative)
        return target

    def post(self, number: int) -> IndexedPost | None:
        """What the index knows of a post."""
        return self._index.post(number)

    def archive_page(self, output: str, target: Target) -> str | None:
        """Where an output has the list that a link leads to; None if it has no such page."""
        return self._index.archive_pages.find(output, target)

    @property
    def fragments(self) -> set[str]:
        """Fragments that links name."""
        return self._index.fragments

    def base(self, link: str | None, site: str | None) -> str:
        """An absolute address for relative links: the page's own, the site's, or a stand-in."""
        for address in (link, site):
            url = urls.parse(address.strip()) if address else None
            if address and url is not None and url.scheme in _WEB:
                return address.strip()
        return "http://site.invalid/"

    def _fragment(self, fragment: str, number: int | None) -> Target:
        if number is not None and (comment := self._comment(fragment, number)):
            return comment
        return Target(TargetKind.FRAGMENT, number, "", "", fragment)

    def _resolve(self, text: str, base: str) -> Target:
        url = urls.parse(text, base)
        if url is None:
            return Target(TargetKind.INVALID)
        if url.scheme not in _WEB:
            named = {"mailto": TargetKind.MAIL, "data": TargetKind.DATA, "ftp": TargetKind.EXTERNAL}
            kind = named.get(url.scheme, TargetKind.OTHER)
            return Target(kind, key=url.host if kind is TargetKind.EXTERNAL else url.scheme)
        url = urls.behind_proxy(url)
        if url.host not in self._near and not _FILE.search(url.path):
            return Target(TargetKind.EXTERNAL, key=url.host, fragment=url.fragment)
        path = urls.path_of(url.path)
        rest = self._index.base_urls.relative_path(url.host, path)
        if rest is None and url.host != "site.invalid":
            return self._elsewhere(url, path)
        rest = path if rest is None else rest
        if rest.startswith("index.php"):
            rest = rest.removeprefix("index.php").lstrip("/")
        target = self._internal(url, rest)
        ports = self._index.base_urls.ports.get(url.host, ())
        if target.kind is TargetKind.BROKEN and url.port and url.port not in ports:
            return Target(TargetKind.EXTERNAL, key=url.host)  # another server of the same machine
        if target.number is not None and (comment := self._comment(url.fragment, target.number)):
            return comment
        return target._replace(fragment=url.fragment) if url.fragment else target

    def _comment(self, fragment: str, number: int) -> Target | None:
        match = _COMMENT.fullmatch(fragment)
        if match and self._get(f"comment {match[1]}") == number:
            return Target(TargetKind.COMMENT, number, match[1], "", fragment)
        return None

    def _elsewhere(self, url: Url, path: str) -> Target:
        """Another host: an attachment's file, wp.me, or the world."""
        found = self._file(f"{url.host}/{urls.file_path(url.path)}")
        if found is not None:
            return found
        if url.host == "wp.me" and (short := self._short(path, url.path)):
            return short
        if url.host in self._index.file_hosts and _EXTENSION.search(path):
            return Target(TargetKind.FILE, key=path)
        return Target(TargetKind.EXTERNAL, key=url.host, fragment=url.fragment)

    def _short(self, _path: str, path: str) -> Target | None:
        """``wp.me/pBLOG-ID`` (Jetpack's ``wpme_get_shortlink()``); ``s`` instead has a slug."""
        blog, _, post = path.strip("/").partition("-")
        if not post or blog[1:] not in self._index.base_urls.shortlink_blogs:
            return None
        if blog[0] == "s":
            number = self._get(f"slug {urls.path_of(post)}")
            return None if number is None else self._post(number)
        try:
            return self._by_id(str(urls.from_sixty_two(post)))
        except ValueError:
            return None

    def _internal(self, url: Url, rest: str) -> Target:
        if url.query:
            found = self._by_query(urls.arguments(url.query), rest)
            if found is not None:
                return found
        if not rest:
            return Target(TargetKind.HOME)
        found = self._by_path(url, rest)
        if found is not None:
            return found
        if match := _TRACKBACK_FILE.fullmatch(rest):
            return self._by_id(match[1] or "")._replace(part="trackback")
        if _FEED_FILE.fullmatch(rest):
            return Target(TargetKind.FEED, key="comments" if "comments" in rest else "")
        if _SYSTEM.match(rest):
            return Target(TargetKind.SYSTEM, key=rest.partition("/")[0])
        if match := _UPLOADS.search(rest):
            exact = _UPLOADS.search(urls.file_path(url.path)) or match
            return self._file(f"uploads/{exact[1]}") or Target(TargetKind.FILE, key=rest)
        if rest.startswith("wp-content/") or _EXTENSION.search(rest):
            return Target(TargetKind.FILE, key=rest)
        return self._archive(rest) or self._guess(rest) or Target(TargetKind.BROKEN, key=rest)

    def _by_query(self, given: dict[str, str], rest: str) -> Target | None:
        """The arguments that choose something (``WP::$public_query_vars``); None if none does."""
        if rest and _EXTENSION.search(rest):
            return None
        for name in _IDS:
            if given.get(name, "").strip().isdigit():
                return self._by_id(given[name].strip())._replace(part=_view(given))
        if rest:
            return None
        for name, value in given.items():
            found = self._argument(name, value, given)
            if found is not None:
                if "feed" in given:
                    return Target(TargetKind.FEED, found.number, found.key, "feed")
                return found._replace(part=_view(given)) if _view(given) else found
        if (kind := given.get("post_type", "")) in self._index.types and kind:
            return Target(TargetKind.TYPE, key=kind)
        if "feed" not in given:
            return None
        return Target(
            TargetKind.FEED, key="comments" if given["feed"].startswith("comments-") else ""
        )

    def _argument(self, name: str, value: str, given: dict[str, str]) -> Target | None:
        index = self._index
        if name == "s":
            return Target(TargetKind.SEARCH, key=value)
        if name in {"cat", "tag_id", "term_id"} and (match := re.match(r"-?([0-9]+)", value)):
            term = index.term_ids.get(whole_number(match[1]) or 0)
            return self._term(*term) if term else Target(TargetKind.BROKEN, key=f"{name}={value}")
        if name == "author":
            login = index.author_ids.get(whole_number(value) or 0)
            login = login or index.authors.get(urls.path_of(value))
            if login:
                return Target(TargetKind.AUTHOR, key=login)
            return Target(TargetKind.BROKEN, key=f"author={value}")
        if name == "author_name":
            return self._author(value)
        if name == "taxonomy" and "term_id" not in given:
            return self._term(value, given.get("term", ""))
        if taxonomy := {"tag": "post_tag", "category_name": "category"}.get(name):
            return self._term(taxonomy, value.rpartition("/")[2])
        if name == "m" and value.isdigit():
            return self._date(value[:4], value[4:6], value[6:8])
        if name == "year" and value.isdigit():
            return self._date(value, given.get("monthnum", ""), given.get("day", ""))
        kind = {"name": "post", "pagename": "page", "attachment": "attachment"}.get(name, name)
        if kind in index.types:
            slug = urls.path_of(value)
            for word in (slug, slug.rpartition("/")[2]):
                if (number := self._get(f"{kind} {word}")) is not None:
                    return self._post(number)
            return Target(TargetKind.BROKEN, key=f"{name}={value}")
        if name in index.terms:
            return self._term(name, value)
        return None

    def _by_id(self, digits: str) -> Target:
        number = whole_number(digits) or 0
        if number and (target := self._post(number)).kind is not TargetKind.BROKEN:
            return target
        return Target(TargetKind.BROKEN, key=f"p={digits}")

    def _post(self, number: int, part: str = "") -> Target:
        is_attachment = self._index.is_attachment(number)
        if is_attachment is None:
            return Target(TargetKind.BROKEN, key=f"p={number}")
        return Target(TargetKind.ATTACHMENT if is_attachment else TargetKind.POST, number, "", part)

    def _by_path(self, url: Url, rest: str) -> Target | None:
        """A post whose permalink this is, also with one of the tails that name a view of it."""
        views = [(rest, "")]
        while len(views) < 4:
            shorter, tail = _without_tail(views[-1][0])
            if shorter is None:
                break
            if shorter in {"", "comments"}:
                part = views[-1][1] or tail
                kind = TargetKind.FEED if "feed" in {tail, part} else TargetKind.HOME
                return Target(kind, key=shorter, part="" if kind is TargetKind.FEED else part)
            views.append((shorter, views[-1][1] or tail))
        if match := _PAGE.search(rest):
            views.append((rest[: match.start()], f"page {match[1]}"))
        for prefix in ("", "guid ", "old "):
            if prefix and prefix not in self._index.used_prefixes:
                continue
            for view, part in views:
                number = self._number(view, prefix)
                if number is not None:
                    if part == "feed":
                        return Target(TargetKind.FEED, number, "", part)
                    return self._post(number, part or ("old" if prefix else ""))
        return self._file(f"{url.host}/{urls.file_path(url.path)}")

    def _number(self, view: str, prefix: str = "") -> int | None:
        """The post at a path below any of the blog's homes."""
        for home in self._homes:
            number = self._get(f"{prefix}{home}{view}")
            if number is not None:
                return number
        return None

    def _file(self, path: str) -> Target | None:
        if "." not in path.rpartition("/")[2]:
            return None
        for kind, part, name in (("file", "file", path), ("image", "size", urls.image_root(path))):
            number = self._named(kind, name)
            if number is not None:
                return Target(TargetKind.ATTACHMENT, number, "", part)
        return None

    def _named(self, kind: str, name: str) -> int | None:
        """The number of a file by its name, or by one that differs in letters' case."""
        number = self._get(f"{kind} {name}")
        small = name.lower()
        if number is None and small != name:
            number = self._get(f"{kind} {small}")
        return self._get(f"small {kind} {small}") if number is None else number

    def _archive(self, rest: str) -> Target | None:
        """Archives of terms, authors and days (``WP_Rewrite::rewrite_rules()``)."""
        part = ""
        shorter, tail = _without_tail(rest)
        if shorter:
            rest, part = shorter, tail
        head, _, slug = rest.rpartition("/")
        base, word = head.partition("/")[0], head.rpartition("/")[2]
        found: Target | None = None
        if match := _DAY.search(rest):
            found = self._date(*(group or "" for group in match.groups()))
        elif "author" in {base, word}:
            found = self._author(slug)
        elif taxonomy := self._taxonomy(base) or self._taxonomy(word):
            found = self._term(taxonomy, slug)
        else:
            # A blog may call its archives as it likes, or have none of the words before the slug.
            for name in ("category", "post_tag"):
                if slug in self._index.terms.get(name, ()):
                    found = self._term(name, slug)
                    break
        if found is not None and part == "feed" and found.kind is not TargetKind.BROKEN:
            return Target(TargetKind.FEED, None, found.key, part)
        return found._replace(part=part) if found is not None and part else found

    def _taxonomy(self, base: str) -> str | None:
        """The taxonomy that addresses call so, unless the archive has no terms of it."""
        taxonomy = _BASES.get(base, base)
        return taxonomy if taxonomy in self._index.terms or base in _BASES else None

    def _guess(self, rest: str) -> Target | None:
        """A post whose permalinks were other ones once (as ``redirect_guess_404_permalink()``)."""
        slug = rest.rpartition("/")[2].removesuffix(".html").removesuffix(".php")
        dated = _DATED.search(rest)
        number: int | None = None
        if dated:
            year, month, day = dated[1], dated[2].zfill(2), (dated[3] or "").zfill(2)
            number = self._get(f"slug {slug}")
            known = self._index.post(number) if number is not None else None
            if dated[3]:
                number = self._get(f"slug {year}-{month}-{day} {slug}")
            elif known is None or not known.day.startswith(f"{year}-{month}"):
                number = None
        elif match := _NUMBERED.search(rest):
            number = whole_number(match[1])
        else:
            number = self._get(f"slug {slug}")
        if number is None or self._index.is_attachment(number) is None:
            return None
        return self._post(number, "guess")

    def _term(self, taxonomy: str, slug: str) -> Target:
        known = self._index.terms.get(taxonomy, {}).get(urls.path_of(slug))
        if known is None:
            return Target(TargetKind.BROKEN, key=f"{taxonomy}/{slug}")
        return Target(TargetKind.TERM, key=f"{taxonomy}/{known}")

    def _author(self, name: str) -> Target:
        login = self._index.authors.get(urls.path_of(name))
        if login is None:
            return Target(TargetKind.BROKEN, key=f"author/{name}")
        return Target(TargetKind.AUTHOR, key=login)

    def _date(self, year: str, month: str, day: str) -> Target:
        parts = [year, month and month.zfill(2), day and day.zfill(2)]
        date = "-".join(part for part in parts if part)
        return Target(TargetKind.DATE if date in self._index.days else TargetKind.BROKEN, key=date)


def _without_tail(path: str) -> tuple[str | None, str]:
    """A path without the tail that names a view, and the view; None if it has none."""
    if not _TAIL.search(path):
        return None, ""
    for pattern, name in _TAILS:
        if match := pattern.search(path):
            number = match[1] if match.lastindex else ""
            return path[: match.start()], f"{name} {number}".rstrip()
    return None, ""


def _view(given: dict[str, str]) -> str:
    """The view that a query asks for."""
    for name, word in (("page", "page"), ("paged", "page"), ("cpage", "comment page")):
        if given.get(name, "").isdigit():
            return f"{word} {given[name]}"
    return "feed" if "feed" in given else ""
