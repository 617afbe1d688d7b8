"""Reasons of downloads that failed: with the post that names the file, and none is lost."""

from wparchive.engine.download_misses import DownloadMisses
from wparchive.errors.notices import Code, Notice

A, B = "https://blog.example/a.png", "https://blog.example/b.png"


def test_a_notice_of_a_post_gets_the_reason_and_the_others_stay():
    unreadable = Notice(Code.MEDIA_UNREADABLE, "c.png: it is damaged.")
    missed = [Notice(Code.MEDIA_MISSING, f"{url}: status 404.") for url in (A, B)]
    misses = DownloadMisses([unreadable, *missed])
    assert misses.others == [unreadable]
    posts = [
        Notice(Code.MEDIA_MISSING, A, post_id=1),
        Notice(Code.MEDIA_MISSING, A, post_id=2),
        Notice(Code.MEDIA_MISSING, "https://blog.example/d.png", post_id=3),
        Notice(Code.TEXT_LOST, B, post_id=4),
    ]
    explained = misses.explain(posts)
    assert [notice.message for notice in explained] == [
        f"{A}: status 404.", f"{A}: status 404.", "https://blog.example/d.png", B,
    ]  # fmt: skip
    assert [notice.post_id for notice in explained] == [1, 2, 3, 4]
    assert misses.left() == [missed[1]]
