"""The writer of Markdown: a file a post, with front matter, body and comments."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from wparchive.errors import UsageError
from wparchive.formats import CheckedText, FormatInfo, Piece, Written
from wparchive.notices import Code, Notice
from wparchive.render.body import is_in_markdown, post_html, unrendered_notices
from wparchive.render.markdown import MarkdownRenderer
from wparchive.render.names import taxonomies
from wparchive.storage.names import collision_key
from wparchive.web.urls import quote_path
from wparchive.wordpress.lists import is_list
from wparchive.writers.markdown import addresses, comments
from wparchive.writers.markdown.front_matter_data import facts_of, is_draft
from wparchive.writers.markdown.layout import PathTemplate
from wparchive.writers.markdown.lists import entry_of
from wparchive.writers.markdown.menus import encode_menus, menus_of
from wparchive.writers.markdown.profiles import profile_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from wparchive.formats import Context, Discussion
    from wparchive.model.records import Post
    from wparchive.storage.outputs import StagedOutput

ROOT = "markdown/"
_MORE = re.compile(r"^<!--more.*?-->$", re.MULTILINE)


class MarkdownWriter:
    """Writes Markdown; see `wparchive.formats.Writer`."""

    info = FormatInfo("markdown", "Markdown with front matter, a file a post")
    public = True

    def __init__(self, context: Context) -> None:
        self._context = context
        options = context.options
        self._profile = profile_of(options.profile)
        self._path = PathTemplate(options.path_template) if options.path_template else None
        if options.media_layout == "bundles":
            self._check_bundles(options.path_template or self._profile.layout.post)
        self._base = addresses.base_path(context.head.site)
        self._home = context.head.site.base_blog_url or context.head.site.link or ""
        self._content = ROOT + (f"{self._profile.content}/" if self._profile.content else "")
        self._taxonomies = frozenset(taxonomies(context.head.terms))
        self.discusses = options.comments != "none"
        self.home: str | None = f"{self._base}/" if self._profile.hosts else ""
        static = f"{self._profile.static}/" if self._profile.static else ""
        self.media: tuple[str, str] | None = (
            ROOT + static,
            f"{self._base}/" if self._profile.hosts else f"/{static}",
        )

    def _check_bundles(self, template: str) -> None:
        if not self._profile.bundles or not template.endswith("/index.md"):
            raise UsageError(
                f"The profile {self._context.options.profile} has no directory for each post.",
                hint="--media-layout bundles is for hugo and zola; and for plain and obsidian with"
                " a --path-template that ends in /index.md.",
            )

    def name(self, post: Post) -> str:
        """Where the profile puts it, or the user's own template."""
        if self._is_front(post) and self._path is None:
            return self._content + self._profile.front
        template = self._path or self._profile.layout.template(post, draft=is_draft(post))
        return self._content + template.path(post, self._profile.reserved, self._profile.forbidden)

    def fallback(self, name: str, post: Post, attempt: int) -> str:
        """The post's id tells files of one name apart; in a bundle, the directories."""
        ending = "/index.md" if name.endswith("/index.md") else ".md"
        identity = [str(post.id)] if post.id is not None else []
        identity += [str(attempt)] if attempt > 1 or not identity else []
        return f"{name.removesuffix(ending)}-{'-'.join(identity)}{ending}"

    def address(self, post: Post, name: str) -> str:
        """The post's path on the host: of its page, or of its file where there is no site."""
        if not self._profile.hosts:
            return "/" + name.removeprefix(ROOT)
        return self._base + self._url(post, name)

    def redirects(self, post: Post, name: str) -> list[str]:
        """Other paths on the host that lead to the post's page."""
        if not self._profile.hosts:
            return []
        return [self._base + path for path in addresses.aliases(post, self._url(post, name))]

    def lists(self, post: Post, name: str) -> dict[tuple[str, str], str]:
        """The generator's pages that will list the post."""
        # Attachments can be withheld with the post that they hang on.
        if not self._profile.hosts or is_draft(post) or post.type == "attachment":
            return {}
        entry = entry_of(self._context, post, name.removeprefix(self._content))
        return {(kind, key): self._base + path for kind, key, path in self._profile.lists(entry)}

    def begin(self, stage: StagedOutput) -> None:
        """Write what the generator needs besides the posts."""
        for path, text in self._profile.files(self._context).items():
            stage.write(ROOT + path, text.encode())
        if self._profile.menus and (menus := menus_of(self._context)):
            stage.write(f"{ROOT}{self._profile.menus}", encode_menus(menus))

    def write(self, post: Post, discussion: Discussion, name: str) -> Written:
        """One file, and one of comments where they shall be data."""
        renderer = self._renderer(post, name)
        data = self._data(post, discussion, name)
        body = self._body(renderer, post, None if data else discussion)
        front = self._front_matter(post, name, data)
        escaped = self._profile.escape(body)
        text = "\n\n".join(part for part in (front, escaped) if part) + "\n"
        pieces = [Piece(name, text.encode())]
        if data is not None:
            pieces.append(data)
        pieces += self._redirect_pieces(post, name)
        checked = list(_checked(front, body, escaped, data, post))
        return Written(pieces, checked, list(self._notices(post, name, renderer.dropped)))

    def end(self, stage: StagedOutput) -> None:
        """Nothing follows the posts."""

    def _url(self, post: Post, name: str) -> str:
        """The page's path below the blog's: the old one, unless an earlier post has it."""
        old = self._old_path(post)
        if old and name not in self._context.displaced:
            return old
        return addresses.path_of(name.removeprefix(self._content))

    def _is_front(self, post: Post) -> bool:
        """Check whether a page is the blog's front page (``page_on_front``), by its address."""
        if not self._profile.hosts or post.type != "page" or is_draft(post):
            return False
        return bool(self._home) and (post.link or "").rstrip("/") == self._home.rstrip("/")

    def _old_path(self, post: Post) -> str:
        """The permalink's path below the blog's; empty if the blog has a list there."""
        if self._is_front(post):
            return "/"
        own = (post.slug or "", str(post.id))
        if is_list(post.link or "", self._home, own):
            return ""
        return addresses.old_path(post.link, self._base)

    def _aliases(self, post: Post, name: str) -> list[str]:
        return [
            path
            for path in addresses.aliases(post, self._url(post, name))
            if self._base + path not in self._context.contested
        ]

    def _notices(self, post: Post, name: str, dropped: Counter[str]) -> Iterator[Notice]:
        if dropped:
            names = ", ".join(f"{number} {tag}" for tag, number in sorted(dropped.items()))
            yield self._notice(Code.MARKUP_DROPPED, names, post)
        yield from unrendered_notices(post, self._context.references, self.info.name)
        # The addresses of the blog at which the site will not answer.
        if self._profile.hosts and post.link and not is_draft(post):
            moved = f"The page of {post.link} stands at {self.address(post, name)}."
            if not self._old_path(post) or addresses.is_cut(post.link):
                yield self._notice(Code.PERMALINK_MOVED, moved, post)
            elif name in self._context.displaced:
                yield self._notice(Code.PERMALINK_CONFLICT, moved, post)
        for path in self.redirects(post, name):
            if path in self._context.contested:
                yield self._notice(Code.REDIRECT_CONFLICT, path, post)

    def _notice(self, code: Code, text: str, post: Post) -> Notice:
        at = post.origin_or_unknown
        return Notice(code, text, at.source, at.line, at.offset, post.id, self.info.name)

    def _data(self, post: Post, discussion: Discussion, name: str) -> Piece | None:
        if self._context.options.comments != "data" or not any(discussion):
            return None
        path = f"{ROOT}{self._profile.comments}/{self._key(post, name)}.json"
        document = comments.document(post, discussion, self._rewrite(post, name))
        return Piece(path, comments.encode(document))

    def _renderer(self, post: Post, name: str) -> MarkdownRenderer:
        engine, rewriting = self._context.options.markdown_engine, self._context.rewriting
        ids = rewriting.fragments if rewriting is not None else ()
        rewrite = self._rewrite(post, name)
        renderer = MarkdownRenderer(engine=engine, keep_ids=ids, rewrite=rewrite)
        if is_in_markdown(post):  # as most who type Markdown indent
            renderer.list_indent = 4
        return renderer

    def _rewrite(self, post: Post, name: str) -> Callable[[str], str] | None:
        """What writes the post's links anew; None if all stay as they are."""
        rewriting = self._context.rewriting
        return rewriting.for_post(post, self.address(post, name)) if rewriting is not None else None

    def _anchor(self, name: str) -> str:
        """An anchor that links of other posts name; nothing if none does."""
        rewriting = self._context.rewriting
        wanted = rewriting is not None and name in rewriting.fragments
        return f'<a id="{name}"></a>' if wanted else ""

    def _body(self, renderer: MarkdownRenderer, post: Post, discussion: Discussion | None) -> str:
        sections = [renderer.handle(post_html(post, self._context.references))]
        if discussion is not None:
            sections += [self._anchor("comments") if any(discussion) else ""]
            sections += comments.sections(renderer, discussion)
        body = "\n\n".join(section.strip("\n") for section in sections if section.strip())
        if anchor := self._anchor(f"more-{post.id}"):
            body = _MORE.sub(lambda mark: f"{mark[0]}\n\n{anchor}", body)
        return body if self._profile.more is None else _MORE.sub(self._profile.more, body)

    def _front_matter(self, post: Post, name: str, data: Piece | None) -> str:
        facts = replace(facts_of(self._context, post), known_taxonomies=self._taxonomies)
        if data is not None:
            facts = replace(facts, comments_key=PurePosixPath(data.path).stem)
        if self._profile.hosts:
            aliases = () if self._profile.redirects else tuple(self._aliases(post, name))
            facts = replace(facts, url=self._url(post, name), aliases=aliases)
        return self._profile.front_matter(facts)

    def _redirect_pieces(self, post: Post, name: str) -> list[Piece]:
        if not (self._profile.hosts and self._profile.redirects):
            return []
        file = ROOT + self._profile.redirects
        goal = quote_path(self.address(post, name))
        return [
            Piece(file, f"{quote_path(self._base + path)} {goal} 301\n".encode(), append=True)
            for path in self._aliases(post, name)
        ]

    def _key(self, post: Post, name: str) -> str:
        """ASCII, since Jekyll takes all else out of a data file's name."""
        digest = blake2b(collision_key(name).encode(), digest_size=5).hexdigest()
        if post.id is None:
            return digest
        return f"{post.id}-{digest}" if post.id in self._context.repeated else str(post.id)


def _checked(
    front: str, body: str, escaped: str, data: Piece | None, post: Post
) -> Iterator[CheckedText]:
    """List the texts of a file: of the body what the generator reads, behind its escapes."""
    yield CheckedText(front, "front matter")
    own = [f"#comment-{comment.id}" for comment in post.comments if comment.id is not None]
    yield CheckedText(body, "markdown", [] if data else own, escaped)
    if data is not None:
        yield CheckedText(data.data.decode(), "json")
