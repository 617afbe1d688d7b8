"""One post into one format: its edition, its rendering, the check, its links and media."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from wparchive.engine.checking import check, expect
from wparchive.engine.range_result import PostResult
from wparchive.engine.writer_contract import check_private, check_rendered
from wparchive.errors.notices import UNQUOTED, Code, Notice
from wparchive.formats.writers import Placement, RenderContext
from wparchive.media import attachment_info
from wparchive.transforms.edition import public_edition
from wparchive.transforms.sanitize import sanitize_comments
from wparchive.transforms.threads import discussion
from wparchive.transforms.visibility import HiddenReason, Visibility

if TYPE_CHECKING:
    from wparchive import links
    from wparchive.engine.checking import CheckResult
    from wparchive.engine.convert import Worker
    from wparchive.formats.writers import Rendered, Writer
    from wparchive.model.records import Post
    from wparchive.transforms.edition import PublicEdition


class SharedResult(NamedTuple):
    """A rendered post that writers with the same share key use.

    Attributes:
        placement: Where it is in the output that it was rendered for.
        rendered: The post.
        checked: The post's words and links in it.
    """

    placement: Placement
    rendered: Rendered
    checked: CheckResult


class PublicPost(NamedTuple):
    """The public edition of a post, for all formats that show as much of it.

    Attributes:
        public: The edition.
        shown: Its post with sanitized comments; None if the post is hidden.
        notices: Notices of sanitizing, without a target.
    """

    public: PublicEdition
    shown: Post | None
    notices: list[Notice]


@dataclass
class SharedWork:
    """The work that several formats share for one post.

    Attributes:
        rendered: What writers have rendered, by share key.
    """

    rendered: dict[str, SharedResult] = field(default_factory=dict)
    _editions: list[tuple[Post, bool, PublicPost]] = field(default_factory=list)

    def edition(self, post: Post, worker: Worker, *, with_comments: bool) -> PublicPost:
        """Return the public edition of a post, which is made once."""
        for known, comments, edition in self._editions:
            if known is post and comments == with_comments:
                return edition
        public = public_edition(post, worker.visibility, with_comments=with_comments)
        if not worker.context.options.pings:
            public.leave_out_pings()
        notices: list[Notice] = []
        shown = public.post and sanitize_comments(public.post, "", notices)
        self._editions.append((post, with_comments, PublicPost(public, shown, notices)))
        return self._editions[-1][2]


class _PostEdition(NamedTuple):
    """A post as a format shows it.

    Attributes:
        stored: Without what is withheld.
        shown: The same, its comments sanitized.
    """

    stored: Post
    shown: Post


@dataclass
class PostConversion:
    """Converts one post into one format.

    Attributes:
        worker: Knows the archive.
        writer: The format.
        post: The whole post.
        planned: Its place in the output, with all aliases that the writer wants.
        post_links: Its links.
        shared: The work that other formats have done for the same post.
    """

    worker: Worker
    writer: Writer
    post: Post
    planned: Placement
    post_links: links.PostLinks
    shared: SharedWork

    def __post_init__(self) -> None:
        self.name = self.writer.name
        self.result = PostResult.of([self.name])
        self.counts = self.result.counts[self.name]
        self._links = self.worker.links

    def run(self, number: int) -> None:
        """Convert the post, of which the inputs have `number` before it; fill `result`."""
        edition = self._edition()
        if self.writer.public and not self.worker.context.options.public:
            hidden = None if edition else self._hidden
            chunks = list(self.writer.write_private(self.post, number, hidden) or ())
            check_private(self.name, chunks)
            self.result.chunks.extend(chunks)
        if edition is None:
            outcomes = self._links.count_outcomes(self.post_links, self.name, None, None)
            self.counts.add_links(outcomes, self.post_links.kinds_and_outcomes(self.name))
            return
        context = self._context(edition.shown)
        rendered, checked = self._render(edition, context)
        self._count(edition.shown, rendered, checked)
        self._count_links(edition.shown, context, checked)

    def _edition(self) -> _PostEdition | None:
        """Make the format's edition of the post, and count the records that it leaves out."""
        if not self.worker.is_public(self.writer):
            return _PostEdition(self.post, self.post)
        whole, with_comments = self.post, self.writer.writes_comments
        edition = self.shared.edition(whole, self.worker, with_comments=with_comments)
        self.result.notices += [notice._replace(target=self.name) for notice in edition.notices]
        self.counts.withhold(whole, edition.public)
        post, shown = edition.public.post, edition.shown
        return _PostEdition(post, shown) if post is not None and shown is not None else None

    def _hidden(self) -> tuple[Post, RenderContext]:
        """Return a hidden post with all its hidden parts, sanitized for the archive's owner."""
        edition = public_edition(self.post, Visibility(frozenset(HiddenReason)))
        assert edition.post is not None
        shown = sanitize_comments(edition.post, "", [])
        rewrite = self._links.rewrite(self.name, shown, "")
        return shown, RenderContext(discussion(shown, []), Placement(), rewrite)

    def _context(self, shown: Post) -> RenderContext:
        conflicts = self.worker.conflicts[self.name]
        aliases = [alias for alias in self.planned.aliases if alias not in conflicts]
        notices: list[Notice] = []
        comments = discussion(shown, notices)
        if self.worker.is_public(self.writer):
            self.result.notices.extend(notice._replace(target=self.name) for notice in notices)
        return RenderContext(
            comments,
            self.planned._replace(aliases=aliases),
            self._links.rewrite(self.name, shown, self.planned.url),
            self._links.fragments(self.name),
            self._links.find_file(self.name, shown)
            if self._links.has_media and self.writer.media_dir
            else None,
        )

    def _render(
        self, edition: _PostEdition, context: RenderContext
    ) -> tuple[Rendered, CheckResult]:
        """Render the post, or reuse the result of a writer with the same share key; check it."""
        key = self.writer.share_key
        first = self.shared.rendered.get(key)
        if first is not None and first.placement == self.planned:
            reused = self.writer.reuse(first.rendered, edition.shown, context)
            return reused or first.rendered, first.checked
        expected = expect(
            edition.stored, edition.shown, context.comments, whole=edition.stored is self.post
        )
        rendered = self.writer.render(edition.shown, context)
        check_rendered(self.name, rendered)
        # A gallery names files that no link of the text does.
        names_files = self._links.has_media and self.writer.keeps_urls
        references = self.worker.context.references
        shortcodes = [*references.shortcodes, *references.records.handlers]
        checked = check(
            rendered, expected, shortcodes, finds_links=bool(self.post_links.links or names_files)
        )
        if key:
            self.shared.rendered[key] = SharedResult(self.planned, rendered, checked)
        return rendered, checked

    def _count(self, shown: Post, rendered: Rendered, checked: CheckResult) -> None:
        """Count the post, its comments and its words, and report missing ones."""
        if not self.worker.is_public(self.writer):
            check_private(self.name, rendered.chunks)
        self.result.chunks.extend(rendered.chunks)
        self.result.add_journal(self.name, rendered.journal)
        self.result.notices.extend(rendered.notices)
        conflicts = self.worker.conflicts[self.name]
        for alias in self.planned.aliases:
            if alias in conflicts:
                self.result.notices.append(shown.notice(Code.REDIRECT_CONFLICT, alias, self.name))
        is_public = self.worker.is_public(self.writer)
        self.result.notices.extend(checked.notices(self.post, self.name, is_public=is_public))
        self.counts.posts[self.post.type or ""] += 1
        self.counts.add_comments(checked.comments, len(checked.lost_comments))
        self.counts.lost_words += checked.lost_words

    def _count_links(self, shown: Post, context: RenderContext, checked: CheckResult) -> None:
        """Count the post's links by outcome, note its media files, and report lost links."""
        # The links are those that readers saw; a stored text has them in its own language.
        verbatim = checked.found is None and not self.worker.is_public(self.writer)
        written = self.post_links.post if verbatim else shown
        outcomes = self._links.count_outcomes(
            self.post_links, self.name, written, checked.found, context.rewrite
        )
        self.counts.add_links(outcomes, self.post_links.kinds_and_outcomes(self.name))
        if self.writer.lists_links:
            kept = self._links.written(self.post_links, self.name)
            self.result.add_journal(self.name, self.writer.note_links(kept))
        if self._links.has_media and self.writer.stores_media:
            self._note_files(shown, checked)
        if self.writer.keeps_urls and self.post_links.links:
            url = self.planned.url if self.planned.url.startswith("http") else ""
            targets = self._links.targets(self.post_links, self.name, shown, url)
            self.result.add_journal(self.name, self.writer.note_link_targets(targets))
        notices = self._links.notices(self.post_links, self.name, shown, context.rewrite)
        if not self.worker.is_public(self.writer):
            # The links of a hidden comment are among them.
            notices = (notice._replace(public=UNQUOTED) for notice in notices)
        self.result.notices.extend(notices)

    def _note_files(self, shown: Post, checked: CheckResult) -> None:
        """Note the media files that the page names; of an attachment, its own file."""
        is_public = self.worker.is_public(self.writer)
        public_post: Post | None = shown
        if not is_public:
            edition = self.shared.edition(self.post, self.worker, with_comments=True)
            public_post = edition.public.post
        add_media = partial(self.result.add_media, self.name, is_public=public_post is not None)
        for place, urls in self._links.take_used_files(self.name):
            add_media(place, urls)
        if self.writer.keeps_urls and checked.found is not None:
            for place, url in self._links.files_named(shown, checked.found.urls):
                add_media(place, [url])
        if shown.type == "attachment":
            found = self._links.own_file(shown, self.name, is_public=is_public)
            if isinstance(found, Notice):
                self.result.notices.append(found)
            else:
                place, url = found
                add_media(place, [url])
                if public_post is not None:
                    info = attachment_info(public_post)
                    self.result.attachments.setdefault(place, []).append(info)
        missing = self._links.missing_files(
            self.post_links, self.name, shown, checked.found, is_public=is_public
        )
        self.result.notices.extend(missing)
