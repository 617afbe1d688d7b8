"""Zola: TOML front matter with ``[taxonomies]`` and ``[extra]``, comments for ``load_data``.

Front matter: https://www.getzola.org/documentation/content/page/#front-matter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wparchive import patterns
from wparchive.render.names import plain, taxonomies
from wparchive.web.scanning import Ended
from wparchive.writers.markdown.formulas import FormulaForm
from wparchive.writers.markdown.frontmatter import drop_empty, toml_block, toml_text
from wparchive.writers.markdown.layout import PathLayout
from wparchive.writers.markdown.profiles.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.formats.writers import Context
    from wparchive.writers.markdown.front_matter_data import FrontMatterData
    from wparchive.writers.markdown.lists import ListedPost
    from wparchive.writers.markdown.site_terms import SiteTerm

_VALUE = r"""(?:"[^"]*"|'[^']*'|`[^`]*`|\[[^\[\]]*\]|-?[\d.]+|true|false)"""
_ARGUMENT = rf"\s*+[A-Za-z_]\w*\s*+=\s*+{_VALUE}\s*+"
_CALL = rf"\s*+[A-Za-z_]\w*\s*+\((?:{_ARGUMENT}(?:,{_ARGUMENT})*)?\s*+\)\s*+"
_INLINE = rf"\{{\{{(?P<inline>{_CALL})\}}\}}"
_END = r"\{%(?P<end>\s*end\s*)%\}"
_SHORTCODE = Ended(
    patterns.lazy(
        rf"\{{%(?P<start>{_CALL})%\}}(?P<body>.*?){_END}|{_INLINE}", re.ASCII | re.DOTALL
    ),
    patterns.lazy(_END),
)
_NOT_IN_SLUG = patterns.lazy(r"[^a-z0-9]+")
_ALONE = patterns.lazy(_INLINE, re.ASCII)
# A link to a file of the content, which must exist.
_INTERNAL = patterns.lazy(r"""(\]\(<?|\]: <?)(?=@/)""")


def _front_matter(data: FrontMatterData) -> str:
    post = data.post
    extra = {
        "excerpt": data.excerpt if data.excerpt != data.description else None,
        "image": data.image,
        **data.extra,
        # A taxonomy that the settings do not name would end the build.
        "terms": {name: t for name, t in data.terms.items() if name not in data.known_taxonomies},
    }
    groups = {
        "categories": data.categories,
        "tags": data.tags,
        **{name: t for name, t in data.terms.items() if name in data.known_taxonomies},
    }
    fields: dict[str, Any] = {
        "title": data.title,
        "description": data.description,
        "date": data.date,
        "updated": data.modified,
        "draft": data.draft or None,
        "path": data.url.lstrip("/"),
        "slug": data.slug,
        "aliases": [alias.lstrip("/") for alias in data.aliases],
        "authors": list(data.authors),
        "weight": post.menu_order if data.is_page and (post.menu_order or 0) > 0 else None,
        "taxonomies": drop_empty(groups),
        "extra": drop_empty(extra),
    }
    if data.url == "/":  # a section knows fewer words
        fields = {name: fields[name] for name in ("title", "description", "aliases", "extra")}
    return toml_block(drop_empty(fields))


def _escape(text: str) -> str:
    """Shortcodes as Zola writes about them: ``{{/* youtube(id="x") */}}``."""
    if "@/" in text:
        text = _INTERNAL.sub(r"\1./", text)
    if "{{" not in text and "{%" not in text:
        return text
    # What begins after the last end has none; looking for it there would take long.
    ends = [match.end() for match in re.finditer(_END, text)] or [0]
    return _SHORTCODE.sub(_inert, text[: ends[-1]]) + _ALONE.sub(_inert, text[ends[-1] :])


def _inert(call: re.Match[str]) -> str:
    groups = call.groupdict()
    if groups["inline"] is not None:
        return f"{{{{/*{groups['inline']}*/}}}}"
    return f"{{%/*{groups['start']}*/%}}{groups['body']}{{%/*{groups['end']}*/%}}"


def _files(context: Context, _terms: Sequence[SiteTerm]) -> dict[str, str]:
    site = context.metadata.site
    names = ["categories", "tags", *taxonomies(context.metadata.terms)]
    settings = {
        "base_url": (site.base_blog_url or site.link or "/").rstrip("/"),
        "title": plain(site.title),
        "description": plain(site.description),
        "default_language": (site.language or "en").partition("-")[0],
        "taxonomies": [{"name": name} for name in dict.fromkeys(names)],
    }
    return {"config.toml": toml_text(settings)}


def _lists(entry: ListedPost) -> Iterator[tuple[str, str, str]]:
    folders = {"category": "categories", "post_tag": "tags"} | {name: name for name in entry.own}
    for term in entry.terms:
        folder = folders.get(term.taxonomy, "")
        # Other letters are transcribed by tables of Zola's own.
        if folder and folder.isascii() and term.name.isascii():
            words = [_NOT_IN_SLUG.sub("-", text.lower()).strip("-") for text in (folder, term.name)]
            if all(words):
                yield "term", term.key, f"/{'/'.join(words)}/"


PROFILE = Profile(
    layout=PathLayout(
        post="posts/{published:%Y-%m-%d}-{slug}/index.md",
        page="pages/{slug}/index.md",
        other="{type}/{slug}/index.md",
    ),
    bundles=True,
    front_matter=_front_matter,
    content="content",
    comments="data/comments",
    front="_index.md",
    menus="data/menus.json",
    static="static",
    more="<!-- more -->",
    escape=_escape,
    reserved_names=patterns.lazy(r"_?index", re.IGNORECASE),
    files=_files,
    lists=_lists,
    formulas=FormulaForm(("\\\\(", "\\\\)"), ("\\\\[", "\\\\]"), escaped=True),
)
