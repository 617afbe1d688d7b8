"""A server that answers with the bytes that a test wants, as slowly as it wants; on loopback only.

It is bounded in time and number of connections, so that no test hangs.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Script = bytes | Callable[["Asked"], bytes | Iterator[bytes | float]]

_SECONDS = 10.0
_CONNECTIONS = 500


class Asked:
    """A request.

    Attributes:
        path: With its query.
        headers: By small names.
        number: How many requests this path had before.
    """

    def __init__(self, head: bytes, seen: Counter[str]) -> None:
        line, *fields = head.decode("latin-1").split("\r\n")
        self.path = line.split(" ")[1] if line.count(" ") > 1 else line
        self.headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (field.partition(":") for field in fields)
        }
        self.number = seen[self.path]
        seen[self.path] += 1


def answer(
    body: bytes = b"", status: str = "200 OK", kind: str = "image/png", **headers: str
) -> bytes:
    """A sound answer; names of headers with ``_`` for ``-``."""
    fields = {
        "Content_Type": kind,
        "Content_Length": str(len(body)),
        "Connection": "close",
    } | headers
    lines = [f"HTTP/1.1 {status}", *(f"{n.replace('_', '-')}: {v}" for n, v in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def trickle(data: bytes, pause: float, step: int = 1) -> Iterator[bytes | float]:
    """Bytes in steps, with a pause in seconds after each."""
    for start in range(0, len(data), step):
        yield data[start : start + step]
        yield pause


class Hostile:
    """The server; a context manager.

    Args:
        scripts: By path what to answer: bytes, or what makes them of the request; numbers in
            what it makes are seconds to wait. Other paths are not found.

    Attributes:
        base: Its address, without a slash at the end.
        port: Its port.
        seen: How often each path was asked for.
        asked: All requests, in order.
        connections: How many there were, also without a request.
    """

    def __init__(self, scripts: dict[str, Script]) -> None:
        self._scripts = scripts
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.seen: Counter[str] = Counter()
        self.asked: list[Asked] = []
        self.connections = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._socket.close()
        with self._lock:
            for client in self._open:
                client.close()

    def _run(self) -> None:
        for _ in range(_CONNECTIONS):
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(client)
                self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        end = time.monotonic() + _SECONDS
        client.settimeout(_SECONDS)
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                if not (more := client.recv(1 << 16)):
                    return
                head += more
            with self._lock:
                asked = Asked(head.partition(b"\r\n\r\n")[0], self.seen)
                self.asked.append(asked)
            script = self._scripts.get(asked.path, answer(status="404 Not Found"))
            made = script if isinstance(script, bytes) else script(asked)
            for piece in [made] if isinstance(made, bytes) else made:
                if time.monotonic() > end:
                    return
                if isinstance(piece, float):
                    time.sleep(piece)
                else:
                    client.sendall(piece)
        except OSError:
            pass  # clients that leave are part of the game
        finally:
            with self._lock:
                self._open.discard(client)
            client.close()
