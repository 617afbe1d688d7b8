"""Paths below one directory that are distinct on every file system."""

from __future__ import annotations

from wparchive.storage.names import collision_key


class PathAllocator:
    """Finds free paths that do not clash on any file system, even if it ignores letter case.

    No two paths name the same file, and no path names a file where another needs a directory.
    """

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._file_numbers: dict[str, int] = {}
        self._folder_numbers: dict[str, int] = {}

    def take(self, path: str) -> str:
        """Reserve a path, changed if it is not free, and return it.

        Args:
            path: Components that are safe names, with slashes between them.
        """
        *folders, name = path.split("/")
        above = ""
        for folder in folders:
            above += _free(above, folder, self._folder_numbers, self._files) + "/"
            self._folders.add(collision_key(above[:-1]))
        name = _free(above, name, self._file_numbers, self._files, self._folders)
        self._files.add(collision_key(above + name))
        return above + name

    def is_free(self, path: str) -> bool:
        """Check whether `take` would return a path unchanged."""
        key = collision_key(path)
        parts = key.split("/")
        above = ("/".join(parts[:number]) for number in range(1, len(parts)))
        return (
            key not in self._files
            and key not in self._folders
            and not any(folder in self._files for folder in above)
        )


def _free(above: str, name: str, numbers: dict[str, int], *taken: set[str]) -> str:
    """Return a free name; `numbers` remembers the last number that was tried for each name."""
    stem, dot, extension = name.rpartition(".")
    if not stem:
        stem, dot, extension = name, "", ""
    key = collision_key(above + name)
    number = numbers.get(key, 1)
    found = f"{stem}-{number}{dot}{extension}" if number > 1 else name
    while any(collision_key(above + found) in keys for keys in taken):
        number += 1
        found = f"{stem}-{number}{dot}{extension}"
    if number > 1:
        numbers[key] = number
    return found
