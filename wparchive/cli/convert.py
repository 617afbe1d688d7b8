"""``wparchive convert``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from wparchive.api import DEFAULT_FORMATS, convert
from wparchive.cli.console import not_typed, say, to_stdout, watching
from wparchive.errors import UsageError
from wparchive.storage import private
from wparchive.storage.limits import Limits

if TYPE_CHECKING:
    from wparchive.engine.report import Report


def words(_ctx: click.Context, _param: click.Parameter, value: str) -> list[str]:
    """Split ``a,b`` at its commas."""
    return [word.strip() for word in value.split(",") if word.strip()]


_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", re.IGNORECASE)


def size(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """Bytes from ``50MB``, ``1.5 GiB`` or ``2000000``."""
    if value is None:
        return None
    match = _SIZE.fullmatch(value.strip())
    number = 0
    if match:
        unit = 1024 if match[3] else 1000
        number = int(float(match[1]) * unit ** " kmg".index(match[2].lower() or " "))
    if not number:
        raise click.BadParameter(f"{value!r} is no size; 50MB or 20000000 would be.")
    return number


def instant(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """The instant of ``2015-06-01`` (its last second), ``2015-06-01T12:00Z`` or ``20150601``."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no date; 2015-06-01 would be.") from error
    if len(value.strip()) <= len("2015-06-01"):
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command(short_help="Convert exports to archives.")
@click.argument("inputs", nargs=-1, metavar="INPUT...", callback=not_typed)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help="Directory to write."
)
@click.option(
    "--to", default=",".join(DEFAULT_FORMATS), show_default=True, callback=words,
    metavar="FORMATS", help="markdown, json, warc, wacz, wxr; several with commas.",
)  # fmt: skip
@click.option(
    "--include", default="", callback=words, metavar="WORDS",
    help="Publish what was hidden, too: drafts, private, password, trash, held, spam, internal,"
    " members, unknown-type, unknown-status, unknown-kind, unknown-taxonomy, personal.",
)  # fmt: skip
@click.option(
    "--public-types", default="", callback=words, metavar="NAMES",
    help="Post types, comment types and taxonomies that readers of the blog could see, such as"
    " film,genre.",
)  # fmt: skip
@click.option(
    "--edition", default="full", show_default=True, metavar="NAME",
    help="full: JSON, WXR and a WARC hold everything, below OUT/private; public: no format holds"
    " anything that was hidden.",
)  # fmt: skip
@click.option(
    "--no-pings", is_flag=True, help="Leave pingbacks and trackbacks out of public formats."
)
@click.option(
    "--profile", default="plain", show_default=True, metavar="NAME",
    help="The site generator that Markdown is for: plain, hugo, jekyll, pelican, eleventy,"
    " astro, obsidian, zola.",
)  # fmt: skip
@click.option(
    "--path-template", metavar="TEMPLATE",
    help="Where Markdown files go, such as {type}/{published:%Y}/{slug}.md.",
)  # fmt: skip
@click.option(
    "--comments", default="inline", show_default=True, metavar="WHERE",
    help="Where Markdown has the comments: inline, data (files for templates), none.",
)  # fmt: skip
@click.option(
    "--markdown-engine", default="builtin", show_default=True, metavar="NAME",
    help="What makes Markdown of HTML: walk, or html2text for its own conversion.",
)  # fmt: skip
@click.option(
    "--wxr-split", callback=size, metavar="SIZE",
    help="Begin a new file of WXR before it grows past SIZE, such as 50MB.",
)  # fmt: skip
@click.option(
    "--links", default="original", show_default=True, metavar="STYLE",
    help="How Markdown and pages link to the blog itself: original, relative, root,"
    " absolute=https://new.example.",
)  # fmt: skip
@click.option(
    "--media", metavar="PATH",
    help="The blog's uploads (directory, mirror, zip, tar, WARC, WACZ): keep the files that posts"
    " name; inputs takes them from the inputs, fetch from the web.",
)  # fmt: skip
@click.option(
    "--media-layout", default="shared", show_default=True, metavar="WHERE",
    help="Where Markdown has the files: in one folder, or bundles: those that one post alone names"
    " beside that post.",
)  # fmt: skip
@click.option(
    "--allow-private-networks", is_flag=True,
    help="Let --media fetch ask this machine and local networks.",
)  # fmt: skip
@click.option(
    "--redirects", default="", callback=words, metavar="FORMATS",
    help="Write redirects from the old addresses to the Markdown's site for: nginx, apache,"
    " netlify, caddy, cloudflare, hugo, jekyll, json.",
)  # fmt: skip
@click.option(
    "--dead-links", type=click.File(encoding="utf-8"), metavar="FILE",
    help="Hosts and URLs that are dead, a line each: links to them lead to captures.",
)  # fmt: skip
@click.option(
    "--same-site", multiple=True, metavar="DOMAIN",
    help="An address that the blog had before; may be given several times.",
)  # fmt: skip
@click.option(
    "--redact", default="", callback=words, metavar="WORDS",
    help="Put pseudonyms in place of emails, ips, names, urls, passwords, in every format.",
)  # fmt: skip
@click.option(
    "--warc-record-type", type=click.Choice(["resource", "response"]), default="resource",
    show_default=True,
    help="What a rebuilt page is in WARC; response, with synthetic headers, is for old tools.",
)  # fmt: skip
@click.option(
    "--as-of", callback=instant, metavar="DATE",
    help="Of web archives, read what was captured until then; the newest if not said.",
)  # fmt: skip
@click.option(
    "--bag", type=click.Path(path_type=Path), metavar="DIR",
    help="Pack the output as a BagIt bag in DIR, with PREMIS and Dublin Core.",
)  # fmt: skip
@click.option(
    "--max-unpacked", callback=size, metavar="SIZE",
    help="Bytes that all inputs together may unfold to; 64GiB if not said.",
)  # fmt: skip
@click.option(
    "--max-ratio", type=click.IntRange(1), metavar="N",
    help="How many times its size an input may unfold to; 200 if not said.",
)  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace the files of an earlier output in OUT.")
@click.option("--dry-run", is_flag=True, help="Read and count everything, write nothing.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes.")
@click.option(
    "--log", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write every notice as a JSON line.",
)  # fmt: skip
@click.option(
    "--link-report", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write a JSON line for every link: where it stands, what it leads to, its fate.",
)  # fmt: skip
@click.option("--json", is_flag=True, help="Print the report as JSON on stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    inputs: tuple[str, ...],
    output: Path | None,
    to: list[str],
    include: list[str],
    public_types: list[str],
    edition: str,
    no_pings: bool,
    profile: str,
    path_template: str | None,
    comments: str,
    markdown_engine: str,
    wxr_split: int | None,
    links: str,
    media: str | None,
    media_layout: str,
    allow_private_networks: bool,
    redirects: list[str],
    dead_links: IO[str] | None,
    same_site: tuple[str, ...],
    redact: list[str],
    warc_record_type: str,
    as_of: datetime | None,
    bag: Path | None,
    max_unpacked: int | None,
    max_ratio: int | None,
    overwrite: bool,
    dry_run: bool,
    jobs: int | None,
    log: Path | None,
    link_report: Path | None,
    json: bool,
    quiet: bool,
) -> int:
    """Convert exports to Markdown, JSON, WARC or WXR archives.

    \b
    Examples:
      wparchive convert export.xml -o archive
      wparchive convert export.xml -o archive --to json,warc
      wparchive convert part-1.xml part-2.xml -o archive
      zcat export.xml.gz | wparchive convert - -o archive

    INPUT is a WordPress export (WXR), also in .zip, .tar, .gz, .bz2 or .xz; a directory of
    exports; or - for standard input. Exit codes: 0 all is there, 3 written but content was
    lost, 4 input unreadable, 5 output refused.
    """
    if not inputs:
        raise click.UsageError("Name an INPUT, or - for standard input.")
    if output is None and not dry_run:
        raise UsageError("Name the directory to write with -o OUT, or ask for a --dry-run.")
    for file in (log, link_report):
        if file is not None:
            _check_apart(file, inputs)
    with watching(quiet=quiet, log=log, link_report=link_report) as watch:
        report = convert(
            inputs,
            None if dry_run else output,
            to=to,
            include=include,
            public_types=public_types,
            edition=edition,
            pings=not no_pings,
            profile=profile,
            path_template=path_template,
            comments=comments,
            markdown_engine=markdown_engine,
            wxr_split=wxr_split,
            same_site=same_site,
            links=links,
            media=media,
            media_layout=media_layout,
            allow_private_networks=allow_private_networks,
            redirects=redirects,
            dead_links=dead_links.read().splitlines() if dead_links else (),
            redact=redact,
            warc_record_type=warc_record_type,
            bag=bag,
            limits=_limits(max_unpacked, max_ratio),
            as_of=as_of,
            overwrite=overwrite,
            jobs=jobs,
            watch=watch,
        )
    if json:
        to_stdout(report.as_dict())
    _summarize(report, output, quiet=quiet)
    return report.exit_code


def _check_apart(log: Path, inputs: tuple[str, ...]) -> None:
    """Refuse to write a file over an input."""
    for given in map(Path, inputs):
        same = log.exists() and given.exists() and log.samefile(given)
        if same or (given.is_dir() and log.resolve().is_relative_to(given.resolve())):
            raise UsageError(f"The file {log.name} is an input, or lies in one.")


def _limits(unpacked: int | None, ratio: int | None) -> Limits:
    usual = Limits()
    return Limits(unpacked or usual.unpacked, ratio or usual.ratio)


def _summarize(report: Report, output: Path | None, *, quiet: bool) -> None:
    intake = report.input_counts
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(intake.comments.items()))
    read = (
        f"Read {intake.posts.total()} items ({_list(intake.posts)}),"
        f" {intake.comments.total()} comments and pings{f' ({kinds})' if kinds else ''}"
    )
    say(
        read + (f", {intake.links.total()} links." if intake.links is not None else "."),
        quiet=quiet,
    )
    for name, account in report.output_counts.items():
        withheld = _list(account.withheld_posts)
        hidden = _list(account.withheld_comments)
        parts = [f"{account.posts.total()} posts", f"{account.comments.total()} comments"]
        parts.append(f"{account.links} links")
        line = f"{name}: {', '.join(parts)}"
        if withheld or hidden:
            line += f"; withheld posts: {withheld or 'none'}; withheld comments: {hidden or 'none'}"
        lost = [f"{number} {kind}" for kind, number in account.lost().items() if number]
        say(f"{line}; lost: {', '.join(lost) or 'nothing'}.", quiet=quiet)
    _say_unknown(report, quiet=quiet)
    for code, number in sorted(report.notice_counts.items()):
        say(f"{code.severity}: {code} ({number}). {code.meaning}", quiet=quiet)
    for path in report.planned:
        say(path, quiet=quiet)
    if report.exit_code:
        say("Content was lost: the loss notices say what and where.", quiet=quiet)
    if report.outputs and output is not None:
        say(f"Written to {output}; {output / 'report.json'} has the whole account.", quiet=quiet)
        if kept := private.formats(digest.path for digest in report.outputs):
            place = f"{output / private.PRIVATE} ({', '.join(kept)})"
            say(f"Do not publish {place}: all that was hidden is there.", quiet=quiet)


def _say_unknown(report: Report, *, quiet: bool) -> None:
    """Name what is hidden because nobody knows it to be public, and the option that shows it."""
    unknown = report.unknown
    words = {"type": unknown.types, "comment type": unknown.kinds, "taxonomy": unknown.taxonomies}
    parts = [
        f"{word} {name} ({number})"
        for word, counter in words.items()
        for name, number in sorted(counter.items())
    ]
    if parts:
        names = ",".join(unknown.names)
        say(
            f"Hidden, since nothing shows that readers saw it: {', '.join(parts)}."
            f" --public-types {names} publishes it.",
            quiet=quiet,
        )
    if unknown.statuses:
        say(
            f"Hidden, since WordPress does not know the status: {_list(unknown.statuses)}."
            " --include unknown-status publishes it.",
            quiet=quiet,
        )


def _list(counts: dict[str, int]) -> str:
    return ", ".join(
        f"{number} {name or 'without a type'}" for name, number in sorted(counts.items()) if number
    )
