"""Break the code on purpose, one line at a time, and show whether a test notices.

    .venv/bin/python tools/mutate.py              # all mutations
    .venv/bin/python tools/mutate.py visibility   # those whose name contains the word

The mutations are in `MUTATIONS`: changes that would publish something hidden, or hide a loss. Each
is applied to a copy of the working tree, in which the tests named beside it are run. A mutation
that no test notices is a missing test. The exit code is 1 if there is one, or if the text to
replace has changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Mutation(NamedTuple):
    """A change of the code that a test must notice.

    Attributes:
        name: The effect.
        file: The module, below ``wparchive``.
        old: Text that occurs in it once.
        new: Text to put in its place.
        tests: Tests that are run.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


_SEEN = (
    "tests/unit/transforms/test_visibility.py",
    "tests/unit/transforms/test_unknown.py",
    "tests/unit/engine/test_private.py",
)
_LOOP = (
    "tests/unit/engine/test_pipeline.py",
    "tests/unit/engine/test_checking.py",
    "tests/unit/errors/test_containment.py",
    "tests/unit/engine/test_counts.py",
    "tests/unit/engine/test_private.py",
    "tests/unit/links",
    "tests/unit/media/test_media.py",
    "tests/unit/media/test_records.py",
)
_TRANSFORMED = ("tests/unit/engine/test_post_transform.py",)
_TRANSFORM = "engine/post_transform.py"
_RESUMED = ("tests/unit/engine/test_resuming.py",)
_VISIBILITY = "transforms/visibility.py"
_EDITION = "transforms/edition.py"
_CONVERT = "engine/convert.py"
_POST = "engine/post_conversion.py"
_LINKS = "links/link_pass.py"

MUTATIONS = (
    Mutation("transform: a new post forgets that its original was hidden", _TRANSFORM,
             "if result.status is None:", "if False:", _TRANSFORMED),
    Mutation("transform: new comments are public", _TRANSFORM,
             "comment.approved is None and self.hides_comments", "False", _TRANSFORMED),
    Mutation("transform: a new post without its original's meta is public", _TRANSFORM,
             "if self.is_hidden and", "if False and", _TRANSFORMED),
    Mutation("transform: attachments of a dropped hidden post are public", _TRANSFORM,
             "if before.reason is not None:", "if False:", _TRANSFORMED),
    Mutation("transform: dropped comments are not counted", _TRANSFORM,
             "self.dropped.update(dropped)", "pass", _TRANSFORMED),
    Mutation("visibility: auto-drafts are not drafts", _VISIBILITY,
             '    "auto-draft": HiddenReason.DRAFTS,\n', "", _SEEN),
    Mutation("visibility: a further status is public", _VISIBILITY,
             '{"publish", "inherit", ""}', '{"publish", "inherit", "", "archive"}', _SEEN),
    Mutation("visibility: an internal type is unknown", "data/registered.toml",
             '"oembed_cache",', "", _SEEN),
    Mutation("visibility: a password does not hide", _VISIBILITY,
             "if post.password:", "if False:", _SEEN),
    Mutation("visibility: an attachment ignores its parent", _VISIBILITY,
             "reason is None and follows_parent(post)", "False", _SEEN),
    Mutation("visibility: an unknown state of comments is public", _VISIBILITY,
             "yield _BY_APPROVED.get(comment.approved, HiddenReason.HELD)",
             "yield from filter(None, [_BY_APPROVED.get(comment.approved)])", _SEEN),
    Mutation("visibility: posts for members are public", _VISIBILITY,
             "yield HiddenReason.MEMBERS", "pass", _SEEN),
    Mutation("visibility: rules that come after posts are not heeded", "transforms/access.py",
             "return self.found and not self.expected", "return False",
             ("tests/unit/transforms/test_access.py",)),
    Mutation("visibility: a lesson before its course is decided too early", "engine/plan.py",
             "if visibility.rules.awaits(post):", "if False:",
             ("tests/unit/transforms/test_access.py",)),
    Mutation("visibility: blocks to come are shown", "wordpress/members.py",
             "schedules.begins_later(settings, now)", "False",
             ("tests/unit/transforms/test_access.py",)),
    Mutation("visibility: attachments that a plugin keeps from readers are public", _VISIBILITY,
             'post.type == "attachment" and _is_file_kept(post)', "False",
             ("tests/unit/media/test_kept_files.py",)),
    Mutation("visibility: files that a plugin keeps from readers are public",
             "links/file_owners.py",
             "not self._shows_kept and any", "False and any",
             ("tests/unit/media/test_kept_files.py",)),
    Mutation("visibility: a builder's elements for members are public",
             "wordpress/builders/trees.py",
             "return _for_members(shown) if conditions.hide(settings) else shown", "return shown",
             ("tests/unit/wordpress/test_conditions.py",)),
    Mutation("visibility: lists show a builder's copy of what is for members",
             "transforms/shown_text.py",
             'content="") if hides else post', 'content="") if 0 else post',
             ("tests/unit/wordpress/test_conditions.py",)),
    Mutation("visibility: pictures put aside are in a gallery", "wordpress/records.py",
             "for entry in found if _is_shown(entry)", "for entry in found",
             ("tests/unit/wordpress/test_records_of_plugins.py",)),
    Mutation("edition: the password stays", _EDITION,
             "password=None, author=author", "author=author", _SEEN),
    Mutation("edition: a comment's IP address stays", _EDITION,
             "email=None, ip=None, url=url", "email=None, url=url", _SEEN),
    Mutation("edition: a comment's meta stays", _EDITION,
             "meta=meta, extra=[])", "extra=[])", _SEEN),
    Mutation("edition: a comment's extra stays", _EDITION,
             "meta=meta, extra=[])", "meta=meta)", _SEEN),
    Mutation("edition: an author's e-mail address stays", _EDITION,
             "        author,\n        email=None,\n        login",
             "        author,\n        login",
             _SEEN),
    Mutation("edition: an author's login stays", _EDITION,
             "        author,\n        email=None,\n        login=public_name(author.login),",
             "        author,\n        email=None,", _SEEN),
    Mutation("edition: notes of editors are public", "data/registered.toml",
             'public_kinds = ["comment", "pingback", "trackback"]\nprivate_kinds = ["note"]',
             'public_kinds = ["comment", "pingback", "trackback", "note"]', _SEEN),
    Mutation("conversion: public writers get the data of all authors", _CONVERT,
             "make.public or context.options.public else context",
             "context.options.public else context", _LOOP),
    Mutation("notices: records that merge into hidden posts are quoted",
             "engine/notice_privacy.py",
             "return hides_posts and notice.code not in _OF_INPUTS", "return False",
             ("tests/unit/engine/test_notice_privacy.py",)),
    Mutation("notices: addresses that only members saw are quoted", "links/link_pass.py",
             "return notice if is_public else", "return notice if True else",
             ("tests/unit/engine/test_notice_privacy.py",)),
    Mutation("edition: files of hidden posts have authors", "engine/plan.py",
             "if login and post.parent and follows_parent(post):", "if False:",
             ("tests/unit/engine/test_private.py",)),
    Mutation("conversion: links of withheld posts are not counted", _POST,
             "None, None)\n            self.counts.add_links(outcomes,"
             " self.post_links.kinds_and_outcomes(self.name))\n            return",
             "None, None)\n            return", _LOOP),
    Mutation("conversion: comments are not sanitized", _POST,
             'public.post and sanitize_comments(public.post, "", notices)', "public.post", _LOOP),
    Mutation("conversion: notices of comments come from private formats, too", _POST,
             "        if self.worker.is_public(self.writer):\n            self.result.notices",
             "        if True:\n            self.result.notices", _LOOP),
    Mutation("conversion: hidden records may lie beside public files", _POST,
             "if not self.worker.is_public(self.writer):\n            check_private",
             "if False:\n            check_private", ("tests/unit/writers/test_plugin.py",)),
    Mutation("conversion: echoes of links count as missing files", _LINKS,
             " and not link.echo", "", _LOOP),
    Mutation("conversion: media are not an answer to a link", _LINKS,
             "return self._place(url, base, target) is not None or bool(", "return bool(", _LOOP),
    Mutation("conversion: a lost word is not counted", _POST,
             "self.counts.lost_words += checked.lost_words", "pass", _LOOP),
    Mutation("conversion: a lost comment is not counted", _POST,
             "len(checked.lost_comments)", "0", _LOOP),
    Mutation("conversion: a lost link has no notice", _LINKS,
             "post_links.lost_urls(name)", "()", _LOOP),
    Mutation("conversion: a post that fails is not counted as lost", _CONVERT,
             "counts.lost_posts += 1", "pass", _LOOP),
    Mutation("report: what is unaccounted for is not lost", "engine/counts.py",
             "return {name: number for name, number in short.items() if number}",
             "return {}", _LOOP),
    Mutation("update: results of other inputs are taken over", "engine/resuming.py",
             "(each.name, each.size, each.sha256)", "(each.name)", _RESUMED),
    Mutation("update: results of other options are taken over", "engine/resuming.py",
             "sorted((name, repr(options[name])) for name in options.keys() - _INDIFFERENT),", "",
             _RESUMED),
    Mutation("update: files that somebody edited stay", "storage/work_folders.py",
             "return same and sha256_of(file) == digest.sha256", "return same",
             ("tests/unit/storage/test_updates.py",)),
)  # fmt: skip


def apply(mutation: Mutation, tree: Path) -> bool:
    """Change the module in a copy of the tree; False if the old text is not there once."""
    path = tree / "wparchive" / mutation.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutation.old) != 1:
        return False
    path.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
    return True


def is_noticed(mutation: Mutation, tree: Path) -> bool:
    """Run the tests of a mutation in the copy; True if one fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutation.tests],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        check=False,
    )
    return done.returncode == 1


def main(words: list[str]) -> int:
    """Try all mutations whose names contain one of the words, or all."""
    failures = 0
    skipped = shutil.ignore_patterns(".*", "__pycache__")
    for mutation in MUTATIONS:
        if words and not any(word in mutation.name for word in words):
            continue
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "tree"
            shutil.copytree(ROOT, tree, ignore=skipped)
            if not apply(mutation, tree):
                result = "STALE: its text is not in the module once"
            else:
                result = "noticed" if is_noticed(mutation, tree) else "NOT NOTICED"
        failures += result != "noticed"
        print(f"{mutation.name}: {result}", flush=True)
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
