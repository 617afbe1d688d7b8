"""Dublin Core: the fifteen elements of the archived blog, for a repository's catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from wparchive.formats import registry
from wparchive.render.names import plain
from wparchive.web.xmltext import strip_illegal_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.engine.report import Report

_DC = "http://purl.org/dc/elements/1.1/"
_OAI = "http://www.openarchives.org/OAI/2.0/oai_dc/"


def dublin_core(report: Report) -> bytes:
    """Encode the record in the form of OAI-PMH."""
    root = etree.Element(f"{{{_OAI}}}dc", nsmap={"oai_dc": _OAI, "dc": _DC})
    for name, text in _elements(report):
        if text:
            etree.SubElement(root, f"{{{_DC}}}{name}").text = strip_illegal_xml(text)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _elements(report: Report) -> Iterator[tuple[str, str | None]]:
    site = report.metadata.site
    yield "title", plain(site.title)
    for author in report.metadata.authors:
        yield "creator", plain(author.name or author.login)
    for term in report.metadata.terms:
        if term.taxonomy == "category":
            yield "subject", plain(term.name)
    yield "description", plain(site.description)
    counts = report.input_counts
    counted = f"{counts.posts.total()} items, {counts.comments.total()} comments"
    made = f"rebuilt from what was left of it by {report.generator}"
    yield "description", f"Weblog: {counted} and pings; {made}."
    yield "date", report.exported_at
    yield "type", "Collection"
    yield "type", "Text"
    for name in report.formats:
        yield "format", registry.writer(name).media_type
    yield "identifier", site.base_blog_url or site.link
    for given in report.public_inputs:
        yield "source", f"{given.name} (sha256:{given.sha256})"
    yield "language", site.language
