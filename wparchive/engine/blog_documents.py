"""The blogs of an archive of several: their sites, and the name of its blog in each post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.errors.notices import Notice
    from wparchive.formats.readers import Document, Range, SiteMetadata
    from wparchive.links import Blogs
    from wparchive.model.records import Post
    from wparchive.model.site import Site


@dataclass
class BlogDocument:
    """A document of one of several blogs; see `wparchive.formats.readers.Document`.

    Attributes:
        document: The document as it was opened and merged.
        blog: The address of its blog.
    """

    document: Document
    blog: str

    def __post_init__(self) -> None:
        self.name = self.document.name
        self.metadata = self.document.metadata
        self.ranges = self.document.ranges
        self.notices = self.document.notices

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Yield the posts of one range, with the address of their blog."""
        for post in self.document.posts(part, notices):
            post.blog = self.blog
            yield post


def described_sites(documents: Sequence[Document]) -> list[Site]:
    """Return the sites of all documents; last those of which posts have only the address."""
    all_metadata = [document.metadata for document in documents]
    sites = [metadata.site for metadata in all_metadata if not metadata.blog]
    sites += [site for metadata in all_metadata for site in metadata.other_sites]
    return sites + [metadata.own_site for metadata in all_metadata if metadata.blog]


def name_blogs(
    documents: Sequence[Document], blogs: Blogs, described: Sequence[Site], metadata: SiteMetadata
) -> list[Document]:
    """Name the blog in each post, so that nobody takes equal ids for those of another blog.

    Args:
        documents: All of them, merged.
        blogs: The blogs. If there is only one, the documents stay as they are.
        described: What `described_sites` gives.
        metadata: Gets the sites of the blogs that its own site is not.
    """
    if not blogs.are_several:
        return list(documents)
    sites: dict[int, Site] = {}
    for site in described:
        if address_of(site):
            sites.setdefault(blogs.number(site), site)
    own = blogs.number(metadata.site)
    metadata.other_sites = [site for number, site in sorted(sites.items()) if number != own]
    named: list[Document] = []
    for document in documents:
        site = document.metadata.own_site
        address = address_of(sites[blogs.number(site)]) if address_of(site) else ""
        named.append(BlogDocument(document, address) if address else document)
    return named


def address_of(site: Site) -> str:
    """Return the address of a blog; empty if its site names none."""
    return site.link or site.base_blog_url or ""
