# The least that the converted posts need; wparchive wrote it.
import json
from pathlib import Path

from markdown_it import MarkdownIt  # comes with Pelican
from pelican.readers import BaseReader

SITENAME = 'Der Gartenblog – Beet & Balkon'
SITEURL = 'https://gartenblog.example'
PATH = 'content'
DEFAULT_LANG = 'de'
TIMEZONE = "UTC"  # for posts whose date has no offset

# Every post names its own address.
ARTICLE_TRANSLATION_ID = None
PAGE_TRANSLATION_ID = None

# Lists are where wparchive's redirects and links point to: names keep their letters, days are where
# the blog had them. Feeds are beside their lists, since an author can be called as a category is.
SLUGIFY_USE_UNICODE = True
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
YEAR_ARCHIVE_URL = "{date:%Y}/"
MONTH_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/index.html"
MONTH_ARCHIVE_URL = "{date:%Y}/{date:%m}/"
DAY_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/{date:%d}/index.html"
DAY_ARCHIVE_URL = "{date:%Y}/{date:%m}/{date:%d}/"
CATEGORY_FEED_ATOM = "category/{slug}.atom.xml"
AUTHOR_FEED_ATOM = "author/{slug}.atom.xml"

# Copies of uploads keep their addresses; some hosts read redirects from a file.
STATIC_PATHS = ["wp-content", "_redirects"]
EXTRA_PATH_METADATA = {"_redirects": {"path": "_redirects"}}

# For templates: {% set discussion = COMMENTS[article.comments_key] %}
COMMENTS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).parent / "comments").glob("*.json")
}


class CommonMarkReader(BaseReader):
    """The posts are CommonMark with tables, which Pelican's own reader takes otherwise."""

    file_extensions = ["md"]

    def read(self, source_path):
        head, _, body = Path(source_path).read_text(encoding="utf-8").partition("\n\n")
        metadata = {}
        for line in head.splitlines():
            name, _, value = line.partition(":")
            metadata[name.lower()] = self.process_metadata(name.lower(), value.strip())
        markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        return markdown.render(body), metadata


READERS = {"md": CommonMarkReader}
