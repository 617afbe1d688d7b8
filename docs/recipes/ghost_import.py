"""Write a file that Ghost imports: posts, pages and tags.

Usage: python ghost_import.py EXPORT ghost.json

Ghost imports it under Settings > Import/Export > Universal import. Ghost has no comments of its own
for visitors without an account, so comments are not in the file.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import wparchive


def ghost_post(archive: wparchive.Archive, number: int, post: wparchive.Post) -> dict[str, object]:
    """Return a post in Ghost's words."""
    moment = post.when.moment if post.when else datetime.now(UTC)
    if moment.tzinfo is None:  # a local time without a zone
        moment = moment.replace(tzinfo=UTC)
    stamp = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "id": number,
        "type": "page" if post.type == "page" else "post",
        "title": post.title_text or "(untitled)",
        "slug": post.slug or f"post-{post.id}",
        "html": archive.html(post),
        "custom_excerpt": post.excerpt or None,
        "status": "published",
        "published_at": stamp,
        "created_at": stamp,
        "updated_at": stamp,
    }


def main(export: str, target: str) -> None:
    """Write the public posts and pages."""
    posts, links = [], []
    tags: dict[str, dict[str, object]] = {}
    with wparchive.open(export) as archive:
        for number, post in enumerate(archive.posts(type=["post", "page"], public=True), start=1):
            posts.append(ghost_post(archive, number, post))
            for term in post.terms:
                if term.taxonomy in {"category", "post_tag"} and term.slug:
                    if term.slug not in tags:
                        tags[term.slug] = {"id": len(tags) + 1, "name": term.name_text}
                    links.append({"post_id": number, "tag_id": tags[term.slug]["id"]})
        print(f"{len(posts)} posts and pages of {archive.site.title}")
    named = [{**tag, "slug": slug} for slug, tag in tags.items()]
    data = {"posts": posts, "tags": named, "posts_tags": links}
    now = int(datetime.now(UTC).timestamp() * 1000)
    document = {"db": [{"meta": {"exported_on": now, "version": "5.0.0"}, "data": data}]}
    Path(target).write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
