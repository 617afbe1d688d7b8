"""Our records in the words of WordPress's importer, and the paths of its recorded expectations."""

from __future__ import annotations

import re

_TERMS = {
    "wp:category": (
        "categories",
        "term_id category_nicename category_parent cat_name category_description",
    ),
    "wp:tag": ("tags", "term_id tag_slug - tag_name tag_description"),
    "wp:term": ("terms", "term_id slug term_parent term_name term_description"),
}
_POST = {
    "post_title": "title", "guid": "guid", "post_content": "content", "post_excerpt": "excerpt",
    "post_id": "id", "post_date": "published", "post_date_gmt": "published_gmt",
    "comment_status": "comment_status", "ping_status": "ping_status", "post_name": "slug",
    "status": "status", "post_parent": "parent", "menu_order": "menu_order", "post_type": "type",
    "post_password": "password", "is_sticky": "sticky", "attachment_url": "attachment_url",
}  # fmt: skip
_COMMENT = {
    "comment_id": "id", "comment_author": "author", "comment_author_email": "email",
    "comment_author_url": "url", "comment_content": "content", "comment_approved": "approved",
    "comment_type": "kind", "comment_parent": "parent", "comment_user_id": "user_id",
}  # fmt: skip


def view(site, posts):
    """What the importer's parsers would give of ``site.json`` and ``posts.jsonl``."""
    seen = {
        "version": site["site"]["wxr_version"],
        "base_url": site["site"]["base_site_url"],
        "base_blog_url": site["site"]["base_blog_url"],
        "authors": [_author(author) for author in site["authors"]],
        "categories": [],
        "tags": [],
        "terms": [],
        "posts": [_post(post) for post in posts],
    }
    for term in site["terms"]:
        place, names = _TERMS[term["origin"]["element"]]
        keys = zip(names.split(), ("id", "slug", "parent", "name", "description"), strict=True)
        record = {name: term[key] for name, key in keys if term[key] is not None}
        if place == "terms":
            record["term_taxonomy"] = term["taxonomy"]
        if term["meta"]:
            record["termmeta"] = _meta(term["meta"])
        seen[place].append(record)
    return seen


def _present(record, names):
    return {name: record[key] for name, key in names.items() if record[key] is not None}


def _meta(records):
    return [{"key": meta["key"], "value": meta["value"]} for meta in records]


def _author(author):
    names = {"author_id": "id", "author_login": "login", "author_email": "email"}
    names |= {"author_display_name": "name"}
    names |= {"author_first_name": "first_name", "author_last_name": "last_name"}
    return _present(author, names)


def _post(post):
    record = _present(post, _POST)
    if post["author"]:
        record["post_author"] = post["author"]["login"]
    # WXR 1.0 writes each term twice; the importer takes those with a slug.
    terms = [
        {"name": term["name"], "slug": term["slug"], "domain": term["taxonomy"]}
        for term in post["terms"]
        if term["slug"] is not None
    ]
    comments = [
        _present(comment, _COMMENT) | {"commentmeta": _meta(comment["meta"])}
        for comment in post["comments"]
    ]
    lists = {"terms": terms, "postmeta": _meta(post["meta"]), "comments": comments}
    return record | {name: values for name, values in lists.items() if values}


def look(seen, path):
    """The value at a path of ``importer_expectations.json``."""
    posts = seen["posts"]
    whole = {
        "posts.comments.total": lambda: sum(len(p.get("comments", ())) for p in posts),
        "posts.by_type_status": lambda: _counted(f"{p['post_type']}/{p['status']}" for p in posts),
        # The file's order here; the importer lists the newest id, which is the last item, first.
        "posts.titles_slugs_authors": lambda: [
            [p[k] for k in ("post_title", "post_name", "post_author", "post_type", "status")]
            for p in posts
        ],
        "authors.logins": lambda: [author["author_login"] for author in seen["authors"]],
        "authors.author_login": lambda: [author["author_login"] for author in seen["authors"]],
    }
    if path in whole:
        return whole[path]()
    value = seen
    for name, key in re.findall(r"([\w]+)|(\[[^\]]*\]|\{[^}]*\})", path):
        value = _step(seen, value, name) if name else _select(value, key)
    return value


def _counted(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def _select(values, key):
    inner = key[1:-1]
    if key.startswith("{"):
        field, _, wanted = inner.partition("=")
        aliases = {"title": ["post_title"], "id": ["post_id"]}
        aliases["slug"] = ["slug", "category_nicename", "tag_slug"]
        names = aliases.get(field, [field])
        return next(v for v in values if any(str(v.get(name)) == wanted for name in names))
    if inner == "first":
        return values[0]
    if inner.isdigit():
        return values[int(inner)]
    if "author_login" in values[0]:
        return next(value for value in values if value["author_login"] == inner)
    return next(value["value"] for value in values if value["key"] == inner)


def _step(seen, value, name):
    """A field; the names of one record select in the list that holds them."""
    lists = {"post": "posts", "category": "categories", "tag": "tags", "term": "terms"}
    if value is seen:
        return seen[lists.get(name, name)]
    if name == "keys":
        return list(value)
    domains = {"categories": "category", "tags": "post_tag", "format": "post_format"}
    if name in domains and "terms" in value:
        found = [term for term in value["terms"] if term["domain"] == domains[name]]
        if name == "format":
            return found[0]["slug"].removeprefix("post-format-")
        return [term["slug"] for term in found]
    if name == "parent" and "post_parent" in value:
        return next(p["post_title"] for p in seen["posts"] if p["post_id"] == value["post_parent"])
    aliases = {"name": ["name", "cat_name", "tag_name", "term_name"], "parent": ["category_parent"]}
    return next((value[key] for key in aliases.get(name, [name]) if key in value), None)


def unserialize(text):
    """PHP's ``unserialize()`` of scalars, arrays and objects; lists become lists."""
    value, end = _unserialize(text.encode(), 0)
    assert end == len(text.encode())
    return value


def _unserialize(data, at):
    kind = data[at : at + 1]
    if kind == b"N":
        return None, at + 2
    if kind in b"idb":
        end = data.index(b";", at)
        number = data[at + 2 : end].decode()
        return (float(number) if kind == b"d" else int(number)), end + 1
    colon = data.index(b":", at + 2)
    size = int(data[at + 2 : colon])
    if kind == b"s":
        start = colon + 2
        assert data[start + size : start + size + 2] == b'";'
        return data[start : start + size].decode(), start + size + 2
    if kind == b"O":
        at = colon + size + 3
        colon = data.index(b":", at + 1)
        size = int(data[at + 1 : colon])
    at = colon + 2
    found = {}
    for _ in range(size):
        key, at = _unserialize(data, at)
        found[key], at = _unserialize(data, at)
    is_list = list(found) == list(range(len(found))) and kind == b"a"
    return (list(found.values()) if is_list else found), at + 1
