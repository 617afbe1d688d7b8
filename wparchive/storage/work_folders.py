"""Work folders: where an output grows until it is whole, out of sight, on the target's own disk.

A work folder is beside its target or, where nothing can be renamed from there into the target,
in it: such a target is a mount point, or its parent is not writable. The next run for the same
target finds the folder of a killed one by its name.
"""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from wparchive.errors import OutputError
from wparchive.storage import checkpoints, publishing
from wparchive.storage.directory_lock import DirectoryLock
from wparchive.storage.disk_errors import RefusedPathError, advice, writing
from wparchive.storage.fixity import MANIFEST, Digest, has_size, matches, sha256_of
from wparchive.storage.locks import BusyError, Claim, held, with_parents
from wparchive.storage.names import name_of
from wparchive.storage.replaceable import OUTPUT, check_replaceable, earlier_output, holds_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_LONGEST = 200


class WorkFolder:
    """A folder to build an output in, and the way to publish it; a context manager.

    What was not published by its end is removed, and so are parents that were made for it.

    Args:
        target: The output directory; it may exist, if it is empty.
        what: What it is, for people, if it is no output directory.
        overwrite: Whether it may hold files. Those that its manifest names are replaced; without
            a manifest, those that have the same paths as new ones. Files of others stay.
        update: Whether it may hold an earlier output, of which the files that do not change stay.

    Attributes:
        target: The directory, without symbolic links.
        new: Where the output grows.
        checkpoints: What stays in the work folder until a run publishes; None without `update`.
        is_published: Whether the output is in its place.
        left: The work folder, if it could not be removed after that; else None.

    Raises:
        OutputExistsError: `target` is a file or holds files.
        OutputError: Another run writes there, or nothing can be written or replaced there.
    """

    def __init__(
        self,
        target: Path,
        what: str = OUTPUT,
        *,
        overwrite: bool = False,
        update: bool = False,
    ) -> None:
        self.target = target = _resolved(target, what)
        self._what = what
        self._made: list[Path] = []
        self._claim: Claim | None = None
        self._lock: DirectoryLock | None = None
        self._old: frozenset[str] | None = frozenset()
        self.is_published = False
        self.left: Path | None = None
        self._kept = checkpoints.FOLDER if update else ""
        try:
            with writing(target, what):
                refuse_reserved(target, what)
                recover(target, keep=self._kept)
                self._look(overwrite=overwrite, update=update)
                with_parents(self._claim_folder)
                self._lock_target()
                # Until now another run may have written there.
                self._look(overwrite=overwrite, update=update)
                self.new = self._folder / publishing.NEW
                self.new.mkdir()
                folder = self._folder / checkpoints.FOLDER
                self.checkpoints = checkpoints.Checkpoints(folder) if update else None
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the work folder; it stays if a switch could neither be ended nor undone."""
        try:
            if self._claim is not None:
                _release(self._claim, self._kept)
                if self.is_published and os.path.lexists(self._folder / publishing.OLD):
                    self.left = self._folder
        finally:
            if self._lock is not None:
                self._lock.release()
            for folder in reversed(self._made):
                with suppress(OSError):  # what holds something stays
                    folder.rmdir()

    def drop_checkpoints(self) -> None:
        """Keep nothing for the next run: the disk needs the room, or refuses to be written."""
        self._kept = ""

    def check_free(self, path: str) -> None:
        """Refuse a path where the target has a file of others.

        Raises:
            OutputExistsError: It does.
        """
        if self._old is not None and path not in self._old and os.path.lexists(self.target / path):
            raise publishing.in_the_way(self.target, path)

    def publish(self, digests: Collection[Digest]) -> None:
        """Put the output in its place.

        Args:
            digests: Its files below `new`, but for the manifest.

        Raises:
            OutputError: It cannot be done; the target is as it was.
        """
        self._check_whole(digests)
        try:
            publishing.published.add(self.target)
            with writing(self.target, self._what):
                if not self.target.exists():
                    self.new.rename(self.target)
                else:
                    self._replace(digests)
        except BaseException:
            if publishing.is_untouched(self._folder):
                publishing.published.discard(self.target)
            raise
        self._kept = ""
        self.is_published = True

    def _check_whole(self, digests: Iterable[Digest]) -> None:
        """Refuse to publish what another program has removed, even a part of it.

        Raises:
            OutputError: It has.
        """
        assert self._claim is not None
        missing = None if self._claim.is_intact() else self._folder
        for digest in digests:
            if missing is None and not has_size(self.new / digest.path, digest.size):
                missing = self.new / digest.path
        if missing is not None:
            raise OutputError(
                f"{missing}, which wparchive was writing, was removed or changed during the run, so"
                f" the {self._what} {name_of(self.target)} is not written.",
                hint="Run wparchive again when no other program changes this directory.",
            )

    def _replace(self, digests: Collection[Digest]) -> None:
        paths = {MANIFEST, *(digest.path for digest in digests)}
        own = frozenset(paths) if self._old is None else self._old
        unchanged = self._unchanged(digests) if self.checkpoints is not None else frozenset()
        try:
            self._switch(own, unchanged, folders=True)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            # In a layer below, as in an image of a container, files move and folders do not.
            with self._naming_mounts():
                self._switch(own, unchanged, folders=False)

    @contextmanager
    def _naming_mounts(self) -> Iterator[None]:
        """Name the folder in an error of a move from one file system to another."""
        try:
            yield
        except OSError as error:
            moved = [Path(os.fsdecode(n)) for n in (error.filename, error.filename2) if n]
            found = next((p.parent for p in moved if p.is_relative_to(self.target)), None)
            if error.errno != errno.EXDEV or found is None:
                raise
            text = f"no file can be moved from or to {found}, because something is mounted there"
            hint = "Unmount it, or name another output directory."
            raise RefusedPathError(errno.EXDEV, text, found, hint) from error

    def _switch(self, own: Collection[str], unchanged: Collection[str], *, folders: bool) -> None:
        moves = publishing.plan(self.target, self.new, own, unchanged=unchanged, folders=folders)
        publishing.switch(self.target, self._folder, moves)

    def _unchanged(self, digests: Iterable[Digest]) -> frozenset[str]:
        """Return the files of the earlier output that are as the new output has them."""
        new = self.new / MANIFEST
        manifest = Digest(MANIFEST, new.stat().st_size, sha256_of(new))
        return frozenset(
            digest.path
            for digest in (manifest, *digests)
            if digest.path in (self._old or ()) and matches(self.target / digest.path, digest)
        )

    def _look(self, *, overwrite: bool, update: bool) -> None:
        """Refuse a target whose files may not or cannot be replaced, and note what it has."""
        self._old = frozenset()
        if holds_files(self.target, self._what, overwrite=overwrite, update=update):
            self._old = earlier_output(self.target)
            check_replaceable(self.target, self._old or ())

    def _make_parents(self) -> None:
        missing = [p for p in self.target.parents if not p.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            self._made.append(folder)

    @property
    def _folder(self) -> Path:
        assert self._claim is not None
        return self._claim.folder

    def _lock_target(self) -> None:
        try:
            self._lock = DirectoryLock(self.target)
        except BusyError as error:
            raise OutputError(
                f"Another run is writing to {name_of(self.target)}, by another name of it.",
                hint="Wait until the other run has ended, or name another output directory.",
            ) from error

    def _claim_folder(self) -> None:
        self._make_parents()
        beside, inside = places(self.target)
        try:
            self._claim = _claim(beside, self.target, self._kept)
            if self.target.exists():
                _try_rename(self._folder, inside)
        except OSError:
            if self._claim is not None:
                self._claim.release()
            if not self.target.exists():
                raise
            self._claim = _claim(inside, self.target, self._kept)


def _release(claim: Claim, keep: str) -> None:
    """End a claim; its folder stays if it holds a journal, or something to be kept."""
    if is_journal_in(claim.folder):
        claim.release(keep=True)
        return
    kept = bool(keep) and (claim.folder / keep).is_dir()
    if kept:
        with suppress(OSError):
            claim.clear(keep)
    claim.release(keep=kept)


def release_all() -> None:
    """End all claims of this process, which is about to end, as the owners of work folders do."""
    for claim in held():
        _release(claim, checkpoints.FOLDER)


def places(target: Path) -> tuple[Path, Path]:
    """Return the places for work folders of a target: beside the target, and inside.

    Args:
        target: Without symbolic links.
    """
    name = target.name
    if len(os.fsencode(name)) > _LONGEST:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return target.parent / f".{name}{publishing.INSIDE}", target / publishing.INSIDE


def refuse_reserved(target: Path, what: str) -> None:
    """Refuse a target that is a work folder by its name, or is in one: runs clear such folders.

    Args:
        target: Without symbolic links.
        what: What it is, for people.

    Raises:
        OutputError: It is.
    """
    if name := next(filter(is_work_folder, target.parts), ""):
        raise OutputError(
            f"The {what} cannot be {target}: wparchive deletes directories named like {name}.",
            hint="Choose another name.",
        )


def is_work_folder(name: str) -> bool:
    """Check whether a file or folder of that name is a work folder."""
    return name.startswith(".") and name.endswith(publishing.INSIDE)


def recover(target: Path, *, keep: str = "") -> None:
    """Restore a target whose files a killed run was replacing, and remove its work folders.

    Args:
        target: Without symbolic links.
        keep: The name of a folder in the work folder that stays; empty for none.

    Raises:
        OutputError: Another run is writing there.
        OSError: The folders cannot be removed.
    """
    for folder in places(target):
        if os.path.lexists(folder):
            _release(_claim(folder, target, keep), keep)


def is_cut_short(target: Path) -> bool:
    """Check whether a run was killed, or is at work, while it replaced a target's files.

    Args:
        target: Without symbolic links.
    """
    return any(is_journal_in(folder) for folder in places(target))


def is_journal_in(folder: Path) -> bool:
    """Check for a journal in a work folder; False if it is another user's and unreadable."""
    return os.path.exists(folder / publishing.JOURNAL)  # noqa: PTH110 - Path.exists raises then


def _claim(folder: Path, target: Path, keep: str) -> Claim:
    """Claim a work folder, and clear the remains of a killed run but for what is to be kept."""
    try:
        claim = Claim(folder)
    except RefusedPathError:
        raise
    except OSError as error:
        if not os.path.lexists(folder):
            raise
        raise _unusable(folder, "cannot be used", error) from error
    except BusyError as error:
        raise OutputError(
            f"Another run is writing to {name_of(target)}; it uses {folder}.",
            hint="Wait until the other run has ended, or name another output directory. If no other"
            " run is active, remove that directory.",
        ) from error
    try:
        publishing.undo(target, folder)
        _clear(claim, keep)
    except BaseException:
        _release(claim, keep)
        raise
    return claim


def _clear(claim: Claim, keep: str) -> None:
    try:
        claim.clear(keep)
    except OSError as error:
        path = Path(error.filename or claim.folder)
        raise _unusable(claim.folder, "cannot be removed", error, path) from error


def _unusable(
    folder: Path, what: str, error: OSError, path: Path | None = None
) -> RefusedPathError:
    """Describe a work folder of an earlier run that is in the way, or a path in it."""
    text = f"{path or folder}, which an earlier run has left, {what}: {error.strerror}"
    hint = advice(error) or f"Remove {folder}: it has no complete output."
    return RefusedPathError(error.errno or errno.EIO, text, path or folder, hint)


def _try_rename(work: Path, place: Path) -> None:
    """Move an empty folder to a place and back: nothing else detects all kinds of mounts."""
    trial = work / "trial"
    trial.mkdir()
    try:
        trial.rename(place)
        place.rename(trial)
    finally:
        with suppress(OSError):  # it is not there, unless a signal came
            place.rmdir()
    trial.rmdir()


def _resolved(target: Path, what: str) -> Path:
    try:
        return target.resolve()
    except RuntimeError as error:
        raise OutputError(f"The {what} {name_of(target)} is a link to itself.") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            text = f"The {what} {name_of(target)} is a link to itself."
        else:
            text = f"The {what} {target.name} cannot be reached: {error.strerror}."
        raise OutputError(text) from error
