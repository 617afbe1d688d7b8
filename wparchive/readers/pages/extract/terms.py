"""The categories and tags of a post: from its links, or else from the metadata."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from wparchive import patterns
from wparchive.language.phrases import PhraseKind, is_phrase
from wparchive.language.phrases.labels import FILED_IN
from wparchive.readers.pages.extract.boilerplate import boilerplate_kind
from wparchive.readers.pages.extract.metadata import texts
from wparchive.readers.pages.extract.taxonomies import (
    FORMAT,
    block_taxonomy,
    class_taxonomy,
    parent_slug,
    post_format,
)
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.mirror_names import HASHED, original_path
from wparchive.wordpress.slugs import slug as sanitize_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

CATEGORY, TAG = "category", "post_tag"
_CATEGORY_PATH: Final = patterns.lazy(
    r"/(?:category|categories|kategorie|categorie|categoria|rubrik|cat)/|[?&](?:cat|category_name)=",
    re.IGNORECASE,
)
_TOPIC_PATH: Final = patterns.lazy(r"/(?:topics?|thema|themen)/", re.IGNORECASE)
_TAG_PATH: Final = patterns.lazy(
    r"/(?:tags?|schlagwort|schlagwoerter|schlagworte|etiqueta|etiquette|mot-cle|stichwort)/|[?&]tag=",
    re.IGNORECASE,
)
_CLASS_TERM: Final = patterns.lazy(r"(category|tag)-(.+)")
_MOST: Final = 400
_LABELLED: Final = frozenset({"div", "p", "span", "small", "em", "i", "td", "dd", "footer"})
_RENAMED: Final = patterns.lazy(r"(?:\A|/)index\.html(?:%3F|@)[\w%-]+=", re.IGNORECASE)
_LONGEST_LABEL: Final = 120
_OTHER: Final = ""
_is_categories = has_role("categories")
_is_tags = has_role("tags")
_is_cloud = has_role("tag-cloud")


class PageTerm(NamedTuple):
    """A term of the post.

    Attributes:
        taxonomy: ``category``, ``post_tag``, ``post_format`` or the name of a custom taxonomy.
        slug: The slug in its URL or the post's classes; None if unknown.
        name: The name that is shown.
        url: Its URL; None if it has no link.
        evidence: The evidence for it.
    """

    taxonomy: str
    slug: str | None
    name: str
    url: str | None
    evidence: str

    @property
    def parent(self) -> str | None:
        """The slug of the term above it, by its URL; None if the URL names no such term."""
        if self.taxonomy == TAG:
            return None
        match = _CATEGORY_PATH.search(self.url or "") if self.taxonomy == CATEGORY else None
        return parent_slug(self.url or "", self.slug, match[0] if match else f"/{self.taxonomy}/")


def is_term_link(element: Element) -> bool:
    """Return whether an element links to the archive of a category or tag."""
    if element.tag != "a":
        return False
    relation = (element.get("rel") or "").lower().split()
    return bool({"tag", "category"} & {*relation}) or _by_path(element.get("href") or "", None) in {
        CATEGORY,
        TAG,
    }


def read_terms(
    tree: Tree, head: Metadata, main: Element | None, body: Element | None, regions: Regions
) -> list[PageTerm]:
    """Read the post's terms and its format, in the page's order, each once."""
    shown = _linked_terms(tree, main, body, regions)
    found = [t for t in shown if t.taxonomy == CATEGORY] or _breadcrumbs(tree) or _categories(head)
    found += [t for t in shown if t.taxonomy == TAG] or _tags(head)
    found += [t for t in shown if t.taxonomy not in {CATEGORY, TAG}] + _format(tree, main)
    return list({(t.taxonomy, t.name.casefold()): t for t in reversed(found)}.values())[::-1]


def _linked_terms(
    tree: Tree, main: Element | None, body: Element | None, regions: Regions
) -> list[PageTerm]:
    slugs = _class_slugs(tree, main)
    links = [e for e in tree.by_tag("a") if regions.in_content(e) and not _is_elsewhere(tree, e)]
    if main is not None:
        inner = [e for e in links if tree.contains(main, e)]
        found = [t for e in inner if (t := _term(tree, e, slugs, body))]
        taxonomies = {t.taxonomy for t in found}
        outer = [
            t for e in links if not tree.contains(main, e) and (t := _term(tree, e, slugs, body))
        ]
        return found + [t for t in outer if t.taxonomy not in taxonomies]
    return [t for e in links if (t := _term(tree, e, slugs, body))]


def _breadcrumbs(tree: Tree) -> list[PageTerm]:
    """Read the categories in breadcrumbs that WordPress has marked as the post's."""
    found = []
    for element in tree.by_tag("a"):
        if "category" not in (element.get("rel") or "").lower().split():
            continue
        around = list(element.iterancestors())[:4]
        url, name = link_target(element), tree.text(element)
        if url and name and any("crumb" in n for a in around for n in tree.names(a)):
            found.append(PageTerm(CATEGORY, _slug(url), name, url, "breadcrumbs"))
    return found


def _term(
    tree: Tree, element: Element, slugs: dict[str, set[str]], body: Element | None
) -> PageTerm | None:
    url = link_target(element)
    if url is None:
        return _unlinked_term(tree, element, body)
    relation = (element.get("rel") or "").lower().split()
    name = tree.text(element).lstrip("#").strip() if "tag" in relation else tree.text(element)
    slug = _slug(url)
    in_text = body is not None and tree.contains(body, element) and not _is_metadata(tree, element)
    place = None if in_text else _place(tree, element, body)
    if "category" in relation:
        taxonomy, evidence = CATEGORY, "rel=category"
        if slug in slugs[TAG] and slug not in slugs[CATEGORY]:
            taxonomy = TAG
    elif "tag" in relation:
        own = block_taxonomy(tree, element)
        taxonomy, evidence = own or _by_tag(url, slug, slugs, place), "rel=tag"
    elif place is not None and (found := _by_path(url, place)):
        taxonomy, evidence = found, "place"
    elif place is not None and slug in slugs[place]:
        taxonomy, evidence = place, "place"
    elif not in_text:
        by_path = _by_path(url, None)
        if by_path is not None and slug in slugs[by_path]:
            taxonomy, evidence = by_path, "post class"
        elif by_path is not None and (_is_metadata(tree, element) or _is_labelled(element)):
            taxonomy, evidence = by_path, "address"
        else:
            return None
    else:
        return None
    language = tree.root.get("lang") or ""
    slug = slug or _named_in(slugs.get(taxonomy, set()), name.strip(" ,"), language)
    return PageTerm(taxonomy, slug, name.strip(" ,"), url, evidence) if name.strip(" ,") else None


def _named_in(slugs: set[str], name: str, language: str) -> str | None:
    """Return the slug that WordPress makes of a name, if it is one of these."""
    made = sanitize_title(name, language)
    return made if made in slugs else None


def _by_path(url: str, place: str | None) -> str | None:
    """Return the taxonomy that a URL names; the place decides where a word can mean either."""
    if _CATEGORY_PATH.search(url):
        return CATEGORY
    if _TAG_PATH.search(url):
        return TAG
    return (place or CATEGORY) if _TOPIC_PATH.search(url) else None


def _is_metadata(tree: Tree, element: Element) -> bool:
    """Return whether a link is in a post's lines of date, author and terms."""
    return any(boilerplate_kind(tree, e) == "meta" for e in list(element.iterancestors())[:4])


def _is_labelled(element: Element) -> bool:
    """Return whether a link to a term is in a line that says so: "filed under: Trees"."""
    line = element.getparent()
    if line is None or line.tag not in _LABELLED:
        return False
    before = "".join(_before(line, element))
    return len(before) <= _LONGEST_LABEL and bool(
        FILED_IN.search(f" {before}") or is_phrase(before, PhraseKind.CATEGORIES, PhraseKind.TAGS)
    )


def _before(line: Element, link: Element) -> Iterator[str]:
    """Yield the texts in a line before a link, without other links to terms."""
    yield line.text or ""
    for child in link.itersiblings("*", preceding=True):
        if not is_term_link(child):
            yield from map(str, child.itertext())
        yield (child.tail or "").strip(" ,")


def _unlinked_term(tree: Tree, element: Element, body: Element | None) -> PageTerm | None:
    """Read a term whose link has lost its URL, in an element named after its taxonomy."""
    place = _place(tree, element, body)
    name = tree.text(element)
    if place is None or element.get("href") is None or not name or len(name) > 60:
        return None
    return PageTerm(place, None, name, None, "place")


def _by_tag(url: str, slug: str | None, slugs: dict[str, set[str]], place: str | None) -> str:
    """Return the taxonomy of a link marked ``rel=tag``, which themes set on categories, too."""
    if found := _by_path(url, place):
        return found
    if slug is not None and (slug in slugs[CATEGORY]) != (slug in slugs[TAG]):
        return CATEGORY if slug in slugs[CATEGORY] else TAG
    return class_taxonomy(url, slug, slugs[_OTHER]) or place or TAG


def _place(tree: Tree, element: Element, body: Element | None) -> str | None:
    for around in [element, *list(element.iterancestors())[:4]]:
        if around is body or around.tag in {"article", "main", "body"}:
            return None
        for name in tree.names(around):
            if _is_tags(name):
                return TAG
            if _is_categories(name):
                return CATEGORY
    return None


def _is_elsewhere(tree: Tree, element: Element) -> bool:
    """Return whether a link is in a tag cloud or belongs to another post."""
    for around in [element, *list(element.iterancestors())[:8]]:
        if any(map(_is_cloud, tree.names(around))):
            return True
        if boilerplate_kind(tree, around) in {"related", "navigation", "author-box"} and not any(
            _is_categories(n) or _is_tags(n) for n in tree.names(around)
        ):
            return True
    return False


def _class_slugs(tree: Tree, main: Element | None) -> dict[str, set[str]]:
    """Return the slugs in the classes that WordPress gives a post (``category-…``, ``tag-…``).

    Its other classes are below ``_OTHER``.
    """
    found: dict[str, set[str]] = {CATEGORY: set(), TAG: set(), _OTHER: set()}
    elements = [main] if main is not None else []
    for element in [*elements, *tree.by_class("hentry")[:1]]:
        for name in tree.classes(element):
            if match := _CLASS_TERM.fullmatch(name):
                found[CATEGORY if match[1] == "category" else TAG].add(match[2])
            else:
                found[_OTHER].add(name)
    return found


def _format(tree: Tree, main: Element | None) -> list[PageTerm]:
    """Read the post format from the classes of the post and of the body."""
    elements = [*([main] if main is not None else []), *tree.by_tag("body")[:1]]
    found = post_format(name for element in elements for name in tree.classes(element))
    if found is None:
        return []
    return [PageTerm(FORMAT, f"post-format-{found}", found.capitalize(), None, "post class")]


def _slug(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if _RENAMED.search(parts.path):
        # wget's name for the address of a query: "index.html%3Ftag=beans.html".
        parts = urlsplit(original_path(parts.path))
    path = HASHED.sub("", parts.path)
    pieces = [p for p in path.split("/") if p and p not in {"index.html", "..", "."}]
    if parts.query and not pieces:
        value = unquote(parts.query.partition("=")[2]).lower()
        return value if value and not value.isdecimal() else None
    return pieces[-1].removesuffix(".html").lower() if pieces else None


def _categories(head: Metadata) -> list[PageTerm]:
    names = [(n, "JSON-LD") for n in _split(texts(head.article().get("articleSection")))]
    if not names:
        names = [(n, "article:section") for n in head.meta.get("article:section", []) if n]
    return [PageTerm(CATEGORY, None, name, None, evidence) for name, evidence in names[:_MOST]]


def _tags(head: Metadata) -> list[PageTerm]:
    names = [(n, "JSON-LD") for n in _split(texts(head.article().get("keywords")))]
    if not names:
        names = [(n, "article:tag") for n in head.meta.get("article:tag", []) if n]
    return [PageTerm(TAG, None, name, None, evidence) for name, evidence in names[:_MOST]]


def _split(values: list[str]) -> list[str]:
    """Split a list that is written with commas into names."""
    if len(values) == 1 and "," in values[0]:
        return [v for part in values[0].split(",") if (v := part.strip())]
    return values
