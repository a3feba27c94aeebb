"""From the paths of the configuration to what there is to read: files, folders, Maildirs, archives, globs of them."""

import gzip
import os
import stat
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from glob import glob, has_magic
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from crmsync_files.broken import BROKEN, why
from crmsync_files.items import Item, Kind, Nothing, Unreadable
from crmsync_files.kinds import LOOKED_AT, kind_of

Opener = Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class Hollow:
    """A folder that holds nothing, or a link to one: a disk that is not mounted looks like that."""

    folder: Path


Looked = Item | Nothing | Hollow | str
"""What is found at a place; a string is what is wrong with it."""

MAILDIR = ("cur", "new")
_OTHERS = frozenset(
    """.jpg .jpeg .png .gif .heic .webp .tif .tiff .bmp .svg .mp4 .mov .avi .mkv .3gp .mp3 .m4a .wav .pdf .docx .xlsx
    .pptx .html .htm .json .js .css .msf .exe .dmg .iso""".split()
)
"""How files end that need no look. A Takeout may hold a hundred thousand pictures."""
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_ENCRYPTED = 1
"""The flag of such a member."""
_A_MOMENT = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system, FAT's."""
_EXPLODES, _HARMLESS = 150, 256 * 1024 * 1024
"""A member of an archive that is so many times larger than it is packed, and larger than this, is a trap: mail packs to
a third or a tenth."""


@dataclass(slots=True, kw_only=True)
class Found:
    """Everything to read, in the order of the paths; and what is wrong with the rest, a sentence each."""

    items: list[Item] = field(default_factory=list)
    nothings: list[Nothing] = field(default_factory=list)
    hollow: set[str] = field(default_factory=set)
    """The `Hollow` folders, hashed."""
    troubles: list[str] = field(default_factory=list)


def find(paths: Sequence[Path]) -> Found:
    """Nothing is read but the beginnings of files. Links between folders are not followed."""
    found = Found()
    for path in paths:
        try:
            some = _matching(path)
            found.hollow.update(_folder_hash(each) for each in _empty_parents(path))
        except OSError as error:
            found.troubles.append(f"{path} can't be read: {why(error)}")
            continue
        if not some:
            found.troubles.append(f"there is nothing at {path}. Put the file there, or mend the source's paths")
        before = len(found.items) + len(found.troubles)
        for each in some:
            _look(found, each)
        if some and len(found.items) + len(found.troubles) == before:
            found.troubles.append(_holds_nothing(path))
    return found


def _empty_parents(path: Path) -> Iterator[Path]:
    """Of a glob the folders in which its files may lie, and don't."""
    if has_magic(str(path)):
        folders = map(Path, glob(str(path.parent), recursive=True))
        yield from (each for each in folders if each.is_dir() and not any(each.iterdir()))


def _within(path: Path) -> str:
    return " ".join(map(_folder_hash, path.parents))


def _folder_hash(folder: Path) -> str:
    return _hash(str(folder))[:8]


def _holds_nothing(path: Path) -> str:
    nothing = f"{path} holds nothing that this source can read: mail, calendar, contacts"
    return f"{nothing}. Mend the source's paths; what lies in a .tgz must be unpacked first"


def _matching(path: Path) -> list[Path]:
    """In the order of their names: exports are named by date, and the newest says the last word."""
    if path.exists():
        return [path]
    return [Path(each) for each in sorted(glob(str(path), recursive=True))] if has_magic(str(path)) else []


def _look(found: Found, path: Path) -> None:
    for each in _folder(path) if path.is_dir() else _told(path, _file(path, path.parent)):
        match each:
            case Item():
                found.items.append(each)
            case Nothing():
                found.nothings.append(each)
            case Hollow(folder):
                found.hollow.add(_folder_hash(folder))
            case str():
                found.troubles.append(each)


def _told(name: Path | str, looked: Iterator[Looked]) -> Iterator[Looked]:
    """What is found of one thing; where it can't be read a sentence that names it, and the next one has its turn."""
    try:
        yield from looked
    except Unreadable as error:
        yield str(error)
    except BROKEN as error:
        yield f"{name} can't be read: {why(error)}"


def _folder(root: Path) -> Iterator[Looked]:
    """Everything below, by name. A link to a folder is passed over: it may lead round in a circle."""
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=closed.append):
        folders.sort()
        here = Path(folder)
        if not folders and not files:
            yield Hollow(here)
        yield from (Hollow(here / each) for each in folders if (here / each).is_symlink())
        if set(MAILDIR) <= set(folders):
            folders[:] = [each for each in folders if each not in (*MAILDIR, "tmp")]
            yield from _told(here, _maildir(here, root))
            continue
        for name in sorted(each for each in files if Path(each).suffix.lower() not in _OTHERS):
            yield from _told(here / name, _file(here / name, root))
    yield from (f"{error.filename or root} can't be read: {why(error)}" for error in closed)


def _maildir(folder: Path, root: Path) -> Iterator[Item]:
    yield Item(
        key=_hash(str(folder)),
        kind=Kind.MAILDIR,
        within=_within(folder),
        prefix=_prefix(Kind.MAILDIR, str(folder.relative_to(root))),
        state=_state_of(folder),
        path=folder,
        name=str(folder),
        place=folder.name.strip(".").rpartition(".")[2] if folder != root else "",
        open=partial(_opened, folder),
    )


def _state_of(folder: Path) -> str:
    """When its parts changed last. A change this very moment may not be the last one that this time stands for."""
    times = [(folder / each).stat().st_mtime_ns for each in MAILDIR]
    now = time.time_ns()
    return ".".join(f"{each:x}" for each in (times if now - max(times) > _A_MOMENT else [*times, now]))


def _file(path: Path, root: Path) -> Iterator[Looked]:
    """A file, or the members of an archive. Of what is no file there is not a word."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return
    with path.open("rb") as file:
        beginning = file.read(LOOKED_AT)
    if beginning.startswith(_ZIP):
        yield from _members(path)
        return
    packed = beginning.startswith(_GZIP)
    opener = partial(_unpacked if packed else _opened, path)
    kind = kind_of(_beginning(opener) if packed else beginning)
    if kind is None and path.suffix.lower() == ".zip":
        raise Unreadable(_no_archive(path))
    if kind is None:
        yield Nothing(key=_hash(str(path)), name=str(path))
    else:
        yield Item(
            key=_hash(str(path)),
            kind=kind,
            within=_within(path),
            prefix=_prefix(kind, str(path.relative_to(root))),
            state=f"{found.st_size:x}.{found.st_mtime_ns:x}.{found.st_ino:x}",
            path=path,
            name=str(path),
            place=path.name.partition(".")[0],
            folder=path.parent.name,
            packed=packed,
            open=opener,
        )


def _members(path: Path) -> Iterator[Looked]:
    """Of a zip archive. An archive within it is not opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir() and not _is_other(each)]
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(_no_archive(path)) from error
    if members and all(each.flag_bits & _ENCRYPTED for each in members):
        raise Unreadable(f"{path} is encrypted. Unpack it, and name the folder instead")
    for member in members:
        yield from _told(f"{path}: {member.filename}", _member(path, member))


def _member(path: Path, member: zipfile.ZipInfo) -> Iterator[Item]:
    name = f"{path}: {member.filename}"
    if member.flag_bits & _ENCRYPTED:
        raise Unreadable(f"{name} is encrypted. Unpack it, and name the folder instead")
    if member.file_size > max(_HARMLESS, _EXPLODES * member.compress_size):
        raise Unreadable(
            f"{name} would unpack to {member.file_size:,} bytes out of next to none. Leave this archive out"
        )
    opener = partial(_member_opened, path, member.filename)
    kind = kind_of(_beginning(opener))
    inside = PurePosixPath(member.filename)
    if kind:
        yield Item(
            key=_hash(f"{path}\n{member.filename}"),
            kind=kind,
            within=_within(path),
            prefix=_prefix(kind, member.filename),
            state=f"{member.file_size:x}.{member.CRC:x}",
            path=path,
            name=name,
            place=inside.name.partition(".")[0],
            folder=inside.parent.name,
            packed=True,
            open=opener,
        )


def _no_archive(path: Path) -> str:
    return f"{path} is no whole zip archive. Download it again"


def _is_other(member: zipfile.ZipInfo) -> bool:
    return PurePosixPath(member.filename).suffix.lower() in _OTHERS


def _beginning(opener: Opener) -> bytes:
    with opener() as file:
        return file.read(LOOKED_AT)


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def _unpacked(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path))


@contextmanager
def _member_opened(path: Path, member: str) -> Iterator[BinaryIO]:
    with zipfile.ZipFile(path) as archive, closing(archive.open(member)) as file:
        yield cast("BinaryIO", file)


def _prefix(kind: Kind, place: str) -> str:
    """`place`: where it lies below what the configuration names, or in its archive, as its next export will."""
    return f"{kind}-{_hash(place)}/"


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
