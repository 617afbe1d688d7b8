"""Times what links cost: how much index and resolution add to a conversion of posts full of links.

    python benchmarks/links.py 100000

Each post has ten links: to other posts by permalink and id, to images, terms and other sites.
Figures are ratios of one run on one machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Blog</title><link>https://blog.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://blog.example</wp:base_blog_url>
"""
SENTENCE = "<p>Some words about the weather, the garden and <em>what it needs</em> in spring, "
# Convert, and take the CPU time of index and resolution within that of the whole: both from one
# run, so that what else the machine does weighs on both.
MEASURED = """
import resource, sys, time
from wparchive.links import LinkIndex, Resolver
spent = [0.0]
def timed(method):
    def call(*given, **more):
        start = time.thread_time()
        try:
            return method(*given, **more)
        finally:
            spent[0] += time.thread_time() - start
    return call
for owner, names in ((LinkIndex, ("add", "seal")), (Resolver, ("base", "resolve"))):
    for name in names:
        setattr(owner, name, timed(getattr(owner, name)))
from wparchive.api import convert
start = time.process_time()
convert(sys.argv[1], sys.argv[2], to=sys.argv[3].split(","), overwrite=True, jobs=1)
whole = time.process_time() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
share = spent[0] / (whole - spent[0])
print(f"{sys.argv[3]}: {whole:.1f} s of CPU, links {share:+.1%}, {peak:.0f} MB", flush=True)
"""


def main() -> None:
    """Time it."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "links.xml"
        with path.open("w", encoding="utf-8") as file:
            write(file, number)
        print(f"{number} posts, {10 * number} links, {path.stat().st_size / 1e6:.0f} MB")
        for formats in ("json", "markdown,json"):
            subprocess.run(
                [sys.executable, "-c", MEASURED, str(path), f"{folder}/out", formats], check=True
            )


def write(file: IO[str], number: int) -> None:
    """Write the export."""
    file.write(HEAD)
    for post in range(1, number + 1):
        links = [address(post, place, number) for place in range(10)]
        body = "\n".join(f'{SENTENCE}<a href="{url}">more</a>.</p>' for url in links)
        file.write(
            f"<item><title>Post {post}</title><link>{permalink(post)}</link>"
            f'<guid isPermaLink="false">https://blog.example/?p={post}</guid>'
            f"<content:encoded><![CDATA[{body}]]></content:encoded>"
            f"<wp:post_id>{post}</wp:post_id><wp:post_date>2015-06-01 10:00:00</wp:post_date>"
            f"<wp:post_name>post-{post}</wp:post_name><wp:status>publish</wp:status>"
            f"<wp:post_type>post</wp:post_type></item>\n"
        )
    file.write("</channel></rss>\n")


def permalink(post: int) -> str:
    """Return a post's address."""
    return f"https://blog.example/2015/06/post-{post}/"


def address(post: int, place: int, number: int) -> str:
    """Return a link of a post, of one kind or another."""
    other = (post * 7919 + place * 104729) % number + 1
    forms = [
        permalink(other),
        f"/2015/06/post-{other}/",
        f"https://blog.example/?p={other}",
        f"http://www.blog.example/2015/06/post-{other}#comments",
        f"https://blog.example/2015/06/post-{other}/feed/",
        f"/wp-content/uploads/2015/06/image-{other}-300x200.jpg",
        f"https://other-{other % 1000}.example/page/{other}",
        f"https://other.example/{other}?a=b",
        f"https://blog.example/missing-{other}/",
        "https://blog.example/2015/06/",
    ]
    return forms[place]


if __name__ == "__main__":
    main()
