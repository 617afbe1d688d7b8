"""The options of a conversion: one table for command line, settings, API, checks and manual.

A field of `Options` is an option. `OPTIONS` lists the fields with what `option` says of each.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from wparchive.errors import UsageError
from wparchive.options.declaration import Kind, Option, option

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

FormatName = Literal["markdown", "json", "html", "warc", "wacz", "wxr", "parquet", "sqlite"]
HiddenContent = Literal[
    "drafts", "private", "password", "trash", "held", "spam", "internal", "members",
    "unknown-type", "unknown-status", "unknown-kind", "unknown-taxonomy", "personal",
]  # fmt: skip
Edition = Literal["full", "public"]
ProfileName = Literal[
    "plain", "hugo", "jekyll", "pelican", "eleventy", "astro", "obsidian", "zola"
]  # fmt: skip
CommentPlacement = Literal["inline", "data", "none"]
BodyLanguage = Literal["auto", "html", "markdown"]
MarkdownEngine = Literal["builtin", "html2text"]
MediaLayout = Literal["shared", "bundles"]
RedirectFormat = Literal[
    "nginx", "apache", "netlify", "caddy", "cloudflare", "hugo", "jekyll", "json"
]  # fmt: skip
PersonalData = Literal["emails", "ips", "names", "urls", "passwords"]
RecordType = Literal["resource", "response"]


@dataclass(frozen=True, kw_only=True)
class Options:
    """The choices of the user, as keyword arguments.

    Values that come in any order are stored as frozen sets, other collections as tuples.
    """

    to: Collection[FormatName] = option(
        ("markdown", "json"), "words", "FORMATS",
        "What to write, separated by commas: `markdown`, `json`, `html`, `warc`, `wacz`, `wxr`,"
        " `parquet`, `sqlite`, and the formats of plugins.",
        words=FormatName, open=True,
        group="What to write",
    )  # fmt: skip
    include: Collection[HiddenContent] = option(
        (), "words", "WORDS",
        "What to publish although the blog hid it: `drafts`, `private`, `password`, `trash`,"
        " `held`, `spam`, `internal`, `members`, `unknown-type`, `unknown-status`, `unknown-kind`,"
        " `unknown-taxonomy`, `personal`.",
        more="See [hidden content](../how-to/hidden-content.md#put-it-in).",
        words=HiddenContent, unset="nothing",
        group="What to publish",
    )  # fmt: skip
    public_types: Collection[str] = option(
        (), "words", "NAMES",
        "Post types, comment types and taxonomies to publish although nothing in the inputs shows"
        " that readers of the blog could see them, such as `film,genre`.",
        more="See [unknown types](../how-to/hidden-content.md#unknown-types).", unset="none",
        group="What to publish",
    )  # fmt: skip
    edition: Edition = option(
        "full", "word", "NAME",
        "`full` also writes hidden content, below `OUT/private`; `public` writes no hidden content"
        " in any format.",
        more="See [hidden content](../how-to/hidden-content.md).", words=Edition,
        group="What to publish",
    )  # fmt: skip
    pings: bool = option(
        True, "flag", "", "Leave pingbacks and trackbacks out of the public formats.",
        more="The report counts them as withheld, with the reason `unwanted`.",
        group="What to publish",
    )  # fmt: skip
    profile: ProfileName = option(
        "plain", "word", "NAME",
        "The site generator that Markdown is written for: `plain` (none), `hugo`, `jekyll`,"
        " `pelican`, `eleventy`, `astro`, `obsidian`, `zola`.",
        more="See [site generators](../how-to/static-site-generators.md).", words=ProfileName,
        group="What to write",
    )  # fmt: skip
    path_template: str | None = option(
        None, "text", "TEMPLATE",
        "Path of each Markdown file, such as `{type}/{published:%Y}/{slug}.md`.",
        more="It is relative to the profile's directory for content; see"
        " [path templates](#path-templates).",
        unset="the profile's",
        group="What to write",
    )  # fmt: skip
    comments: CommentPlacement = option(
        "inline", "word", "WHERE",
        "Where to put the comments in Markdown: `inline`, below the post; `data`, in JSON files"
        " for templates; `none`, nowhere.",
        more="See [comments as data](output.md#comments-as-data). With `none` the report counts"
        " them as withheld, with the reason `unwanted`.",
        words=CommentPlacement,
        group="What to write",
    )  # fmt: skip
    body: BodyLanguage = option(
        "auto", "word", "NAME",
        "The language in which posts are stored: `html`, `markdown`, or `auto`, which recognizes"
        " Markdown and Textile by their syntax and by what plugins note in the meta.",
        more="Posts with blocks always count as HTML. See [other languages than"
        " HTML](../explanation/rendering.md#bodies-in-markdown-or-textile).",
        words=BodyLanguage,
        group="Inputs",
    )  # fmt: skip
    markdown_engine: MarkdownEngine = option(
        "builtin", "word", "NAME",
        "What converts HTML to Markdown: `builtin`, or `html2text` for the library of that name.",
        more="See [rendering](../explanation/rendering.md#markdown).", words=MarkdownEngine,
        group="What to write",
    )  # fmt: skip
    fix_text: bool = option(
        False, "flag", "",
        "Repair text that was encoded twice before it was exported (`cafÃ©` for `café`) in Markdown"
        " and web archives.",
        more="Needs the extra `fix-text`. The report counts the"
        " repaired words.",
        group="What to write",
    )  # fmt: skip
    wxr_split: int | None = option(
        None, "size", "SIZE",
        "Split WXR into files of at most this size, such as `50MB`.",
        more="Use it if an importer limits the size of a file. The files are `HOST-001.xml`,"
        " `HOST-002.xml` and so on. Posts that refer to one another stay in one file, if they"
        " fit. An item that is larger than the limit gets a file of its own.",
        unset="one file",
        group="What to write",
    )  # fmt: skip
    links: str = option(
        "original", "text", "STYLE",
        "How Markdown, WARC and WACZ link to the blog's own pages: `original`, `relative`, `root`,"
        " `absolute=https://new.example`, or `wiki` for the links of Obsidian.",
        more="See [link styles](../how-to/links.md#point-links-to-the-output).",
        feature="rewrites_links", group="Links",
    )  # fmt: skip
    media: str | Path | None = option(
        None, "text", "PATH",
        "Copy the images and other files that public posts use from this directory, zip, tar,"
        " WARC, WACZ or MHTML; `inputs` looks for them in the inputs, `fetch` downloads them.",
        more="See [media](../how-to/media.md).", unset="none",
        feature="stores_media",
        group="Media",
    )  # fmt: skip
    media_layout: MediaLayout = option(
        "shared", "word", "WHERE",
        "Where to put media files in Markdown: `shared`, all in one directory; `bundles`, beside"
        " the post if only one post uses them.",
        more="See [page bundles](../how-to/media.md#page-bundles).", words=MediaLayout,
        feature="makes_site", needs="media",
        group="Media",
    )  # fmt: skip
    media_url: str | None = option(
        None, "text", "URL",
        "The address at which you serve `private/wxr/uploads`. The WXR tells WordPress's importer"
        " to fetch the files of `--media` there.",
        more="See [resurrect a blog](../how-to/resurrect-a-blog.md).",
        feature="refers_to_media", needs="media", unset="the old addresses",
        group="Media",
    )  # fmt: skip
    allow_private_networks: bool = option(
        False,
        "flag",
        "",
        "Let `--media fetch` download from this machine and local networks.",
        group="Media",
    )
    redirects: Collection[RedirectFormat] = option(
        (), "words", "FORMATS",
        "Write redirects from the blog's old addresses to the new site, for servers, hosts and"
        " generators: `nginx`, `apache`, `netlify`, `caddy`, `cloudflare`, `hugo`, `jekyll`,"
        " `json`.",
        more="See [redirects](../how-to/redirects.md).",
        words=RedirectFormat, feature="makes_site", unset="none",
        group="Links",
    )  # fmt: skip
    dead_links: Collection[str] = option(
        (), "lines", "FILE",
        "A file that lists dead sites: hosts, or beginnings of URLs, one on each line. Links to"
        " these sites then point to the Wayback Machine.",
        more="In Markdown, WARC and WACZ; see [dead links](../how-to/links.md#dead-links).",
        unset="none", feature="rewrites_links", group="Links",
    )  # fmt: skip
    same_site: Collection[str] = option(
        (), "list", "DOMAIN",
        "An earlier address of the blog: links to this address count as links to the blog. You can"
        " give the option several times.",
        more="The address is a host, with or without a path. In an environment variable, separate"
        " addresses by spaces; in `wparchive.toml`, write a list. See [links](../how-to/links.md).",
        unset="found in the posts' guids",
        group="Links",
    )  # fmt: skip
    redact: Collection[PersonalData] = option(
        (), "words", "WORDS",
        "Replace personal data by pseudonyms in every format: `emails`, `ips`, `names`, `urls`,"
        " `passwords`.",
        more="See [pseudonyms](../how-to/hidden-content.md#replace-personal-data-by-pseudonyms).",
        words=PersonalData, unset="nothing",
        group="What to publish",
    )  # fmt: skip
    warc_record_type: RecordType = option(
        "resource", "word", "TYPE",
        "Type of the WARC records of pages: `resource`, or `response` with made-up HTTP headers"
        " for tools that read only such records.",
        more="See [WARC](../how-to/archive-with-warc.md#for-tools-that-read-no-resource-records).",
        words=RecordType,
        group="What to write",
    )  # fmt: skip
    as_of: datetime | None = option(
        None, "date", "DATE",
        "Read web archives as they were on this date: use the newest capture of each address that"
        " is not later.",
        more="Write a day such as `2015-06-01` (which includes the whole day, in UTC) or an instant"
        " such as `2015-06-01T12:00:00Z`. See [web archives](../how-to/web-archives.md).",
        unset="the newest capture",
        group="Inputs",
    )  # fmt: skip
    bag: str | Path | None = option(
        None, "path", "DIR",
        "Also pack the output as a BagIt bag in this directory, with PREMIS and Dublin Core"
        " metadata.",
        more="The directory must be empty or missing. See"
        " [packages](../how-to/archive-with-warc.md#a-package-for-a-repository).",
        unset="none",
        group="What to write",
    )  # fmt: skip
    overwrite: bool = option(
        False, "flag", "", "Replace the files of an earlier output in OUT.",
        more="At the end, wparchive replaces or removes all of them at once. [Other files"
        " stay](output.md).",
        group="Run",
    )  # fmt: skip
    update: bool = option(
        False, "flag", "",
        "Bring an earlier output in OUT up to date, or continue an interrupted conversion.",
        more="wparchive does not touch files that do not change. At the end, it replaces or removes"
        " all others at once. See [output](output.md#update-an-output).",
        group="Run",
    )  # fmt: skip
    jobs: int | None = option(
        None, "number", "N", "Number of worker processes.",
        more="The output is the same for any number.",
        unset="1 below 4 MiB of input, else one for each processor",
        group="Run",
    )  # fmt: skip

    def __post_init__(self) -> None:
        """Make collections immutable, and refuse a text where words are expected.

        Raises:
            UsageError: A text was given for a collection.
        """
        for entry in OPTIONS:
            value = getattr(self, entry.name)
            if entry.kind not in {"words", "lines", "list"}:
                continue
            if isinstance(value, str):
                raise UsageError(f"{entry.name} takes a list of words, not the text {value!r}.")
            kept = tuple(dict.fromkeys(value)) if entry.name == "to" else tuple(value)
            object.__setattr__(self, entry.name, kept)

    @property
    def public(self) -> bool:
        """Whether every format is for everybody to read."""
        return self.edition == "public"

    def given(self) -> list[Option]:
        """List the options that do not have their default."""
        return [entry for entry in OPTIONS if getattr(self, entry.name) != entry.default]

    def check(self) -> None:
        """Refuse values that do not exist, and options that the others make useless.

        Raises:
            UsageError: An option has an unknown value, or lacks an option that it needs.
        """
        if not self.to:
            raise UsageError("No output format is named.", hint="Name one with --to.")
        for entry in self.given():
            entry.check(getattr(self, entry.name))
            if entry.needs and not getattr(self, entry.needs):
                raise UsageError(f"{entry.flag} has no effect without --{entry.needs}.")


OPTIONS = tuple(entry.metadata["option"]._replace(name=entry.name) for entry in fields(Options))
"""The options of `Options`, in the order of the manual."""


_UNITS: dict[Kind, str] = {
    "size": " In bytes.",
    "date": " Timezone-aware.",
    "lines": " A list of lines.",
    "list": " A list.",
}
"""What the API's docstring adds, where the command line has a text of another form."""


def described() -> str:
    """Describe the options as the ``Args`` section of a Google-style docstring does."""
    lines = []
    for entry in OPTIONS:
        text = entry.help.replace("`", "``") + _UNITS.get(entry.kind, "")
        text = f"False: {text}" if entry.default is True else text
        lines += wrap(
            f"{entry.name}: {text}", 100, break_on_hyphens=False,
            initial_indent=" " * 8, subsequent_indent=" " * 12,
        )  # fmt: skip
    return "\n".join(lines).lstrip()
