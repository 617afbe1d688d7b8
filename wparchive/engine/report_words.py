"""What the report for people calls reasons, fields and kinds of links."""

from __future__ import annotations

from typing import Final

REASONS: Final = {
    "drafts": "drafts, scheduled posts, posts that await review",
    "private": "private",
    "password": "protected by a password",
    "members": "for members only",
    "trash": "in the trash",
    "held": "held for moderation",
    "spam": "spam",
    "internal": "internal records of WordPress or a plugin",
    "unknown-type": "of a type that is not known to be public",
    "unknown-status": "with a status that is not known to be public",
    "unknown-kind": "of a comment type that is not known to be public",
    "unknown-taxonomy": "of a taxonomy that is not known to be public",
    "personal": "personal data",
    "dropped": "dropped by your own function",
    "unwanted": "left out because of an option",
}
FIELDS: Final = {
    "email": "e-mail addresses",
    "ip": "IP addresses",
    "url": "sites of commenters",
    "password": "passwords",
    "recipient": "addresses that receive contact forms",
    "members": "parts of texts for members only",
    "term": "terms of hidden taxonomies",
}
LINK_KINDS: Final = {
    "post": "posts and pages of the blog",
    "attachment": "pages of attachments",
    "comment": "comments",
    "term": "categories, tags and other terms",
    "author": "archive pages of authors",
    "type": "archive pages of a post type",
    "date": "archive pages of years, months and days",
    "feed": "feeds",
    "home": "the front page",
    "search": "searches",
    "file": "files of the blog",
    "system": "parts of WordPress, such as the login",
    "fragment": "places on the same page",
    "external": "other sites",
    "mail": "e-mail addresses",
    "data": "data: addresses, which contain the data itself",
    "other": "other schemes, such as tel:",
    "invalid": "addresses that no browser understands",
    "dropped": "dropped by your own function",
    "broken": "nothing in the inputs (broken)",
}
