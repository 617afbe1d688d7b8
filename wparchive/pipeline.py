"""The pipeline: sources, readers, transforms, writers, report.

Pass 1 reads everything once: it counts, finds what is hidden, and gives every post its name in
every format. Pass 2 converts range by range, in worker processes where the input is large; they
return bytes, never objects, and the order of the output does not depend on their number.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from wparchive import registry
from wparchive.content import dates
from wparchive.content.library import Library
from wparchive.crew import Crew
from wparchive.errors import EmptyInputError, OutputError, UsageError
from wparchive.media import FETCH, Shown, Uploads, shown_file, store
from wparchive.notices import Code, Notice
from wparchive.opening import is_known, open_documents
from wparchive.protocols import (
    COMMENTS,
    ENGINES,
    Context,
    Document,
    Head,
    Options,
    Range,
    RestrictedWriter,
    SurveyingWriter,
)
from wparchive.report import REPORT, Account, Intake, Report
from wparchive.storage.names import collision_key
from wparchive.storage.outputs import Stage, check_target
from wparchive.storage.sources import Source, Sources
from wparchive.transforms import links
from wparchive.transforms.heads import join_heads
from wparchive.transforms.links import LinkIndex
from wparchive.transforms.merge import merge
from wparchive.transforms.pseudonyms import (
    Personal,
    PseudonymousDocument,
    Pseudonyms,
    key_of,
)
from wparchive.transforms.redact import (
    Reason,
    hidden_comment,
    hidden_post,
    public_edition,
    public_head,
)
from wparchive.transforms.sanitize import sanitize_comments
from wparchive.transforms.threads import discussion
from wparchive.writers.redirects import check_servers, write_redirects

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from enum import StrEnum

    from wparchive.content.shortcodes import Handler
    from wparchive.model.records import Post, Site
    from wparchive.protocols import Discussion, Piece, Writer
    from wparchive.storage.sources import Input, Limits


@dataclass(frozen=True)
class Request:
    """What to convert, into what, and how.

    Attributes:
        inputs: Paths of files and directories; ``-`` is standard input.
        target: The output directory; None for a dry run.
        formats: Names of writers, in their order of writing.
        include: Hidden things that public formats hold all the same.
        wxr_split: Bytes that a file of WXR has at most; None for one file.
        profile: The site generator that Markdown is for.
        path: The template of Markdown's paths; None for the profile's own.
        comments: Where Markdown has the comments: ``inline``, ``data`` or ``none``.
        markdown_engine: What makes Markdown of HTML: ``walk`` or ``html2text``.
        same_site: Further addresses of the blog, such as an earlier domain.
        links: How links to the blog itself are written: ``original``, ``relative``, ``root`` or
            ``absolute=https://new.example``.
        redirects: Servers that shall redirect the blog's old addresses to the Markdown's site.
        media: The blog's uploads: a directory, zip or tar; ``fetch`` to have them from the web.
        media_private: Whether they may be fetched from this machine and local networks.
        dead: Hosts and beginnings of URLs that are dead, whose links shall lead to captures.
        shortcodes: What carries out shortcodes of these names, before all others.
        redact: What is replaced by pseudonyms in every format.
        warc_record_type: ``resource`` or ``response``.
        limits: What unpacking the inputs may cost; None for the usual limits.
        overwrite: Whether the target may hold files.
        as_of: The instant after which captures of web archives do not count.
        jobs: Worker processes; None for as many as there are processors, if it is worth it.
        version: wparchive's version.
    """

    inputs: Sequence[str | Path]
    target: Path | None
    formats: Sequence[str]
    include: frozenset[str] = frozenset()
    wxr_split: int | None = None
    profile: str = "plain"
    path: str | None = None
    comments: str = "inline"
    markdown_engine: str = "walk"
    same_site: Sequence[str] = ()
    links: str = "original"
    dead: Sequence[str] = ()
    media: str | Path | None = None
    media_private: bool = False
    redirects: Sequence[str] = ()
    shortcodes: Mapping[str, Handler] = field(default_factory=dict)
    redact: frozenset[str] = frozenset()
    warc_record_type: str = "resource"
    limits: Limits | None = None
    overwrite: bool = False
    as_of: datetime | None = None
    jobs: int | None = None
    version: str = ""


@dataclass
class Watch:
    """Who is told how it goes: both are called in the parent process.

    Attributes:
        progress: Gets the bytes done and the bytes in all.
        notice: Gets every notice, also those that the report only counts.
        ledger: Gets the ledger of the links, some JSON lines at a time; None if nobody wants it.
    """

    progress: Callable[[int, int], None] = lambda _done, _total: None
    notice: Callable[[Notice], None] = lambda _notice: None
    ledger: Callable[[bytes], object] | None = None


class _Task(NamedTuple):
    """A range to convert, with the names of its posts by format."""

    document: int
    part: Range
    names: dict[str, list[str]]


@dataclass
class _Result:
    pieces: list[Piece] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    links: Counter[str] = field(default_factory=Counter)
    ledger: list[bytes] = field(default_factory=list)
    media: dict[str, list[Shown]] = field(default_factory=dict)


@dataclass
class Index:
    """What pass 1 knows of the whole archive."""

    documents: list[Document]
    head: Head
    intake: Intake = field(default_factory=Intake)
    notices: list[Notice] = field(default_factory=list)
    hidden: dict[int, Reason] = field(default_factory=dict)
    newest: datetime | None = None
    tasks: list[_Task] = field(default_factory=list)
    library: Library = field(default_factory=Library)
    seen: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)

    @property
    def size(self) -> int:
        """Bytes in all ranges of all documents, as a measure of the work."""
        return sum(part.stop - part.start for doc in self.documents for part in doc.ranges)


def run(request: Request, watch: Watch | None = None) -> Report:
    """Convert.

    Raises:
        WparchiveError: Of the kind that says why there is no output; nothing is left behind.
    """
    watch = watch or Watch()
    if not request.formats:
        raise UsageError("No output format is named.", hint="Name some with --to, or leave it out.")
    if not request.inputs:
        raise UsageError("There is nothing to convert.", hint="Name a file, or - for stdin.")
    classes = {name: registry.writer(name) for name in dict.fromkeys(request.formats)}
    _check_choices(request)
    if request.target is not None:
        check_target(request.target, overwrite=request.overwrite)
    with (
        Sources(list(request.inputs), request.limits, is_known) as opened,
        closing(LinkIndex(request.same_site)) as addresses,
        ExitStack() as stack,
    ):
        uploads = None
        if request.media not in {None, FETCH}:
            uploads = stack.enter_context(Uploads(Path(request.media or ""), request.limits))
        inputs, sources = opened.open()
        _check_apart(request.target, inputs)
        crew = Crew.for_input(request.jobs, sum(source.size for source in sources))
        gathering = _Gathering(watch, sum(source.size for source in sources))
        crew.done = gathering.done
        index = open_index(sources, crew, request.as_of, request.redact)
        crew.done = lambda _task: None
        index.library.shortcodes = dict(request.shortcodes)
        total = 2 * index.size
        context = Context(
            index.head,
            datetime.min.replace(tzinfo=UTC),
            sources,
            _options(request),
            request.version,
            sources[0].scratch,
            index.library,
        )
        writers = {name: make(context) for name, make in classes.items()}
        names = _Names(writers, context)
        read(index, lambda done: watch.progress(done, total), names, addresses)
        context.repeated = index.repeated
        names.end_survey()
        context.instant = _instant(index.head.site, index.newest)
        report = _report(request, index, context, inputs, list(writers))
        _note(report, watch, index.notices)
        _note(report, watch, opened.notices)
        if request.target is None:
            report.planned = sorted(
                n for t in index.tasks for c in t.names.values() for n in c if n
            )
            return report
        # What only pass 1 needed would weigh in every worker, which begins as a copy.
        del names, writers
        index.seen.clear()
        if request.media == FETCH:
            folder = _fetch(request, index, addresses, report, watch)
            if any(folder.iterdir()):
                uploads = stack.enter_context(Uploads(folder, request.limits))
        with Stage(request.target, overwrite=request.overwrite) as stage:
            _write(stage, crew, context, classes, index, addresses, uploads, report, watch)
            _write_redirects(stage, request, index, addresses)
            for notice in report.balance():
                watch.notice(notice)
            report.outputs = stage.digests()
            stage.write(REPORT, report.encode())
            stage.publish()
    return report


def _check_apart(target: Path | None, inputs: Sequence[Input]) -> None:
    """Refuse to write where an input lies: it could be replaced or removed.

    Raises:
        OutputError: An input lies in the target.
    """
    for given in inputs:
        if target is not None and given.path.resolve().is_relative_to(target.resolve()):
            raise OutputError(
                f"The input {given.name} lies in the output directory {target.name}.",
                hint="Name another output directory: inputs are never changed.",
            )


def open_index(
    sources: Sequence[Source],
    crew: Crew,
    as_of: datetime | None = None,
    redact: frozenset[str] = frozenset(),
) -> Index:
    """Open all sources with the readers that know them, and merge what they hold.

    Raises:
        UnknownFormatError: No reader knows one of them.
        InputError: One cannot be read.
    """
    documents, notices = open_documents(sources, crew, as_of)
    if redact:
        pseudonyms = Pseudonyms(redact, key_of(sources))
        documents = [PseudonymousDocument(document, pseudonyms) for document in documents]
    merged = merge(documents, sources[0].scratch)
    head, conflicts = join_heads(merged)
    index = Index(merged, head, notices=notices)
    for document in merged:
        index.notices.extend(document.notices)
    index.notices.extend(conflicts)
    index.intake.add_head(index.head)
    return index


def read(
    index: Index,
    progress: Callable[[int], None],
    names: _Names | None = None,
    addresses: LinkIndex | None = None,
) -> None:
    """Pass 1: read, count and name every post, and gather the addresses.

    Raises:
        EmptyInputError: There is no record in all of the sources.
    """
    done = 0
    for number, document in enumerate(index.documents):
        for part in document.ranges:
            posts = document.posts(part, index.notices)
            chosen: dict[str, list[str]] = {name: [] for name in names.writers} if names else {}
            for post in posts:
                _index_post(index, post)
                if names is not None:
                    names.choose(post, chosen)
                if addresses is not None:
                    addresses.add(post, *_whereabouts(post, chosen, names))
            index.tasks.append(_Task(number, part, chosen))
            done += part.stop - part.start
            progress(done)
    if addresses is not None:
        sites = [document.head.site for document in index.documents]
        addresses.seal(sites, index.head.authors, index.head.terms)
    intake = index.intake
    if not (intake.posts or intake.terms or intake.authors):
        listed = ", ".join(document.name for document in index.documents)
        raise EmptyInputError(
            f"There is no post, author or term in {listed}.", hint="Is it the right file?"
        )


def _whereabouts(
    post: Post, chosen: dict[str, list[str]], names: _Names | None
) -> tuple[dict[str, str], list[int]]:
    """Where each output has a post, and which of its comments public ones do not show."""
    if names is None:
        return {}, []
    found = {
        name: writer.address(post, chosen[name][-1])
        for name, writer in names.writers.items()
        if chosen[name][-1]
    }
    unseen = [
        comment.id
        for comment in post.comments
        if comment.id is not None and names.hides(hidden_comment(comment))
    ]
    return {name: address for name, address in found.items() if address}, unseen


def _notice_of(post: Post, code: Code, text: str) -> Notice:
    origin = post.place
    return Notice(code, text, origin.source, origin.line, origin.offset, post.id)


def _index_post(index: Index, post: Post) -> None:
    index.intake.add_post(post)
    index.library.add(post)
    if post.id is not None:
        if post.id in index.seen:
            index.repeated.add(post.id)
            text = f"{post.title!r} has the id {post.id}, as an earlier item has."
            index.notices.append(_notice_of(post, Code.POST_ID_DUPLICATE, text))
        index.seen.add(post.id)
        if reason := hidden_post(post, {}):
            index.hidden.setdefault(post.id, reason)
    if post.content is None and post.place.kind and post.type != "attachment":
        text = f"The text of {post.title or post.link!r} is in no input."
        index.notices.append(_notice_of(post, Code.CONTENT_MISSING, text))
    for stamp in (post.published_gmt, post.modified_gmt):
        moment = dates.parse(stamp)
        if moment and moment.tzinfo and (index.newest is None or moment > index.newest):
            index.newest = moment


class _Gathering:
    """Tells of the work that opening many sources is, such as the pages of a mirror."""

    def __init__(self, watch: Watch, total: int) -> None:
        self._watch = watch
        self._total = total
        self._done = 0

    def done(self, task: object) -> None:
        """A source has been read."""
        if isinstance(task, Source):
            self._done = min(self._done + task.size, self._total)
            # What was gathered is read twice after that.
            self._watch.progress(self._done, 3 * self._total)


class _Names:
    """Gives every post a name of its own in every format."""

    def __init__(self, writers: dict[str, Writer], context: Context) -> None:
        self.writers = writers
        self._context = context
        self._include = context.options.include
        self._taken: dict[str, set[int]] = {name: set() for name in writers}
        self._pages: dict[str, set[int]] = {name: set() for name in writers}
        self._redirects: dict[str, dict[int, str]] = {name: {} for name in writers}

    def hides(self, reason: Reason | None) -> bool:
        """Whether public formats withhold what is hidden for a reason."""
        return reason is not None and reason not in self._include

    def choose(self, post: Post, chosen: dict[str, list[str]]) -> None:
        """Append the post's name in each format; an empty one where it will not be written."""
        reason = hidden_post(post, {})
        for name, writer in self.writers.items():
            hidden = writer.public and self.hides(reason)
            given = "" if hidden else self._free(name, writer, post)
            chosen[name].append(given)
            if given and isinstance(writer, SurveyingWriter):
                writer.survey(post, given)

    def end_survey(self) -> None:
        """All posts have been named."""
        for writer in self.writers.values():
            if isinstance(writer, SurveyingWriter):
                writer.end_survey()

    def _free(self, format_name: str, writer: Writer, post: Post) -> str:
        wanted = name = writer.name(post)
        if not wanted:
            return ""
        taken = self._taken[format_name]
        attempt = 0
        while (key := _key(name)) in taken or not self._settles(format_name, writer, post, name):
            attempt += 1
            name = writer.fallback(wanted, post, attempt)
        taken.add(key)
        return name

    def _settles(self, format_name: str, writer: Writer, post: Post, name: str) -> bool:
        """Take the addresses that a post of this name has; False if its page finds no place."""
        pages, redirects = self._pages[format_name], self._redirects[format_name]
        displaced, contested = self._context.displaced, self._context.contested
        address = writer.address(post, name)
        if address and _key(address) in pages:
            displaced.add(name)
            address = writer.address(post, name)
            if _key(address) in pages:
                displaced.discard(name)
                return False
        if address:
            pages.add(key := _key(address))
            if key in redirects:
                contested.add(redirects[key])
        for path in writer.redirects(post, name):
            if (key := _key(path)) in pages or key in redirects:
                contested.add(path)
            redirects[key] = path
        return True


def _key(name: str) -> int:
    # A digest, since a million names weigh; a chance collision would only cost a plainer name.
    return int.from_bytes(blake2b(collision_key(name).encode(), digest_size=8).digest())


def _write(
    stage: Stage,
    crew: Crew,
    context: Context,
    classes: dict[str, type[Writer]],
    index: Index,
    addresses: LinkIndex,
    uploads: Uploads | None,
    report: Report,
    watch: Watch,
) -> None:
    """Pass 2: convert every range, in order."""
    writers = _build(classes, context)
    for writer in writers.values():
        writer.begin(stage)
    done = index.size
    report.intake.links = Counter()
    media: dict[str, list[Shown]] = {}
    keeps = watch.ledger is not None
    places = uploads.places if uploads is not None else None
    worker = _Worker(
        index.documents, list(classes), context, index.hidden, addresses, keeps, places
    )
    if len(index.tasks) == 1:
        crew = Crew()
    for task, result in crew.map(worker.convert, index.tasks):
        for piece in result.pieces:
            (stage.append if piece.append else stage.write)(piece.path, piece.data)
        for name, account in result.accounts.items():
            report.accounts[name].add(account)
        report.intake.links.update(result.links)
        if watch.ledger is not None:
            watch.ledger(b"".join(result.ledger))
        for key, shown in result.media.items():
            media.setdefault(key, []).extend(shown)
        _note(report, watch, result.notices)
        done += task.part.stop - task.part.start
        watch.progress(done, 2 * index.size)
    for writer in writers.values():
        writer.end(stage)
    _note(report, watch, context.notices)
    folders = [writer.media[0] for writer in writers.values() if writer.media is not None]
    if uploads is not None and folders:
        _note(report, watch, store(stage, uploads, folders[0], media))


def _fetch(
    request: Request, index: Index, addresses: LinkIndex, report: Report, watch: Watch
) -> Path:
    """Fetch the uploads that public posts name, into a directory beside the output."""
    from wparchive.fetching import Manners, fetch  # noqa: PLC0415 - only for those who ask for it

    assert request.target is not None
    folder = request.target.resolve().with_name(f"{request.target.name}.media")
    folder.mkdir(parents=True, exist_ok=True)
    agent = f"wparchive/{request.version}"
    manners = Manners(agent=agent, allow_private=request.media_private)
    wanted = _uploads_named(request, index, addresses)
    _note(report, watch, fetch(wanted, folder, manners))
    return folder


def _uploads_named(
    request: Request, index: Index, addresses: LinkIndex
) -> Iterator[tuple[str, str]]:
    """The addresses of the uploads that public posts name, and their places below the uploads."""
    resolver = links.Resolver(addresses)
    site = index.head.site.link
    for document in index.documents:
        for part in document.ranges:
            for post in document.posts(part, []):
                shown = public_edition(post, request.include, index.hidden, discusses=True).post
                if shown is None:
                    continue
                base = resolver.base(shown.link, site)
                sheet = links.Sheet(shown, resolver, site)
                for link, target in zip(sheet.links, sheet.targets, strict=True):
                    if place := links.upload_place(link.url, base, target):
                        yield urljoin(base, link.url), place


def _write_redirects(stage: Stage, request: Request, index: Index, addresses: LinkIndex) -> None:
    manner = links.Manner.parse(request.links)

    def withheld(known: links.Known) -> bool:
        return _is_withheld(known, index.hidden, request.include)

    rules = links.Redirects(addresses, "markdown", manner, withheld)
    for name in dict.fromkeys(request.redirects):
        for path, text in write_redirects(name, rules):
            stage.write(path, text.encode())


def _is_withheld(
    known: links.Known, hidden: Mapping[int, Reason], include: Collection[str]
) -> bool:
    """Whether public formats lack a post that has a name: an attachment of a hidden one."""
    reason = hidden.get(known.parent) if known.type == "attachment" else None
    return reason is not None and reason not in include


def _build(
    classes: dict[str, type[Writer]],
    context: Context,
    rewriters: Mapping[str, links.Rewriter] | None = None,
) -> dict[str, Writer]:
    """The writers; public ones never see what is personal of the authors."""
    head = public_head(context.head, context.options.include)
    public = replace(context, head=head)
    writers = {}
    for name, make in classes.items():
        own = public if make.public else context
        writers[name] = make(replace(own, rewriting=rewriters[name]) if rewriters else own)
    return writers


@dataclass
class _Worker:
    """Converts ranges; what every process needs to know for that."""

    documents: list[Document]
    formats: list[str]
    context: Context
    hidden: dict[int, Reason]
    addresses: LinkIndex
    keeps_ledger: bool
    places: links.Places | None = None

    def __post_init__(self) -> None:
        self._resolver = links.Resolver(self.addresses)
        classes = {name: registry.writer(name) for name in self.formats}
        rewriters = self._make_rewriters()
        self._writers = _build(classes, self.context, rewriters)
        self._rewriters: dict[str, links.Rewriter] = {}
        for name, writer in self._writers.items():
            if rewriters and writer.home is not None:
                rewriters[name].home = writer.home
                if self.places is not None and writer.media is not None:
                    rewriters[name].media = self.places
                    rewriters[name].media_root = writer.media[1]
                self._rewriters[name] = rewriters[name]

    def convert(self, task: _Task) -> _Result:
        """Encode the posts of a range in every format."""
        result = _Result(accounts={name: Account() for name in self._writers})
        # Pass 1 has reported what reading has to say.
        posts = self.documents[task.document].posts(task.part, [])
        for number, post in enumerate(posts):
            sheet = links.Sheet(post, self._resolver, self.context.head.site.link)
            self._note_links(result, post, sheet)
            for name, writer in self._writers.items():
                self._encode(result, writer, post, name, task.names[name][number], sheet)
            if self.keeps_ledger:
                result.ledger.append(sheet.encode())
        for rewriter in self._rewriters.values():
            for key in sorted(rewriter.used):
                result.media.setdefault(key, [])
            rewriter.used.clear()
        return result

    def _show_file(self, result: _Result, post: Post, target: str) -> None:
        """Note the file of an attachment that is written, or that it is missing."""
        if self.places is None or post.type != "attachment" or target not in self._rewriters:
            return
        file = links.uploaded_file(post)
        if file and (key := self.places.find(file)) is not None:
            result.media.setdefault(key, []).append(shown_file(post))
        else:
            notice = _of_post(Code.MEDIA_MISSING, post.attachment_url or file, post)
            result.notices.append(notice._replace(target=target))

    def _make_rewriters(self) -> dict[str, links.Rewriter]:
        """What writes links anew, by format; nothing if all stay as they are."""
        options = self.context.options
        manner = links.Manner.parse(options.links)
        dead = links.DeadLinks(options.dead)
        if manner.name == "original" and not dead and self.places is None:
            return {}
        site = self.context.head.site.link
        return {
            name: links.Rewriter(self._resolver, name, manner, dead, site, self._is_withheld)
            for name in self.formats
        }

    def _is_withheld(self, known: links.Known) -> bool:
        return _is_withheld(known, self.hidden, self.context.options.include)

    def _note_links(self, result: _Result, post: Post, sheet: links.Sheet) -> None:
        """Count what the post's links lead to, and name those that lead to nothing."""
        for link, target in zip(sheet.links, sheet.targets, strict=True):
            result.links[target.kind.value] += 1
            if target.kind is links.Kind.BROKEN:
                result.notices.append(_of_post(Code.LINK_BROKEN, link.url, post))

    def _encode(
        self,
        result: _Result,
        writer: Writer,
        post: Post,
        target: str,
        name: str,
        sheet: links.Sheet,
    ) -> None:
        account = result.accounts[target]
        shown: Post | None = post
        if writer.public:
            edition = public_edition(
                post, self.context.options.include, self.hidden, discusses=writer.discusses
            )
            shown = edition.post and sanitize_comments(edition.post, target, result.notices)
            account.withhold(post, edition)
        if isinstance(writer, RestrictedWriter):
            result.pieces.extend(writer.write_restricted(post, None if shown else _whole(post)))
        if shown is None:
            account.add_links(sheet.settle(target, None, None), sheet.kinds(target))
            return
        odd: list[Notice] = []
        written = writer.write(shown, discussion(shown, odd), name)
        if writer.public:
            result.notices.extend(notice._replace(target=target) for notice in odd)
        result.pieces.extend(written.pieces)
        result.notices.extend(written.notices)
        account.posts[post.type or ""] += 1
        account.comments.update(written.comments)
        self._show_file(result, shown, target)
        found = links.found_in(written.readings) if written.readings and sheet.links else None
        rewriter = self._rewriters.get(target)
        rewrite = rewriter.on(shown, writer.address(shown, name)) if rewriter else None
        fates = sheet.settle(target, shown, found, rewrite)
        account.add_links(fates, sheet.kinds(target))
        if rewriter and rewrite:
            for url in sheet.left(target, rewriter, rewrite):
                result.notices.append(_of_post(Code.LINK_LEFT, url, post)._replace(target=target))
        for url in sheet.lost(target):
            result.notices.append(_of_post(Code.LINK_LOST, url, post)._replace(target=target))


def _of_post(code: Code, text: str, post: Post) -> Notice:
    origin = post.place
    return Notice(code, text, origin.source, origin.line, origin.offset, post.id)


def _whole(post: Post) -> tuple[Post, Discussion]:
    """A hidden post with all that was hidden in it, safe to show to those who may see it."""
    edition = public_edition(post, frozenset(Reason), {})
    assert edition.post is not None
    shown = sanitize_comments(edition.post, "", [])
    return shown, discussion(shown, [])


def _instant(site: Site, newest: datetime | None) -> datetime:
    """When the export was made: as it says itself, else as its newest post or the user says."""
    for text in (site.published, site.created):
        if moment := dates.parse(text):
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return (newest or datetime.fromtimestamp(0, UTC)).astimezone(UTC)


def _report(
    request: Request, index: Index, context: Context, inputs: list[Input], formats: list[str]
) -> Report:
    return Report(
        generator=f"wparchive {request.version}",
        instant=f"{context.instant:%Y-%m-%dT%H:%M:%SZ}",
        inputs=inputs,
        formats=formats,
        include=sorted(request.include),
        redact=sorted(request.redact),
        markdown={key: getattr(request, key) for key in ("profile", "path", "comments")},
        intake=index.intake,
        accounts={name: Account() for name in formats} if request.target else {},
        head=public_head(index.head, frozenset()),
    )


def _note(report: Report, watch: Watch, notices: Sequence[Notice]) -> None:
    report.note(notices)
    for notice in notices:
        watch.notice(notice)


def _options(request: Request) -> Options:
    if request.comments not in COMMENTS:
        raise UsageError(
            f"--comments does not know {request.comments!r}.",
            hint=f"It knows: {', '.join(COMMENTS)}.",
        )
    engine = next((name for name in ENGINES if name == request.markdown_engine), None)
    if engine is None:
        raise UsageError(
            f"--markdown-engine does not know {request.markdown_engine!r}.",
            hint=f"It knows: {', '.join(ENGINES)}.",
        )
    return Options(
        include=request.include,
        wxr_split=request.wxr_split,
        profile=request.profile,
        path=request.path,
        comments=request.comments,
        links=request.links,
        dead=tuple(request.dead),
        redact=request.redact,
        warc_record_type=request.warc_record_type,
        markdown_engine=engine,
    )


def _check_choices(request: Request) -> None:
    """Refuse what cannot be meant, before the work begins.

    Raises:
        UsageError: A word is unknown, or what it needs is missing.
    """
    _check_words("--include", request.include, Reason)
    _check_words("--redact", request.redact, Personal)
    links.Manner.parse(request.links)
    check_servers(request.redirects)
    if request.redirects and "markdown" not in request.formats:
        raise UsageError("--redirects leads to Markdown, which --to does not name.")
    if request.media is not None and "markdown" not in request.formats:
        raise UsageError("--media belongs to Markdown, which --to does not name.")


def _check_words(option: str, given: frozenset[str], known: type[StrEnum]) -> None:
    if unknown := sorted(given - set(known)):
        raise UsageError(
            f"{option} does not know {', '.join(unknown)}.",
            hint=f"It knows: {', '.join(known)}.",
        )
