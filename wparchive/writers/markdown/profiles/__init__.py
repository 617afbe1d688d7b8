"""The profiles by name: one module for each site generator that Markdown is written for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast, get_args

from wparchive.errors import UsageError
from wparchive.options import ProfileName

if TYPE_CHECKING:
    from wparchive.writers.markdown.profiles.profile import Profile

NAMES = get_args(ProfileName)


def profile_of(name: str) -> Profile:
    """Return a profile by its name.

    Raises:
        UsageError: There is no profile of that name.
    """
    if name not in NAMES:
        raise UsageError(
            f"There is no profile {name!r}.", hint=f"The profiles are {', '.join(NAMES)}."
        )
    return cast("Profile", import_module(f"{__package__}.{name}").PROFILE)
