"""What the user chose for the writers, and the words there are for it."""

from __future__ import annotations

from dataclasses import dataclass

COMMENTS = ("inline", "data", "none")
"""Where Markdown may have the comments: below the body, in files for templates, nowhere."""

ENGINES = ("builtin", "html2text")
"""What may make Markdown of HTML: a walk over the tree, or html2text's own conversion."""

MEDIA_LAYOUTS = ("shared", "bundles")
"""Where Markdown may have media: in one folder, or each file beside the one post that names it."""

EDITIONS = ("full", "public")
"""Who may read the output: JSON, WXR and a WARC that hold everything, or only what was public."""

RECORD_TYPES = ("resource", "response")
"""What a rebuilt page may be in WARC."""


@dataclass(frozen=True)
class Options:
    """What the user chose for the writers.

    Attributes:
        include: Hidden things that public formats shall hold all the same; the words of
            `wparchive.transforms.visibility.HiddenReason`.
        public_types: Post types, comment types and taxonomies that are public, though nothing in
            the archive shows it.
        wxr_split: Bytes that a file of WXR has at most; None for one file of any size.
        profile: The site generator that Markdown is for.
        path_template: The template of Markdown's paths; None for the profile's own.
        comments: Where Markdown has the comments: ``inline``, ``data`` or ``none``.
        edition: ``full`` to write JSON, WXR and the restricted WARC with all that was hidden, below
            ``private``; ``public`` to write nothing in any format that the blog hid.
        pings: Whether public formats have pingbacks and trackbacks.
        redact: What is replaced by pseudonyms in every format; the words of
            `wparchive.transforms.pseudonymize.Personal`.
        warc_record_type: What a rebuilt page is in WARC: ``resource`` or ``response``.
        markdown_engine: What makes Markdown of HTML: ``builtin`` or ``html2text``.
        media_layout: Where Markdown has media: ``shared`` or ``bundles``.
        links: How links to the blog itself are written; a text of
            `wparchive.links.LinkStyle`.
        dead_links: Other sites whose links shall lead to captures; the lines of
            `wparchive.links.DeadLinks`.
    """

    include: frozenset[str] = frozenset()
    public_types: frozenset[str] = frozenset()
    wxr_split: int | None = None
    profile: str = "plain"
    path_template: str | None = None
    comments: str = "inline"
    edition: str = "full"
    pings: bool = True
    redact: frozenset[str] = frozenset()
    warc_record_type: str = "resource"
    markdown_engine: str = "builtin"
    media_layout: str = "shared"
    links: str = "original"
    dead_links: tuple[str, ...] = ()

    @property
    def public(self) -> bool:
        """Whether every format is for everybody to read."""
        return self.edition == "public"
