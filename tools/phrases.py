"""Collects WordPress's own phrases in many languages into `wparchive/language/phrases/core.json`.

Usage: ``python tools/phrases.py DIRECTORY``, where DIRECTORY holds WordPress's language files
(``de_DE.mo`` and so on), as Debian's package ``wordpress-l10n`` has them below
``usr/share/wordpress/wp-content/languages``. The package needs no installing: ``apt-get download
wordpress-l10n``, then ``dpkg -x wordpress-l10n_*.deb .``

``themes.json`` beside it, with the phrases of the default themes and of Jetpack, is kept by hand.
"""

from __future__ import annotations

import gettext
import html
import json
import re
import sys
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).resolve().parents[1] / "wparchive/language/phrases/core.json"

# Kinds of `wparchive.language.phrases.PhraseKind`, the English texts, and what their arguments are.
WANTED: Final = {
    "comments": {
        "One Response to %2$s": ("n", "title"), "Comments on &#8220;%s&#8221;": ("title",),
    },
    "count": {"% Comments": ("n",), "1 Comment": ()},
    "comments-bare": {"Comments": (), "noun\x04Comment": ()},
    "no-comments": {"No Comments": (), "Comments Off": (), "No comments yet.": ()},
    "says": {
        '<cite class="fn">%s</cite> <span class="says">says:</span>': ("author",),
        '%s <span class="says">says:</span>': ("author",),
    },
    "pingback": {"Pingback:": (), "Pingback": ()},
    "trackback": {"Trackback": ()},
    "reply": {"Reply": (), "Log in to Reply": ()},
    "respond": {
        "Leave a Reply": (), "Leave a Comment": (), "Leave a comment": (), "Your Comment": (),
        "Leave a Reply to %s": ("author",), "Log in to leave a Comment": (),
    },
    "cancel-reply": {"Click here to cancel reply.": (), "Cancel reply": ()},
    "awaiting": {"Your comment is awaiting moderation.": ()},
    "closed": {
        "Comments are closed.": (), "Sorry, the comment form is closed at this time.": (),
        "Sorry, comments are closed for this item.": (),
    },
    "edit": {"Edit": (), "(Edit)": (), "Edit This": ()},
    "comment-pages": {"&laquo; Older Comments": (), "Newer Comments &raquo;": ()},
    "date": {"%1$s at %2$s": ("date", "time")},
    "categories": {"Categories": (), "Categories:": ()},
    "tags": {"Tags": (), "Tags: ": (), "Tags:": ()},
    "pages": {"Pages:": ()},
    "protected": {"Protected: %s": ("title",)},
    "private": {"Private: %s": ("title",)},
    "more": {"(more...)": (), "(more&hellip;)": (), "Read more...": ()},
    "navigation": {
        "&laquo; Previous": (), "Next &raquo;": (), "Previous Post": (), "Next Post": (),
        "&laquo; Previous Page": (), "Next Page &raquo;": (), "Previous page": (), "Next page": (),
        "Home": (), "Menu": (), "Navigation Menu": (), "Skip to toolbar": (),
    },
    "widget": {
        "Recent Comments": (), "Recent Posts": (), "Archives": (), "Pages": (), "Tag Cloud": (),
        "Blogroll": (), "Meta": (), "Calendar": (), "Links": (), "Popular Tags": (), "Log in": (),
        "Log In": (), "Log out": (), "Register": (), "Site Admin": (), "Comments (RSS)": (),
        "Entries (RSS)": (), 'Comments <abbr title="Really Simple Syndication">RSS</abbr>': (),
        'Entries <abbr title="Really Simple Syndication">RSS</abbr>': (), "WordPress.org": (),
        "RSS": (), "Comments Feed": (), "Search": (), "Search for:": (), "label\x04Search for:": (),
        "placeholder\x04Search &hellip;": (), "Link Categories": (), "All Categories": (),
    },
    "form": {
        "Name": (), "Email": (), "Website": (), "(required)": (), "noun\x04Comment": (),
        "Required fields are marked %s": ("mark",), "Your email address will not be published.": (),
        "Mail (will not be published)": (), "Submit Comment": (), "Post Comment": (),
        'Logged in as <a href="%1$s">%2$s</a>.': ("link", "author"),
        'You must be <a href="%s">logged in</a> to post a comment.': ("link",),
        'You may use these <abbr title="HyperText Markup Language">HTML</abbr> tags and'
        " attributes: %s": ("mark",),
        "<strong>XHTML:</strong> You can use these tags: <code>%s</code>": ("mark",),
        '<abbr title="Really Simple Syndication">RSS</abbr> feed for comments on this post.': (),
    },
    "powered": {
        "Powered by WordPress": (), "%1$s is proudly powered by %2$s": ("mark", "link"),
        "Powered by WordPress, state-of-the-art semantic personal publishing platform.": (),
    },
}  # fmt: skip
_TAG: Final = re.compile(r"<[^>]*>")
_ARGUMENT: Final = re.compile(r"%(?:(\d)\$)?s|%(?![\w$])")


def main(directory: Path) -> None:
    """Read all language files and write the table."""
    table: dict[str, dict[str, list[str]]] = {}
    for path in sorted(directory.glob("[a-z]*.mo")):
        if path.stem.startswith(("admin-", "continents-")):
            continue
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        kinds = table.setdefault(path.stem.partition("_")[0], {})
        for kind, wanted in WANTED.items():
            found = kinds.setdefault(kind, [])
            for text, arguments in wanted.items():
                found.extend(_translations(catalog, text, arguments))
    own = {kind: _templates(wanted) for kind, wanted in WANTED.items()}
    table["en"] = own | {"comments": ["{n} Response to {title}", *own["comments"]]}
    tidy = {
        language: {kind: texts for kind in kinds if (texts := _tidy(language, kinds, kind, own))}
        for language, kinds in sorted(table.items())
    }
    TARGET.write_text(written(tidy), encoding="utf-8")


def written(table: dict[str, dict[str, list[str]]]) -> str:
    """Encode a table as JSON with a line for each language and kind."""
    languages = []
    for language, kinds in sorted(table.items()):
        lines = [f" {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in kinds.items()]
        languages.append(f"{json.dumps(language)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(languages) + "\n}\n"


def _translations(catalog: dict[object, str], text: str, arguments: tuple[str, ...]) -> list[str]:
    """Return the translations of a text, one for each plural form."""
    forms = [catalog.get(text), *(catalog.get((text, number)) for number in range(6))]
    return [_template(form, arguments) for form in forms if form]


def _templates(wanted: dict[str, tuple[str, ...]]) -> list[str]:
    return [_template(text.rpartition("\x04")[2], names) for text, names in wanted.items()]


def _template(text: str, arguments: tuple[str, ...]) -> str:
    """Replace the places of gettext's printf in a text by named ones."""
    count = 0

    def name(match: re.Match[str]) -> str:
        nonlocal count
        index = int(match[1]) - 1 if match[1] else count
        count += 1
        return f"{{{arguments[index]}}}" if index < len(arguments) else match[0]

    plain = _TAG.sub(lambda m: "" if "{" not in m[0] else m[0], _ARGUMENT.sub(name, text))
    return " ".join(html.unescape(_TAG.sub("", plain)).split())


def _tidy(
    language: str, kinds: dict[str, list[str]], kind: str, own: dict[str, list[str]]
) -> list[str]:
    """Return the texts of a kind, each once, without untranslated ones."""
    texts = dict.fromkeys(text for text in kinds[kind] if text)
    return [text for text in texts if language == "en" or text not in own[kind]]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
