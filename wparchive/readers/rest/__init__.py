"""Saved responses of the REST API (``/wp-json/wp/v2/...``), and of WordPress.com's older one.

A dump is many files: posts, pages and other types, comments, media, terms and users, each in one
page of answers or several. All together are one document; comments and terms are joined to
their posts by id. Where the dump was made by an editor (``context=edit``) texts are as stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.assembly.observations import PostSpool, observe
from wparchive.assembly.unclaimed.account import notices_of
from wparchive.errors import InputError
from wparchive.errors.notices import Code, Notice, quantity
from wparchive.formats.readers import ReaderInfo, SiteMetadata
from wparchive.readers.rest.account import accounts_of
from wparchive.readers.rest.dump import REST, REST_RAW, USER_KEYS, Dump
from wparchive.readers.rest.load import load
from wparchive.readers.rest.posts import read_posts
from wparchive.readers.rest.site import read_authors, read_site, read_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.assembly.observations import SpooledDocument
    from wparchive.assembly.unclaimed.account import UnclaimedSummary
    from wparchive.formats.readers import WorkerPool
    from wparchive.storage.source import Source

_JSON = patterns.lazy(rb"\s*[\[{]")
_OURS = patterns.lazy(
    rb'"(?:wp:post_type|wp:items|wp:attachment|collection|namespaces|rest_base|api\.w\.org'
    rb"|date_gmt|author_name|media_type|taxonomy|default_comment_status|_links|comment_status"
    rb'|site_ID|discussion|object_id|locations|avatar_urls)"|"found"\s*:\s*\d+\s*,\s*"(?:posts|comments)"'
)
_KEY = patterns.lazy(rb'"([a-z_]{1,30})"\s*:')
_SUBSTANTIAL = 50
"""Number of words from which the texts of objects other than posts are reported."""
_NUMBERED = patterns.lazy(rb'"(?:id|ID|post|name|slug|title|found)"\s*:')


class RestReader:
    """A reader of saved responses of the REST API."""

    info = ReaderInfo("rest", "responses of WordPress's REST API (JSON)", (REST_RAW, REST))

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """Return whether a file is JSON with words of the interface."""
        text = start.removeprefix(b"\xef\xbb\xbf")
        if not _JSON.match(text):
            return False
        return bool(_OURS.search(text) and _NUMBERED.search(text)) or _is_user(text)

    def open_all(self, sources: Sequence[Source], pool: WorkerPool) -> SpooledDocument:  # noqa: ARG002
        """Read a whole dump.

        Raises:
            MalformedInputError: No file of it is JSON.
        """
        dump = Dump()
        notices: list[Notice] = []
        errors: list[InputError] = []
        for source in sources:
            try:
                dump.add(load(source, notices), source.name)
            except InputError as error:
                errors.append(error)
                notices.append(Notice(Code.INPUT_DAMAGED, str(error), source.name))
        if len(errors) == len(sources):
            raise errors[0]
        site = read_site(dump)
        for kind, number in sorted(dump.unread.items()):
            source_name, what = kind
            words = dump.unread_words[kind]
            size = f" They have {words:,} words." if words >= _SUBSTANTIAL else ""
            text = f"No posts: {quantity(number, 'object')} of {what} in {source_name}.{size}"
            notices.append(Notice(Code.PAGE_SKIPPED, text, source_name))
        metadata = SiteMetadata(
            site, read_authors(dump), read_terms(dump), [s.name for s in sources]
        )
        name = sources[0].name if len(sources) == 1 else f"{len(sources)} REST responses"
        with PostSpool(sources[0].scratch) as spool:
            accounts: list[UnclaimedSummary] = []
            for post in read_posts(dump, site, notices):
                accounts.extend(a for a in accounts_of(dump, post) if a.unclaimed)
                spool.add(observe(post, site.link))
            notices += notices_of(accounts)
            return spool.merge_into(name, metadata, notices)


def _is_user(text: bytes) -> bool:
    """Check whether the first object has the fields of a user, and nothing inside of them."""
    first = text.partition(b"{")[2].partition(b"}")[0]
    return {key.decode() for key in _KEY.findall(first)} >= USER_KEYS
