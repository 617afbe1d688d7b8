"""Pass 2: the posts of a range in every format, counted.

Worker processes get the data that all of them need once, and return bytes, never objects.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from wparchive import links
from wparchive.engine.archive_index import failure, is_withheld
from wparchive.engine.checking import changed_words
from wparchive.engine.placements import unpack
from wparchive.engine.post_conversion import PostConversion, SharedWork
from wparchive.engine.range_result import RangeResult
from wparchive.engine.writer_contract import check_media_dir
from wparchive.errors.containment import Attempt
from wparchive.formats import registry
from wparchive.links.target_kinds import is_file
from wparchive.model.records import Post
from wparchive.render.links import links as links_in
from wparchive.transforms.absolute_permalinks import home_of, located_metadata, located_post
from wparchive.transforms.edition import public_edition, public_metadata
from wparchive.transforms.fixed_text import fixed_post
from wparchive.transforms.shown_text import shown_post, with_text_of_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wparchive.engine.archive_index import ArchiveIndex, ConversionTask
    from wparchive.engine.overview import Overview
    from wparchive.errors.notices import Notice
    from wparchive.formats.writers import Context, Writer
    from wparchive.model.records import Comment
    from wparchive.storage.outputs import StagedOutput
    from wparchive.transforms.visibility import Visibility


def build_writers(
    formats: Iterable[str], context: Context, visibility: Visibility
) -> dict[str, Writer]:
    """Build the writers; public ones never see personal data of the authors.

    Raises:
        PluginError: One stores media, but does not say where.
    """
    public = copy(context)
    public.metadata = public_metadata(located_metadata(context.metadata), visibility)
    writers: dict[str, Writer] = {}
    for name in formats:
        make = registry.writer(name)
        writers[name] = make(public if make.public or context.options.public else context)
        check_media_dir(writers[name])
    return writers


def open_writers(writers: Iterable[Writer], context: Context, stage: StagedOutput) -> None:
    """Have all writers begin their files; public ones first those for the archive's owner.

    Args:
        writers: The writers.
        context: The archive with all that public writers do not see.
        stage: The output.
    """
    whole = located_metadata(context.metadata)
    for writer in writers:
        if writer.public and not context.options.public:
            writer.open_private(stage, whole)
        writer.open(stage)


class Worker:
    """Converts ranges. Each process has one.

    Args:
        index: The index of the archive.
        context: The archive, as writers see it.
        formats: Names of the formats.
        addresses: The addresses of the archive.
        media: Where the output has the blog's media; None without media.
        conflicts: By format, the aliases that no post gets.
        reports_links: Whether results have rows of the link report.
    """

    def __init__(
        self,
        index: ArchiveIndex,
        context: Context,
        formats: Iterable[str],
        addresses: links.LinkIndex,
        media: links.MediaMap | None,
        conflicts: Mapping[str, set[str]],
        *,
        reports_links: bool,
    ) -> None:
        self._index = index
        self._hides_posts_without_id = index.hides_posts_without_id
        self._home = home_of(context.metadata.site)
        self._reports_links = reports_links
        self.context = context
        self.visibility = index.visibility
        self.conflicts = conflicts
        self.writers = build_writers(formats, context, index.visibility)
        self.links = links.LinkPass(
            addresses, context, self.writers, media, self._is_withheld, self._public_urls
        )

    def _is_withheld(self, known: links.IndexedPost) -> bool:
        return is_withheld(known, self.visibility)

    def _is_hidden(self, comment: Comment) -> bool:
        return self.visibility.of_comment(comment) is not None

    def _public_urls(self, post: Post) -> set[str]:
        """Return the URLs that public formats show of a post, which leave most meta fields out."""
        shown = public_edition(post, self.visibility).post
        found = links_in(shown) if shown is not None else []
        # The number of a picture in a meta field says nothing.
        return {link.url for link in found if link.where != "meta" or link.is_query}

    def is_public(self, writer: Writer) -> bool:
        """Check whether hidden records stay out of a format."""
        return writer.public or self.context.options.public

    def convert(self, task: ConversionTask) -> RangeResult:
        """Convert the posts of a range into every format."""
        result = RangeResult.of(self.writers)
        for number, found in enumerate(self._posts(task)):
            self._convert_post(result, task, number, found)
        result.dead_lines |= self.links.dead_links.used
        return result

    def convert_each(self, task: ConversionTask) -> Iterator[tuple[Post, RangeResult]]:
        """Convert the posts of a range one by one; yield each with its result."""
        for number, found in enumerate(self._posts(task)):
            result = RangeResult.of(self.writers)
            self._convert_post(result, task, number, found)
            yield found, result

    def _posts(self, task: ConversionTask) -> Iterator[Post]:
        """Yield the posts of a range. Pass 1 has reported the notices of reading."""
        self._index.enter(task.document)
        return self._index.documents[task.document].posts(task.range, [])

    def _convert_post(
        self, result: RangeResult, task: ConversionTask, number: int, found: Post
    ) -> None:
        before = len(result.notices)
        located = located_post(found, self._home)
        post = self._shown(result, located)
        post_links = self._look_up_links(result, post)
        shared = SharedWork()
        for name, writer in self.writers.items():
            if number in task.failed.get(name, ()):
                self._lose(result, name, post_links, post)
                continue
            with Attempt() as attempt:
                whole = post if writer.public else self._stored(found, located)
                placement = unpack(task.placements[name][number])
                conversion = PostConversion(self, writer, whole, placement, post_links, shared)
                conversion.run(task.first + number)
                result.add(conversion.result)
            if attempt.cause:
                result.notices.append(failure(post, attempt.cause, "written", name))
                self._lose(result, name, post_links, post)
        if post.id is None and self.visibility.of_post(post) is None:
            result.notices[before:] = map(_opened, result.notices[before:])
        self._count_public(result.overview, post, post_links)
        if self._reports_links:
            result.link_rows.append(post_links.encode())

    def _count_public(self, overview: Overview, post: Post, post_links: links.PostLinks) -> None:
        """Count a public post, and its links if a public format has them."""
        if self.visibility.of_post(post) is not None:
            return
        overview.add_post(post, [c for c in post.comments if not self._is_hidden(c)])
        if name := next((n for n, writer in self.writers.items() if self.is_public(writer)), ""):
            overview.add_links(post_links, name, self._public_post)

    def _public_post(self, target: links.Target) -> links.IndexedPost | None:
        """Return the post that a link points to; None if there is none, or a hidden one."""
        known = self.links.post_of(target)
        if known is None or (known.id is None and self._hides_posts_without_id):
            return None
        return known if self.visibility.of_parent(known.id, known.blog) is None else None

    def _stored(self, found: Post, located: Post) -> Post:
        """Return a post for formats that store its texts without rendering them.

        The public edition withholds the meta that a page builder keeps texts in, so they are moved
        to the body.
        """
        if not self.context.options.public:
            return found
        return with_text_of_fields(located, self.context.references.media, [])

    def _shown(self, result: RangeResult, post: Post) -> Post:
        """Return a post with the text that its readers saw."""
        if self.visibility.of_post(post) is not None:
            return post
        with Attempt() as attempt:
            fixed = fixed_post(post, result.notices) if self.context.options.fix_text else post
            references = self.context.references
            shown = shown_post(fixed, references.media, result.notices, references.body)
            if shown is not fixed:
                own = list(references.shortcodes)
                result.notices += changed_words(fixed, shown, own)
            return shown
        result.notices.append(failure(post, attempt.cause, "read as its readers saw it"))
        return post

    def _look_up_links(self, result: RangeResult, post: Post) -> links.PostLinks:
        """Look up the links of a post, count them by target, and report broken ones."""
        with Attempt() as attempt:
            post_links = self.links.look_up(post)
            notices = list(self.links.broken(post_links))
            result.links.update(target.kind.value for target in post_links.targets)
            if self.visibility.of_post(post) is None:
                result.links_to_files += sum(map(is_file, post_links.targets))
            result.notices += notices
            return post_links
        result.notices.append(failure(post, attempt.cause, "searched for links"))
        return self.links.look_up(Post(id=post.id, origin=post.origin))

    @staticmethod
    def _lose(result: RangeResult, name: str, post_links: links.PostLinks, post: Post) -> None:
        """Count a post, with its comments and links, as lost for a format."""
        counts = result.counts[name]
        counts.lost_posts += 1
        counts.lost_comments += len(post.comments)
        counts.add_links(post_links.set_lost(name), post_links.kinds_and_outcomes(name))


def _opened(notice: Notice) -> Notice:
    """Mark a notice of a public post without an id, so that the report may quote the post."""
    return notice if notice.public is not None else notice._replace(public=notice.message)
