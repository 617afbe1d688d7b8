"""Hugo: page bundles below ``content``, aliases, comments below ``data``.

Front matter: https://gohugo.io/content-management/front-matter/.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from wparchive import patterns
from wparchive.render.names import plain, taxonomies
from wparchive.storage.names import safe_name
from wparchive.wordpress.menus import flatten_menu
from wparchive.writers.markdown.code import code_as_html, outside_code, rewrite
from wparchive.writers.markdown.formulas import FormulaForm
from wparchive.writers.markdown.frontmatter import drop_empty, toml_text, yaml_block
from wparchive.writers.markdown.layout import PathLayout
from wparchive.writers.markdown.menus import menus_of
from wparchive.writers.markdown.profiles.profile import Profile
from wparchive.writers.markdown.starter import main_menu, site_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.formats.writers import Context
    from wparchive.writers.markdown.front_matter_data import FrontMatterData
    from wparchive.writers.markdown.lists import ListedPost
    from wparchive.writers.markdown.site_terms import SiteTerm

# Keys that mean something to Hugo or to what is built with it.
_TAKEN = frozenset(
    """audio build cascade date expirydate headless images iscjklanguage keywords kind lang layout
    linktitle locale markup menu menus modified outputs params path pubdate publishdate published
    resources sitemap terms translationkey type unpublishdate videos""".split()
)
# Those of posts, which a taxonomy of the same name has to leave alone.
_FIELDS = frozenset(
    """title lastmod draft url aliases slug author categories tags summary description weight sticky
    more_text authors language translations canonical_url robots enclosures product_data event_data
    seo_title subtitle series_part social_data place_data book_data diary_data episode_data
    translationkey attachment_url further_links comments_key wordpress_id wordpress_parent
    wordpress_type wordpress_date""".split()
)
# A list of one, which people read better in a line.
_ONE = patterns.lazy(r'= \[\n +("[^"\n]*"),\n\]')
_FOLDERS = {"category": "categories", "post_tag": "tags"}
_PLAIN = patterns.lazy(r"[a-z0-9_-]+")
# Paths of their own, escapes, and spaces that are none.
_NOT_FORETOLD = patterns.lazy(r"[/\\%]|[^\S ]")
_CALL = patterns.lazy(
    r"\{\{(?:<((?:(?!\{\{[<%]|\*/).)*?)>|%((?:(?!\{\{[<%]|\*/).)*?)%)\}\}", re.DOTALL
)
_FORMULAS = {"block": [["$$", "$$"]], "inline": [["\\(", "\\)"]]}
_DOLLARS = patterns.lazy(r"(?<!\\)\$\$+")
_OPENING = patterns.lazy(r"\{\{(?=[<%](?!/\*))")


def _front_matter(data: FrontMatterData) -> str:
    post = data.post
    fields: dict[str, object] = {
        "title": data.title,
        "date": data.date,
        "lastmod": data.modified,
        "draft": data.draft or None,
        # A colon would begin a token, such as `:year`.
        "url": data.url.replace(":", "\\:"),
        "aliases": list(data.aliases),
        "slug": data.slug,
        "author": data.author,
        "categories": data.categories,
        "tags": data.tags,
        "summary": data.excerpt,
        "description": data.description,
        "images": [data.image] if data.image else [],
        "weight": (post.menu_order or None) if data.is_page else None,
        **data.extra,
        "translationKey": data.translation_key,
        "sitemap": {"disable": True} if data.joined.get("robots") else None,
        # Pictures have pages, but are in no list and no feed.
        "build": {"list": "never"} if post.type == "attachment" else None,
    }
    # A taxonomy of the blog's own is Hugo's taxonomy of that name, where the name is free.
    taken = _TAKEN | fields.keys()
    fields |= {name: terms for name, terms in data.terms.items() if name.lower() not in taken}
    fields["terms"] = {name: t for name, t in data.terms.items() if name.lower() in taken}
    return yaml_block(drop_empty(fields, "title"))


def _escape(text: str) -> str:
    """Shortcodes as Hugo writes about them: ``{{</* figure */>}}``."""
    if "$$" in text:
        text = outside_code(text, lambda prose: _DOLLARS.sub(_apart, prose))
    if "{{<" not in text and "{{%" not in text:
        return text
    text = _CALL.sub(_inert, text)
    return rewrite(text, lambda prose: _OPENING.sub("&#123;{", prose), _escape_code)


def _apart(match: re.Match[str]) -> str:
    r"""Escape dollars that would begin a formula."""
    return match[0].replace("$", "\\$")


def _inert(match: re.Match[str]) -> str:
    if match[1] is not None:
        return f"{{{{</*{match[1]}*/>}}}}"
    return f"{{{{%/*{match[2]}*/%}}}}"


def _escape_code(code: str) -> str:
    """Escape calls in code: one without an end has no escape, but HTML has references for it."""
    if not _OPENING.search(code):
        return code
    return _OPENING.sub("&#123;{", code_as_html(code).replace("{{&lt;", "&#123;{&lt;"))


# Names of files that Hugo takes for those of editors; nothing can give such a term an address.
_IGNORED = patterns.lazy(r"^[.#]|~$")


def _files(context: Context, terms: Sequence[SiteTerm]) -> dict[str, str]:
    site = context.metadata.site
    own = [name for name in taxonomies(context.metadata.terms) if name.lower() not in _TAKEN]
    values, menus = site_values(context), menus_of(context)
    settings: dict[str, Any] = {
        "baseURL": (site.base_blog_url or site.link or "/").rstrip("/") + "/",
        "title": plain(site.title),
        "locale": site.language or "en",
        "theme": "wparchive",
        # What was scheduled is a draft; what was published stays so, whatever its date.
        "buildFuture": True,
        # Posts are the main list, not what has more pages, such as attachments.
        "params": {
            "mainSections": ["posts"],
            **{name: values[name] for name in ("tagline", "language", "direction", "words")},
            "menu": main_menu(menus),
        },
        # Terms keep their names.
        "capitalizeListTitles": False,
        "taxonomies": {"category": "categories", "tag": "tags", **dict(zip(own, own, strict=True))},
        "menus": {slug: flatten_menu(menu["items"]) for slug, menu in menus.items()},
        # Markdown keeps as HTML what it has no word for.
        "markup": {
            "goldmark": {
                "renderer": {"unsafe": True},
                # Formulas stay as they are, for MathJax or KaTeX in the theme.
                "extensions": {"passthrough": {"enable": True, "delimiters": _FORMULAS}},
            }
        },
    }
    text = toml_text(drop_empty(settings | {"params": drop_empty(settings["params"])}))
    return {"hugo.toml": _ONE.sub(r"= [\1]", text), **_term_files(terms)}


def _term_files(terms: Sequence[SiteTerm]) -> dict[str, str]:
    """Return a file for the list of each term, which puts the list at its old address."""
    files: dict[str, str] = {}
    for term in terms:
        folder, word = _folder(term.taxonomy), term_folder(term.name)
        if folder and word:
            text = yaml_block({"title": term.name, "url": term.path})
            # Only posts are files that end in ".md".
            files.setdefault(f"content/{folder}/{word}/_index.markdown", text)
    return files


def _folder(taxonomy: str) -> str:
    """Return the directory of a taxonomy's terms; empty if Hugo has no such taxonomy."""
    name = _FOLDERS.get(taxonomy, taxonomy)
    return name if _PLAIN.fullmatch(name) and taxonomy not in _TAKEN | _FIELDS else ""


def _lists(entry: ListedPost) -> Iterator[tuple[str, str, str]]:
    for term in entry.terms:
        is_known = term.taxonomy in _FOLDERS or term.taxonomy in entry.own
        folder, word = _folder(term.taxonomy) if is_known else "", urlized(term.name)
        if folder and word:
            plain_path = f"/{folder}/{word}/"
            path = (term.path if term_folder(term.name) else "") or plain_path
            yield "term", term.key, path
            yield "feed", term.key, f"{path}index.xml"
    yield "feed", "", "/index.xml"


def urlized(name: str) -> str:
    """Return a term's name in the path of its page (Hugo's ``paths.Sanitize``); empty if unknown.

    Letters, digits, marks and ``._#+~-@`` stay, spaces become hyphens, all else goes.
    """
    if _NOT_FORETOLD.search(name):
        return ""
    kept = []
    for character in name:
        if character == " ":
            kept.append("-")
        elif character in "._#+~-@" or unicodedata.category(character)[0] in "LM":
            kept.append(character.lower())
        elif unicodedata.category(character) == "Nd":
            kept.append(character)
    word = "".join(kept)
    # Hugo lowers letters one by one, and to one each.
    is_name = len(word) == len(kept) and word.strip(".-") and word != "page"
    return word if is_name else ""


def term_folder(name: str) -> str:
    """Return the directory in which Hugo looks for a term's file; empty if there can be none.

    Since Hugo 0.123 the directory keeps the signs that the path of the page lacks: the file of
    `News & Views` is in `news-&-views`, the page at `news--views`.
    """
    folder = "".join("-" if character == " " else character.lower() for character in name)
    is_file = safe_name(folder, "") == folder and not _IGNORED.search(folder)
    return folder if is_file and urlized(name) else ""


PROFILE = Profile(
    layout=PathLayout(
        post="posts/{published:%Y-%m-%d}-{slug}/index.md",
        page="pages/{slug}/index.md",
        other="{type}/{slug}/index.md",
    ),
    bundles=True,
    paginates=True,
    front_matter=_front_matter,
    content="content",
    comments="data/comments",
    front="_index.md",
    menus="",
    static="static",
    escape=_escape,
    reserved_names=patterns.lazy(r"_?index", re.IGNORECASE),
    style="themes/wparchive/static/wparchive.css",
    files=_files,
    lists=_lists,
    formulas=FormulaForm(("\\(", "\\)")),
)
