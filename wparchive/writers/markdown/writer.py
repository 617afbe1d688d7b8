"""The writer of Markdown: a file a post, with front matter, body and comments."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from hashlib import blake2b
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors import UsageError
from wparchive.errors.notices import Code
from wparchive.formats.writers import CheckedText, OutputChunk, Planned, Rendered, Writer
from wparchive.render.body import is_in_markdown, post_html, unrendered_notices
from wparchive.render.markdown import MarkdownRenderer
from wparchive.render.names import taxonomies
from wparchive.render.words import words_for
from wparchive.storage.names import collision_key
from wparchive.web.urls import quote_path
from wparchive.wordpress.lists import is_list
from wparchive.writers.markdown import addresses, comments
from wparchive.writers.markdown.formulas import write_formulas
from wparchive.writers.markdown.front_matter_data import is_draft, make_front_matter_data
from wparchive.writers.markdown.layout import PathTemplate
from wparchive.writers.markdown.lists import listed_post, listed_terms
from wparchive.writers.markdown.menus import encode_menus, menus_of
from wparchive.writers.markdown.profiles import profile_of
from wparchive.writers.markdown.site_terms import site_terms
from wparchive.writers.markdown.starter import starter_files
from wparchive.writers.markdown.wikilinks import with_wikilinks

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping

    from wparchive.errors.notices import Notice
    from wparchive.formats.writers import Context, Discussion, RenderContext
    from wparchive.model.records import Post
    from wparchive.options import Options
    from wparchive.storage.outputs import StagedOutput

ROOT = "markdown/"
_MORE = patterns.lazy(r"^<!--more.*?-->$", re.MULTILINE)


class MarkdownWriter(Writer):
    """Writes Markdown."""

    name = "markdown"
    title = "Markdown with front matter, a file a post"
    media_type = "text/markdown"
    makes_site = True
    stores_media = True
    rewrites_links = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        options = context.options
        self._profile = profile_of(options.profile)
        self._path = PathTemplate(options.path_template) if options.path_template else None
        if options.media_layout == "bundles":
            self._check_bundles(options.path_template or self._profile.layout.post)
        if options.links == "wiki" and options.profile != "obsidian":
            raise UsageError(
                f"The profile {options.profile} does not support --links wiki.",
                hint="Add --profile obsidian, or choose --links relative.",
            )
        self._base = addresses.base_path(context.metadata.site)
        self._home = context.metadata.site.base_blog_url or context.metadata.site.link or ""
        self._content = ROOT + (f"{self._profile.content}/" if self._profile.content else "")
        self._taxonomies = frozenset(taxonomies(context.metadata.terms))
        self._terms = site_terms(context.metadata.terms)
        self._term_paths = frozenset(term.path for term in self._terms.values())
        self.writes_comments = options.comments != "none"
        self.front_page_url = f"{self._base}/" if self._profile.has_urls else ""
        static = f"{self._profile.static}/" if self._profile.static else ""
        self.paginates = self._profile.paginates
        self.media_dir = ROOT + static
        self.media_url = f"{self._base}/" if self._profile.has_urls else f"/{static}"

    @classmethod
    def settings(cls, options: Options) -> Mapping[str, str | None]:
        """Return the profile, the path template, and where the comments are."""
        return {
            "profile": options.profile,
            "path_template": options.path_template,
            "comments": options.comments,
        }

    def _check_bundles(self, template: str) -> None:
        if not self._profile.bundles or not template.endswith("/index.md"):
            raise UsageError(
                f"The profile {self.context.options.profile} has no directory for each post.",
                hint="--media-layout bundles works with hugo and zola, and with plain and obsidian"
                " if --path-template ends in /index.md.",
            )

    def plan(self, post: Post) -> Planned:
        """Put a post where the profile or the user's template does, at its old address."""
        plans = self._plans(post)
        return replace(next(plans), alternatives=plans)

    def render(self, post: Post, context: RenderContext) -> Rendered:
        """Write a file, and a second one of comments if they are kept as data."""
        renderer = MarkdownRenderer(
            engine=self.context.options.markdown_engine,
            keep_ids=context.fragments,
            rewrite=context.rewrite,
        )
        if is_in_markdown(post, self.context.references):  # as most who type Markdown indent
            renderer.list_indent = 4
        data = self._data(post, context)
        body = self._body(renderer, post, context, None if data else context.comments)
        front = self._front_matter(post, context, data)
        escaped = write_formulas(self._profile.escape(body), self._profile.formulas)
        if self.context.options.links == "wiki":
            escaped = with_wikilinks(escaped, context.placement.path.removeprefix(ROOT))
        text = "\n\n".join(part for part in (front, escaped) if part) + "\n"
        chunks = [OutputChunk(context.placement.path, text.encode())]
        if data is not None:
            chunks.append(data)
        chunks += self._redirect_chunks(context)
        checked = list(_checked(front, body, escaped, data, post))
        notices = list(self._notices(post, context, renderer.dropped))
        return Rendered(chunks, checked, notices, self._journal(post, context))

    def finish(self, stage: StagedOutput, journal: Iterable[bytes]) -> None:
        """Write the files that the generator needs besides the posts."""
        profile, taken, used = self._profile, set(), set()
        for path, terms in map(json.loads, journal):
            taken.add(path)
            used.update(terms)
        listed = [t for key, t in self._terms.items() if key in used and t.path not in taken]
        for path, text in profile.files(self.context, listed).items():
            stage.write(ROOT + path, text.encode())
        for path, data in starter_files(self.context.options.profile, profile.style):
            if path != profile.home or "/" not in taken:
                stage.write(ROOT + path, data)
        if profile.menus and (menus := menus_of(self.context)):
            stage.write(f"{ROOT}{profile.menus}", encode_menus(menus))

    def _journal(self, post: Post, context: RenderContext) -> bytes:
        """Return a line with the path of a post, if a list would have it, and with its terms."""
        url = context.placement.url.removeprefix(self._base)
        path = url if url == "/" or url in self._term_paths else ""
        terms = []
        if not is_draft(post) and post.type != "attachment":
            terms = [term.key for term in listed_terms(post, self._terms) if term.path]
        return f"{json.dumps([path, terms])}\n".encode() if path or terms else b""

    def _plans(self, post: Post) -> Iterator[Planned]:
        """Yield where a post may go; equal paths get the post's id, then a number."""
        template = self._path or self._profile.layout.template(post, draft=is_draft(post))
        path = template.path(post, self._profile.reserved_names, self._profile.forbidden_characters)
        first = self._content + path
        if self._is_front(post) and self._path is None:
            first = self._content + self._profile.front
        yield from self._plans_at(post, first)
        ending = "/index.md" if first.endswith("/index.md") else ".md"
        for attempt in count(1):
            identity = [str(post.id)] if post.id is not None else []
            identity += [str(attempt)] if attempt > 1 or not identity else []
            path = f"{first.removesuffix(ending)}-{'-'.join(identity)}{ending}"
            yield from self._plans_at(post, path)

    def _plans_at(self, post: Post, path: str) -> Iterator[Planned]:
        """Yield the addresses that a post with this file may have: first its old one."""
        if not self._profile.has_urls:
            yield Planned(path, "/" + path.removeprefix(ROOT))
            return
        pages = self._archive_pages(post, path)
        new = addresses.page_path(path.removeprefix(self._content))
        for url in filter(None, (self._old_path(post), new)):
            aliases = [self._base + alias for alias in addresses.aliases(post, url)]
            yield Planned(path, self._base + url, aliases, pages)

    def _archive_pages(self, post: Post, path: str) -> dict[tuple[str, str], str]:
        """Return the generator's pages that will list a post."""
        # Attachments can be withheld with the post that they hang on.
        if is_draft(post) or post.type == "attachment":
            return {}
        entry = listed_post(self.context, self._terms, post, path.removeprefix(self._content))
        return {(kind, key): self._base + url for kind, key, url in self._profile.lists(entry)}

    def _is_front(self, post: Post) -> bool:
        """Check whether a page is the blog's front page (``page_on_front``), by its address."""
        if not self._profile.has_urls or post.type != "page" or is_draft(post):
            return False
        return bool(self._home) and (post.link or "").rstrip("/") == self._home.rstrip("/")

    def _old_path(self, post: Post) -> str:
        """Return the permalink's path below the blog's; empty if an archive page has that path."""
        if self._is_front(post):
            return "/"
        own = (post.slug or "", str(post.id))
        if is_list(post.link or "", self._home, own):
            return ""
        return addresses.old_path(post.link, self._base)

    def _notices(
        self, post: Post, context: RenderContext, dropped: Counter[str]
    ) -> Iterator[Notice]:
        if dropped:
            names = ", ".join(f"{number} {tag}" for tag, number in sorted(dropped.items()))
            yield post.notice(Code.MARKUP_DROPPED, names, self.name)
        yield from unrendered_notices(post, self.context.references, self.name)
        # The addresses of the blog at which the site will not answer.
        if self._profile.has_urls and post.link and not is_draft(post):
            url = context.placement.url
            moved = f"The page of {post.link} is at {url}."
            old = self._old_path(post)
            if not old or addresses.is_cut(post.link):
                yield post.notice(Code.PERMALINK_MOVED, moved, self.name)
            elif url != self._base + old:
                yield post.notice(Code.PERMALINK_CONFLICT, moved, self.name)

    def _data(self, post: Post, context: RenderContext) -> OutputChunk | None:
        if self.context.options.comments != "data" or not any(context.comments):
            return None
        key = self._key(post, context.placement.path)
        document = comments.document(post, context.comments, context.rewrite)
        path = f"{ROOT}{self._profile.comments}/{key}.json"
        return OutputChunk(path, comments.encode(document))

    def _body(
        self,
        renderer: MarkdownRenderer,
        post: Post,
        context: RenderContext,
        discussion: Discussion | None,
    ) -> str:
        sections = [renderer.handle(post_html(post, self.context.references))]
        if discussion is not None:
            sections += [_anchor(context, "comments") if any(discussion) else ""]
            words = words_for(self.context.metadata.site.language or "")
            sections += comments.sections(renderer, discussion, words)
        body = "\n\n".join(section.strip("\n") for section in sections if section.strip())
        if anchor := _anchor(context, f"more-{post.id}"):
            body = _MORE.sub(lambda mark: f"{mark[0]}\n\n{anchor}", body)
        return body if self._profile.more is None else _MORE.sub(self._profile.more, body)

    def _front_matter(self, post: Post, context: RenderContext, data: OutputChunk | None) -> str:
        matter = replace(
            make_front_matter_data(self.context, post, context.rewrite),
            known_taxonomies=self._taxonomies,
        )
        if data is not None:
            matter = replace(matter, comments_key=PurePosixPath(data.path).stem)
        if self._profile.has_urls:
            url, *aliases = (
                address.removeprefix(self._base)
                for address in (context.placement.url, *context.placement.aliases)
            )
            matter = replace(matter, url=url, aliases=() if self._profile.redirects else aliases)
        return self._profile.front_matter(matter)

    def _redirect_chunks(self, context: RenderContext) -> list[OutputChunk]:
        if not (self._profile.has_urls and self._profile.redirects):
            return []
        file = ROOT + self._profile.redirects
        target = quote_path(context.placement.url)
        return [
            OutputChunk(file, f"{quote_path(alias)} {target} 301\n".encode(), append=True)
            for alias in context.placement.aliases
        ]

    def _key(self, post: Post, path: str) -> str:
        """Name a post's file of comments, in ASCII: Jekyll removes other characters."""
        digest = blake2b(collision_key(path).encode(), digest_size=5).hexdigest()
        if post.id is None:
            return digest
        return f"{post.id}-{digest}" if post.id in self.context.repeated_ids else str(post.id)


def _anchor(context: RenderContext, name: str) -> str:
    """Return an anchor if links of other posts name it; else an empty text."""
    return f'<a id="{name}"></a>' if name in context.fragments else ""


def _checked(
    front: str, body: str, escaped: str, data: OutputChunk | None, post: Post
) -> Iterator[CheckedText]:
    """Yield the texts of a file; of the body the text that the generator reads, without escapes."""
    yield CheckedText(front, "front matter")
    own = [f"#comment-{comment.id}" for comment in post.comments if comment.id is not None]
    yield CheckedText(body, "markdown", [] if data else own, escaped)
    if data is not None:
        yield CheckedText(data.data.decode(), "json")
