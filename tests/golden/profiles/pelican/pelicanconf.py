# What the converted posts need; wparchive wrote it.
import json
from pathlib import Path

from markdown_it import MarkdownIt  # comes with Pelican
from pelican.readers import BaseReader

SITENAME = 'Der Gartenblog – Beet & Balkon'
SITEURL = 'https://gartenblog.example'
PATH = 'content'
DEFAULT_LANG = 'de'
SITESUBTITLE = 'Aufzeichnungen aus 180 m² Schrebergarten'
BASE = ''
LANGUAGE = 'de-DE'
DIRECTION = 'ltr'
WORDS = {'posts': 'Beiträge', 'pages': 'Seiten', 'newer': 'Neuere', 'older': 'Ältere', 'untitled': 'Ohne Titel', 'comments': 'Kommentare', 'pings': 'Pingbacks und Trackbacks', 'categories': 'Kategorien', 'tags': 'Schlagwörter', 'excerpt': 'Auszug', 'skip': 'Zum Inhalt springen'}
MENUITEMS = [('Start', '/'), ('Über den Garten', '/ueber-den-garten/'), ('Gemüse & Co.', '/category/gemüse.html')]
THEME = "theme"
# Relative to the theme; its stylesheet is theme/static/wparchive.css.
THEME_STATIC_PATHS = ["static"]
# The blog's own front page takes the place of the list of posts.
DIRECT_TEMPLATES = ["archives", "404"]
if not (Path(__file__).parent / "content/index.md").exists():
    DIRECT_TEMPLATES.append("index")
ARCHIVES_SAVE_AS = "all-posts/index.html"
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
