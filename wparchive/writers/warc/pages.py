"""The blog's pages as WARC records at their old addresses, with their data and the blog's lists.

A page is a ``resource`` record, since no server sent it (ISO 28500:2017, 6.4), and its WARC-Date
is the instant of the export. Its other addresses are ``revisit`` records, its data a ``metadata``
record at a URI of its own: at the permalink, replay tools would show the data in its place.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import chain, count, islice
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from wparchive.errors.notices import Code
from wparchive.formats.writers import CheckedText, OutputChunk, Planned, Rendered, Writer
from wparchive.language import dates
from wparchive.model.canonical import encode_post, encode_site
from wparchive.render.body import unrendered_notices
from wparchive.render.catalog_page import CatalogPage
from wparchive.render.frame import source_of, title_of, words_of
from wparchive.render.names import is_public_taxonomy, plain, terms_by_taxonomy
from wparchive.render.navigation import Link, Navigation
from wparchive.render.page import render_page, template_links
from wparchive.render.summary import summary
from wparchive.storage.names import safe_name
from wparchive.warc.encode import Record
from wparchive.web.splitting import urlsplit
from wparchive.wordpress.lists import is_front, is_list
from wparchive.writers.documents import public_post_data, public_site_data
from wparchive.writers.warc.addresses import (
    is_same_host,
    query_forms,
    replay_key,
    spellings,
    to_uri,
    variants,
)
from wparchive.writers.warc.catalog import Alias, Catalog
from wparchive.writers.warc.comments import comment_feed, newest
from wparchive.writers.warc.files import WarcFiles
from wparchive.writers.warc.journal import CommentRow, PageJournal, PageRow, lines
from wparchive.writers.warc.listings import HTML, RSS, Listings
from wparchive.writers.warc.parents import Parents
from wparchive.writers.warc.permalinks import PermalinkStructure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.errors.notices import Notice
    from wparchive.formats.writers import Context, LinkTarget, MediaFile, Placement, RenderContext
    from wparchive.model.records import Post
    from wparchive.model.site import Site, SiteDocument
    from wparchive.storage.outputs import StagedOutput

JSON = "application/json"
_OF_POSTS = frozenset({"category", "post_tag"})


class PageWriter(Writer):
    """Base class of the formats with these records.

    Attributes:
        home_if_unknown: The front page's address for a blog whose address is unknown; empty to
            write no lists for it.
        folder: The directory of the files.
        limit: The size of a file in bytes; None for no limit.
    """

    stores_media = True
    keeps_urls = True
    share_key = "pages"
    rewrites_links = True
    home_if_unknown: ClassVar[str] = ""
    folder: str
    limit: int | None = 10**9

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        site = context.metadata.site
        self.front_page_url = self._home = _home(site) or self.home_if_unknown
        self._host = safe_name(urlsplit(self._home).hostname, "archive")
        self._data = f"metadata://{quote(self._host)}/wparchive"
        self._catalog = Catalog(context.scratch / f"{self.name}.sqlite")
        self._parents = Parents(context.metadata.terms)
        self._title = plain(site.title) or self._home

    @cached_property
    def _public(self) -> WarcFiles:
        about = f"Rebuilt from {source_of(self.context)}; not a capture of the original site."
        if self._synthetic:
            about += " The HTTP headers of its response records are synthetic."
        return WarcFiles(self.context, self.folder, self._host, self._title, about, self.limit)

    def plan(self, post: Post) -> Planned:
        """Place a page at its permalink, or at another address that WordPress answers."""
        url, query = self._wanted_url(post), self._query_form(post)
        urns = (f"urn:wparchive:post:{post.id or 'none'}:{attempt}" for attempt in count(1))
        others = urns if query == url else chain([query], islice(urns, 1, None))
        return Planned(url=url, alternatives=(Planned(url=other) for other in others))

    def _wanted_url(self, post: Post) -> str:
        for address in (post.link, post.guid if post.guid_is_permalink else None):
            if address and (uri := to_uri(address)) and not self._is_taken(post, uri):
                return uri
        return self._query_form(post)

    def _is_taken(self, post: Post, uri: str) -> bool:
        """Check whether the front page or a list is at an address that a post claims.

        Only a page can be the front page, and then its own link says so.
        """
        if is_front(uri, self._home):
            return post.type != "page" or to_uri(post.link or "") != uri
        return is_list(uri, self._home, (post.slug or "", str(post.id)))

    def index(self, post: Post, placement: Placement) -> None:
        """Add a page to the catalogue, with the other addresses it may have."""
        name = placement.url
        forms = dict.fromkeys(spellings(name)) if name.startswith("http") else {}
        # ReplayWeb.page finds pages at https for http, but not the other way round.
        others = variants(name) if name == self._home else [name.replace("http:", "https:", 1)]
        forms.update(dict.fromkeys(others if name.startswith("http") else ()))
        forms.update(dict.fromkeys(query_forms(self._home, post)))
        guid = to_uri(post.guid) if post.guid and post.type != "attachment" else None
        guid = None if guid and self._is_taken(post, guid) else guid
        if (
            guid
            and is_same_host(guid, self._home)
            and guid.replace("http:", "https:", 1) not in forms
        ):
            forms[guid] = None
        forms.pop(name, None)
        forms[self._data_uri(post)] = None
        terms = [
            (t.taxonomy, t.slug, plain(t.name))
            for t in post.terms
            if t.taxonomy and t.slug and is_public_taxonomy(t.taxonomy)
        ]
        aliases = [Alias(form, replay_key(form)) for form in forms]
        terms = self._parents.with_parents(terms)
        self._catalog.add(self._entry(post, name), replay_key(name), aliases, terms)

    def finish_plan(self) -> None:
        """Finish the catalogue."""
        self._catalog.freeze()

    def open(self, stage: StagedOutput) -> None:
        """Begin the files with the public data of the site."""
        self._public.begin(stage)
        stage.append(
            self._public.key, self._site_record(self._public, public_site_data(self.context))
        )

    def render(self, post: Post, context: RenderContext) -> Rendered:
        """Encode a page, its data, and its other addresses."""
        url, discussion = context.placement.url, context.comments
        granted = self._catalog.aliases(url)
        aliases = [address for address in granted if not address.startswith(self._data)]
        data_uri = next((a for a in granted if a.startswith(self._data)), "")
        data_uri = data_uri or f"{self._data}/page.json?url={quote(url, safe='')}"
        navigation = self._navigation(post, url, data_uri)
        if any(discussion):
            navigation.comments = self._structure.comments_of(post, url)
        page = render_page(self.context, post, context, navigation)
        records = self._page_records(url, page, HTML, aliases)
        rows: list[PageRow | CommentRow] = [
            PageRow("page", url, url, records[0].id, records[0].digest)
        ]
        data = encode_post(public_post_data(post))
        records.append(self._public.encoder.metadata(data_uri, data, JSON, records[0].id))
        if address := navigation.comments:
            comments = newest(self.context, post, discussion, url)
            title = f"{words_of(self.context).comments}: {title_of(self.context, post)}"
            text = comment_feed(self.context, address, url, comments, title)
            [feed] = self._page_records(address, text, RSS, ())
            records.append(feed)
            rows += [PageRow("feed page", url, address, feed.id, feed.digest), *comments]
        own = template_links(self.context, post, discussion, url, navigation)
        rendered = Rendered([chunk(self._public, records)], [CheckedText(page, "html", own)])
        rendered.journal = lines(rows)
        rendered.notices += unrendered_notices(post, self.context.references, self.name)
        rendered.notices += self._moved(post, url)
        return rendered

    def reuse(self, rendered: Rendered, _post: Post, _context: RenderContext) -> Rendered:
        """Put the same records into the files of this format."""
        records = rendered.chunks[0]._replace(path=self._public.key)
        notices = [notice._replace(target=self.name) for notice in rendered.notices]
        return replace(rendered, chunks=[records], notices=notices)

    def write_media(self, stage: StagedOutput, file: MediaFile) -> None:
        """Write a file at the addresses that pages give it: once, and the others repeat it."""
        forms = dict.fromkeys(uri for address in file.urls if (uri := to_uri(address)))
        free = [uri for uri in forms if not self._catalog.holds(uri, replay_key(uri))]
        if not free:
            return
        encoder = self._public.encoder
        record, chunks = encoder.stream(
            free[0], file.blocks, file.size, file.media_type, synthetic=self._synthetic
        )
        stage.extend(self._public.key, chunks, file.size)
        repeated = [encoder.revisit(uri, free[0], record) for uri in free[1:]]
        if repeated:
            stage.append(*chunk(self._public, repeated)[:2])

    def note_link_targets(self, targets: Iterable[LinkTarget]) -> bytes:
        """Note the linked addresses of the blog that are not those of their pages."""
        found = {
            target._replace(url=url)
            for target in targets
            if (url := to_uri(target.url)) and (target.kind != "page" or url != target.key)
        }
        return lines(sorted(found))

    def finish(self, stage: StagedOutput, journal: Iterable[bytes]) -> None:
        """Write the archive pages at free addresses, then aliases for linked URL variants."""
        rows = PageJournal(self.context.scratch / f"{self.name}-journal.sqlite", journal)
        taken: set[str] = set()
        for listed in Listings(self.context, self._catalog, self._structure, rows):
            forms = (listed.address, *listed.aliases, *rows.forms(*listed.target))
            free = [form for form in dict.fromkeys(forms) if self._is_left(form, "", taken)]
            if listed.address in free:
                taken.update(map(replay_key, free))
                records = self._page_records(
                    listed.address, listed.content, listed.content_type, free[1:]
                )
                stage.append(*chunk(self._public, records)[:2])
        for form, page in rows.linked_pages():
            if self._is_left(form, page.address, taken):
                original = Record(page.id, page.digest, b"")
                alias = self._public.encoder.revisit(form, page.address, original)
                stage.append(self._public.key, alias.data)
        rows.close()
        self._catalog.close()

    def _is_left(self, form: str, target: str, taken: set[str]) -> bool:
        """Check whether an address can be another one of the page at `target`."""
        key = replay_key(form)
        return key not in taken and self._catalog.is_free(form, key, target)

    @property
    def _synthetic(self) -> bool:
        return self.context.options.warc_record_type == "response"

    @cached_property
    def _structure(self) -> PermalinkStructure:
        metadata = self.context.metadata
        return PermalinkStructure(self._home, self._catalog, metadata.terms, metadata.authors)

    def _page_records(
        self, uri: str, content: str, content_type: str, aliases: Sequence[str]
    ) -> list[Record]:
        encoder = self._public.encoder
        web = uri.startswith("http")
        encode = encoder.response if web and self._synthetic else encoder.resource
        page = encode(uri, content.encode(), content_type)
        return [page, *(encoder.revisit(alias, uri, page) for alias in aliases)]

    def _site_record(self, files: WarcFiles, document: SiteDocument) -> bytes:
        return files.encoder.metadata(f"{self._data}/site.json", encode_site(document), JSON).data

    def _navigation(self, post: Post, name: str, data_uri: str) -> Navigation:
        at = self._structure
        if not self._home:
            return Navigation(described_by=data_uri)
        previous, following = (
            self._catalog.neighbours(name) if post.type == "post" else (None, None)
        )
        login = (post.author.login or "").partition("@")[0] if post.author else ""
        return Navigation(
            home=at.front_page().address,
            feed=at.feed().address,
            described_by=data_uri,
            previous=previous and Link(previous.address, previous.title),
            next=following and Link(following.address, following.title),
            author=at.author(login).address if login and post.type == "post" else "",
            terms=self._term_links(post),
        )

    def _term_links(self, post: Post) -> list[tuple[str, list[Link]]]:
        slugs = {(t.taxonomy, plain(t.name)): t.slug for t in post.terms if t.name}
        links: list[tuple[str, list[Link]]] = []
        for taxonomy, names in terms_by_taxonomy(post).items():
            found = []
            for name in names:
                slug = slugs.get((taxonomy, name))
                listed = slug and is_public_taxonomy(taxonomy)
                listed = listed and (post.type == "post" or taxonomy not in _OF_POSTS)
                address = self._structure.term(taxonomy, slug).address if slug and listed else ""
                found.append(Link(address, name))
            links.append((taxonomy, found))
        return links

    def _query_form(self, post: Post) -> str:
        forms = query_forms(self._home, post)
        return forms[0] if forms else f"urn:wparchive:post:{post.id or 'none'}"

    def _data_uri(self, post: Post) -> str:
        return f"{self._data}/{'post' if post.id is None else post.id}.json"

    def _entry(self, post: Post, name: str) -> CatalogPage:
        moment = dates.localize(post.published, post.published_gmt)
        return CatalogPage(
            name,
            post.type or "post",
            title_of(self.context, post),
            dates.strftime(moment, "%Y-%m-%dT%H:%M:%S") if moment else "",
            dates.rfc3339(moment) if moment else "",
            # Some sites' logins are e-mail addresses.
            (post.author.login or "").partition("@")[0] if post.author else "",
            "" if post.password else summary(post.excerpt, post.content),
        )

    def _moved(self, post: Post, url: str) -> Iterator[Notice]:
        """Report a page that is not at its permalink, or has none."""
        link = to_uri(post.link or "")
        wanted = link if link and self._is_taken(post, link) else self._wanted_url(post)
        if wanted != url:
            yield self._notice(Code.PERMALINK_CONFLICT, post, wanted, url)
        elif url == self._query_form(post) != link:
            yield self._notice(Code.PERMALINK_MISSING, post, post.title, url)

    def _notice(self, code: Code, post: Post, page: str | None, url: str) -> Notice:
        return post.notice(code, f"The page of {page!r} is at {url}.", self.name)


def _home(site: Site) -> str:
    """Return the front page's address, with a slash at the end; empty if unknown."""
    for address in (site.base_blog_url, site.link):
        if address and (uri := to_uri(address)):
            return f"{uri.partition('?')[0].rstrip('/')}/"
    return ""


def chunk(files: WarcFiles, records: Sequence[Record]) -> OutputChunk:
    """Join records that stay together."""
    return OutputChunk(files.key, b"".join(record.data for record in records), append=True)
