"""WXR 1.2, WordPress's own export format, for WordPress's importer and those of comment servers.

Each element is written as ``export_wp()`` (WordPress, wp-admin/includes/export.php) does. If the
archive was read from WXR, the layout that the reader kept restores the source's elements,
attributes, texts and order; only white space between elements, XML comments and prefixes differ.
The public edition ignores that layout, since anything may be in it. What WordPress's importer needs
and no input has is made up (`wparchive.writers.wxr.importable`) and marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wparchive.errors.notices import Code, Notice
from wparchive.formats.writers import OutputChunk, Rendered, Verbatim, Writer
from wparchive.language import dates
from wparchive.model.site import Author
from wparchive.storage import private, scratch
from wparchive.storage.names import safe_name
from wparchive.web.splitting import urlsplit
from wparchive.writers.wxr.bare import bare_item, bare_metadata
from wparchive.writers.wxr.channel import frame
from wparchive.writers.wxr.families import held_items, read_families
from wparchive.writers.wxr.import_plan import ImportPlan, ImportPlanner
from wparchive.writers.wxr.importable import Importable, is_complete
from wparchive.writers.wxr.markup import Markup
from wparchive.writers.wxr.records import Records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.formats.writers import Context, Planned, RenderContext
    from wparchive.model.records import Comment, Post
    from wparchive.storage.outputs import StagedOutput


class WxrWriter(Writer):
    """Writes WXR."""

    name = "wxr"
    title = "WXR, for importers: the full archive, or its public edition"
    media_type = "application/rss+xml"
    public = False
    keeps_all = True
    stores_media = True
    refers_to_media = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        public = context.options.public
        metadata = bare_metadata(context) if public else context.metadata
        self._split = context.options.wxr_split
        self._plan_file = context.scratch / "wxr-plan.json"
        plan = ImportPlan()
        if self._plan_file.exists():
            plan = msgspec.json.decode(self._plan_file.read_bytes(), type=ImportPlan)
        self._planner = ImportPlanner(context.metadata, split=self._split is not None)
        self._importable = Importable(metadata, plan, context)
        self._families = plan.families
        self._menu_items = plan.menu_items
        self._metadata = self._importable.metadata()
        site = metadata.site
        stem = safe_name(urlsplit(site.base_blog_url or site.link or "").hostname, "archive")
        self._path = f"{private.folder(self.name, public=public)}/{stem}.xml"
        self._held = f"{private.folder(self.name, public=public)}/held.xml"
        self.media_dir = f"{private.folder(self.name, public=public)}/uploads/"
        self._markup = Markup(site.namespaces)
        self._records = Records(self._markup)
        self._authors = {author.login: author for author in self._metadata.authors}

    def plan(self, post: Post) -> Planned | None:
        """Note the ids of a post, and its missing values; a post in WXR needs no path."""
        self._planner.add(post, complete=not is_complete(post))
        return None

    def finish_plan(self) -> None:
        """Choose the made-up values, and store them for all processes."""
        with scratch.writing():
            self._plan_file.write_bytes(msgspec.json.encode(self._planner.finish()))

    def open(self, stage: StagedOutput) -> None:
        """Begin the document, or the series that ``--wxr-split`` asks for."""
        context = self.context
        head, tail = frame(self._metadata, self._markup, self._records, context.version)
        if self._markup.replaced:
            context.notices.append(self._notice(Code.CHARACTER_REPLACED, _replaced(self._markup)))
        if self._records.corrected:
            text = f"Made up for terms: lengths of serialized values ({self._records.corrected:,})."
            context.notices.append(self._notice(Code.VALUE_INFERRED, text))
        limit = context.options.wxr_split
        stage.framed_file(self._path, head.encode(), tail.encode(), limit=limit)

    def render(self, post: Post, context: RenderContext) -> Rendered:
        """Encode a post as an item, with items for the files that it is the first to show."""
        done = self._importable.post(post, context.find_file)
        shown = bare_item(done.post) if self.context.options.public else done.post
        self._markup.replaced = self._records.corrected = 0
        items = "".join(self._records.post(item) for item in (shown, *done.attachments)).encode()
        family = self._families.get(done.post.id or 0) if self._split is not None else None
        path = self._path if family is None else self._held
        data = items if family is None else held_items(family, items)
        rendered = Rendered([OutputChunk(path, data, append=True)], Verbatim("xml"))
        if self._markup.replaced:
            text = _replaced(self._markup)
            rendered.notices.append(self._notice(Code.CHARACTER_REPLACED, text, post))
        if missing := self._missing_fields(shown):
            text = f"WXR has no element for the author's {', '.join(missing)}."
            rendered.notices.append(self._notice(Code.FIELD_UNSUPPORTED, text, post))
        if days := _days(shown):
            text = f"WXR needs a time in each date: {days} without one became midnight."
            rendered.notices.append(self._notice(Code.FIELD_UNSUPPORTED, text, post))
        if self._records.corrected:
            done.count("lengths of serialized values", self._records.corrected)
        if done.made_up:
            listed = ", ".join(f"{what} ({n:,})" for what, n in sorted(done.made_up.items()))
            text = f"Made up for WordPress's importer: {listed}."
            rendered.notices.append(self._notice(Code.VALUE_INFERRED, text, post))
        return rendered

    def finish(self, stage: StagedOutput, journal: Iterable[bytes]) -> None:  # noqa: ARG002
        """Write the deferred families, each in one part if it fits, and menus last."""
        self._append_menus(stage)
        if self._split is None or not self._families:
            return
        stage.append(self._held, b"")
        [written] = stage.detach(self._held)
        for family in read_families(written):
            if family.size <= self._split:
                stage.extend(self._path, family.items(), family.size)
                continue
            for item in family.items():
                stage.append(self._path, item)
            sizes = f"{family.number:,} posts that refer to one another have {family.size:,} bytes"
            text = f"{sizes} together."
            self.context.notices.append(self._notice(Code.FAMILY_SPLIT, text))
        written.unlink()

    def _append_menus(self, stage: StagedOutput) -> None:
        """Write the items of menus, each after the posts of its family if that is deferred."""
        for item in self._menu_items:
            data = self._records.post(item).encode()
            family = self._families.get(item.id or 0) if self._split is not None else None
            if family is None:
                stage.append(self._path, data)
            else:
                stage.append(self._held, held_items(family, data))

    def _missing_fields(self, post: Post) -> list[str]:
        """Return the fields of a post's author that neither the item nor the channel's list has."""
        author = post.author
        if author is None:
            return []
        listed = self._authors.get(author.login) if author.login is not None else None
        listed = listed or Author()
        fields = (
            ("name", author.name, listed.name if author.login is not None else author.name),
            ("email", author.email, listed.email),
            ("url", author.url, listed.url),
        )
        return [name for name, value, written in fields if value not in (None, written)]

    def _notice(self, code: Code, text: str, post: Post | None = None) -> Notice:
        if post is None:
            return Notice(code, text, target=self.name, public=text)
        return post.notice(code, text, self.name)


def _replaced(markup: Markup) -> str:
    return f"{markup.replaced} of its characters or names cannot be written in XML."


def _days(post: Post) -> int:
    """Count the dates of a post and its comments without a time, which become midnights."""
    dated: list[tuple[Post | Comment, str, str | None]] = [
        (post, "wp:post_date", post.published),
        (post, "wp:post_modified", post.modified),
    ]
    dated += [(comment, "wp:comment_date", comment.published) for comment in post.comments]
    return sum(
        dates.is_day(day) and not (record.layout and name in record.layout.whole)
        for record, name, day in dated
    )
