"""The blog as its pages describe it: the values of most pages, its authors and terms."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from wparchive.assembly.identity import fingerprint
from wparchive.assembly.site_info import SITE_FIELDS, fill_missing
from wparchive.formats.readers import SiteMetadata
from wparchive.model.elements import UnknownElement
from wparchive.model.site import Site
from wparchive.wordpress.shown_menus import is_menu

if TYPE_CHECKING:
    from wparchive.model.site import Author, Term
    from wparchive.readers.pages.observe import ObservedPage


class SiteInfoBuilder:
    """Collects data about the blog, page by page."""

    def __init__(self) -> None:
        self._values: dict[str, Counter[str]] = {name: Counter() for name in SITE_FIELDS}
        self._generators: Counter[str] = Counter()
        self._site: Site | None = None
        self._authors: dict[str, Author] = {}
        self._terms: dict[tuple[str | None, str], Term] = {}
        self._fronts: Counter[str] = Counter()
        self._menus: dict[str, Counter[bytes]] = {}

    def add(self, seen: ObservedPage) -> None:
        """Take note of a page."""
        site = seen.site
        if seen.front:
            self._fronts[seen.front] += 1
        self._site = self._site or site
        for name, counter in self._values.items():
            if value := getattr(site, name):
                counter[value] += 1
        self._generators.update(site.generators)
        for menu in filter(is_menu, site.extra):
            versions = self._menus.setdefault(menu.attributes.get("slug", ""), Counter())
            versions[msgspec.json.encode(menu)] += 1
        for author in seen.authors:
            self._author(author)
        for term in seen.terms:
            key = (term.taxonomy, term.slug or fingerprint(term.name))
            known = self._terms.setdefault(key, term)
            if known is not term:
                fill_missing(known, term)

    def add_people_and_terms(self, other: SiteInfoBuilder) -> None:
        """Take over authors and terms that pages of another site name."""
        for author in other._authors.values():
            self._author(author)
        for key, term in other._terms.items():
            self._terms.setdefault(key, term)

    def build(self, sources: list[str]) -> SiteMetadata:
        """Build the site with the values that most pages have; authors and terms sorted."""
        site = self._site or Site()
        for name, counter in self._values.items():
            best = min(counter.items(), key=lambda pair: (-pair[1], pair[0]), default=None)
            setattr(site, name, best[0] if best else None)
        if site.link is None and self._fronts:
            site.link = min(self._fronts, key=lambda url: (len(url), url))
        site.extra = [
            msgspec.json.decode(
                min(versions, key=lambda menu: (-versions[menu], menu)), type=UnknownElement
            )
            for _, versions in sorted(self._menus.items())
        ]
        site.generators = sorted(self._generators, key=lambda g: (-self._generators[g], g))
        authors = [self._authors[key] for key in sorted(self._authors)]
        terms = [self._terms[key] for key in sorted(self._terms, key=str)]
        return SiteMetadata(site, authors, terms, sources)

    def _author(self, author: Author) -> None:
        key = author.login or fingerprint(author.name)
        known = self._authors.setdefault(key, author)
        if known is not author:
            fill_missing(known, author)
