"""Render a post with its comments as an HTML page that needs no other files."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from wparchive import patterns
from wparchive.language import dates
from wparchive.render.body import comment_html, excerpt_html, post_html
from wparchive.render.facts import event_facts, files_beside, product_facts
from wparchive.render.frame import frame, title_of, words_of
from wparchive.render.language import direction
from wparchive.render.links import further_links
from wparchive.render.names import plain, terms_by_taxonomy, web_address
from wparchive.render.navigation import Link, Navigation
from wparchive.render.template import template
from wparchive.web.balance import balanced
from wparchive.web.refresh import without_refresh
from wparchive.web.relink import relink
from wparchive.wordpress import facets
from wparchive.wordpress.featured import featured_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wparchive.formats.writers import Context, Discussion, RenderContext
    from wparchive.model.records import Comment, Post
    from wparchive.render.words import Words
    from wparchive.wordpress.media import Attachment
    from wparchive.wordpress.reference_data import ReferenceData


@dataclass(frozen=True)
class _LinkRewriter:
    """Rewrites the links of a post's markup for a page, if links are to be rewritten."""

    rewrite: Callable[[str], str] | None = None

    def url(self, url: str) -> str:
        return self.rewrite(url) if self.rewrite is not None else url

    def markup(self, text: str) -> str:
        text = without_refresh(text)
        return relink(text, self.rewrite) if self.rewrite is not None else text


@dataclass(frozen=True)
class _CommentItem:
    """A comment as the template shows it, and the nesting of its list item."""

    id: int | str
    kind: str
    author: str
    url: str | None
    site: str | None
    date: str
    published: str
    body: str
    parent: int | None
    answers: Markup
    depth: int
    opens: bool
    closes: int
    follows: bool


def render_page(
    context: Context,
    post: Post,
    own: RenderContext,
    navigation: Navigation | None = None,
) -> str:
    """Render the page of a post.

    The body is the author's own HTML and stays as WordPress shows it, but for links that are to be
    rewritten, and for elements that would send readers elsewhere.

    Args:
        context: The site and the run.
        post: The post, in its public edition with sanitized comments.
        own: Its comments, its URL, and the URLs to write for its links.
        navigation: Its links.
    """
    navigation = navigation or Navigation()
    moment = dates.localize(post.published, post.published_gmt)
    modified = dates.localize(post.modified, post.modified_gmt)
    words = words_of(context)
    rewriter = _LinkRewriter(own.rewrite)
    excerpt = rewriter.markup(balanced(excerpt_html(post, context.references)))
    picture = _picture(context, post)
    shown = [picture.url] if picture else []
    body = balanced(post_html(post, context.references))
    hidden = further_links(post, context.references.media, markup=True, besides=shown)
    beside = _beside(post, context.references, body)
    players = {rewriter.url(url): kind for url, kind in beside.items()}
    return template("page.html").render(
        **frame(context),
        title=title_of(context, post),
        subtitle=plain(facets.field(post, "subtitle")),
        body_class=_body_class(post),
        summary=plain(post.excerpt) if "<" not in (post.excerpt or "") else "",
        permalink=web_address(own.placement.url),
        navigation=navigation,
        author=plain(context.author_of(post)),
        published=moment.isoformat() if moment else "",
        modified=modified.isoformat() if modified else "",
        date=words.format_date(post.published, post.published_gmt),
        picture=picture,
        article_attributes=_own_language(context, post),
        translations=[
            (found["language"], rewriter.url(found["url"]))
            for found in context.references.companions.translations(post)
        ],
        body=rewriter.markup(body),
        facts=[*event_facts(post, context.references), *product_facts(post, context.references)],
        # Where a picture was not captured, this URL is all that is left of it.
        file=web_address(post.attachment_url) or "",
        excerpt=excerpt,
        further=[
            (url, players.get(url)) for url in map(rewriter.url, dict.fromkeys([*hidden, *beside]))
        ],
        terms=navigation.terms or _unlinked_terms(post),
        sections=_sections(own.comments, words, rewriter),
    )


def _sections(
    discussion: Discussion, words: Words, rewriter: _LinkRewriter
) -> list[tuple[str, str, list[_CommentItem]]]:
    """List the comments and the pings, each with the name and the heading of its section."""
    sections = [
        ("comments", words.comments, _entries(discussion.comments, words, rewriter)),
        ("pings", words.pings, _entries(discussion.pings, words, rewriter)),
    ]
    return [section for section in sections if section[2]]


def _own_language(context: Context, post: Post) -> Markup:
    """Return the attributes of a post that is not in the language of the site."""
    language = facets.language(post)
    site = (context.metadata.site.language or "").lower().partition("-")[0]
    if not language or language.lower().partition("-")[0] == site:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def _beside(post: Post, references: ReferenceData, body: str) -> dict[str, str]:
    """Return addresses in fields that the body does not name, with the elements that play them."""
    found = {
        web_address(url): kind
        for url, kind in files_beside(post, references).items()
        if escape(url) not in body
    }
    return {url: kind for url, kind in found.items() if url}


_NO_CLASS = patterns.lazy(r"[^\w-]+")


def _body_class(post: Post) -> str:
    """Return the classes of a post's page that say what it is (``get_body_class()``)."""
    if post.type == "page":
        names, number = ["page"], "page-id"
    elif post.type == "attachment":
        names, number = ["attachment", "single", "single-attachment"], "attachmentid"
    else:
        names, number = ["single", f"single-{_NO_CLASS.sub('-', post.type or 'post')}"], "postid"
    return " ".join(names if post.id is None else [*names, f"{number}-{post.id}"])


def _picture(context: Context, post: Post) -> Attachment | None:
    """Return the post's featured image; None if it has none that a page can show."""
    picture = featured_file(post, context.references.media)
    return picture if picture is not None and web_address(picture.url) else None


def _unlinked_terms(post: Post) -> list[tuple[str, list[Link]]]:
    return [
        (taxonomy, [Link("", name) for name in names])
        for taxonomy, names in terms_by_taxonomy(post).items()
    ]


def template_links(
    context: Context, post: Post, discussion: Discussion, permalink: str, navigation: Navigation
) -> list[str]:
    """List the links that a page has of itself, each as often as the template writes it."""
    own = ["#content"]
    if web_address(permalink):
        own += [permalink, permalink]
    if plain(context.metadata.site.title) and navigation.home:
        own.append(navigation.home)
    if post.author and plain(context.author_name(post.author.login)) and navigation.author:
        own.append(navigation.author)
    heads = (navigation.feed, navigation.comments, navigation.described_by)
    own += [address for address in heads if address]
    for beside in (navigation.previous, navigation.next):
        own += [beside.address] * 2 if beside else []
    # Only an attachment's body shows its file, too.
    if post.type == "attachment" and post.attachment_url and web_address(post.attachment_url):
        own.append(post.attachment_url)
    own += [link.address for _, links in navigation.terms for link in links if link.address]
    for threads in discussion:
        for _, comment, answered in _with_answered(threads, words_of(context)):
            own.append(f"#comment-{'' if comment.id is None else comment.id}")
            own += [] if answered is None else [f"#comment-{comment.parent}"]
    return own


def _entries(
    threads: Sequence[tuple[int, Comment]], words: Words, rewriter: _LinkRewriter
) -> list[_CommentItem]:
    entries: list[_CommentItem] = []
    previous = -1
    for depth, comment, answered in _with_answered(threads, words):
        moment = dates.localize(comment.published, comment.published_gmt)
        entries.append(
            _CommentItem(
                id="" if comment.id is None else comment.id,
                kind=comment.kind,
                author=_name(comment, words),
                url=rewriter.url(address) if (address := web_address(comment.url)) else None,
                # A site that no link may point to is shown as text.
                site=None if address else comment.url,
                date=words.format_date(comment.published, comment.published_gmt),
                published=moment.isoformat() if moment else "",
                body=rewriter.markup(comment_html(comment)),
                parent=comment.parent,
                answers=Markup()
                if answered is None
                else _reply_line(words, comment.parent, answered),
                depth=depth,
                opens=0 <= previous < depth,
                closes=max(0, previous - depth),
                follows=previous >= depth,
            )
        )
        previous = depth
    return entries


def _with_answered(
    threads: Sequence[tuple[int, Comment]], words: Words
) -> Iterator[tuple[int, Comment, str | None]]:
    """Yield each comment with the author of the one it answers, if nesting does not show which.

    That is the case at the deepest level.
    """
    names: dict[int | None, tuple[int, str]] = {}
    for depth, comment in threads:
        above = names.get(comment.parent) if comment.parent else None
        yield depth, comment, above[1] if above and above[0] == depth else None
        names[comment.id] = (depth, _name(comment, words))


def _name(comment: Comment, words: Words) -> str:
    return plain(comment.author) or words.anonymous


def _reply_line(words: Words, parent: int | None, name: str) -> Markup:
    link = Markup('<a href="#comment-{}" dir="auto">{}</a>').format(parent, name)
    return Markup(words.reply).format(name=link)  # noqa: S704 - our own words
