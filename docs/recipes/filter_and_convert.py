"""Convert the posts of one category to Hugo, with secure links to one's own pictures.

Usage: python filter_and_convert.py EXPORT OUT CATEGORY
"""

import sys

import wparchive


class Selection:
    """Keeps the pages, and the posts of one category; a class, so that processes can copy it."""

    def __init__(self, category: str) -> None:
        self.category = category

    def __call__(self, post: wparchive.Post) -> wparchive.Post | None:
        """Return the post as it is to be converted; None to drop it."""
        categories = [term.name_text for term in post.terms if term.taxonomy == "category"]
        if post.type == "post" and self.category not in categories:
            return None
        if post.content:
            post.content = post.content.replace(
                'src="http://gartenblog.example/', 'src="https://gartenblog.example/'
            )
        return post


def main(export: str, out: str, category: str) -> int:
    """Convert, and print what the function dropped."""
    report = wparchive.convert(
        export, out, to=["markdown"], profile="hugo", transform=Selection(category)
    )
    counts = report.as_dict()["transform"]["dropped"]
    print(f"dropped: {counts['posts']} posts, {counts['comments']} comments")
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
