"""The description of the database for Datasette: titles, facets, what its search looks in."""

from __future__ import annotations

from typing import Any

from wparchive.writers.tables.schema import TABLES

_TABLES: dict[str, dict[str, Any]] = {
    "posts": {
        "sort_desc": "published",
        "facets": ["type", "year", "author"],
        "label_column": "title",
    },
    "comments": {"sort_desc": "published", "facets": ["kind", "year"], "label_column": "text"},
    "terms": {"facets": ["taxonomy"], "label_column": "name"},
    "authors": {"label_column": "name"},
    "links": {"facets": ["kind", "host", "location"]},
    "media": {"facets": ["media_type"], "label_column": "title"},
    "notices": {"facets": ["severity", "code"]},
}
_VIEWS: dict[str, dict[str, Any]] = {
    "articles": {
        "description": "Posts and pages, newest first when sorted by day.",
        "facets": ["type", "year", "author"],
        "sort_desc": "day",
        "fts_table": "posts_fts",
        "fts_pk": "post",
    },
    "discussion": {
        "description": "Comments and pings with the titles of their posts.",
        "facets": ["kind", "year"],
        "sort_desc": "day",
        "fts_table": "comments_fts",
        "fts_pk": "comment",
    },
}


def metadata(database: str, title: str, link: str) -> dict[str, Any]:
    """Return the contents of ``metadata.json`` (docs.datasette.io, "Metadata").

    Args:
        database: The name of the database's file, without its ending.
        title: The blog's title.
        link: The blog's address; empty if unknown.
    """
    tables = {
        name: {
            "description": table.meaning,
            "columns": {column.name: column.meaning for column in table.all_columns},
            **_TABLES.get(name, {}),
        }
        for name, table in TABLES.items()
    }
    source = {"source": title, "source_url": link} if link.startswith(("http:", "https:")) else {}
    return {"title": title, **source, "databases": {database: {"tables": {**tables, **_VIEWS}}}}
