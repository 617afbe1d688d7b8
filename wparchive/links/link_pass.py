"""The links of posts on their way through a conversion: looked up, rewritten, checked, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.errors.notices import UNQUOTED, Code
from wparchive.links.index import uploaded_file
from wparchive.links.media_map import MediaLookup, absolute
from wparchive.links.missing_files import missing_message
from wparchive.links.post_links import LinkOutcome, PostLinks
from wparchive.links.resolve import Resolver
from wparchive.links.rewrite import DeadLinks, LinkStyle, Rewriter
from wparchive.links.target_kinds import TargetKind, is_file
from wparchive.links.targets import link_targets, target_key
from wparchive.model.written_link import WrittenLink
from wparchive.render.links import named
from wparchive.web.urls import normalize_url

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from wparchive.errors.notices import Notice
    from wparchive.formats.writers import Context, LinkTarget, Writer
    from wparchive.links.index import IndexedPost, LinkIndex
    from wparchive.links.media_map import MediaMap
    from wparchive.links.target_kinds import Target
    from wparchive.links.written import OutputLinks
    from wparchive.model.records import Post

    Rewrite = Callable[[str], str]

_OF_HIDDEN = "its attachment is hidden; --include shows hidden attachments"


class LinkPass:
    """Follows the links of posts into every format. One for each process.

    Args:
        index: The sealed index.
        context: The archive.
        writers: The formats by name.
        media: Where the output has the blog's media; None without media.
        is_withheld: Whether public formats lack an attachment.
        public_urls: Returns the URLs in what public formats show of a post.
    """

    def __init__(
        self,
        index: LinkIndex,
        context: Context,
        writers: Mapping[str, Writer],
        media: MediaMap | None,
        is_withheld: Callable[[IndexedPost], bool],
        public_urls: Callable[[Post], Collection[str]],
    ) -> None:
        self._context = context
        self._site = context.metadata.site.link
        self._is_withheld = is_withheld
        self._public_urls = public_urls
        self._resolver = Resolver(index)
        self.has_media = media is not None
        self._finder = (
            MediaLookup(media, self._resolver, is_withheld) if media is not None else None
        )
        # Knows the pages of formats that keep the blog's URLs; rewrites nothing.
        self._pages = {
            name: self._rewriter(name, LinkStyle(), DeadLinks())
            for name, writer in writers.items()
            if writer.keeps_urls
        }
        self._rewriters = self._make_rewriters(writers)
        self._used: dict[str, dict[str, set[str]]] = {}

    def _make_rewriters(self, writers: Mapping[str, Writer]) -> dict[str, Rewriter]:
        """Make the rewriters of all formats that write links; none if every link stays as it is."""
        style = LinkStyle.parse(self._context.options.links)
        dead = self.dead_links = DeadLinks(self._context.options.dead_links)
        if style.name == "original" and not dead and self._finder is None:
            return {}
        rewriters: dict[str, Rewriter] = {}
        for name, writer in writers.items():
            if writer.rewrites_links:
                rewriters[name] = rewriter = self._rewriter(name, style, dead)
                rewriter.front_page_url = writer.front_page_url
                rewriter.has_comments = writer.writes_comments
                if writer.media_dir:
                    rewriter.media, rewriter.media_root = self._finder, writer.media_url
        return rewriters

    def _rewriter(self, name: str, style: LinkStyle, dead: DeadLinks) -> Rewriter:
        return Rewriter(self._resolver, name, style, dead, self._site, self._is_withheld)

    def look_up(self, post: Post) -> PostLinks:
        """Return the links of a post, with their targets."""
        return PostLinks(post, self._resolver, self._site)

    def post_of(self, target: Target) -> IndexedPost | None:
        """Return the index's record of the post that a link points to; None if there is none."""
        return self._resolver.post(target.number) if target.number is not None else None

    def broken(self, post_links: PostLinks) -> Iterator[Notice]:
        """Yield a notice for each link whose target does not exist.

        Its public form names only addresses that public formats show: no link of a hidden comment,
        of a part for members, or of a meta field.
        """
        post = post_links.post
        pairs = zip(post_links.links, post_links.targets, strict=True)
        broken = [link for link, target in pairs if target.kind is TargetKind.BROKEN]
        shown = self._public_urls(post) if broken else ()
        for link in broken:
            yield _quoting(post.notice(Code.LINK_BROKEN, link.url), is_public=link.url in shown)

    def rewrite(self, name: str, post: Post, url: str) -> Rewrite | None:
        """Return the function that rewrites a post's URLs; None if they stay as they are.

        Args:
            name: The format.
            post: The post, as the format shows it.
            url: The address of its page.
        """
        rewriter = self._rewriters.get(name)
        return rewriter.for_post(post, url) if rewriter is not None else None

    def fragments(self, name: str) -> Collection[str]:
        """Return the fragments of all links, for formats whose links are rewritten."""
        rewriter = self._rewriters.get(name)
        return rewriter.fragments if rewriter is not None else ()

    def count_outcomes(
        self,
        post_links: PostLinks,
        name: str,
        shown: Post | None,
        found: OutputLinks | None,
        rewrite: Rewrite | None = None,
    ) -> Counter[str]:
        """Count the outcomes of a post's links in a format; see `PostLinks.set_outcomes`."""
        return post_links.set_outcomes(name, shown, found, self._context.references, rewrite)

    def notices(
        self, post_links: PostLinks, name: str, shown: Post, rewrite: Rewrite | None
    ) -> Iterator[Notice]:
        """Yield a notice for each link of a post that was not rewritten, or is lost.

        Args:
            post_links: The post's links, with their outcomes.
            name: The format.
            shown: The post, as the format shows it.
            rewrite: What rewrote its links.
        """
        if rewrite is not None:
            answers = self._answers(name, shown) if name in self._pages else None
            for url in post_links.not_rewritten(name, self._rewriters[name], rewrite, answers):
                yield shown.notice(Code.LINK_NOT_REWRITTEN, url, name)
        for url in post_links.lost_urls(name):
            yield shown.notice(Code.LINK_LOST, url, name)

    def _answers(self, name: str, post: Post) -> Callable[[str, Target], bool]:
        """Return a predicate: does the output answer at this URL as it is?"""
        base = self._resolver.base(post.link, self._site)
        pages = self._pages[name]

        def answers(url: str, target: Target) -> bool:
            return self._place(url, base, target) is not None or bool(target_key(target, pages)[0])

        return answers

    def targets(
        self, post_links: PostLinks, name: str, shown: Post, url: str
    ) -> Iterator[LinkTarget]:
        """Yield the blog's own addresses that a written post links to.

        Args:
            post_links: The post's links, with their outcomes.
            name: A format that keeps the blog's URLs.
            shown: The post, as the format shows it.
            url: The address of its page; empty for none.
        """
        base = url or self._resolver.base(shown.link, None)
        return link_targets(post_links, name, self._pages[name], base)

    def written(self, post_links: PostLinks, name: str) -> Iterator[WrittenLink]:
        """Yield the links that a format has or should have; of hidden targets only the kind."""
        outcomes = post_links.outcomes[name]
        for row, outcome in zip(post_links.rows(), outcomes, strict=True):
            if outcome is LinkOutcome.WITHHELD:
                continue
            number = row.target_id
            known = self._resolver.post(number) if number is not None else None
            hidden = known is not None and self._is_withheld(known)
            yield WrittenLink(
                row.location, row.comment_id, row.meta_key, row.relation, row.element,
                row.attribute, row.url, row.kind,
                number if number is not None and number > 0 and not hidden else None,
                "" if hidden else row.target_key, row.fragment, outcome.value,
            )  # fmt: skip

    def files_named(self, post: Post, urls: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the place and the absolute URL of each media file among a page's URLs."""
        base = self._resolver.base(post.link, self._site)
        for url in urls:
            target = self._resolver.resolve(url, base, post.id)
            if (place := self._place(url, base, target)) is not None:
                yield place, absolute(url, base)

    def find_file(self, name: str, post: Post) -> Callable[[str], str | None]:
        """Return a function that finds the files of a format by their URLs, and notes their use.

        Args:
            name: The format.
            post: The post to which URLs are relative.
        """

        def find(url: str) -> str | None:
            for place, whole in self.files_named(post, [url]):
                self._used.setdefault(name, {}).setdefault(place, set()).add(whole)
                return place
            return None

        return find

    def own_file(self, attachment: Post, name: str, *, is_public: bool) -> tuple[str, str] | Notice:
        """Return the place and the URL of an attachment's file, or a notice that it is missing.

        Args:
            attachment: The attachment, as the format shows it.
            name: The format.
            is_public: Whether the format has only what everybody may see.
        """
        url = attachment.attachment_url or attachment.guid or ""
        for found in self.files_named(attachment, [url]):
            return found
        text = attachment.attachment_url or uploaded_file(attachment)
        seen = is_public or not attachment.attachment_url or text in self._public_urls(attachment)
        notice = attachment.notice(Code.MEDIA_MISSING, missing_message(text), name)
        return _quoting(notice, is_public=seen)

    def missing_files(
        self,
        post_links: PostLinks,
        name: str,
        shown: Post,
        found: OutputLinks | None,
        *,
        is_public: bool,
    ) -> Iterator[Notice]:
        """Yield a notice for each file of the blog that a post shows or links to and nobody has.

        Of the files of attachments only those of hidden ones are among them, in formats that lack
        these: `own_file` names the others.

        Args:
            post_links: The post's links, with their outcomes.
            name: The format.
            shown: The post, as the format shows it.
            found: The output's URLs; None if the output has the post unchanged.
            is_public: Whether the format has only what everybody may see.
        """
        base = self._resolver.base(shown.link, self._site)
        missing: dict[str, list[str]] = {}
        if self._finder is None:
            return
        for url, target in self._shown_files(post_links, name, found):
            hidden = is_public and self._is_of_hidden(target)
            if (hidden or target.kind is TargetKind.FILE) and not self._place(url, base, target):
                is_number = url.startswith("?")
                address = url if is_number else self._finder.reported_address(url, base)
                message = missing_message(address, _OF_HIDDEN if hidden else "")
                missing.setdefault(message, []).append(url)
        seen = self._public_urls(post_links.post) if missing and not is_public else ()
        for message, urls in missing.items():
            notice = shown.notice(Code.MEDIA_MISSING, message, name)
            yield _quoting(notice, is_public=is_public or any(url in seen for url in urls))

    def _shown_files(
        self, post_links: PostLinks, name: str, found: OutputLinks | None
    ) -> Iterator[tuple[str, Target]]:
        """Yield the URL and the target of each file that a written post shows or links to."""
        shown = named(post_links.links, self._context.references.media)
        outcomes = post_links.outcomes[name]
        for link, target, outcome in zip(shown, post_links.targets, outcomes, strict=True):
            file = target._replace(part="file") if link.is_picture else target
            is_written = outcome in {LinkOutcome.KEPT, LinkOutcome.REWRITTEN}
            if is_written and link.shows and is_file(file):
                yield link.url, file
        # A gallery shows files that no link of the post names.
        rewriter = self._rewriters.get(name)
        rewrites = rewriter is not None and rewriter.media is not None
        urls = rewriter.missed if rewriter and rewrites else found.urls if found else ()
        known = {normalize_url(link.url) for link in shown}
        base = self._resolver.base(post_links.post.link, self._site)
        for url in urls:
            if normalize_url(url) not in known:
                target = self._resolver.resolve(url, base, post_links.post.id)
                if target.kind is TargetKind.ATTACHMENT and is_file(target):
                    yield url, target

    def _is_of_hidden(self, target: Target) -> bool:
        """Check whether a file is that of an attachment which public formats lack."""
        known = self.post_of(target)
        return known is not None and self._is_withheld(known)

    def take_used_files(self, name: str) -> Iterator[tuple[str, set[str]]]:
        """Yield place and URLs of the files that links or a writer used for a post, once.

        Args:
            name: The format.
        """
        yield from self._used.pop(name, {}).items()
        if (rewriter := self._rewriters.get(name)) is not None:
            yield from rewriter.used.items()
            rewriter.used.clear()

    def _place(self, url: str, base: str, target: Target) -> str | None:
        return self._finder.find(url, base, target) if self._finder is not None else None


def _quoting(notice: Notice, *, is_public: bool) -> Notice:
    """Return a notice of an address, which public files quote only if everybody may see it."""
    return notice if is_public else notice._replace(public=UNQUOTED)
