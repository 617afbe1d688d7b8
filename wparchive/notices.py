"""Notices: every repair, doubt, withholding and loss as typed data with its place."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much of the source a notice is about; in ascending order."""

    INFO = "info"
    REPAIRED = "repaired"
    DEGRADED = "degraded"
    LOSS = "loss"

    @property
    def rank(self) -> int:
        """0 for info to 3 for loss."""
        return list(Severity).index(self)


class Code(StrEnum):
    """What happened. The values are stable; ``docs/reference/notices.md`` explains each."""

    DATE_UNREADABLE = "date-unreadable"
    NUMBER_UNREADABLE = "number-unreadable"
    ELEMENT_REPEATED = "element-repeated"
    ELEMENT_NESTED = "element-nested"
    ENTITY_UNRESOLVED = "entity-unresolved"
    POST_ID_DUPLICATE = "post-id-duplicate"
    POST_TYPE_MISSING = "post-type-missing"
    SITE_MISMATCH = "site-mismatch"
    COMMENT_ORPHANED = "comment-orphaned"
    COMMENT_CYCLE = "comment-cycle"
    PERMALINK_MISSING = "permalink-missing"
    PERMALINK_CONFLICT = "permalink-conflict"
    PERMALINK_MOVED = "permalink-moved"
    REDIRECT_CONFLICT = "redirect-conflict"
    REDIRECT_UNSUPPORTED = "redirect-unsupported"
    MARKUP_DROPPED = "markup-dropped"
    MARKUP_KEPT = "markup-kept"
    LINK_BROKEN = "link-broken"
    LINK_NOT_REWRITTEN = "link-not-rewritten"
    MEDIA_MISSING = "media-missing"
    MEDIA_UNREADABLE = "media-unreadable"
    LINK_LOST = "link-lost"
    POST_LOST = "post-lost"
    POST_FAILED = "post-failed"
    COMMENT_LOST = "comment-lost"
    WXR_VERSION = "wxr-version"
    INPUT_SKIPPED = "input-skipped"
    EARLIER_OUTPUT = "earlier-output"
    CHARACTER_REPLACED = "character-replaced"
    FIELD_UNSUPPORTED = "field-unsupported"
    POST_MERGED = "post-merged"
    REDACTED = "redacted"
    FIELD_CONFLICT = "field-conflict"
    CONTENT_MISSING = "content-missing"
    PAGE_SKIPPED = "page-skipped"
    JUNK_DROPPED = "junk-dropped"
    ENCODING_REPAIRED = "encoding-repaired"
    BYTE_REPLACED = "byte-replaced"
    CHARACTER_DROPPED = "character-dropped"
    CDATA_REPAIRED = "cdata-repaired"
    AMPERSAND_ESCAPED = "ampersand-escaped"
    MARKUP_ESCAPED = "markup-escaped"
    NAMESPACE_REPAIRED = "namespace-repaired"
    NAMESPACE_UNKNOWN = "namespace-unknown"
    TAG_REPAIRED = "tag-repaired"
    TAG_DROPPED = "tag-dropped"
    DOCTYPE_DROPPED = "doctype-dropped"
    MERGE_MARKER_DROPPED = "merge-marker-dropped"
    DOCUMENTS_JOINED = "documents-joined"
    TEXT_LOST = "text-lost"
    ELEMENT_UNCLOSED = "element-unclosed"
    INPUT_TRUNCATED = "input-truncated"
    INPUT_DAMAGED = "input-damaged"
    INPUT_UNREADABLE = "input-unreadable"
    DATE_AMBIGUOUS = "date-ambiguous"
    COMMENTS_MISSING = "comments-missing"
    BOILERPLATE_REMOVED = "boilerplate-removed"
    STRUCTURE_GUESSED = "structure-guessed"
    TYPE_UNKNOWN = "type-unknown"
    STATUS_UNKNOWN = "status-unknown"
    KIND_UNKNOWN = "kind-unknown"
    TAXONOMY_UNKNOWN = "taxonomy-unknown"
    TEXT_UNCLAIMED = "text-unclaimed"
    BODY_DOUBTFUL = "body-doubtful"
    TEXT_FROM_FIELDS = "text-from-fields"
    TEXT_IN_FIELDS = "text-in-fields"
    LANGUAGES_SPLIT = "languages-split"

    @property
    def severity(self) -> Severity:
        """The severity that notices of this code have."""
        return _MEANINGS[self].severity

    @property
    def meaning(self) -> str:
        """One sentence for people."""
        return _MEANINGS[self].meaning


class _Meaning(NamedTuple):
    severity: Severity
    meaning: str


_MEANINGS: dict[Code, _Meaning] = {
    Code.TYPE_UNKNOWN: _Meaning(
        Severity.INFO,
        "Nothing shows that posts of a type had public pages; public formats hide them.",
    ),
    Code.STATUS_UNKNOWN: _Meaning(
        Severity.INFO, "Posts have a status that WordPress does not know; public formats hide them."
    ),
    Code.KIND_UNKNOWN: _Meaning(
        Severity.INFO,
        "Comments are of a type that is not known to be public; public formats hide them.",
    ),
    Code.TAXONOMY_UNKNOWN: _Meaning(
        Severity.INFO,
        "Terms are of a taxonomy that is not known to be public; public formats hide them.",
    ),
    Code.DATE_UNREADABLE: _Meaning(
        Severity.INFO,
        "A date is zero (WordPress's mark for 'none yet'), out of range or malformed;"
        " its text is kept as found.",
    ),
    Code.NUMBER_UNREADABLE: _Meaning(
        Severity.DEGRADED, "A number is none; the field is null and the element stands in `extra`."
    ),
    Code.ELEMENT_REPEATED: _Meaning(
        Severity.DEGRADED,
        "An element that a record has once stands there again, as if two records had run together;"
        " the first counts, the others are kept in `extra`.",
    ),
    Code.ELEMENT_NESTED: _Meaning(
        Severity.DEGRADED,
        "An element that should hold text holds elements; its own text is the value,"
        " the whole of it is kept in `extra`.",
    ),
    Code.ENTITY_UNRESOLVED: _Meaning(
        Severity.DEGRADED,
        "An entity that the document declares itself is not expanded; its name is kept as text.",
    ),
    Code.POST_ID_DUPLICATE: _Meaning(
        Severity.INFO, "A post has the id of an earlier one; both are kept."
    ),
    Code.POST_TYPE_MISSING: _Meaning(
        Severity.INFO, "An item says nothing of its post type; it is handled as a post."
    ),
    Code.SITE_MISMATCH: _Meaning(
        Severity.INFO,
        "Two inputs describe an author, a term or the site differently. Authors and terms are"
        " kept twice; of the site the first input's description stands.",
    ),
    Code.COMMENT_ORPHANED: _Meaning(
        Severity.INFO,
        "A comment answers one that is not on this post (any more); it is shown at the top level.",
    ),
    Code.COMMENT_CYCLE: _Meaning(
        Severity.INFO, "Comments answer one another in a circle; it is opened at its first comment."
    ),
    Code.PERMALINK_MISSING: _Meaning(
        Severity.INFO, "A post has no link; its page stands at the query form or at a URN instead."
    ),
    Code.PERMALINK_CONFLICT: _Meaning(
        Severity.DEGRADED,
        "A post's link is that of an earlier post, of the front page or of a list of posts; its"
        " page is elsewhere.",
    ),
    Code.PERMALINK_MOVED: _Meaning(
        Severity.INFO,
        "A post's link is no path that a static site can answer at, such as `/?p=1`;"
        " its page stands at another.",
    ),
    Code.REDIRECT_CONFLICT: _Meaning(
        Severity.DEGRADED,
        "A former address of a post leads to another post, too; no redirect stands there.",
    ),
    Code.REDIRECT_UNSUPPORTED: _Meaning(
        Severity.DEGRADED,
        "A host that serves only files cannot answer at an old address: a file or page of another"
        " address is there, or no file system has such a name.",
    ),
    Code.MARKUP_DROPPED: _Meaning(
        Severity.DEGRADED,
        "Markup that the target has no word for, such as a script, is left out of it."
        " Canonical JSON, where it is written, has it.",
    ),
    Code.MARKUP_KEPT: _Meaning(
        Severity.INFO,
        "Shortcodes or blocks that nobody here knows, or that show what the archive does not hold,"
        " stand in the output as they were written.",
    ),
    Code.LINK_BROKEN: _Meaning(
        Severity.INFO,
        "A link to the blog itself leads to nothing that the archive holds, as it stands in the"
        " source. It is kept as it is.",
    ),
    Code.LINK_NOT_REWRITTEN: _Meaning(
        Severity.INFO,
        "A link to the blog itself leads to what the output does not have, such as a list or a"
        " file; it stays as it was.",
    ),
    Code.MEDIA_MISSING: _Meaning(
        Severity.DEGRADED,
        "A file of the blog is not among the media, or could not be fetched.",
    ),
    Code.MEDIA_UNREADABLE: _Meaning(
        Severity.DEGRADED, "A file of the media cannot be read whole; links to it lead nowhere."
    ),
    Code.LINK_LOST: _Meaning(
        Severity.LOSS,
        "A link of the source is not in the output. Canonical JSON, where it is written, has it.",
    ),
    Code.POST_LOST: _Meaning(Severity.LOSS, "A post of the source is not in the output."),
    Code.POST_FAILED: _Meaning(
        Severity.LOSS,
        "A value of the post made reading or writing it fail; the notice names the cause. The post"
        " is not in the output; the others are.",
    ),
    Code.COMMENT_LOST: _Meaning(Severity.LOSS, "A comment of the source is not in the output."),
    Code.INPUT_SKIPPED: _Meaning(
        Severity.INFO,
        "A file in a directory or container is of no kind that wparchive reads.",
    ),
    Code.EARLIER_OUTPUT: _Meaning(
        Severity.INFO,
        "An input is an output of wparchive. Its fullest part is read; the other parts hold the"
        " same and are skipped.",
    ),
    Code.WXR_VERSION: _Meaning(
        Severity.INFO, "The export names no WXR version, or one that WordPress never wrote."
    ),
    Code.CHARACTER_REPLACED: _Meaning(
        Severity.DEGRADED,
        "A character that XML has no way to write, such as a control character, is U+FFFD in the"
        " WXR. Canonical JSON, where it is written, has it.",
    ),
    Code.FIELD_UNSUPPORTED: _Meaning(
        Severity.DEGRADED,
        "A field that the target has no word for is left out of it, or is less exact there: a day"
        " without a time is its midnight. Canonical JSON, where it is written, has it.",
    ),
    Code.REDACTED: _Meaning(
        Severity.INFO,
        "Personal data of a post has been replaced by pseudonyms, as --redact asked.",
    ),
    Code.POST_MERGED: _Meaning(
        Severity.INFO, "A post stands in two inputs; it is kept once, with what both say."
    ),
    Code.FIELD_CONFLICT: _Meaning(
        Severity.INFO,
        "Two sources fill a field of a post or comment differently; what was not taken is kept in"
        " `extra`.",
    ),
    Code.CONTENT_MISSING: _Meaning(
        Severity.DEGRADED,
        "The inputs name a post and do not have its text: a feed gives its beginning or its"
        " comments only.",
    ),
    Code.PAGE_SKIPPED: _Meaning(
        Severity.INFO,
        "Pages, captures and objects that hold no post of their own, such as archives,"
        " redirects and copies, are counted and not read as posts.",
    ),
    Code.JUNK_DROPPED: _Meaning(
        Severity.REPAIRED, "What stands before or after the document and is none of it is left out."
    ),
    Code.ENCODING_REPAIRED: _Meaning(
        Severity.REPAIRED, "The bytes are not in the encoding that the document declares."
    ),
    Code.BYTE_REPLACED: _Meaning(
        Severity.REPAIRED,
        "Bytes that are no text in the document's encoding are read as windows-1252,"
        " or stand as U+FFFD.",
    ),
    Code.CHARACTER_DROPPED: _Meaning(
        Severity.REPAIRED, "A character that XML forbids, such as a control character, is left out."
    ),
    Code.CDATA_REPAIRED: _Meaning(
        Severity.REPAIRED, "The mark `]]>` inside a text is escaped, or one that is missing added."
    ),
    Code.AMPERSAND_ESCAPED: _Meaning(
        Severity.REPAIRED, "An ampersand that begins no reference of XML is read as itself."
    ),
    Code.MARKUP_ESCAPED: _Meaning(
        Severity.REPAIRED, "Markup that is broken, or nested too deep, is read as text."
    ),
    Code.NAMESPACE_REPAIRED: _Meaning(
        Severity.REPAIRED,
        "A prefix that nothing declares, or declares wrongly, gets its namespace.",
    ),
    Code.NAMESPACE_UNKNOWN: _Meaning(
        Severity.DEGRADED,
        "A prefix of WordPress's vocabulary means another one here; all under it is kept in"
        " `extra`.",
    ),
    Code.TAG_REPAIRED: _Meaning(
        Severity.REPAIRED, "A tag that is misspelt or missing is written as it was meant."
    ),
    Code.TAG_DROPPED: _Meaning(
        Severity.REPAIRED, "A tag or attribute that opens, closes or means nothing is left out."
    ),
    Code.DOCTYPE_DROPPED: _Meaning(
        Severity.REPAIRED, "A document type declaration is left out; its entities stay as written."
    ),
    Code.MERGE_MARKER_DROPPED: _Meaning(
        Severity.REPAIRED,
        "A line of a version control system's merge conflict is left out; both sides are kept.",
    ),
    Code.DOCUMENTS_JOINED: _Meaning(
        Severity.REPAIRED, "Another document follows in the same file; both are read as one."
    ),
    Code.TEXT_LOST: _Meaning(
        Severity.LOSS,
        "Words of the source are not in the output, a damaged part of an input has text that"
        " belongs to no element, or text that a body lacks is in none of the outputs.",
    ),
    Code.ELEMENT_UNCLOSED: _Meaning(
        Severity.LOSS,
        "An element has no end; it ends where the next begins, and may lack the rest.",
    ),
    Code.INPUT_TRUNCATED: _Meaning(
        Severity.LOSS, "The input ends in the middle; what followed is lost."
    ),
    Code.INPUT_DAMAGED: _Meaning(
        Severity.LOSS,
        "A compressed file or a container is cut short or damaged; what could be unpacked is read.",
    ),
    Code.INPUT_UNREADABLE: _Meaning(
        Severity.LOSS,
        "A folder or file below an input or the media cannot be read: it may not be opened, or is a"
        " link that leads to nothing. What it holds is missing.",
    ),
    Code.DATE_AMBIGUOUS: _Meaning(
        Severity.INFO,
        "Day and month of a date on a page are figures that could be the other way round, and"
        " nothing on the page tells; they are read as in the United States.",
    ),
    Code.COMMENTS_MISSING: _Meaning(
        Severity.INFO,
        "A page says that there are more comments than stand in its markup: the others are on"
        " other pages, or were loaded by a script.",
    ),
    Code.STRUCTURE_GUESSED: _Meaning(
        Severity.INFO,
        "A text in which nothing is marked was read as a post by the words that WordPress prints"
        " around its parts; the notice says which, and how sure that is.",
    ),
    Code.TEXT_UNCLAIMED: _Meaning(
        Severity.INFO,
        "Text of a source is in no field of its post. Canonical JSON and WXR, where they are"
        " written, keep it in `extra`; public formats do not show it.",
    ),
    Code.TEXT_FROM_FIELDS: _Meaning(
        Severity.INFO,
        "A page builder or field plugin keeps the text of a post in fields; public formats show it"
        " in the body.",
    ),
    Code.TEXT_IN_FIELDS: _Meaning(
        Severity.DEGRADED,
        "The body of a post is empty, and fields hold sentences that public formats do not show.",
    ),
    Code.LANGUAGES_SPLIT: _Meaning(
        Severity.INFO,
        "The fields of a post hold several languages between marks of qTranslate; public formats"
        " show one after the other.",
    ),
    Code.BODY_DOUBTFUL: _Meaning(
        Severity.DEGRADED,
        "The body of a post or comment may lack text: whole paragraphs of its source are in no"
        " field, or more words were left out than the body has.",
    ),
    Code.BOILERPLATE_REMOVED: _Meaning(
        Severity.INFO,
        "Parts of a page that are around or in a post's text but none of it, such as share"
        " buttons, are left out; the notice counts them by kind.",
    ),
}


class Notice(NamedTuple):
    """One thing that the reader of the archive should know.

    Attributes:
        code: What happened.
        message: The particulars: which record, which value.
        source: The input's name.
        line: 1-based line in it.
        offset: 0-based byte offset in it.
        post_id: The post it is about.
        target: The output format it is about; empty if the source itself is meant.
    """

    code: Code
    message: str
    source: str = ""
    line: int | None = None
    offset: int | None = None
    post_id: int | None = None
    target: str = ""

    def as_dict(self) -> dict[str, object]:
        """The notice as the report and ``--log`` write it; absent particulars are left out."""
        fields: dict[str, object] = {"code": self.code.value, "severity": self.code.severity.value}
        fields.update(
            (k, v) for k, v in self._asdict().items() if k != "code" and v not in (None, "")
        )
        return fields
