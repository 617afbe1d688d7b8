"""Pseudonyms for ``--redact``: e-mail addresses, IPs, visitors' names and sites, in every format.

A value gets the same pseudonym wherever a run finds it, in whatever spelling, so that readers still
see which comments are one person's. It is a keyed digest (BLAKE2b); the key comes from the inputs'
own bytes, so nobody without the inputs can try values out, and a second run gives the same
pseudonyms.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from dataclasses import replace as replace_fields
from enum import StrEnum
from hashlib import blake2b
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from wparchive import patterns
from wparchive.errors.notices import Code, Notice
from wparchive.model.elements import SourceLayout, UnknownElement
from wparchive.model.records import Meta, Post
from wparchive.model.site import Author, Site, Term
from wparchive.storage.opening import open_regular
from wparchive.transforms.strings import Strings, walk
from wparchive.transforms.visitors import (
    ADDRESS,
    AVATAR,
    Sites,
    hosts,
    is_name,
    name_pattern,
    split,
)
from wparchive.web.spellings import replace
from wparchive.wordpress.emails import replace_addresses

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from wparchive.formats.readers import Document, Range, SiteMetadata
    from wparchive.model.records import Comment
    from wparchive.storage.source import Source
    from wparchive.transforms.strings import Change

_CHUNK = 1 << 20
_DOMAIN = "redacted.invalid"
"""A name that never resolves (RFC 6761, 6.4)."""
_IP = patterns.lazy(
    r"(?<![\w.:])(?P<it>\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)"
    r"|[0-9A-Fa-f]*(?::[0-9A-Fa-f.]*){2,8}(?![\w:]))"
)
_JSON_FIELD = patterns.lazy(r'("(\w{1,40})"\s*:\s*)"([^"\\]++(?>(?:\\.[^"\\]*+)*))"')
_Record = TypeVar("_Record", Post, Site, Author, Term)


class Personal(StrEnum):
    """The kinds of personal data that can be redacted; also the words of ``--redact``."""

    EMAILS = "emails"
    IPS = "ips"
    NAMES = "names"
    URLS = "urls"
    PASSWORDS = "passwords"


@dataclass
class Pseudonyms:
    """Replaces personal data by pseudonyms.

    Attributes:
        words: What is replaced.
        key: What the pseudonyms depend on besides the values.
        counts: How many values have been replaced, by word.
    """

    words: frozenset[str]
    key: bytes
    counts: Counter[str] = field(default_factory=Counter)

    def post(self, post: Post, own_hosts: frozenset[str] = frozenset()) -> Post:
        """Return a post with its personal data replaced.

        Args:
            post: The post; it is not changed.
            own_hosts: Hosts of the blog itself, which are not a commenter's.
        """
        sites = Sites((comment.url for comment in post.comments), own_hosts | hosts([post.link]))
        changed = self._texts(post, Post, self._on_sites(sites))
        if Personal.PASSWORDS in self.words and post.password:
            changed = msgspec.structs.replace(
                changed,
                password=self._digest(Personal.PASSWORDS, post.password),
                extra=self._without_password(changed.extra, post.password),
            )
        if changed.author and post.author and post.author.email:
            author = msgspec.structs.replace(
                changed.author, email=self._email_field(post.author.email)
            )
            changed = msgspec.structs.replace(changed, author=author)
        comments = [
            self._comment(comment, stored, sites)
            for comment, stored in zip(changed.comments, post.comments, strict=True)
        ]
        return msgspec.structs.replace(changed, comments=comments)

    def metadata(self, metadata: SiteMetadata) -> SiteMetadata:
        """Return site, authors and terms with their personal data replaced."""
        return replace_fields(
            metadata,
            site=self._texts(metadata.site, Site),
            other_sites=[self._texts(site, Site) for site in metadata.other_sites],
            authors=[self._author(author) for author in metadata.authors],
            terms=[self._texts(term, Term) for term in metadata.terms],
        )

    def notice(self, notice: Notice) -> Notice:
        """Replace personal data in a notice, whose message may quote content."""
        public = notice.public and self.text(notice.public)
        return notice._replace(message=self.text(notice.message), public=public)

    def text(self, text: str) -> str:
        """Replace e-mail addresses, and digests of them, in a text, if these are redacted."""
        if Personal.EMAILS not in self.words:
            return text
        text = replace_addresses(text, self._email)
        return replace(text, AVATAR, self._avatar) if "avatar" in text.lower() else text

    def _author(self, author: Author) -> Author:
        changed = self._texts(author, Author)
        email = self._email_field(author.email) if author.email else author.email
        return msgspec.structs.replace(changed, email=email)

    def _comment(self, changed: Comment, stored: Comment, sites: Sites) -> Comment:
        """Replace personal data in the fields of a comment, and in data of plugins."""
        fields: dict[str, Any] = {}
        name = stored.author if Personal.NAMES in self.words and not stored.user_id else None
        if name:
            fields["author"] = self._name(name)
        if Personal.URLS in self.words and stored.url:
            fields["url"] = self._site(stored.url)
        if stored.email:
            fields["email"] = self._email_field(stored.email)
        if Personal.IPS in self.words and stored.ip and changed.ip == stored.ip:
            fields["ip"] = self._ip_like(stored.ip)  # such as the name of a host
        besides = {key: getattr(changed, key) for key in ("meta", "extra", "layout")}
        change = self._of_visitor(name or "", sites)
        for key, value in besides.items():
            if value and change:
                walked = walk(msgspec.to_builtins(value), Strings(change, change))
                kind = {
                    "meta": list[Meta],
                    "extra": list[UnknownElement],
                    "layout": SourceLayout,
                }[key]
                fields[key] = msgspec.convert(walked, kind)
        return msgspec.structs.replace(changed, **fields)

    def _of_visitor(self, name: str, sites: Sites) -> Change | None:
        """Return a function for strings stored with a comment, all possibly about its author."""
        pattern = name_pattern(name) if name.strip() else None
        if pattern is None and Personal.URLS not in self.words:
            return None

        def change(text: str, key: str) -> str:
            if pattern is not None:
                if is_name(key) and text.strip():
                    return self._name(text)
                text = _JSON_FIELD.sub(self._named, replace(text, pattern, self._name))
            if Personal.URLS in self.words:
                text = replace(text, ADDRESS, lambda url: self._link(url, sites, own=True))
            return text

        return change

    def _on_sites(self, sites: Sites) -> Change | None:
        """Return a function that replaces links to commenters' sites in all texts of a post."""
        if Personal.URLS not in self.words or not sites:
            return None
        return lambda text, _key: replace(text, ADDRESS, lambda url: self._link(url, sites))

    def _texts(
        self,
        record: _Record,
        kind: type[_Record],
        change: Change | None = None,
    ) -> _Record:
        def plain(text: str, key: str) -> str:
            text = self.text(text)
            return change(text, key) if change else text

        def with_ips(text: str, key: str) -> str:
            text = plain(text, key)
            return replace(text, _IP, self._ip) if Personal.IPS in self.words else text

        walked = walk(msgspec.to_builtins(record), Strings(plain, with_ips, self.text))
        return msgspec.convert(walked, kind)

    def _without_password(self, extra: list[UnknownElement], password: str) -> list[UnknownElement]:
        """Replace elements, kept verbatim, that contain nothing but the password."""

        def change(text: str, _key: str) -> str:
            same = text.strip() == password.strip()
            return self._digest(Personal.PASSWORDS, password) if same else text

        walked = walk(msgspec.to_builtins(extra), Strings(change, change))
        return msgspec.convert(walked, list[UnknownElement])

    def _email(self, address: str) -> str | None:
        name, _, domain = unicodedata.normalize("NFKC", address).casefold().rpartition("@")
        if domain == _DOMAIN:
            return None
        with suppress(UnicodeError):  # an international name has two spellings
            domain = domain.encode("idna").decode()
        return f"person-{self._digest(Personal.EMAILS, f'{name}@{domain}')}@{_DOMAIN}"

    def _email_field(self, value: str) -> str:
        """Replace the value of a field for an address, even if the value is not one."""
        changed = self.text(value)
        if Personal.EMAILS not in self.words or changed != value or not value.strip():
            return changed
        return f"person-{self._digest(Personal.EMAILS, value.strip().lower())}@{_DOMAIN}"

    def _avatar(self, digest: str) -> str:
        return (self._digest(Personal.EMAILS, digest.lower()) * 7)[: len(digest)]

    def _named(self, field: re.Match[str]) -> str:
        given = is_name(field[2]) and not field[3].startswith("Person ")
        return f'{field[1]}"{self._name(field[3])}"' if given else field[0]

    def _name(self, name: str) -> str:
        return f"Person {self._digest(Personal.NAMES, ' '.join(name.split()))}"

    def _site(self, url: str) -> str:
        host, rest = split(url)
        return f"https://{self._digest(Personal.URLS, host + rest or url)}.{_DOMAIN}/"

    def _link(self, url: str, sites: Sites, *, own: bool = False) -> str | None:
        if split(url)[0].endswith(_DOMAIN) or not (
            sites.has(url) or (own and sites.is_foreign(url))
        ):
            return None
        marks = url[len(url.rstrip(".,;:!?")) :]
        return f"{self._site(url.removesuffix(marks))}{marks}"

    def _ip(self, text: str) -> str | None:
        try:
            address = ip_address(text)
        except ValueError:
            return None
        return self._ip_like(str(address))

    def _ip_like(self, value: str) -> str:
        digest = self._digest(Personal.IPS, value)
        # Addresses for documentation (RFC 3849), which nobody has.
        return f"2001:db8:{digest[:4]}:{digest[4:8]}::{digest[8:]}"

    def _digest(self, word: Personal, value: str) -> str:
        self.counts[word] += 1
        hashed = blake2b(value.encode(errors="surrogateescape"), key=self.key, digest_size=5)
        return hashed.hexdigest()


@dataclass
class PseudonymousDocument:
    """A document as it reads with pseudonyms; see `wparchive.formats.readers.Document`."""

    document: Document
    pseudonyms: Pseudonyms

    def __post_init__(self) -> None:
        self.name = self.document.name
        self.metadata = self.pseudonyms.metadata(self.document.metadata)
        site = self.document.metadata.own_site
        self._own_hosts = hosts([site.link, site.base_site_url, site.base_blog_url])
        self.ranges = self.document.ranges
        self.notices = list(map(self.pseudonyms.notice, self.document.notices))

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Yield the posts of one range; notices of reading and of pseudonyms go to `notices`."""
        own_notices: list[Notice] = []
        for post in self.document.posts(part, own_notices):
            self.pseudonyms.counts.clear()
            changed = self.pseudonyms.post(post, self._own_hosts)
            if counts := self.pseudonyms.counts:
                text = ", ".join(f"{number} {word}" for word, number in sorted(counts.items()))
                own_notices.append(post.notice(Code.REDACTED, text))
            notices.extend(map(self.pseudonyms.notice, own_notices))
            own_notices.clear()
            yield changed
        notices.extend(map(self.pseudonyms.notice, own_notices))


def key_of(sources: Iterable[Source]) -> bytes:
    """Derive a key that only somebody with the inputs can compute."""
    hashed = blake2b(person=b"wparchive-redact")
    for path in dict.fromkeys(source.path for source in sources):
        with open_regular(path) as file:
            while data := file.read(_CHUNK):
                hashed.update(data)
    return hashed.digest()
