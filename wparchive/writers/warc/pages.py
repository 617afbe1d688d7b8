"""The blog's pages as WARC records at their old addresses, with their data and the blog's lists.

A page is a ``resource`` record, since no server sent it (ISO 28500:2017, 6.4), and its WARC-Date
is the instant of the export. Its other addresses are ``revisit`` records, its data a ``metadata``
record at a URI of its own: at the permalink, replay tools would show the data in its place.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from wparchive.formats import CheckedText, FormatInfo, Piece, Written
from wparchive.language import dates
from wparchive.model.canonical import encode_post, encode_site
from wparchive.notices import Code, Notice
from wparchive.render.body import unrendered_notices
from wparchive.render.catalog_page import CatalogPage
from wparchive.render.frame import title_of
from wparchive.render.names import is_public_taxonomy, plain, terms_by_taxonomy
from wparchive.render.navigation import Link, Navigation
from wparchive.render.page import render_page, template_links
from wparchive.render.summary import summary
from wparchive.storage.names import safe_name
from wparchive.warc.encode import Record
from wparchive.web.splitting import urlsplit
from wparchive.wordpress.lists import is_front, is_list
from wparchive.writers.documents import bare_post, bare_site
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
from wparchive.writers.warc.journal import Notes, Said, Told, line
from wparchive.writers.warc.listings import HTML, RSS, Listings
from wparchive.writers.warc.parents import Parents
from wparchive.writers.warc.permalinks import PermalinkStructure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wparchive.formats import Context, Discussion, LinkTarget
    from wparchive.model.records import Post, Site, SiteDocument
    from wparchive.storage.outputs import StagedOutput

JSON = "application/json"
_OF_POSTS = frozenset({"category", "post_tag"})


class PageWriter:
    """What the formats that hold such records share; see `wparchive.formats.Writer`."""

    info: FormatInfo
    public = True
    discusses = True
    kin = "pages"
    home: str | None
    media = None
    folder: str
    limit: int | None = 10**9

    def __init__(self, context: Context) -> None:
        self._context = context
        site = context.head.site
        self.home = self._home = _home(site)
        self._host = safe_name(urlsplit(self._home).hostname, "archive")
        self._data = f"metadata://{quote(self._host)}/wparchive"
        self._catalog = Catalog(context.scratch / f"{self.info.name}.sqlite")
        self._parents = Parents(context.head.terms)
        self._notes = f"{self.folder}/notes.jsonl"
        self._title = plain(site.title) or self._home
        about = "Rebuilt from a WordPress export; not a capture of the original site."
        if self._synthetic:
            about += " The HTTP headers of its response records are synthetic."
        self._public = WarcFiles(context, self.folder, self._host, self._title, about, self.limit)

    def name(self, post: Post) -> str:
        """The permalink, or what WordPress answers to in its place."""
        for address in (post.link, post.guid if post.guid_is_permalink else None):
            if address and (uri := to_uri(address)) and not self._is_taken(post, uri):
                return uri
        return self._query_form(post)

    def _is_taken(self, post: Post, uri: str) -> bool:
        """Whether the front page or a list stands at an address that a post claims.

        Only a page can be the front page, and then its own link says so.
        """
        if is_front(uri, self._home):
            return post.type != "page" or to_uri(post.link or "") != uri
        return is_list(uri, self._home, (post.slug or "", str(post.id)))

    def fallback(self, name: str, post: Post, attempt: int) -> str:
        """The query form; a URN where that is taken too."""
        form = self._query_form(post)
        if attempt == 1 and form != name:
            return form
        return f"urn:wparchive:post:{post.id or 'none'}:{attempt}"

    def address(self, post: Post, name: str) -> str:  # noqa: ARG002
        """Where its page stands; none for a URN, which no link leads to."""
        return name if name.startswith("http") else ""

    def redirects(self, post: Post, name: str) -> tuple[str, ...]:  # noqa: ARG002
        """None: it is no site."""
        return ()

    def survey(self, post: Post, name: str) -> None:
        """Enter a page into the catalogue, with the other addresses it may have."""
        forms = dict.fromkeys(spellings(name)) if name.startswith("http") else {}
        # ReplayWeb.page finds what stands at https for http, but not the other way round.
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
        self._catalog.enter(self._entry(post, name), replay_key(name), aliases, terms)

    def end_survey(self) -> None:
        """Hand the catalogue on."""
        self._catalog.seal()

    def begin(self, stage: StagedOutput) -> None:
        """Begin the files with what everybody may know of the site."""
        self._public.begin(stage)
        stage.append(self._public.key, self._site_record(self._public, bare_site(self._context)))
        stage.append(self._notes, b"")

    def write(self, post: Post, discussion: Discussion, name: str) -> Written:
        """The page, its data, and its other addresses."""
        granted = self._catalog.aliases(name)
        aliases = [address for address in granted if not address.startswith(self._data)]
        data_uri = next((a for a in granted if a.startswith(self._data)), "")
        data_uri = data_uri or f"{self._data}/page.json?url={quote(name, safe='')}"
        navigation = self._navigation(post, name, data_uri)
        if any(discussion):
            navigation.comments = self._structure.comments_of(post, name)
        page = render_page(self._context, post, discussion, name, navigation)
        records = self._page_records(name, page, HTML, aliases)
        notes: list[Told | Said] = [Told("page", name, name, records[0].id, records[0].digest)]
        data = encode_post(bare_post(post))
        records.append(self._public.encoder.metadata(data_uri, data, JSON, records[0].id))
        if address := navigation.comments:
            said = newest(self._context, post, discussion, name)
            text = comment_feed(self._context, address, name, said, title_of(self._context, post))
            [feed] = self._page_records(address, text, RSS, ())
            records.append(feed)
            notes += [Told("feed page", name, address, feed.id, feed.digest), *said]
        own = template_links(self._context, post, discussion, name, navigation)
        pieces = [piece(self._public, records), self._note(notes)]
        written = Written(pieces, [CheckedText(page, "html", own)])
        written.notices += unrendered_notices(post, self._context.references, self.info.name)
        link = to_uri(post.link or "")
        if link and self._is_taken(post, link):
            written.notices.append(self._moved(Code.PERMALINK_CONFLICT, post, link, name))
        elif (wanted := self.name(post)) != name:
            written.notices.append(self._moved(Code.PERMALINK_CONFLICT, post, wanted, name))
        elif name == self._query_form(post) != link:
            written.notices.append(self._moved(Code.PERMALINK_MISSING, post, "", name))
        return written

    def take_over(self, written: Written, post: Post, name: str) -> Written:  # noqa: ARG002
        """The same records in files of its own."""
        records, notes = written.pieces[:2]
        notices = [notice._replace(target=self.info.name) for notice in written.notices]
        pieces = [records._replace(path=self._public.key), notes._replace(path=self._notes)]
        return replace(written, pieces=pieces, notices=notices)

    def write_file(
        self,
        stage: StagedOutput,
        addresses: Sequence[str],
        blocks: Callable[[], Iterator[bytes]],
        size: int,
        media_type: str,
    ) -> None:
        """A file at the addresses that pages give it: the file once, the others repeat it."""
        forms = dict.fromkeys(uri for address in addresses if (uri := to_uri(address)))
        free = [uri for uri in forms if not self._catalog.holds(uri, replay_key(uri))]
        if not free:
            return
        encoder = self._public.encoder
        record, chunks = encoder.stream(
            free[0], blocks, size, media_type, synthetic=self._synthetic
        )
        stage.extend(self._public.key, chunks, size)
        repeated = [encoder.revisit(uri, free[0], record) for uri in free[1:]]
        if repeated:
            stage.append(*piece(self._public, repeated)[:2])

    def follow(self, leads: Iterable[LinkTarget]) -> Sequence[Piece]:
        """Note the forms of the blog's addresses that stand for others."""
        found = {
            lead._replace(url=url)
            for lead in leads
            if (url := to_uri(lead.url)) and (lead.kind != "page" or url != lead.key)
        }
        return [self._note(sorted(found))] if found else []

    def end(self, stage: StagedOutput) -> None:
        """The lists of posts, at the addresses that nothing else has; and what links look for."""
        [written] = stage.detach(self._notes)
        notes = Notes(self._context.scratch / f"{self.info.name}-notes.sqlite", written)
        taken: set[str] = set()
        for listed in Listings(self._context, self._catalog, self._structure, notes):
            forms = (listed.address, *listed.aliases, *notes.forms(*listed.goal))
            free = [form for form in dict.fromkeys(forms) if self._is_left(form, "", taken)]
            if listed.address in free:
                taken.update(map(replay_key, free))
                records = self._page_records(
                    listed.address, listed.content, listed.content_type, free[1:]
                )
                stage.append(*piece(self._public, records)[:2])
        for form, told in notes.sought():
            if self._is_left(form, told.address, taken):
                original = Record(told.id, told.digest, b"")
                alias = self._public.encoder.revisit(form, told.address, original)
                stage.append(self._public.key, alias.data)
        notes.close()
        written.unlink()
        self._catalog.close()

    def _is_left(self, form: str, target: str, taken: set[str]) -> bool:
        """Whether an address can be another one of what stands at `target`."""
        key = replay_key(form)
        return key not in taken and self._catalog.is_free(form, key, target)

    def _note(self, notes: Iterable[Told | Said | LinkTarget]) -> Piece:
        return Piece(self._notes, b"".join(map(line, notes)), append=True)

    @property
    def _synthetic(self) -> bool:
        return self._context.options.warc_record_type == "response"

    @cached_property
    def _structure(self) -> PermalinkStructure:
        head = self._context.head
        return PermalinkStructure(self._home, self._catalog, head.terms, head.authors)

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
            title_of(self._context, post),
            dates.strftime(moment, "%Y-%m-%dT%H:%M:%S") if moment else "",
            dates.rfc3339(moment) if moment else "",
            # Some sites' logins are e-mail addresses.
            (post.author.login or "").partition("@")[0] if post.author else "",
            "" if post.password else summary(post.excerpt, post.content),
        )

    def _moved(self, code: Code, post: Post, wanted: str, name: str) -> Notice:
        origin = post.origin_or_unknown
        text = f"The page of {wanted or post.title!r} stands at {name}."
        return Notice(
            code, text, origin.source, origin.line, origin.offset, post.id, self.info.name
        )


def _home(site: Site) -> str:
    """The front page's address, with a slash at the end; empty if nobody knows it."""
    for address in (site.base_blog_url, site.link):
        if address and (uri := to_uri(address)):
            return f"{uri.partition('?')[0].rstrip('/')}/"
    return ""


def piece(files: WarcFiles, records: Sequence[Record]) -> Piece:
    """Records that stay together."""
    return Piece(files.key, b"".join(record.data for record in records), append=True)
