"""Count the posts and comments of each year with pandas.

Usage: python to_pandas.py EXPORT
"""

import sys

import pandas as pd

import wparchive


def main(export: str) -> None:
    """Print a table with a row for each year."""
    with wparchive.open(export) as archive:
        rows = [
            {
                "year": post.when.moment.year,
                "author": archive.byline(post),
                "words": len(post.text().split()),
                "comments": len(post.comments),
            }
            for post in archive.posts(type="post", public=True)
            if post.when
        ]
    frame = pd.DataFrame(rows)
    years = frame.groupby("year").agg(
        posts=("words", "size"), words=("words", "sum"), comments=("comments", "sum")
    )
    print(years)


if __name__ == "__main__":
    main(*sys.argv[1:])
