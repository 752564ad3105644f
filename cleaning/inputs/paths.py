"""From the paths, folders and patterns a user gives to files, each once, in a fixed order."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cleaning.document import Failure
from cleaning.inputs.problems import failure

STDIN = "-"
_PATTERN = re.compile(r"[*?\[]")
_SPECIAL = (
    (stat.S_ISFIFO, "a pipe (give it as standard input: -)"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class Found(NamedTuple):
    """A file to read: ``path`` opens it, ``shown`` is what becomes ``source_path``.

    ``named``: the user gave it, by its name or a pattern, and not only a folder it lies in.
    """

    path: str
    shown: str
    named: bool = True


def size_of(found: Found) -> int:
    """Return the bytes of a file on the disk, 0 for standard input and for what can't be looked at."""
    try:
        return 0 if found.path == STDIN else Path(found.path).stat().st_size
    except OSError:
        return 0


def expand(sources: Sequence[str]) -> Iterator[Found | Failure]:
    """Yield the files of all sources in the order given, folders and patterns sorted.

    Folders are walked to the bottom; hidden files and folders, and folders that are symbolic links,
    are left out (links may loop) unless named. A file is yielded once however often it is covered,
    told by its absolute path. What cannot be read is one Failure each.
    """
    seen = _Seen(sources)
    for source in sources:
        if source == STDIN:
            yield from seen.once([Found(STDIN, STDIN)])
        elif source and _is_there(source):
            yield from _existing(os.path.normpath(source), seen)
        elif _PATTERN.search(source):
            yield from _matches(source, seen)
        else:
            yield failure(_shown(source), "no_such_file", "no such file or folder")


def absent(sources: Sequence[str]) -> list[str]:
    """Return those of ``sources`` that name nothing: neither a file, a folder or a link, nor a match."""
    return [source for source in sources if source != STDIN and not _names_something(source)]


def _names_something(source: str) -> bool:
    if source and _is_there(source):
        return True
    return bool(_PATTERN.search(source)) and any(True for _ in chain(_glob(source), _closed(source)))


def _is_there(path: str) -> bool:
    """Whether a file, folder or link has this name, or may have it in a folder closed to us."""
    try:
        os.lstat(path)
    except PermissionError:
        return not _PATTERN.search(path)
    except (OSError, ValueError):
        return False
    return True


def _is_folder(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except OSError:  # it lies in a folder closed to us
        return False


class _Seen:
    """Remembers what was yielded: files that were named, folders as a whole (so memory stays small).

    A file that is named stays so where a folder named before it holds it.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self._named = frozenset(map(_absolute, sources))
        self._files: set[str] = set()
        self._folders: list[str] = []

    def once(
        self, found: Iterable[Found | Failure], *, folder: str | None = None
    ) -> Iterator[Found | Failure]:
        """Yield what was not yielded before. ``folder`` is where all of it lies."""
        for one in found:
            if isinstance(one, Failure):
                yield one
                continue
            path = _absolute(one.path)
            if path in self._files or any(_covers(root, path) for root in self._folders):
                continue
            if folder is None:
                self._files.add(path)
            yield one._replace(named=one.named or path in self._named)
        if folder is not None:
            self._folders.append(_absolute(folder))


def _absolute(path: str) -> str:
    return path if path == STDIN else os.path.abspath(path)  # noqa: PTH100  # resolve() follows links


def _covers(root: str, path: str) -> bool:
    """Whether the walk of ``root`` came by ``path``: neither hidden nor behind a link."""
    if not path.startswith(root.rstrip(os.sep) + os.sep):
        return False
    parts = Path(path).relative_to(root).parts
    if any(part.startswith(".") for part in parts):
        return False
    return not any(Path(root, *parts[:depth]).is_symlink() for depth in range(1, len(parts)))


def _existing(path: str, seen: _Seen) -> Iterator[Found | Failure]:
    """A file or folder that was named."""
    if _is_folder(path):
        return seen.once(_or_nothing(_walk(path), path, "the folder holds no files"), folder=path)
    return seen.once(_checked(path))


def _matches(pattern: str, seen: _Seen) -> Iterator[Found | Failure]:
    """What a pattern matches; folders it matches are walked."""
    walks = (_walk(match) if _is_folder(match) else _checked(match) for match in sorted(_glob(pattern)))
    files = (found for walk in walks for found in walk)
    return seen.once(_or_nothing(chain(_closed(pattern), files), pattern, "no file matches"))


def _or_nothing(found: Iterable[Found | Failure], source: str, message: str) -> Iterator[Found | Failure]:
    empty = True
    for one in found:
        empty = False
        yield one
    if empty:
        yield failure(_shown(source), "no_records", message)


def _glob(pattern: str) -> Iterator[str]:
    """Expand ``*``, ``?``, ``[]`` and ``**``, which does not follow links; dot files only if asked for."""
    base, wanted = _split(pattern)
    yield from map(str, _matching(base, wanted))


def _split(pattern: str) -> tuple[Path, list[str]]:
    """Return the folder in which a pattern begins to be one, and the parts of its path from there."""
    parts = Path(os.path.normpath(pattern)).parts
    fixed = next(index for index, part in enumerate(parts) if _PATTERN.search(part))
    return Path(*parts[:fixed]), [*parts[fixed:], *(["*"] if parts[-1] == "**" else [])]


def _matching(base: Path, wanted: Sequence[str]) -> Iterator[Path]:
    shows_hidden = any(part.startswith(".") for part in wanted)
    try:
        for match in base.glob("/".join(wanted)):
            relative = match.relative_to(base).parts
            if shows_hidden or not any(part.startswith(".") for part in relative):
                yield match
    except (ValueError, PermissionError):  # such as a**b: it matches nothing; or base is closed to us
        return


def _closed(pattern: str) -> Iterator[Failure]:
    """The folders on the way of a pattern that are closed to us, which ``glob`` passes over in silence."""
    base, wanted = _split(pattern)
    told = set()
    for depth, part in enumerate(wanted):
        for folder in _matching(base, wanted[:depth]) if depth else [base]:
            why = _why_closed(folder, part)
            if why and folder not in told:
                told.add(folder)
                yield failure(_shown(str(folder)), "unreadable_file", f"cannot be listed ({why})")


def _why_closed(folder: Path, part: str) -> str | None:
    """Return why ``part`` can't be looked for in ``folder``, None when it can or there is no such folder."""
    try:
        if _PATTERN.search(part):
            os.scandir(folder).close()
        else:
            (folder / part).lstat()
    except PermissionError as error:
        return error.strerror
    except OSError:
        return None
    return None


def _walk(folder: str) -> Iterator[Found | Failure]:
    """All visible files below ``folder``, by name, without recursion (paths can be 2,000 deep)."""
    pending = [_Entry(folder, is_folder=True)]
    while pending:
        entry = pending.pop()
        if not entry.is_folder:
            yield from _checked(entry.path, named=False)
            continue
        try:
            pending.extend(_children(entry.path))
        except OSError as error:
            yield failure(_shown(entry.path), "unreadable_file", f"cannot be listed ({error.strerror})")


class _Entry(NamedTuple):
    path: str
    is_folder: bool


def _children(folder: str) -> list[_Entry]:
    """The visible entries, last name first; folders that are links are left out."""
    with os.scandir(folder) as entries:
        visible = [entry for entry in entries if not entry.name.startswith(".")]
    visible.sort(key=lambda entry: entry.name, reverse=True)
    return [
        _Entry(os.path.normpath(entry.path), entry.is_dir(follow_symlinks=False))
        for entry in visible
        if not _is_linked_folder(entry)
    ]


def _is_linked_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:  # a link to itself
        return False


def _checked(path: str, *, named: bool = True) -> Iterator[Found | Failure]:
    """The file, or why it cannot be one; pipes and devices are refused unopened, since opening can block."""
    try:
        mode = Path(path).stat().st_mode
    except FileNotFoundError:
        yield failure(_shown(path), "no_such_file", "no such file (a broken link?)")
        return
    except OSError as error:
        yield failure(_shown(path), "unreadable_file", f"cannot be read ({error.strerror})")
        return
    special = next((what for is_special, what in _SPECIAL if is_special(mode)), None)
    if special:
        yield failure(_shown(path), "unreadable_file", f"is {special}")
    else:
        yield Found(path, _shown(path), named)


def _shown(path: str) -> str:
    """The path as recorded: normal form, forward slashes, bytes that are not UTF-8 escaped."""
    shown = os.path.normpath(path).replace(os.sep, "/")
    return os.fsencode(shown).decode("utf-8", "backslashreplace")
