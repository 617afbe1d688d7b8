"""Connections that fail: the notice says why."""

import errno
import os
import socket
import ssl

import httpcore
import pytest

from wparchive.media.download import FetchPolicy, fetch, network


def test_a_host_that_refuses_connections_is_said_to(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/a.png"
    [notice] = fetch([(url, "a.png")], tmp_path, FetchPolicy(backoff=0.01, allow_private=True))
    assert notice.message.startswith(f"{url}: the robots.txt of its host cannot be read: ")
    assert "refused" in notice.message


def _expired():
    error = ssl.SSLCertVerificationError(1, "long text")
    error.verify_message = "certificate has expired"
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENETUNREACH, "no"), os.strerror(errno.ENETUNREACH)),
        (OSError("no number"), "outer"),
        (ssl.SSLError(1, "wrong version number"), "outer"),
        (_expired(), "its certificate is not valid (certificate has expired)"),
        (None, "outer"),
    ],
)
def test_the_cause_of_a_failure_is_named(error, reason):
    failure = httpcore.ConnectError("outer")
    failure.__cause__ = OSError("All connection attempts failed")
    failure.__cause__.__cause__ = error
    assert network._reason(failure) == reason
