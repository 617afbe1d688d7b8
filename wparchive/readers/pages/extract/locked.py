"""Posts with a password: pages that show the form for the password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language.phrases import PhraseKind, match_phrase

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Tree

# "Protected: %s" in the blog's language (WordPress, get_the_title()).
_LABEL: Final = patterns.lazy(r"\A[^\s:：][^:：]{1,30}\s?[:：]\s*(?=\S)")


def is_locked(tree: Tree) -> bool:
    """Return whether the page asks for a post's password in place of its text."""
    if tree.by_class("post-password-form"):
        return True
    return any("action=postpass" in (e.get("action") or "") for e in tree.by_tag("form"))


def without_label(title: str) -> str:
    """Take off the word that WordPress puts before the title of a protected post."""
    found = match_phrase(PhraseKind.PROTECTED, title)
    return found.values.get("title", title) if found else _LABEL.sub("", title)
