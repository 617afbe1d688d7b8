"""WXR 1.2, WordPress's own export format, for WordPress's importer and those of comment servers.

Each element is written as ``export_wp()`` (WordPress, wp-admin/includes/export.php) does. If the
archive was read from WXR, the layout that the reader kept restores the source's elements,
attributes, texts and order; only white space between elements, XML comments and prefixes differ.
The public edition ignores that layout, since anything may be in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.language import dates
from wparchive.model.records import Author
from wparchive.notices import Code, Notice
from wparchive.output_formats import OutputChunk, Rendered, Verbatim, Writer
from wparchive.storage import private
from wparchive.storage.names import safe_name
from wparchive.web.splitting import urlsplit
from wparchive.writers.wxr.bare import bare_head, bare_item
from wparchive.writers.wxr.channel import frame
from wparchive.writers.wxr.markup import Markup
from wparchive.writers.wxr.records import Records

if TYPE_CHECKING:
    from wparchive.model.records import Comment, Post
    from wparchive.output_formats import Context, RenderContext
    from wparchive.storage.outputs import StagedOutput


class WxrWriter(Writer):
    """Writes WXR."""

    name = "wxr"
    title = "WXR, for importers: the full archive, or its public edition"
    media_type = "application/rss+xml"
    public = False
    keeps_all = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        public = context.options.public
        self._head = bare_head(context) if public else context.head
        site = self._head.site
        stem = safe_name(urlsplit(site.base_blog_url or site.link or "").hostname, "archive")
        self._path = f"{private.folder(self.name, public=public)}/{stem}.xml"
        self._markup = Markup(site.namespaces)
        self._records = Records(self._markup)
        self._authors = {author.login: author for author in self._head.authors}

    def open(self, stage: StagedOutput) -> None:
        """Begin the document, or the series that ``--wxr-split`` asks for."""
        context = self.context
        head, tail = frame(self._head, self._markup, self._records, context.version)
        if self._markup.replaced:
            context.notices.append(self._notice(Code.CHARACTER_REPLACED, _replaced(self._markup)))
        limit = context.options.wxr_split
        stage.framed_file(self._path, head.encode(), tail.encode(), limit=limit)

    def render(self, post: Post, _context: RenderContext) -> Rendered:
        """Encode a post as one item."""
        if self.context.options.public:
            post = bare_item(post)
        self._markup.replaced = 0
        item = self._records.post(post)
        chunk = OutputChunk(self._path, item.encode(), append=True)
        rendered = Rendered([chunk], Verbatim("xml"))
        if self._markup.replaced:
            text = _replaced(self._markup)
            rendered.notices.append(self._notice(Code.CHARACTER_REPLACED, text, post))
        if missing := self._missing_fields(post):
            text = f"WXR has no element for the author's {', '.join(missing)}."
            rendered.notices.append(self._notice(Code.FIELD_UNSUPPORTED, text, post))
        if days := _days(post):
            text = f"WXR has no date without a time: {days} here become midnight."
            rendered.notices.append(self._notice(Code.FIELD_UNSUPPORTED, text, post))
        return rendered

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
            return Notice(code, text, target=self.name)
        origin = post.origin_or_unknown
        return Notice(code, text, origin.source, origin.line, origin.offset, post.id, self.name)


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
