"""Pseudonyms for ``--redact``: e-mail addresses, IPs, visitors' names and sites, in every format.

A value gets the same pseudonym wherever it stands in a run, so that it can still be told which
comments are one person's. It is a keyed digest (BLAKE2b); the key comes from the inputs' own bytes,
so nobody without the inputs can try values out, and a second run gives the same pseudonyms.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from wparchive.content.serialized import decode, is_serialized, rewrite_strings
from wparchive.model.records import Author, Post, Site, Term
from wparchive.notices import Code, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.protocols import Document, Head, Range
    from wparchive.storage.sources import Source

_CHUNK = 1 << 20
_DOMAIN = "redacted.invalid"
"""A name that never resolves (RFC 6761, 6.4)."""
EMAIL = re.compile(
    # No mail server takes a longer name.
    r"[\w.+%-]{0,128}[\w+-](?:@|%40|&#0*64;|&#[xX]0*40;)"
    r"(?!\d+(?:\.\d+)?x[-.])"  # picture@2x.png
    r"(?:[\w-]+\.)+(?!(?:png|jpe?g|gif|svg|webp|avif|css|js|pdf|html?)\b)(?:xn--[\w-]+|[^\W\d_]{2,})"
)
_IP = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*(?::[0-9A-Fa-f.]*){2,8})(?![\w:])"
)
# Elsewhere, such as in texts and in links, what looks like an IP may be anything.
_WITH_IPS = frozenset({"ip", "meta", "extra"})
_Record = TypeVar("_Record", Post, Site, Author, Term)


class Personal(StrEnum):
    """What can be redacted; also the words of ``--redact``."""

    EMAILS = "emails"
    IPS = "ips"
    NAMES = "names"
    URLS = "urls"
    PASSWORDS = "passwords"


@dataclass
class Pseudonyms:
    """Replaces what is personal.

    Attributes:
        words: What is replaced.
        key: What the pseudonyms depend on besides the values.
        counts: How many values have been replaced, by word.
    """

    words: frozenset[str]
    key: bytes
    counts: Counter[str] = field(default_factory=Counter)

    def post(self, post: Post) -> Post:
        """A post without what is personal in it."""
        changed: dict[str, Any] = {}
        if Personal.PASSWORDS in self.words and post.password:
            changed["password"] = self._digest(Personal.PASSWORDS, post.password)
        comments = []
        for comment in post.comments:
            fields: dict[str, Any] = {}
            if Personal.NAMES in self.words and comment.author and not comment.user_id:
                fields["author"] = f"Person {self._digest(Personal.NAMES, comment.author)}"
            if Personal.URLS in self.words and comment.url:
                fields["url"] = f"https://{self._digest(Personal.URLS, comment.url)}.{_DOMAIN}/"
            comments.append(msgspec.structs.replace(comment, **fields) if fields else comment)
        return self._texts(msgspec.structs.replace(post, comments=comments, **changed), Post)

    def head(self, head: Head) -> Head:
        """Site, authors and terms without what is personal in them."""
        return replace(
            head,
            site=self._texts(head.site, Site),
            authors=[self._texts(author, Author) for author in head.authors],
            terms=[self._texts(term, Term) for term in head.terms],
        )

    def text(self, text: str) -> str:
        """A text without e-mail addresses, if these are redacted."""
        if Personal.EMAILS not in self.words:
            return text
        return EMAIL.sub(lambda match: self._email(match[0]), text)

    def _texts(self, record: _Record, kind: type[_Record]) -> _Record:
        return msgspec.convert(self._walk(msgspec.to_builtins(record), with_ips=False), kind)

    def _walk(self, value: Any, *, with_ips: bool) -> Any:
        """The same value with each text in it changed."""
        if isinstance(value, str):
            return self._string(value, with_ips=with_ips)
        if isinstance(value, list):
            return [self._walk(item, with_ips=with_ips) for item in value]
        if not isinstance(value, dict):
            return value
        changed = {
            self.text(key): self._walk(item, with_ips=with_ips or key in _WITH_IPS)
            for key, item in value.items()
        }
        if "decoded" in changed and isinstance(changed.get("value"), str):
            changed["decoded"] = decode(changed["value"])
        return changed

    def _string(self, text: str, *, with_ips: bool) -> str:
        def change(part: str) -> str:
            part = self.text(part)
            return _IP.sub(lambda m: self._ip(m[0]), part) if with_ips else part

        if Personal.IPS not in self.words:
            with_ips = False
        # Its strings carry their lengths.
        return rewrite_strings(text, change) if is_serialized(text) else change(text)

    def _email(self, address: str) -> str:
        normal = re.sub("%40|&#[xX]?[0-9]++;", "@", address).lower()
        return f"person-{self._digest(Personal.EMAILS, normal)}@{_DOMAIN}"

    def _ip(self, text: str) -> str:
        try:
            address = ip_address(text)
        except ValueError:
            return text
        digest = self._digest(Personal.IPS, str(address))
        # Addresses for documentation (RFC 3849), which nobody has.
        return f"2001:db8:{digest[:4]}:{digest[4:8]}::{digest[8:]}"

    def _digest(self, word: Personal, value: str) -> str:
        self.counts[word] += 1
        hashed = blake2b(value.encode(errors="surrogateescape"), key=self.key, digest_size=5)
        return hashed.hexdigest()


@dataclass
class PseudonymousDocument:
    """A document as it reads with pseudonyms; see `wparchive.protocols.Document`."""

    document: Document
    pseudonyms: Pseudonyms

    def __post_init__(self) -> None:
        self.name = self.document.name
        self.head = self.pseudonyms.head(self.document.head)
        self.ranges = self.document.ranges
        self.notices = [self._notice(notice) for notice in self.document.notices]

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """The posts of one range, and what reading and redacting them has to say."""
        said: list[Notice] = []
        for post in self.document.posts(part, said):
            self.pseudonyms.counts.clear()
            changed = self.pseudonyms.post(post)
            if counts := self.pseudonyms.counts:
                text = ", ".join(f"{number} {word}" for word, number in sorted(counts.items()))
                place = post.place
                said.append(
                    Notice(Code.REDACTED, text, place.source, place.line, place.offset, post.id)
                )
            notices.extend(self._notice(notice) for notice in said)
            said.clear()
            yield changed
        notices.extend(self._notice(notice) for notice in said)

    def _notice(self, notice: Notice) -> Notice:
        """Notices quote what they are about."""
        return notice._replace(message=self.pseudonyms.text(notice.message))


def key_of(sources: Iterable[Source]) -> bytes:
    """A key that only those can know who have the inputs."""
    hashed = blake2b(person=b"wparchive-redact")
    for path in dict.fromkeys(source.path for source in sources):
        with path.open("rb") as file:
            while data := file.read(_CHUNK):
                hashed.update(data)
    return hashed.digest()
