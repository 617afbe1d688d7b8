"""Messages about missing files: the address is told from the reason, whatever signs it has."""

import pytest

from wparchive.links import missing_message, split_message


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://blog.example/a.png", "https://blog.example/a.png"),
        ("https://blog.example/a: b: c.png", "https://blog.example/a:%20b:%20c.png"),
        ("https://blog.example/a b.png", "https://blog.example/a b.png"),
        ("pic: 1.png", "pic:%201.png"),
    ],
)
@pytest.mark.parametrize("reason", ["status 404", "no connection: refused", ""])
def test_address_and_reason_come_back(address, written, reason):
    message = missing_message(address, reason)
    assert split_message(message) == (written, f"{reason}." if reason else "")
