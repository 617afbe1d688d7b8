"""The tables of an archive: names, keys, types and meanings of their columns.

Every table has a key of its own, a number that counts its rows, since ids of WordPress are missing
in many sources and repeat where blogs are merged. ``posts.post`` is such a key; a column of that
name in another table refers to it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

VERSION = "wparchive-tables/1"
"""Name and version of the tables; the number rises when a column changes its name or meaning."""

Type = Literal["integer", "text", "boolean", "time", "json"]


class Column(NamedTuple):
    """A column.

    Attributes:
        name: Its name.
        type: ``time`` is an instant in UTC, to the second; ``json`` is a text with a JSON value.
        meaning: Its content, for people. Every column but keys can be null: unknown.
    """

    name: str
    type: Type
    meaning: str


class Table(NamedTuple):
    """A table.

    Attributes:
        name: Its name.
        meaning: What a row is, for people.
        key: The column that counts its rows from 1; empty for none.
        parents: The tables whose keys its rows carry: of the row that came last before them.
        columns: The other columns, in order.
        indexed: Columns by which people look rows up.
        searched: Columns with texts to search.
    """

    name: str
    meaning: str
    key: str
    parents: tuple[str, ...]
    columns: tuple[Column, ...]
    indexed: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The key, the keys of the parents, and the other columns."""
        own = [Column(self.key, "integer", "The key of the row.")] if self.key else []
        keys = [TABLES[name] for name in self.parents]
        refers = [Column(t.key, "integer", f"The key of the row in `{t.name}`.") for t in keys]
        return (*own, *refers, *self.columns)


def _columns(lines: str) -> tuple[Column, ...]:
    """Read columns from lines of ``name type meaning``."""
    parts = (line.split(maxsplit=2) for line in lines.splitlines() if line)
    return tuple(Column(name, kind, meaning) for name, kind, meaning in parts)  # type: ignore[arg-type]


# Made of other columns: the rows of posts are checked without them.
_READ = """
text text The text as readers saw it, without markup.
words integer The number of words in `text`.
"""
_SITE = Table("site", "The blog: one row.", "", (), _columns("""
schema text Name and version of these tables.
generator text The program that wrote them.
exported_at time When the export was made.
title text The title of the blog.
link text The address of the blog.
description text The tagline of the blog.
language text The tag of its language, such as `de-DE`.
"""))  # fmt: skip
_AUTHORS = Table("authors", "A user who wrote something.", "author", (), _columns("""
id integer WordPress's id.
login text The login, as in `posts.author_login`.
name text The display name.
email text The e-mail address; only with `--include personal`.
url text The user's own site.
description text The biography.
"""), ("login",))  # fmt: skip
_TERMS = Table("terms", "A category, tag or other term of the blog.", "term", (), _columns("""
id integer WordPress's id.
taxonomy text `category`, `post_tag`, or another.
slug text The slug.
name text The name.
parent_slug text The slug of the parent in the same taxonomy.
description text The description.
"""), ("slug",))  # fmt: skip
_POSTS = Table("posts", "A post, page, attachment or other item.", "post", (), _columns("""
id integer WordPress's id.
type text `post`, `page`, `attachment`, or another.
status text `publish`, `draft`, or another.
slug text The slug.
title text The title, as WordPress stores it.
link text The permalink.
guid text The GUID.
author_login text The author's login.
author text Display names of the authors, as pages show them.
published text Local date and time of publication, as the source has it.
published_at time The instant of publication.
modified text Local date and time of the last change, as the source has it.
modified_at time The instant of the last change.
year integer The year of publication.
content text The body, as WordPress stores it: HTML with blocks and shortcodes.
excerpt text The excerpt, as WordPress stores it.
parent_id integer The id of the parent post.
menu_order integer The order among siblings.
comment_status text Whether comments are `open` or `closed`.
ping_status text Whether pings are `open` or `closed`.
password text The password; only with `--include password,personal`.
sticky boolean Whether the post stays at the top of the front page.
attachment_url text The address of an attachment's file.
featured_image_id integer The id of the attachment that is the featured image.
comments integer Number of comments, in the table `comments`.
pings integer Number of pingbacks and trackbacks, in the table `comments`.
guid_is_permalink boolean Whether the source says that the GUID is the permalink.
source text The input from which the record was read.
line integer The line in the input.
"""+_READ), ("id", "type", "slug", "published_at", "link"), ("title", "text"))  # fmt: skip
_POST_TERMS = Table("post_terms", "A term of a post.", "", ("posts",), _columns("""
taxonomy text The taxonomy.
slug text The slug, as in `terms.slug`.
name text The name.
"""), ("slug",))  # fmt: skip
_POST_META = Table("post_meta", "A custom field that a page shows.", "", ("posts",), _columns("""
key text The name of the field.
value text Its value, as WordPress stores it.
decoded json The data of serialized PHP in the value.
"""), ("key",))  # fmt: skip
_COMMENTS = Table("comments", "A comment or ping.", "comment", ("posts",), _columns("""
id integer WordPress's id.
kind text `comment`, `pingback`, `trackback`, or another.
parent_id integer The id of the comment to which this one replies; 0 for none.
author text The author's name.
email text The author's e-mail address; only with `--include personal`.
url text The author's site; for a ping the page that sent it.
ip text The author's IP address; only with `--include personal`.
published text Local date and time, as the source has it.
published_at time The instant of publication.
year integer The year of publication.
content text The text, with its markup, as WordPress stores it.
approved text WordPress's word: `1`, `0`, `spam`, `trash`.
user_id integer The id of the author's account; 0 for none.
source text The input from which the record was read.
line integer The line in the input.
"""+_READ), ("id", "published_at", "parent_id"), ("author", "text"))  # fmt: skip
_LINKS = Table("links", "A link in a post or its comments.", "", ("posts",), _columns("""
location text Where it is: `content`, `comment`, `author` (a commenter's site), `meta`, `file`.
comment_id integer The id of the comment with the link.
meta_key text The name of the custom field with the link.
relation text `link`, `image`, `menu`, or the kind of a commenter's link.
element text The element with the link; `text` for a bare address.
attribute text The attribute with the link.
url text The address as a browser reads it.
host text The host of the address, in lower case.
kind text The kind of the target: `post`, `comment`, `term`, `external`, `broken`, and so on.
target_id integer The id of the post that is the target.
target_key text The target: a comment's id, `taxonomy/slug`, a login, a host.
fragment text The fragment, without `#`.
outcome text `kept`, or `lost` if the tables lack the link.
"""), ("host", "target_id"))  # fmt: skip
_MEDIA = Table("media", "A file of the media library.", "", ("posts",), _columns("""
id integer The id of the attachment.
url text The address of the file.
file text The path of the file below `uploads`.
media_type text The media type, by the name of the file.
title text The title.
caption text The caption.
alternative_text text The text that describes the image (`alt`).
parent_id integer The id of the post to which the file was uploaded.
"""), ("id",))  # fmt: skip
_NOTICES = Table("notices", "A notice.", "", (), _columns("""
code text The code; see the reference of notices.
severity text `info`, `repaired`, `degraded`, or `loss`.
message text The message.
source text The input.
line integer The line in the input.
offset integer The position in the input in bytes, from 0.
post_id integer The id of the post.
format text The output format; null if the notice is about the input.
"""), ("code",))  # fmt: skip

TABLES = {
    table.name: table
    for table in (
        _SITE, _AUTHORS, _TERMS, _POSTS, _POST_TERMS, _POST_META, _COMMENTS,
        _LINKS, _MEDIA, _NOTICES,
    )
}  # fmt: skip

ERRORS = Table("errors", "An input of which all or a part could not be read.", "", (), _columns("""
error text The class of the error.
message text What happened.
place text The place in the input.
hint text What you can do.
"""))  # fmt: skip
"""The table of errors, which only `wparchive.records` has: `convert` fails instead."""
