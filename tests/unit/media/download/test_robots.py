"""The rules of hosts for programs: RFC 9309, and servers that fail to send them."""

from __future__ import annotations

import pytest

from tests.hostile import Hostile, answer
from wparchive.media.download import FetchPolicy, fetch
from wparchive.media.download.robots import with_few_agents

DATA = b"\x89PNG\r\n\x1a\n\0picture"


def missed(tmp_path, scripts, *paths, **policy):
    """The paths that were not had, with their reasons; and how often robots.txt was asked for."""
    with Hostile({path: answer(DATA) for path in paths} | scripts) as server:
        wanted = [(server.base + path, f"{number}.png") for number, path in enumerate(paths)]
        limits = FetchPolicy(
            agent="wparchive/1", backoff=0.01, timeout=0.5, allow_private=True, **policy
        )
        notices = fetch(wanted, tmp_path, limits)
        messages = [notice.message.removeprefix(server.base) for notice in notices]
        return dict(message.split(": ", 1) for message in messages), server.seen["/robots.txt"]


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /wp-content/\nAllow: /wp-content/uploads/", "/wp-content/uploads/a.png", True),
        ("Allow: /wp-content/uploads/\nDisallow: /wp-content/", "/wp-content/uploads/a.png", True),
        ("Allow: /\nDisallow: /wp-content/", "/wp-content/uploads/a.png", False),
        ("Disallow: /u\nAllow: /u", "/u/a.png", True),  # of two as long, the one that allows
        ("Disallow: /*.png$", "/u/a.png", False),
        ("Disallow: /*.png$", "/u/a.png?w=3", True),
        ("Disallow: /*.gif", "/u/a.png", True),
        ("Disallow: /*/private/*.png", "/u/private/a.png", False),
        ("Disallow: /u/*?w=", "/u/a.png?w=3", False),
        ("Disallow: /%75/", "/u/a.png", False),
        ("Disallow: /", "/robots.txt.png", False),
        ("Disallow:", "/u/a.png", True),
        ("Disallow: /\n\nUser-agent: WPArchive\nAllow: /", "/u/a.png", True),
        ("Allow: /\n\nUser-agent: other\nUser-agent: wparchive\nDisallow: /", "/u/a.png", False),
        ("Disallow: /x # all\nDisallow: /u # this", "/u/a.png", False),
        ("Disallow: /" + "*a" * 5000 + "b", "/" + "a" * 3000 + ".png", True),
    ],
)
def test_the_longest_rule_counts(tmp_path, rules, path, allowed):
    text = answer(f"User-agent: *\n{rules}\n".encode(), kind="text/plain")
    found, _ = missed(tmp_path, {"/robots.txt": text}, path)
    assert found == ({} if allowed else {path: "the robots.txt of its host forbids it."})


FAILURES = {
    "connection": b"",
    "half an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent",
    "busy": answer(status="503 Busy"),
    "too many": answer(status="429 Slow down", Retry_After="0"),
    "internal": answer(status="520 Unknown"),
}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("times", [1, 3, 4])
def test_rules_that_fail_to_come_are_asked_for_again(tmp_path, failure, times):
    def script(asked):
        return FAILURES[failure] if asked.number < times else answer(kind="text/plain")

    paths = [f"/{number}.png" for number in range(3)]
    found, asked = missed(tmp_path, {"/robots.txt": script}, *paths)
    why = "the robots.txt of its host cannot be read."
    assert found == ({} if times < 4 else dict.fromkeys(paths, why))
    assert asked == min(times + 1, 4)


def test_a_host_that_asks_to_wait_too_long_for_its_rules_is_left(tmp_path):
    busy = answer(status="503 Busy", Retry_After="86400")
    found, asked = missed(tmp_path, {"/robots.txt": busy}, "/a.png", "/b.png")
    assert (len(found), asked) == (2, 1)


@pytest.mark.parametrize("last", ["*", "wparchive"])
def test_a_name_after_very_many_counts(tmp_path, last):
    agents = "".join(f"User-agent: a{n}\n" for n in range(500))
    rules = f"{agents}User-agent: {last}\nDisallow: /u/\n".encode()
    scripts = {"/robots.txt": answer(rules, Content_Type="text/plain")}
    missing, _ = missed(tmp_path, scripts, "/u/a.png", "/b.png")
    assert missing == {"/u/a.png": "the robots.txt of its host forbids it."}


def test_very_many_agents_cost_no_more_than_their_lines():
    """A parser that gives each agent of a group its rules has agents times rules of them."""
    agents = "".join(f"User-agent: a{n}\n" for n in range(4_000))
    kept = with_few_agents(f"{agents}user-AGENT : wparchive # us\nDisallow: /x\n", "wparchive/1")
    assert kept.lower().count("user-agent") == 101
    assert kept.endswith("wparchive # us\nDisallow: /x")
    few = "User-agent: a\n\nUser-agent: b\nDisallow: /\n" * 300
    assert with_few_agents(few, "wparchive/1") == few.rstrip("\n")
