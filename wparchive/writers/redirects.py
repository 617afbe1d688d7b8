"""Redirects in the syntax of web servers and hosts: a file each below ``redirects/``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from wparchive import patterns
from wparchive.writers.stubs import stubs, unwritten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.formats.writers import Redirect


class Rules(Protocol):
    """The redirects of an output; can be iterated several times."""

    def __iter__(self) -> Iterator[Redirect]:
        """Iterate over them, in order."""
        ...

    def pages(self) -> Iterator[str]:
        """Yield the addresses of the output's own pages and files."""
        ...


_HEAD = "Written by wparchive: redirects from the blog's old addresses."
_MINOR = patterns.lazy(
    r"/(?:feed(?:/(?:atom|rss|rdf|rss2))?|embed|trackback|comment-page-\d++)\Z"
    r"|/index\.php(?:/|\Z)"
)
"""Addresses of which people have few links: feeds, frames, pages of comments."""
_CLOUDFLARE_STATIC = 2000
"""Static redirects that a ``_redirects`` of Cloudflare Pages may have."""
_NETLIFY = 10_000
"""Rules above which Netlify recommends other means (docs.netlify.com/routing/redirects)."""


def write_redirects(name: str, redirects: Rules) -> Iterator[tuple[str, str]]:
    """Yield the files for one server or host: path below OUT, and text.

    Args:
        name: One of `SERVERS`.
        redirects: Can be iterated several times.
    """
    for path, text in SERVERS[name](redirects):
        yield f"redirects/{path}", text


def without_answer(name: str, redirects: Rules) -> Iterator[Redirect]:
    """Yield the redirects of pages that a host which serves only files cannot answer."""
    return unwritten(redirects) if name in STUBS else iter(())


def _nginx(redirects: Rules) -> Iterator[tuple[str, str]]:
    """Write maps for the ``http`` block, and the directives for the ``server`` block.

    https://nginx.org/en/docs/http/ngx_http_map_module.html; ``$uri`` is decoded.
    """
    names = _arguments(redirects)
    yield "nginx/maps.conf", "".join(_nginx_maps(redirects, names))
    lines = [f"# {_HEAD}", "# Include it in the server block, and maps.conf in the http block."]
    for name in ["path", *(f"argument_{name}" for name in names)]:
        lines += [f"if ($wparchive_{name}) {{", f"    return 301 $wparchive_{name};", "}"]
    yield "nginx/server.conf", "\n".join(lines) + "\n"


def _nginx_maps(redirects: Rules, names: list[str]) -> Iterator[str]:
    yield f"# {_HEAD}\n# Include it in the http block, and server.conf in the server block.\n"
    yield "map_hash_max_size 1048576;\nmap_hash_bucket_size 1024;\n"
    yield 'map $uri $wparchive_stem {\n    default $uri;\n    / "";\n'
    yield '    "~^(?<wparchive_bare>.*[^/])/+$" $wparchive_bare;\n}\n'
    yield 'map $wparchive_stem $wparchive_path {\n    default "";\n'
    for path, argument, target in redirects:
        if argument is None:
            yield f"    {_quoted(path)} {_nginx_value(target)};\n"
    yield "}\n"
    for name in names:
        yield f'map "$wparchive_stem?$arg_{name}" $wparchive_argument_{name} {{\n    default "";\n'
        for path, argument, target in redirects:
            if argument is not None and argument[0] == name:
                # Maps compare without case.
                for value in {value.lower(): value for value in _values(argument[1])}.values():
                    yield f"    {_quoted(f'{path}?{value}')} {_nginx_value(target)};\n"
        yield "}\n"


def _nginx_value(target: str) -> str:
    # A "$" would begin a variable, and there is no escape for it.
    return _quoted(target.replace("$", "%24"))


def _apache(redirects: Rules) -> Iterator[tuple[str, str]]:
    """Write rules of ``mod_rewrite`` for the ``.htaccess`` of the document root.

    https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html; the path is decoded.
    """
    lines = [f"# {_HEAD}", "# Put this at the beginning of .htaccess in the document root.",
             "RewriteEngine On"]  # fmt: skip
    for path, argument, target in redirects:
        if argument is not None:
            forms = "|".join(re.escape(value) for value in _values(argument[1]))
            condition = f"(?:^|&){re.escape(argument[0])}=(?:{forms})(?:&|$)"
            lines.append(f'RewriteCond "%{{QUERY_STRING}}" {_quoted_pattern(condition)}')
        pattern = _quoted_pattern(f"^{re.escape(path.lstrip('/'))}/?$")
        lines.append(f"RewriteRule {pattern} {_apache_value(target)} [R=301,L,NE,QSD,NC]")
    yield "apache/htaccess", "\n".join(lines) + "\n"


def _quoted_pattern(pattern: str) -> str:
    # mod_rewrite ends a quoted argument at the next quote, whatever is before it.
    return '"' + pattern.replace('"', r"\x22") + '"'


def _apache_value(target: str) -> str:
    # Signs that refer to what a pattern found.
    return '"' + re.sub(r"([%$\\])", r"\\\1", target).replace('"', "%22") + '"'


def _caddy(redirects: Rules) -> Iterator[tuple[str, str]]:
    """Write a snippet for a site block (https://caddyserver.com/docs/caddyfile/directives/map)."""
    lines = [f"# {_HEAD}", "# Import it in the site block: import caddy/redirects.caddy"]
    lines.append("map {path} {wparchive_path} {")
    for path, argument, target in redirects:
        if argument is None:
            lines += [f"\t{_quoted(form)} {_quoted(target)}" for form in (path, f"{path}/")]
    lines += ['\tdefault ""', "}"]
    names = _arguments(redirects)
    for name in names:
        lines.append(f"map {{path}}?{{query.{name}}} {{wparchive_argument_{name}}} {{")
        for path, argument, target in redirects:
            if argument is not None and argument[0] == name:
                lines += [
                    f"\t{_quoted(f'{form}?{argument[1]}')} {_quoted(target)}"
                    for form in (path, f"{path}/")
                    if form
                ]
        lines += ['\tdefault ""', "}"]
    for name in ["path", *(f"argument_{name}" for name in names)]:
        lines.append(f'@wparchive_{name} expression `{{wparchive_{name}}} != ""`')
        lines.append(f"redir @wparchive_{name} {{wparchive_{name}}} permanent")
    yield "caddy/redirects.caddy", "\n".join(lines) + "\n"


def _netlify(redirects: Rules) -> Iterator[tuple[str, str]]:
    """Write ``_redirects`` of Netlify, where a slash at the end makes no difference.

    https://docs.netlify.com/routing/redirects/; rules are compared with decoded addresses.
    """
    lines = [f"# {_HEAD}"]
    for path, argument, target in _major_first(redirects):
        places = (_place(path), path or "/")
        if argument is None:
            rules = [f"{place} {target} 301" for place in places if _is_word(place)]
        else:
            values = (quote(argument[1], safe=""), argument[1])
            # The front page is there; without the mark it would be served.
            rules = [
                f"{place} {argument[0]}={value} {target} 301!"
                for place, value in zip(places, values, strict=True)
                if _is_word(place) and _is_word(value)
            ]
        lines += dict.fromkeys(rules)
    yield "netlify/_redirects", "\n".join(lines) + "\n"


def _cloudflare(redirects: Rules) -> Iterator[tuple[str, str]]:
    """Write ``_redirects`` of Cloudflare Pages, which ignores queries.

    https://developers.cloudflare.com/pages/configuration/redirects/
    """
    lines = _cloudflare_rules(redirects)
    head = [
        f"# {_HEAD}",
        "# Addresses with a query (/?p=4) are not here: the host ignores queries.",
    ]
    if len(lines) > _CLOUDFLARE_STATIC:
        head.append(f"# The host reads {_CLOUDFLARE_STATIC} rules; there are {len(lines)}.")
    yield "cloudflare/_redirects", "\n".join(head + lines) + "\n"


def _cloudflare_rules(redirects: Rules) -> list[str]:
    found = [(path, target) for path, argument, target in _major_first(redirects) if not argument]
    return [f"{_place(path)}{slash} {target} 301" for path, target in found for slash in ("", "/")]


def _major_first(redirects: Rules) -> list[Redirect]:
    """Sort redirects: addresses that people link to, then queries, then feeds and the like."""
    return sorted(
        redirects, key=lambda rule: (_MINOR.search(rule.path) is not None, bool(rule.argument))
    )


def beyond_limit(name: str, redirects: Rules) -> str:
    """Say which redirects a host does not read, as they are too many; empty if it reads all.

    Args:
        name: One of `SERVERS`.
        redirects: Can be iterated several times.
    """
    if name == "netlify" and (number := _count_lines(_netlify(redirects))) > _NETLIFY:
        return (
            f"Netlify advises against more than {_NETLIFY:,} rules; there are {number:,}."
            " If the deploy fails, remove lines from the end of the file."
        )
    if name != "cloudflare":
        return ""
    lines = _cloudflare_rules(redirects)
    if len(lines) <= _CLOUDFLARE_STATIC:
        return ""
    first = lines[_CLOUDFLARE_STATIC].partition(" ")[0]
    return (
        f"Cloudflare reads {_CLOUDFLARE_STATIC:,} rules; there are {len(lines):,}."
        f" Those from {first} on do not work."
    )


def _count_lines(files: Iterator[tuple[str, str]]) -> int:
    return sum(not line.startswith("#") for _, text in files for line in text.splitlines())


def _stubs(folder: str) -> Callable[[Rules], Iterator[tuple[str, str]]]:
    return lambda rules: ((f"{folder}/{file}", text) for file, text in stubs(rules))


def _json(redirects: Rules) -> Iterator[tuple[str, str]]:
    """Write a list, for other programs."""
    lines = [
        json.dumps(
            {"from": path or "/", "argument": argument, "to": target, "status": 301},
            ensure_ascii=False,
        )
        for path, argument, target in redirects
    ]
    yield "redirects.json", "[\n" + ",\n".join(lines) + "\n]\n"


def _arguments(redirects: Rules) -> list[str]:
    return list(dict.fromkeys(r.argument[0] for r in redirects if r.argument is not None))


def _values(value: str) -> list[str]:
    """Return the forms in which browsers may send a value."""
    upper = quote(value, safe="")
    lower = re.sub("%..", lambda match: match[0].lower(), upper)
    return list(dict.fromkeys((value, upper, lower)))


def _place(path: str) -> str:
    """Escape the characters of a path that have a meaning in ``_redirects`` files."""
    return quote(path or "/", safe="/@!$&'()+,;=~-._")


def _is_word(text: str) -> bool:
    """Check whether ``_redirects`` files read a text as one word, without a pattern."""
    return not re.search(r"\s|\*|/:", text)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


STUBS = {"hugo": "hugo/static", "jekyll": "jekyll"}
"""Generators whose hosts may serve files only, with the directory for these files."""
SERVERS: dict[str, Callable[[Rules], Iterator[tuple[str, str]]]] = {
    "nginx": _nginx,
    "apache": _apache,
    "netlify": _netlify,
    "caddy": _caddy,
    "cloudflare": _cloudflare,
    **{name: _stubs(folder) for name, folder in STUBS.items()},
    "json": _json,
}
