"""The request for a conversion, and its check."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from wparchive import links, registry
from wparchive.errors import UsageError
from wparchive.options import COMMENTS, EDITIONS, ENGINES, MEDIA_LAYOUTS, RECORD_TYPES, Options
from wparchive.transforms.pseudonymize import Personal
from wparchive.transforms.visibility import HiddenReason
from wparchive.writers.redirects import check_servers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from wparchive.storage.limits import Limits
    from wparchive.wordpress.shortcodes import Handler


@dataclass(frozen=True)
class Request:
    """The inputs, the output and the options of a conversion.

    Attributes:
        inputs: Paths of files and directories; ``-`` is standard input.
        target: The output directory; None for a dry run.
        formats: Names of writers, in their order of writing.
        options: The options of the writers.
        same_site: Further addresses of the blog, such as an earlier domain.
        redirects: Servers to write redirects for, from the blog's old addresses to the new site.
        media: The blog's uploads: a directory, zip, tar or web archive; ``inputs`` to take them
            from the inputs, ``fetch`` to have them from the web.
        allow_private_networks: Whether they may be fetched from this machine and local networks.
        shortcodes: The user's own functions for shortcodes, by name; they come before all others.
        limits: What unpacking the inputs may cost; None for the usual limits.
        overwrite: Whether the target may hold files.
        as_of: The time after which captures of web archives do not count; None for no limit.
        jobs: Worker processes; None for as many as there are processors, if it is worth it.
        version: wparchive's version.
    """

    inputs: Sequence[str | Path]
    target: Path | None
    formats: Sequence[str]
    options: Options = field(default_factory=Options)
    same_site: Sequence[str] = ()
    redirects: Sequence[str] = ()
    media: str | Path | None = None
    allow_private_networks: bool = False
    shortcodes: Mapping[str, Handler] = field(default_factory=dict)
    limits: Limits | None = None
    overwrite: bool = False
    as_of: datetime | None = None
    jobs: int | None = None
    version: str = ""

    def check(self) -> None:
        """Refuse contradictory or unknown options before the work begins.

        Raises:
            UsageError: A word is unknown, or what it needs is missing.
        """
        if not self.formats:
            hint = "Name some with --to, or leave it out."
            raise UsageError("No output format is named.", hint=hint)
        if not self.inputs:
            hint = "Name a file, or - for stdin."
            raise UsageError("There is nothing to convert.", hint=hint)
        options = self.options
        _check_words("--include", options.include, HiddenReason)
        _check_words("--redact", options.redact, Personal)
        _check_words("--edition", [options.edition], EDITIONS)
        _check_words("--comments", [options.comments], COMMENTS)
        _check_words("--media-layout", [options.media_layout], MEDIA_LAYOUTS)
        _check_words("--markdown-engine", [options.markdown_engine], ENGINES)
        _check_words("--warc-record-type", [options.warc_record_type], RECORD_TYPES)
        links.LinkStyle.parse(options.links)
        check_servers(self.redirects)
        writers = [registry.writer(name) for name in self.formats]
        makes_site = any(writer.makes_site for writer in writers)
        if self.redirects and not makes_site:
            raise UsageError("--redirects needs Markdown, which --to does not name.")
        if self.media is not None and not any(writer.stores_media for writer in writers):
            raise UsageError("--media belongs to Markdown, WARC and WACZ; --to names none of them.")
        if options.media_layout != "shared" and (self.media is None or not makes_site):
            raise UsageError("--media-layout is about the files that --media puts beside Markdown.")


def _check_words(option: str, given: Collection[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(given) - set(known)):
        near = [word for text in unknown for word in get_close_matches(text, list(known), 1)]
        hint = f"Did you mean {', '.join(near)}? " if near else ""
        raise UsageError(
            f"{option} does not know {', '.join(unknown)}.",
            hint=f"{hint}It knows: {', '.join(known)}.",
        )
