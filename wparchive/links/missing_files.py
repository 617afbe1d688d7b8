"""The messages of notices about missing files: an address, and the reason if it is known."""

from __future__ import annotations

_END = ": "
_ENCODED_END = ":%20"


def missing_message(address: str, reason: str = "") -> str:
    """Return the message of a notice about a missing file.

    Args:
        address: The address. It keeps no colon with a space behind it, which ends an address.
        reason: Why the file is missing, without a full stop; empty if unknown.
    """
    address = address.replace(_END, _ENCODED_END)
    return f"{address}{_END}{reason}." if reason else address


def split_message(message: str) -> tuple[str, str]:
    """Return the address and the reason of `missing_message`; the reason is empty if unknown."""
    address, _, reason = message.partition(_END)
    return address, reason
