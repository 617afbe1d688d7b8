"""Pass 2: the posts of a range in every format, with the account of what became of them.

Worker processes are given what all of them need once, and return bytes, never objects.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from wparchive import links, registry
from wparchive.containment import Attempt
from wparchive.engine.checking import check, expect
from wparchive.engine.plan import failure, notice_of
from wparchive.engine.report import Account
from wparchive.formats import (
    Context,
    Document,
    FollowedWriter,
    KindredWriter,
    RecordingWriter,
    RestrictedWriter,
    offers,
)
from wparchive.media import AttachmentInfo, attachment_info
from wparchive.model.records import Post
from wparchive.notices import Code, Notice
from wparchive.transforms.absolute_permalinks import home_of, located_head, located_post
from wparchive.transforms.edition import public_edition, public_head
from wparchive.transforms.fixed_text import fixed_post
from wparchive.transforms.sanitize import sanitize_comments
from wparchive.transforms.shown_text import shown_post
from wparchive.transforms.threads import discussion
from wparchive.transforms.visibility import HiddenReason, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wparchive.engine.checking import Checked, Expected
    from wparchive.engine.plan import Task
    from wparchive.formats import Discussion, Piece, Writer, Written
    from wparchive.links import LinkIndex


@dataclass
class Result:
    """What became of one range.

    Attributes:
        pieces: Bytes for the output, in the posts' order.
        accounts: What is written, withheld or lost, by format.
        notices: What converting had to say.
        links: How many lead where, by kind of target.
        ledger: JSON lines of the ledger of links, where somebody wants it.
        media: By place what attachments say of their files.
        named: By format and place the addresses at which posts name a file.
    """

    pieces: list[Piece] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    links: Counter[str] = field(default_factory=Counter)
    ledger: list[bytes] = field(default_factory=list)
    media: dict[str, list[AttachmentInfo]] = field(default_factory=dict)
    named: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def name(self, target: str, place: str, addresses: Iterable[str]) -> None:
        """Take note of addresses at which a format names a file."""
        self.named.setdefault(target, {}).setdefault(place, set()).update(addresses)

    def add(self, part: Result) -> None:
        """Add what became of one post."""
        self.pieces.extend(part.pieces)
        for name, account in part.accounts.items():
            self.accounts[name].add(account)
        self.notices.extend(part.notices)
        self.links.update(part.links)
        for place, files in part.media.items():
            known = self.media.setdefault(place, [])
            known.extend(file for file in files if file not in known)
        for target, by_place in part.named.items():
            for place, addresses in by_place.items():
                self.name(target, place, addresses)


class _Made(NamedTuple):
    """What the first of several kindred writers made of a post.

    Attributes:
        name: The name that the post has there.
        written: What was written.
        checked: What is in it.
    """

    name: str
    written: Written
    checked: Checked


def is_withheld(known: links.IndexedPost, visibility: Visibility) -> bool:
    """Whether public formats lack an attachment: it is hidden, or the post that it hangs on is."""
    if known.type != "attachment":
        return False
    return any(visibility.of_parent(number) for number in (known.id, known.parent))


def build_writers(
    classes: dict[str, type[Writer]],
    context: Context,
    visibility: Visibility,
    rewriters: Mapping[str, links.Rewriter] | None = None,
) -> dict[str, Writer]:
    """Build the writers; public ones never see what is personal of the authors."""
    head = public_head(located_head(context.head), visibility)
    public = replace(context, head=head)
    writers = {}
    for name, make in classes.items():
        own = public if make.public or context.options.public else context
        writers[name] = make(replace(own, rewriting=rewriters[name]) if rewriters else own)
    return writers


@dataclass
class Worker:
    """Converts ranges; what every process needs to know for that."""

    documents: list[Document]
    formats: list[str]
    context: Context
    visibility: Visibility
    addresses: LinkIndex
    keeps_ledger: bool
    places: links.MediaMap | None = None

    def __post_init__(self) -> None:
        self._resolver = links.Resolver(self.addresses)
        classes = {name: registry.writer(name) for name in self.formats}
        rewriters = self._make_rewriters()
        self._writers = build_writers(classes, self.context, self.visibility, rewriters)
        self._rewriters: dict[str, links.Rewriter] = {}
        self._finder: links.MediaLookup | None = None
        if self.places is not None:
            self._finder = links.MediaLookup(self.places, self._resolver, self._is_withheld)
        self._followers: dict[str, links.Rewriter] = {}
        for name, writer in self._writers.items():
            if offers(writer, FollowedWriter):
                self._followers[name] = self._make_rewriter(
                    name, links.LinkStyle(), links.DeadLinks()
                )
            if rewriters and writer.home is not None:
                rewriters[name].front_page_url = writer.home
                if writer.media is not None:
                    rewriters[name].media = self._finder
                    rewriters[name].media_root = writer.media[1]
                self._rewriters[name] = rewriters[name]

    def convert(self, task: Task) -> Result:
        """Encode the posts of a range in every format."""
        result = Result(accounts={name: Account() for name in self._writers})
        # Pass 1 has reported what reading has to say.
        posts = self.documents[task.document].posts(task.part, [])
        home = home_of(self.context.head.site)
        for number, found in enumerate(posts):
            post = self._shown(result, located_post(found, home))
            sheet = self._sheet(result, post)
            made: dict[str, _Made] = {}
            for target, writer in self._writers.items():
                if number in task.failed.get(target, ()):
                    self._lose(result, post, target, sheet)
                    continue
                part = Result(accounts={target: Account()})
                with Attempt() as attempt:
                    name = task.names[target][number]
                    public = writer.public or self.context.options.public
                    whole = post if public else found
                    self._encode(part, writer, whole, target, name, sheet, made)
                    result.add(part)
                if attempt.cause:
                    notice = failure(post, attempt.cause, "written")
                    result.notices.append(notice._replace(target=target))
                    self._lose(result, post, target, sheet)
            if self.keeps_ledger:
                result.ledger.append(sheet.encode())
        for target, rewriter in self._rewriters.items():
            for place, addresses in rewriter.used.items():
                result.name(target, place, addresses)
            rewriter.used.clear()
        return result

    def _shown(self, result: Result, post: Post) -> Post:
        """Return a post with the text that its readers saw."""
        if self.visibility.of_post(post) is not None:
            return post
        with Attempt() as attempt:
            if self.context.options.fix_text:
                post = fixed_post(post, result.notices)
            return shown_post(post, self.context.references.media, result.notices)
        result.notices.append(failure(post, attempt.cause, "read as its readers saw it"))
        return post

    def _sheet(self, result: Result, post: Post) -> links.PostLinks:
        """Look for the links of a post, count what they lead to, and name those to nothing."""
        site = self.context.head.site.link
        with Attempt() as attempt:
            sheet = links.PostLinks(post, self._resolver, site)
            self._note_links(result, post, sheet)
            return sheet
        result.notices.append(failure(post, attempt.cause, "searched for links"))
        return links.PostLinks(Post(id=post.id, origin=post.origin), self._resolver, site)

    def _lose(self, result: Result, post: Post, target: str, sheet: links.PostLinks) -> None:
        """Count a post, with all that rides with it, as lost for a format."""
        account = result.accounts[target]
        account.lost_posts += 1
        account.lost_comments += len(post.comments)
        account.add_links(sheet.set_lost(target), sheet.kinds_and_outcomes(target))

    def _name_files(
        self, result: Result, post: Post, target: str, found: links.OutputLinks | None
    ) -> None:
        """Note the files that a post's page names, and of an attachment its own or that it lacks.

        Args:
            result: Gets it.
            post: The post as the format got it.
            target: The format.
            found: What its page names, where links are not written anew; None where they are.
        """
        assert self._finder is not None
        base = self._resolver.base(post.link, self.context.head.site.link)
        for url in found.urls if found is not None else ():
            place = self._finder.find(url, base, self._resolver.resolve(url, base, post.id))
            if place is not None:
                result.name(target, place, [links.absolute(url, base)])
        if post.type != "attachment":
            return
        url = post.attachment_url or post.guid or ""
        place = self._finder.find(url, base, self._resolver.resolve(url, base, post.id))
        if place is None:
            text = post.attachment_url or links.uploaded_file(post)
            notice = notice_of(post, Code.MEDIA_MISSING, text)
            result.notices.append(notice._replace(target=target))
            return
        result.name(target, place, [links.absolute(url, base)])
        if (shown := attachment_info(post)) not in result.media.setdefault(place, []):
            result.media[place].append(shown)

    def _name_missing(
        self, result: Result, post: Post, target: str, sheet: links.PostLinks
    ) -> None:
        """Name the blog's files that a post leads to and nobody has.

        Files of attachments are none of them: each attachment names its own.
        """
        assert self._finder is not None
        base = self._resolver.base(post.link, self.context.head.site.link)
        missing: dict[str, None] = {}
        for link, leads, outcome in zip(
            sheet.links, sheet.targets, sheet.outcomes[target], strict=True
        ):
            there = (
                outcome in {links.LinkOutcome.KEPT, links.LinkOutcome.REWRITTEN} and not link.echo
            )
            is_file = leads.kind is links.TargetKind.FILE
            if there and is_file and self._finder.find(link.url, base, leads) is None:
                missing[link.url] = None
        for url in missing:
            notice = notice_of(post, Code.MEDIA_MISSING, url)
            result.notices.append(notice._replace(target=target))

    def _make_rewriters(self) -> dict[str, links.Rewriter]:
        """What writes links anew, by format; nothing if all stay as they are."""
        options = self.context.options
        manner = links.LinkStyle.parse(options.links)
        dead = links.DeadLinks(options.dead_links)
        if manner.name == "original" and not dead and self.places is None:
            return {}
        return {name: self._make_rewriter(name, manner, dead) for name in self.formats}

    def _make_rewriter(
        self, name: str, manner: links.LinkStyle, dead: links.DeadLinks
    ) -> links.Rewriter:
        site = self.context.head.site.link
        return links.Rewriter(self._resolver, name, manner, dead, site, self._is_withheld)

    def _is_withheld(self, known: links.IndexedPost) -> bool:
        return is_withheld(known, self.visibility)

    def _answers(self, target: str, post: Post) -> Callable[[str, links.Target], bool]:
        """Tells to which links of a post's page an output answers in the form that they have."""
        base = self._resolver.base(post.link, self.context.head.site.link)
        follower, finder = self._followers[target], self._finder

        def answers(url: str, found: links.Target) -> bool:
            if finder is not None and finder.find(url, base, found) is not None:
                return True
            return bool(links.target_key(found, follower)[0])

        return answers

    def _note_links(self, result: Result, post: Post, sheet: links.PostLinks) -> None:
        """Count what the post's links lead to, and name those that lead to nothing."""
        result.links.update(target.kind.value for target in sheet.targets)
        pairs = zip(sheet.links, sheet.targets, strict=True)
        broken = [link for link, target in pairs if target.kind is links.TargetKind.BROKEN]
        unseen: set[str] = set()
        if any(link.where in {"comment", "author"} for link in broken):
            held = (c for c in post.comments if self.visibility.of_comment(c) is not None)
            unseen = {"" if c.id is None else str(c.id) for c in held}
        for link in broken:
            hidden = link.where in {"comment", "author"} and link.record in unseen
            text = f"In the hidden comment {link.record}." if hidden else link.url
            result.notices.append(notice_of(post, Code.LINK_BROKEN, text))

    def _encode(
        self,
        result: Result,
        writer: Writer,
        post: Post,
        target: str,
        name: str,
        sheet: links.PostLinks,
        made: dict[str, _Made],
    ) -> None:
        account, references = result.accounts[target], self.context.references
        raw: Post | None = post
        shown = raw
        options = self.context.options
        public = writer.public or options.public
        if public:
            edition = public_edition(post, self.visibility, discusses=writer.discusses)
            if not options.pings:
                edition.leave_out_pings()
            raw = edition.post
            shown = edition.post and sanitize_comments(edition.post, target, result.notices)
            account.withhold(post, edition)
        if offers(writer, RestrictedWriter) and not options.public:
            result.pieces.extend(writer.write_restricted(post, None if shown else _whole(post)))
        if raw is None or shown is None:
            account.add_links(
                sheet.set_outcomes(target, None, None, references), sheet.kinds_and_outcomes(target)
            )
            return
        odd: list[Notice] = []
        shown_below = discussion(shown, odd)
        if public:
            result.notices.extend(notice._replace(target=target) for notice in odd)
        expected = expect(raw, shown, shown_below, whole=raw is post)
        written, checked = self._write(writer, shown, shown_below, name, expected, sheet, made)
        found = checked.found
        result.pieces.extend(written.pieces)
        result.notices.extend(written.notices)
        result.notices.extend(checked.notices(post, target))
        account.posts[post.type or ""] += 1
        account.add_comments(checked.comments, len(checked.lost_comments))
        account.lost_words += checked.lost_words
        rewriter = self._rewriters.get(target)
        records = offers(writer, RecordingWriter)
        rewrite = rewriter.for_post(shown, writer.address(shown, name)) if rewriter else None
        outcomes = sheet.set_outcomes(target, shown, found, references, rewrite)
        account.add_links(outcomes, sheet.kinds_and_outcomes(target))
        if self._finder is not None and (records or writer.media is not None):
            self._name_files(result, shown, target, found if records else None)
            self._name_missing(result, shown, target, sheet)
        if offers(writer, FollowedWriter) and sheet.links:
            base = writer.address(shown, name) or self._resolver.base(shown.link, None)
            leads = links.link_targets(sheet, target, self._followers[target], base)
            result.pieces.extend(writer.follow(leads))
        if rewriter and rewrite:
            answers = self._answers(target, shown) if target in self._followers else None
            for url in sheet.not_rewritten(target, rewriter, rewrite, answers):
                result.notices.append(
                    notice_of(post, Code.LINK_NOT_REWRITTEN, url)._replace(target=target)
                )
        for url in sheet.lost_urls(target):
            result.notices.append(notice_of(post, Code.LINK_LOST, url)._replace(target=target))

    def _write(
        self,
        writer: Writer,
        shown: Post,
        below: Discussion,
        name: str,
        expected: Expected,
        sheet: links.PostLinks,
        made: dict[str, _Made],
    ) -> tuple[Written, Checked]:
        """Write a post, or take over what a kindred writer made of it; and check what is there."""
        kin = writer.kin if offers(writer, KindredWriter) else ""
        first = made.get(kin)
        if offers(writer, KindredWriter) and first is not None and first.name == name:
            return writer.take_over(first.written, shown, name), first.checked
        written = writer.write(shown, below, name)
        # A gallery names files that no link of the text does.
        files = self._finder is not None and offers(writer, RecordingWriter)
        references = self.context.references
        own = [*references.shortcodes, *references.records.handlers]
        checked = check(written, expected, own, finds_links=bool(sheet.links or files))
        if kin:
            made[kin] = _Made(name, written, checked)
        return written, checked


def _whole(post: Post) -> tuple[Post, Discussion]:
    """A hidden post with all that was hidden in it, safe to show to those who may see it."""
    edition = public_edition(post, Visibility(frozenset(HiddenReason)))
    assert edition.post is not None
    shown = sanitize_comments(edition.post, "", [])
    return shown, discussion(shown, [])
