"""Show a single record as its readers saw it: HTML, Markdown, text, date, name, visibility.

The methods of the records call these functions by their names, with `wparchive.model.views`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from wparchive.formats.readers import TextForm
from wparchive.language import dates
from wparchive.model.when import When
from wparchive.render.body import comment_html as _comment_html
from wparchive.render.body import excerpt_html, post_html
from wparchive.render.forms import form_of, is_title_text, readable_html
from wparchive.render.markdown import to_markdown
from wparchive.render.names import plain
from wparchive.transforms.sanitize import sanitize
from wparchive.transforms.visibility import Visibility, follows_parent
from wparchive.web.html import UNSEEN, parse_fragment
from wparchive.wordpress import facets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Comment, Post
    from wparchive.model.when import DateField

_BLOCKS = frozenset(
    """address article aside blockquote body dd div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul""".split()
)
_ALONE = Visibility()


def html_of_post(post: Post) -> str:
    """Render a post's body as WordPress does."""
    return post_html(post)


def html_of_excerpt(post: Post) -> str:
    """Render a post's excerpt as WordPress does; empty if there is none."""
    return excerpt_html(post) if post.excerpt else ""


def html_of_comment(comment: Comment) -> str:
    """Render a comment as WordPress does, without scripts and frames."""
    form = form_of(comment.origin, "content")
    raw = comment.content or ""
    if "<" not in raw:
        return _comment_html(comment)
    clean = type(comment)(content=sanitize(raw, form), origin=comment.origin)
    return _comment_html(clean)


def markdown(html: str) -> str:
    """Convert a rendered body to Markdown."""
    return to_markdown(html).strip("\n")


def text(html: str) -> str:
    """Return the text that readers see of a rendered body, with a line for each block."""
    found = "".join(_pieces(parse_fragment(html)))
    lines = (" ".join(line.split()) for line in found.split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(root: etree._Element) -> Iterator[str]:
    """Yield the texts that readers see, with a line feed before and after each block."""
    yield " ".join((root.text or "").split("\n"))
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if element is root:
            continue
        if event != "start":
            yield "\n" if element.tag in _BLOCKS else ""
            yield (element.tail or "").replace("\n", " ")
        elif element.tag in UNSEEN:
            walk.skip_subtree()
        else:
            yield "\n" if element.tag in _BLOCKS or element.tag == "br" else ""
            inside = element.text or ""
            yield inside if element.tag == "pre" else inside.replace("\n", " ")


def title_of_post(post: Post) -> str:
    """Return a title as text; pages and feeds hold it as text, all other sources as HTML."""
    title = post.title or ""
    if not is_title_text(post) and ("<" in title or "&" in title):
        title = text(readable_html(title, TextForm.RAW))
    return " ".join(title.split())


def when(record: Post | Comment) -> When | None:
    """Return the best date of a record; None if no field has a date."""
    local, gmt = record.published, record.published_gmt
    moment = dates.localize(local, gmt)
    if moment is not None:
        own = dates.parse(local) is not None and moment.replace(tzinfo=None) == (
            dates.parse(local) or moment
        ).replace(tzinfo=None)
        basis: DateField = "published" if own else "published_gmt"
        return When(moment, basis)
    modified = getattr(record, "modified", None), getattr(record, "modified_gmt", None)
    moment = dates.localize(*modified)
    if moment is None:
        return None
    return When(moment, "modified" if dates.parse(modified[0]) else "modified_gmt")


def byline_of_post(post: Post) -> str | None:
    """Return the author's name as the post has it; None if the post names no author."""
    if name := facets.byline(post):
        return name
    names = [t.name or t.slug for t in post.terms if t.taxonomy == "author" and (t.name or t.slug)]
    if names:
        return ", ".join(plain(name) for name in names)
    author = post.author
    return (plain(author.name or author.login) or None) if author else None


def byline_of_comment(comment: Comment) -> str | None:
    """Return the name of a comment's author; None if there is none."""
    return plain(comment.author) or None


def is_public_post(post: Post) -> bool:
    """Return whether a post's own fields show that readers of the blog could see it."""
    return _ALONE.of_post_alone(post) is None and not follows_parent(post)


def is_public_comment(comment: Comment) -> bool:
    """Return whether a comment's own fields show that readers of its post could see it."""
    return _ALONE.of_comment(comment) is None
