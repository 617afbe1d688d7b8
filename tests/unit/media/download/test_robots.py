"""The rules of hosts for programs: RFC 9309, and servers that fail to send them."""

from __future__ import annotations

import asyncio
import tracemalloc
from contextlib import ExitStack

import httpx
import pytest
from protego import Protego

from tests.hostile import Hostile, answer
from wparchive.media.download import FetchPolicy, fetch, robots
from wparchive.media.download.policy import DownloadError
from wparchive.media.download.robots import with_few_agents

DATA = b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82"


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


@pytest.mark.parametrize(
    ("between", "rule"),
    [
        ("Crawl-delay: 5", "Disallow: /u/"),
        ("crawl delay 5", "disallow /u/"),
        ("Request-rate: 1/5\nVisit-time: 0100-0200", "Disallow: /u/"),
        ("Noindex: /x\nSitemap: https://x.example/s.xml", " DISALLOW : /u/"),
        ("Clean-param: a /\n\nHost: x.example", "Dissallow: /u/"),
        ("Content-Signal: search=yes", "Disallow: /u/"),
    ],
)
@pytest.mark.parametrize("agent", ["*", "wparchive"])
def test_other_lines_do_not_part_the_agents_of_a_group(tmp_path, agent, between, rule):
    text = f"User-agent: {agent}\n{between}\nUser-agent: other\n{between}\n{rule}\nAllow: /u/b\n"
    found, _ = missed(tmp_path, {"/robots.txt": answer(text.encode())}, "/u/a.png", "/u/b.png")
    assert found == {"/u/a.png": "the robots.txt of its host forbids it."}


def test_an_empty_rule_parts_groups(tmp_path):
    text = b"User-agent: *\nDisallow:\nUser-agent: other\nDisallow: /u/\n"
    assert missed(tmp_path, {"/robots.txt": answer(text)}, "/u/a.png")[0] == {}


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (answer(b"x", Content_Encoding="odd"), "its encoding 'odd' is unknown"),
        (answer(status="302 Found", Location="ftp://x.example/"), "is not a web address"),
        (answer(status="301 Moved", Location=""), "it redirects without a target"),
        (answer(status="302 Found", Location="http://x.invalid/"), "x.invalid does not exist"),
    ],
)
def test_rules_that_cannot_be_read_are_named(tmp_path, rules, why):
    found, _ = missed(tmp_path, {"/robots.txt": rules}, "/u/a.png", "/u/b.png")
    for path in ("/u/a.png", "/u/b.png"):
        assert found[path].startswith("the robots.txt of its host cannot be read: ")
        assert why in found[path]


@pytest.mark.parametrize("status", ["300 Multiple", "304 Not Modified", "305 Proxy"])
def test_no_redirect_is_no_file_and_brings_no_rules(tmp_path, status):
    scripts = {"/robots.txt": answer(status=status), "/a.png": answer(status=status)}
    found, asked = missed(tmp_path, scripts, "/a.png", "/b.png")
    assert found == {"/a.png": f"status {status[:3]}."}
    assert asked == 1


FAILURES = {
    "Server disconnected": b"",
    "peer closed": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent",
    "status 503": answer(status="503 Busy"),
    "status 429": answer(status="429 Slow down", Retry_After="0"),
    "status 520": answer(status="520 Unknown"),
}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("times", [1, 3, 4])
def test_rules_that_fail_to_come_are_asked_for_again(tmp_path, failure, times):
    def script(asked):
        return FAILURES[failure] if asked.number < times else answer(kind="text/plain")

    paths = [f"/{number}.png" for number in range(3)]
    found, asked = missed(tmp_path, {"/robots.txt": script}, *paths)
    why = f"the robots.txt of its host cannot be read: {failure}"
    shown = {path: reason[: len(why)] for path, reason in found.items()}
    assert shown == ({} if times < 4 else dict.fromkeys(paths, why))
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


SPELLINGS = {
    "as usual": "User-agent: {}\n",
    "without a colon": "User-agent {}\n",
    "in two words": "USER AGENT {}\n",
    "in one word": "useragent : {} # it\n",
    "with a star": "User-agent: {}*\n",
    "with comments between": "User-agent: {}\n# another\n",
    "with unknown lines between": "User-agent: {}\nanother\n",
    "with site-wide lines between": "User-agent: {}\nSitemap: https://x.example/\n",
    "with blank lines between": "User-agent: {}\n\n",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_very_many_agents_cost_no_more_than_their_lines(spelling):
    """A parser that gives each agent of a group its rules has agents times rules of them."""
    agents = "".join(SPELLINGS[spelling].format(f"a{n}") for n in range(300))
    rules = "".join(f"Disallow: /{n}\n" for n in range(3_000))
    tracemalloc.start()
    try:
        found = Protego.parse(with_few_agents(agents + rules, "wparchive/1"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000
    assert found.can_fetch("https://x.example/1", "wparchive/1")


@pytest.mark.parametrize("name", ["wparchive", "WPArchive/1", "wp", "*"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_our_rules_are_those_that_the_parser_finds(spelling, name):
    others = "".join(SPELLINGS[spelling].format(f"a{n}") for n in range(3))
    own = SPELLINGS[spelling].format(name).replace("**", "*")
    text = f"{others}Allow: /1\n{others}{own}Disallow: /2\n"
    text += f"{others}Disallow: /1\n"
    for rules in (text, with_few_agents(text, "wparchive/1")):
        found = Protego.parse(rules)
        fetched = [found.can_fetch(f"https://x.example/{n}", "wparchive/1") for n in (1, 2)]
        assert fetched == [True, False]


def test_rules_of_very_many_hosts_take_little_memory(tmp_path, monkeypatch):
    """Each host may send half a megabyte of rules, and redirect to hosts that do."""
    monkeypatch.setattr(robots, "_KEPT", 25_000)
    rules = answer(b"User-agent: *\nDisallow: /private\n" + b"Allow: /12345\n" * 700)
    scripts = {"/robots.txt": rules, "/a.png": answer(DATA), "/private.png": answer(DATA)}
    with ExitStack() as stack:
        servers = [stack.enter_context(Hostile(scripts)) for _ in range(4)]

        async def sizes() -> list[int]:
            found = []
            async with httpx.AsyncClient() as asking:
                known = robots.Robots(asking, FetchPolicy(agent="wparchive/1"))
                for server in (*servers, servers[0]):
                    await known.check(httpx.URL(f"{server.base}/a.png"))
                    with pytest.raises(DownloadError, match="forbids"):
                        await known.check(httpx.URL(f"{server.base}/private.png"))
                    found.append(len(known._rules))
            return found

        assert asyncio.run(sizes()) == [1, 2, 2, 2, 2]
        assert [server.seen["/robots.txt"] for server in servers] == [2, 1, 1, 1]
