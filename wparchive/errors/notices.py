"""Notices: messages about the content, such as a repair or a loss, as typed data with a place."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """Severity of a notice, in ascending order."""

    INFO = "info"
    REPAIRED = "repaired"
    DEGRADED = "degraded"
    LOSS = "loss"

    @property
    def rank(self) -> int:
        """Rank of the severity, from 0 for info to 3 for loss."""
        return list(Severity).index(self)


class Code(StrEnum):
    """Kind of a notice. The values are stable; ``docs/reference/notices.md`` explains each."""

    POST_LOST = "post-lost"
    POST_FAILED = "post-failed"
    COMMENT_LOST = "comment-lost"
    LINK_LOST = "link-lost"
    TEXT_LOST = "text-lost"
    ELEMENT_UNCLOSED = "element-unclosed"
    INPUT_TRUNCATED = "input-truncated"
    INPUT_DAMAGED = "input-damaged"
    INPUT_UNREADABLE = "input-unreadable"

    NUMBER_UNREADABLE = "number-unreadable"
    ELEMENT_REPEATED = "element-repeated"
    ELEMENT_NESTED = "element-nested"
    ENTITY_UNRESOLVED = "entity-unresolved"
    PERMALINK_CONFLICT = "permalink-conflict"
    REDIRECT_CONFLICT = "redirect-conflict"
    REDIRECT_UNSUPPORTED = "redirect-unsupported"
    MARKUP_DROPPED = "markup-dropped"
    MEDIA_MISSING = "media-missing"
    MEDIA_UNREADABLE = "media-unreadable"
    MEDIA_INCOMPLETE = "media-incomplete"
    CHARACTER_REPLACED = "character-replaced"
    FIELD_UNSUPPORTED = "field-unsupported"
    VALUE_INFERRED = "value-inferred"
    EARLIER_CAPTURE = "earlier-capture"
    FAMILY_SPLIT = "family-split"
    CONTENT_MISSING = "content-missing"
    NAMESPACE_UNKNOWN = "namespace-unknown"
    BODY_DOUBTFUL = "body-doubtful"
    TEXT_IN_FIELDS = "text-in-fields"
    TEXT_MISREAD = "text-misread"
    REDIRECT_LIMIT = "redirect-limit"
    DEAD_LINK_UNUSED = "dead-link-unused"

    TEXT_REPAIRED = "text-repaired"
    JUNK_DROPPED = "junk-dropped"
    ENCODING_REPAIRED = "encoding-repaired"
    BYTE_REPLACED = "byte-replaced"
    CHARACTER_DROPPED = "character-dropped"
    CDATA_REPAIRED = "cdata-repaired"
    AMPERSAND_ESCAPED = "ampersand-escaped"
    MARKUP_ESCAPED = "markup-escaped"
    NAMESPACE_REPAIRED = "namespace-repaired"
    TAG_REPAIRED = "tag-repaired"
    TAG_DROPPED = "tag-dropped"
    DOCTYPE_DROPPED = "doctype-dropped"
    MERGE_MARKER_DROPPED = "merge-marker-dropped"
    DOCUMENTS_JOINED = "documents-joined"

    DATE_UNREADABLE = "date-unreadable"
    DATE_AMBIGUOUS = "date-ambiguous"
    POST_ID_DUPLICATE = "post-id-duplicate"
    POST_INCOMPLETE = "post-incomplete"
    POST_TYPE_MISSING = "post-type-missing"
    POST_MERGED = "post-merged"
    FIELD_CONFLICT = "field-conflict"
    SITE_MISMATCH = "site-mismatch"
    COMMENT_ORPHANED = "comment-orphaned"
    COMMENT_CYCLE = "comment-cycle"
    COMMENTS_MISSING = "comments-missing"
    PERMALINK_MISSING = "permalink-missing"
    PERMALINK_MOVED = "permalink-moved"
    LINK_BROKEN = "link-broken"
    LINK_NOT_REWRITTEN = "link-not-rewritten"
    MARKUP_KEPT = "markup-kept"
    TEXT_FROM_FIELDS = "text-from-fields"
    LANGUAGES_SPLIT = "languages-split"
    REDACTED = "redacted"
    PAGE_SKIPPED = "page-skipped"
    INPUT_SKIPPED = "input-skipped"
    EARLIER_OUTPUT = "earlier-output"
    WXR_VERSION = "wxr-version"
    BOILERPLATE_REMOVED = "boilerplate-removed"
    STRUCTURE_GUESSED = "structure-guessed"
    TEXT_UNCLAIMED = "text-unclaimed"
    TYPE_UNKNOWN = "type-unknown"
    STATUS_UNKNOWN = "status-unknown"
    KIND_UNKNOWN = "kind-unknown"
    TAXONOMY_UNKNOWN = "taxonomy-unknown"
    TRANSFORM_DROPPED = "transform-dropped"
    ACCESS_UNCLEAR = "access-unclear"

    @property
    def severity(self) -> Severity:
        """Severity of all notices of this code."""
        return _MEANINGS[self].severity

    @property
    def meaning(self) -> str:
        """Explanation for people: what happened, and what they can do."""
        return _MEANINGS[self].text


class _Meaning(NamedTuple):
    severity: Severity
    text: str


_MEANINGS: dict[Code, _Meaning] = {
    Code.POST_LOST: _Meaning(
        Severity.LOSS,
        "A post of the input is missing from the output.",
    ),
    Code.POST_FAILED: _Meaning(
        Severity.LOSS,
        "A post could not be read or written because of an unusual value or a mistake in a plugin; "
        "the message names the cause. The other posts are in the output. Please report this.",
    ),
    Code.COMMENT_LOST: _Meaning(
        Severity.LOSS,
        "A comment of the input is missing from the output.",
    ),
    Code.LINK_LOST: _Meaning(
        Severity.LOSS,
        "A link of the input is missing from the output. JSON, if you write it, has the link.",
    ),
    Code.TEXT_LOST: _Meaning(
        Severity.LOSS,
        "Words of the input are missing from the output. The message has the first of them.",
    ),
    Code.ELEMENT_UNCLOSED: _Meaning(
        Severity.LOSS,
        "The end of an element is missing. The element ends where the next one begins; its "
        "last part may be lost.",
    ),
    Code.INPUT_TRUNCATED: _Meaning(
        Severity.LOSS,
        "The input ends too early. Everything after this place is missing. Look for a complete "
        "copy.",
    ),
    Code.INPUT_DAMAGED: _Meaning(
        Severity.LOSS,
        "A file is damaged, encrypted or incomplete, or wparchive failed to read it. The rest "
        "was read as far as possible. Look for an undamaged copy, or unpack the file yourself.",
    ),
    Code.INPUT_UNREADABLE: _Meaning(
        Severity.LOSS,
        "A file or directory cannot be opened, so its content is missing. Check its "
        "permissions or, if it is a link, its target.",
    ),
    Code.NUMBER_UNREADABLE: _Meaning(
        Severity.DEGRADED,
        "A field that should be a number has another value. The field has the number at its "
        "beginning, as in WordPress, or is empty; `extra` keeps the value.",
    ),
    Code.ELEMENT_REPEATED: _Meaning(
        Severity.DEGRADED,
        "A field occurs twice in one record. The first value counts; of statuses and passwords, "
        "the value that hides the record counts. `extra` keeps the others.",
    ),
    Code.ELEMENT_NESTED: _Meaning(
        Severity.DEGRADED,
        "A field that should be plain text contains XML elements. In a body, excerpt or comment, "
        "wparchive takes them for HTML that someone forgot to escape; of other fields it uses the "
        "text outside of them. `extra` keeps the whole field.",
    ),
    Code.ENTITY_UNRESOLVED: _Meaning(
        Severity.DEGRADED,
        "For safety, wparchive did not expand an entity that the file declares. Its name stays "
        "as text.",
    ),
    Code.PERMALINK_CONFLICT: _Meaning(
        Severity.DEGRADED,
        "A post has the address of an earlier post, of the front page or of an archive "
        "page. The post gets another address.",
    ),
    Code.REDIRECT_CONFLICT: _Meaning(
        Severity.DEGRADED,
        "An old address of a post also belongs to another post, so no redirect was written for it.",
    ),
    Code.REDIRECT_UNSUPPORTED: _Meaning(
        Severity.DEGRADED,
        "A host that serves only files cannot redirect an old address, because another file "
        "is in the way or no file can have that name.",
    ),
    Code.MARKUP_DROPPED: _Meaning(
        Severity.DEGRADED,
        "Markup was removed: the output format cannot express it (a script, for example), or it "
        "was unsafe in a comment. JSON, if you write it, has the markup.",
    ),
    Code.MEDIA_MISSING: _Meaning(
        Severity.DEGRADED,
        "A file of the blog is not in the source that --media names, could not be downloaded, or "
        "is left out: a program, a file whose name begins with a dot, or the file of a hidden "
        "attachment. Links to it are unchanged. The report lists the files.",
    ),
    Code.MEDIA_UNREADABLE: _Meaning(
        Severity.DEGRADED,
        "A media file is damaged or encrypted, or it cannot be read and no public post uses it. "
        "wparchive left it out. Links to it do not work.",
    ),
    Code.MEDIA_INCOMPLETE: _Meaning(
        Severity.DEGRADED,
        "A downloaded file lacks the end that its format requires. The server sent as many bytes "
        "as it had announced, so wparchive uses the file as it is.",
    ),
    Code.CHARACTER_REPLACED: _Meaning(
        Severity.DEGRADED,
        "A character that XML cannot contain, such as a control character, was replaced by "
        "U+FFFD in the WXR. JSON, if you write it, has the character.",
    ),
    Code.FIELD_UNSUPPORTED: _Meaning(
        Severity.DEGRADED,
        "The output format has no place for a field, or stores it less exactly: a date without "
        "a time becomes midnight. JSON, if you write it, has the field.",
    ),
    Code.CONTENT_MISSING: _Meaning(
        Severity.DEGRADED,
        "The inputs have only a part of a post, such as the summary in a feed. Add an input "
        "that has the full text.",
    ),
    Code.NAMESPACE_UNKNOWN: _Meaning(
        Severity.DEGRADED,
        "A prefix that WordPress uses has another meaning in this file. `extra` keeps everything "
        "with this prefix.",
    ),
    Code.BODY_DOUBTFUL: _Meaning(
        Severity.DEGRADED,
        "The text of a post or comment may be incomplete: wparchive did not recognize some "
        "paragraphs of the source. Compare the text with the original page.",
    ),
    Code.TEXT_IN_FIELDS: _Meaning(
        Severity.DEGRADED,
        "Meta fields of a post, or attributes of a block, contain sentences, a video or an audio "
        "file, and nothing shows whether readers saw them. Public formats leave them out.",
    ),
    Code.TEXT_MISREAD: _Meaning(
        Severity.DEGRADED,
        "Text of a post was encoded twice before it was exported (`Ã©` for `é`). wparchive kept it "
        "unchanged; --fix-text repairs it.",
    ),
    Code.REDIRECT_LIMIT: _Meaning(
        Severity.DEGRADED,
        "There are more redirects than the host reads, so the last ones in the file may not work. "
        "The old addresses of posts come first.",
    ),
    Code.DEAD_LINK_UNUSED: _Meaning(
        Severity.INFO,
        "No link matches a line of the file that --dead-links names. Check how the line is "
        "spelled: a host, or the beginning of a URL.",
    ),
    Code.TEXT_REPAIRED: _Meaning(
        Severity.REPAIRED,
        "--fix-text repaired text of a post that was encoded twice. JSON of the full archive keeps "
        "the text unchanged.",
    ),
    Code.JUNK_DROPPED: _Meaning(
        Severity.REPAIRED,
        "Text before the beginning or after the end of the document was removed.",
    ),
    Code.ENCODING_REPAIRED: _Meaning(
        Severity.REPAIRED,
        "The file is not in the character encoding that it declares. It was read in its "
        "real encoding.",
    ),
    Code.BYTE_REPLACED: _Meaning(
        Severity.REPAIRED,
        "Bytes that are invalid in the file's character encoding were read as windows-1252 "
        "or replaced by U+FFFD.",
    ),
    Code.CHARACTER_DROPPED: _Meaning(
        Severity.REPAIRED,
        "A character that XML forbids, such as a control character, was removed.",
    ),
    Code.CDATA_REPAIRED: _Meaning(
        Severity.REPAIRED,
        "A `]]>` inside a text was escaped, or a missing `]]>` was added.",
    ),
    Code.AMPERSAND_ESCAPED: _Meaning(
        Severity.REPAIRED,
        "An ampersand that is not part of a character reference was escaped.",
    ),
    Code.MARKUP_ESCAPED: _Meaning(
        Severity.REPAIRED,
        "Broken or too deeply nested markup was read as text.",
    ),
    Code.NAMESPACE_REPAIRED: _Meaning(
        Severity.REPAIRED,
        "A namespace prefix was not declared, or declared wrongly. wparchive used WordPress's "
        "declaration.",
    ),
    Code.TAG_REPAIRED: _Meaning(
        Severity.REPAIRED,
        "A misspelt tag was corrected, or a missing one added.",
    ),
    Code.TAG_DROPPED: _Meaning(
        Severity.REPAIRED,
        "A tag or attribute that makes no sense in its place was removed.",
    ),
    Code.DOCTYPE_DROPPED: _Meaning(
        Severity.REPAIRED,
        "A document type declaration was removed. References to the entities that it declares "
        "stay as text.",
    ),
    Code.MERGE_MARKER_DROPPED: _Meaning(
        Severity.REPAIRED,
        "A line that version control writes at a merge conflict (such as `<<<<<<<`) was "
        "removed. Both versions of the text stay.",
    ),
    Code.DOCUMENTS_JOINED: _Meaning(
        Severity.REPAIRED,
        "The file contains several documents. wparchive read them as one.",
    ),
    Code.DATE_UNREADABLE: _Meaning(
        Severity.INFO,
        "A date is zero (never published), impossible or malformed. Its text is kept.",
    ),
    Code.DATE_AMBIGUOUS: _Meaning(
        Severity.INFO,
        "A date on a page can be read in two ways (3/4/2010), and the page does not show which is "
        "right. wparchive read the month first, as in the United States.",
    ),
    Code.POST_ID_DUPLICATE: _Meaning(
        Severity.INFO,
        "Two posts have the same id. wparchive keeps both.",
    ),
    Code.POST_INCOMPLETE: _Meaning(
        Severity.DEGRADED,
        "A post or comment of a damaged export lacks elements that tell who could read it, or is "
        "two in one. Its status counts as unknown, so it is hidden. To publish such posts, use "
        "--include unknown-status; for comments, --include held.",
    ),
    Code.POST_TYPE_MISSING: _Meaning(
        Severity.INFO,
        "A record has no post type. wparchive treats it as a post.",
    ),
    Code.EARLIER_CAPTURE: _Meaning(
        Severity.INFO,
        "The newest capture of an address in a web archive does not show the post, or lacks "
        "comments. wparchive took the post or the comments from an earlier capture.",
    ),
    Code.VALUE_INFERRED: _Meaning(
        Severity.INFO,
        "WordPress's importer needs values that no input has. wparchive made them up for the WXR, "
        "and marked them in the meta `_wparchive_inferred`.",
    ),
    Code.FAMILY_SPLIT: _Meaning(
        Severity.DEGRADED,
        "Posts that refer to one another are in several parts of the split WXR, because together "
        "they exceed the size of --wxr-split. Import all parts, in their order.",
    ),
    Code.POST_MERGED: _Meaning(
        Severity.INFO,
        "A post is in several files or inputs. wparchive writes it once, with the data of "
        "all of them.",
    ),
    Code.FIELD_CONFLICT: _Meaning(
        Severity.INFO,
        "Two inputs have different values for a field. wparchive chose one; `extra` keeps the "
        "other.",
    ),
    Code.SITE_MISMATCH: _Meaning(
        Severity.INFO,
        "An input is from another site than the first input. wparchive keeps posts, authors and "
        "terms of both, but only the title and settings of the first.",
    ),
    Code.COMMENT_ORPHANED: _Meaning(
        Severity.INFO,
        "A comment replies to a comment that is not on this post. The reply is shown at the top "
        "level.",
    ),
    Code.COMMENT_CYCLE: _Meaning(
        Severity.INFO,
        "Comments reply to one another in a circle. The first one is shown at the top level.",
    ),
    Code.COMMENTS_MISSING: _Meaning(
        Severity.INFO,
        "A page gives a higher number of comments than it contains. The missing ones are on other "
        "pages, or a script loaded them.",
    ),
    Code.PERMALINK_MISSING: _Meaning(
        Severity.INFO,
        "A post has no usable address. Its page got an address made from the post's id.",
    ),
    Code.PERMALINK_MOVED: _Meaning(
        Severity.INFO,
        "A static site cannot have a page at a post's address, such as `/?p=1`. The page has "
        "another address.",
    ),
    Code.LINK_BROKEN: _Meaning(
        Severity.INFO,
        "A link to the blog itself has no target in the inputs. The link is unchanged; it may "
        "have been broken on the blog, too.",
    ),
    Code.LINK_NOT_REWRITTEN: _Meaning(
        Severity.INFO,
        "A link to the blog itself has no target in the output, because a file is missing or a "
        "post is hidden, for example. The link is unchanged.",
    ),
    Code.TEXT_FROM_FIELDS: _Meaning(
        Severity.INFO,
        "A page builder, a theme or a plugin keeps text or videos of a post in meta fields. Public "
        "formats show them in the body.",
    ),
    Code.LANGUAGES_SPLIT: _Meaning(
        Severity.INFO,
        "A post contains several languages, separated by marks of the plugin qTranslate. Public "
        "formats show one language after the other.",
    ),
    Code.MARKUP_KEPT: _Meaning(
        Severity.INFO,
        "Shortcodes or blocks stay as text, because wparchive does not know their plugin, or the "
        "inputs lack the content to show.",
    ),
    Code.REDACTED: _Meaning(
        Severity.INFO,
        "Personal data in a post was replaced by pseudonyms, because of --redact.",
    ),
    Code.PAGE_SKIPPED: _Meaning(
        Severity.INFO,
        "Pages, captures or records without a post of their own, such as archive pages and "
        "redirects, were not read as posts.",
    ),
    Code.INPUT_SKIPPED: _Meaning(
        Severity.INFO,
        "A file was skipped because wparchive does not read this kind of file.",
    ),
    Code.EARLIER_OUTPUT: _Meaning(
        Severity.INFO,
        "An input is an earlier output of wparchive. wparchive read its most complete part; when "
        "they were written, the other parts had the same content.",
    ),
    Code.WXR_VERSION: _Meaning(
        Severity.INFO,
        "The export has no WXR version number, or an unknown one.",
    ),
    Code.BOILERPLATE_REMOVED: _Meaning(
        Severity.INFO,
        "Parts of a page that do not belong to the post, such as menus and share buttons, "
        "were removed.",
    ),
    Code.STRUCTURE_GUESSED: _Meaning(
        Severity.INFO,
        "wparchive found a post and its comments in a plain text by typical phrases of WordPress. "
        "Check the result.",
    ),
    Code.TEXT_UNCLAIMED: _Meaning(
        Severity.INFO,
        "Some text of the source belongs to no field of a post. JSON and WXR keep it in `extra`; "
        "public formats do not show it.",
    ),
    Code.ACCESS_UNCLEAR: _Meaning(
        Severity.DEGRADED,
        "A plugin for members keeps outside of the inputs which posts it hides, or names them in a "
        "way that wparchive does not understand. Check that no post for members is published.",
    ),
    Code.TYPE_UNKNOWN: _Meaning(
        Severity.INFO,
        "Posts of an unknown type were hidden, because nothing shows that readers could see "
        "them. To publish them, use --public-types.",
    ),
    Code.STATUS_UNKNOWN: _Meaning(
        Severity.INFO,
        "Posts with an unknown status, or without a status, were hidden. To publish them, use "
        "--include unknown-status.",
    ),
    Code.KIND_UNKNOWN: _Meaning(
        Severity.INFO,
        "Comments of an unknown type were hidden. To publish them, use --public-types.",
    ),
    Code.TAXONOMY_UNKNOWN: _Meaning(
        Severity.INFO,
        "Terms of an unknown taxonomy were hidden. To publish them, use --public-types.",
    ),
    Code.TRANSFORM_DROPPED: _Meaning(
        Severity.INFO,
        "The function given as `transform` dropped a post, or comments, links or words of a post.",
    ),
}


_QUOTED = 200
"""Characters of a text that `quoted` has."""
UNQUOTED = "[...]"
"""What public files have in place of a quote."""


class Notice(NamedTuple):
    """A message about a place in an input or an output.

    Attributes:
        code: The kind of event.
        message: The details, such as the record and the value.
        source: Name of the input; empty if the notice is not about a single input.
        line: Line in the input, from 1; None if unknown.
        offset: Offset in the input in bytes, from 0; None if unknown.
        post_id: Id of the post that the notice is about; None if it is not about a post.
        target: Output format that the notice is about; empty if it is about the input.
        public: The message for public files, if `message` quotes what may be hidden although the
            post is not, such as a comment; None if that is `message`. See `quoting`. The same as
            `message` if `message` quotes only what is public, also if no `post_id` shows that.
    """

    code: Code
    message: str
    source: str = ""
    line: int | None = None
    offset: int | None = None
    post_id: int | None = None
    target: str = ""
    public: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the notice as the report and ``--log`` write it, without empty fields."""
        fields: dict[str, object] = {"code": self.code.value, "severity": self.code.severity.value}
        fields.update(
            (k, v)
            for k, v in self._asdict().items()
            if k not in {"code", "public"} and v not in (None, "")
        )
        return fields


class Quoting(NamedTuple):
    """A message that quotes what may be hidden, and the same without the quotes."""

    message: str
    public: str


def quoting(template: str, *quotes: str) -> Quoting:
    """Return a message that quotes texts, and the one for public files.

    Args:
        template: The message with ``{}`` in place of each quote; it quotes nothing itself.
        quotes: The quotes.
    """
    return Quoting(template.format(*quotes), template.format(*[UNQUOTED] * len(quotes)))


def quantity(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, such as ``1 word`` or ``2,000 words``.

    Args:
        number: The number.
        noun: What is counted, in the singular.
        plural: Its plural; empty if it is the singular with an ``s``.
    """
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def quoted(text: str) -> str:
    """Return a text in quotes, of a long one only the beginning."""
    return repr(text if len(text) <= _QUOTED else f"{text[:_QUOTED]}\u2026")
