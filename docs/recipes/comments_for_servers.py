"""Write the comments of a blog for a comment server: Disqus, Isso or Remark42.

Usage: python comments_for_servers.py EXPORT OUT [NEW-ADDRESS]

All three import WordPress's own format. They know a discussion by the address of its page, so the
address of the new site is needed if it is another one, such as https://new.example. Only approved
comments are written, without e-mail and IP addresses.

Disqus:   upload the file at https://import.disqus.com
Isso:     isso -c isso.cfg import -t wordpress FILE
Remark42: remark42 import -p wordpress -f FILE -s SITE
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import wparchive


class Discussion:
    """Keeps posts with comments, at their addresses on the new site."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def __call__(self, post: wparchive.Post) -> wparchive.Post | None:
        """Return a post that has comments; None for others."""
        if not post.comments:
            return None
        if self.address and post.link:
            post.link = self.address + (urlsplit(post.link).path or "/")
        return post


def main(export: str, out: str, address: str = "") -> int:
    """Write the file and print its name."""
    report = wparchive.convert(
        export, out, to=["wxr"], edition="public", transform=Discussion(address)
    )
    print(report.output_counts["wxr"].comments.total(), "comments")
    print(*sorted(Path(out).glob("wxr/*.xml")))
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
