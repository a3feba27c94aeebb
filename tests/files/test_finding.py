"""What there is to read under a path, and what is wrong with the rest."""

import gzip
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from files_world import Shelf, mbox, message, written

from crmsync.connector import Unavailable
from crmsync_files import finding
from crmsync_files.cursor import Place
from crmsync_files.pulling import pulled


def zipped(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def archive(*numbers: int) -> str:
    return mbox(message(n) for n in numbers)


def told(shelf: Shelf) -> set[str]:
    return {(mail.key or "").partition("@")[0] for mail in shelf.mails}


def test_mail_is_found_by_what_it_is_and_not_by_its_name(tmp_path: Path) -> None:
    zipped(tmp_path / "takeout.zip", {"Takeout/E-Mail/Alle Nachrichten.mbox": archive(1), "Takeout/Fotos/a.jpg": "x"})
    written(tmp_path / "b", archive(2))
    written(tmp_path / "c.mbox.gz", gzip.compress(archive(3).encode()))
    written(tmp_path / "Post" / "notes.mbox", "From me, a letter")
    shelf = Shelf()
    shelf.pull(tmp_path)
    assert told(shelf) == {"m1", "m2", "m3"}
    assert shelf.complete
    assert shelf.pull(tmp_path) == []


def test_an_export_in_several_archives_is_named_by_a_pattern(tmp_path: Path) -> None:
    for n in (1, 2):
        zipped(tmp_path / f"takeout-00{n}.zip", {f"Takeout/Mail/{n}.mbox": archive(n)})
    shelf = Shelf()
    shelf.pull(tmp_path / "takeout-*.zip")
    assert told(shelf) == {"m1", "m2"}


def test_a_pull_of_an_archive_goes_on_after_any_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmsync_files.pulling.PAGE", 3)
    path = zipped(tmp_path / "takeout.zip", {"Takeout/Mail/a.mbox": archive(*range(8))})
    shelf = Shelf()
    shelf.pull(path, pages=1)
    assert len(shelf.pull(path)) == 5


def test_what_is_not_there_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.pull(tmp_path / "gone.mbox", written(tmp_path / "a.mbox", archive(1)))
    assert told(shelf) == {"m1"}
    assert "there is nothing at" in shelf.trouble
    assert not shelf.complete


def test_a_file_that_holds_nothing_of_ours_is_told(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.jpg", "x"))
    assert "holds nothing that this source can read" in shelf.trouble


def test_an_archive_that_is_encrypted_broken_or_a_trap_stops_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_HARMLESS", 1024)
    good = zipped(tmp_path / "a.zip", {"a.mbox": archive(1)})
    locked = zipped(tmp_path / "locked.zip", {"a.mbox": archive(2)})
    locked.write_bytes(_encrypted(locked.read_bytes()))
    broken = written(tmp_path / "broken.zip", good.read_bytes()[:100])
    trap = zipped(tmp_path / "trap.zip", {"a.mbox": archive(3) + "0" * 1_000_000})
    shelf = Shelf()
    shelf.pull(locked, broken, trap, good)
    assert told(shelf) == {"m1"}
    for said in ("locked.zip is encrypted", "broken.zip is no whole zip archive", "would unpack to"):
        assert said in shelf.trouble


def _encrypted(data: bytes) -> bytes:
    """The flag of an encrypted member, in its own header and in the directory."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + place
        data = data[:at] + bytes([data[at] | 1]) + data[at + 1 :]
    return data


def test_an_archive_that_is_damaged_in_the_middle_is_told_up_to_there(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox.gz"
    whole = gzip.compress("".join(archive(n) for n in range(3000)).encode(), compresslevel=1)
    shelf = Shelf()
    shelf.pull(written(path, whole[: len(whole) // 2]))
    assert "can't be read to its end" in shelf.trouble
    assert not shelf.complete
    shelf.pull(written(path, whole))
    assert len(shelf.mails) == 3000
    assert shelf.complete


def test_an_archive_within_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.mbox": archive(1)})
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as outer:
        outer.write(inner, "inner.zip")
    shelf = Shelf()
    shelf.pull(tmp_path / "outer.zip")
    assert shelf.mails == []


def test_what_can_not_be_unpacked_is_a_trouble_and_ends_no_pull(tmp_path: Path) -> None:
    whole = gzip.compress(archive(2).encode())
    written(tmp_path / "a-cut.gz", whole[:40])
    written(tmp_path / "b-corrupt.gz", whole[:10] + b"\xff" * 40)
    written(
        tmp_path / "c-unknown.zip", _unknown_packing(zipped(tmp_path / "z.zip", {"a.mbox": archive(1)}).read_bytes())
    )
    shelf = Shelf()
    shelf.pull(tmp_path)
    assert told(shelf) == {"m1"}
    for name in ("a-cut.gz can't be read", "b-corrupt.gz can't be read", "c-unknown.zip: a.mbox can't be read"):
        assert name in shelf.trouble
    assert "Unpack it" in shelf.trouble


def _unknown_packing(data: bytes) -> bytes:
    """The only member's way of packing, in its own header and in the directory, is one that nobody knows."""
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.index(mark) + place
        data = data[:at] + b"\x63\x00" + data[at + 2 :]
    return data


def test_an_archive_that_changes_its_packing_after_the_look_is_a_trouble(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.mbox": archive(1)})
    found = finding.find([path])
    path.write_bytes(_unknown_packing(path.read_bytes()))
    with pytest.raises(Unavailable, match=r"a\.mbox can't be read to its end: it is packed in a way"):
        list(pulled(found, Shelf(), Place()))


def test_one_bad_entry_of_a_folder_is_named_and_all_after_it_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-link").symlink_to(tmp_path / "gone")
    for name, number in (("b", 1), ("c-closed", 2), ("d/d", 3), ("e/e", 4)):
        written(tmp_path / name, archive(number))
    closed, unlisted = str(tmp_path / "c-closed"), str(tmp_path / "d")
    whole_open, whole_scan = Path.open, os.scandir

    def opened(path: Path, mode: str = "r") -> object:  # as a file of mode 000 does, to root too
        if str(path) == closed:
            raise PermissionError(13, "Permission denied", closed)
        return whole_open(path, mode)

    def scanned(path: str) -> object:
        if str(path) == unlisted:
            raise PermissionError(13, "Permission denied", unlisted)
        return whole_scan(path)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(os, "scandir", scanned)
    shelf = Shelf()
    shelf.pull(tmp_path)
    assert told(shelf) == {"m1", "m4"}
    for path in (tmp_path / "a-link", closed, unlisted):
        assert f"{path} can't be read" in shelf.trouble


def test_an_encrypted_member_is_named_and_all_others_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.mbox": archive(1), "b.mbox": archive(2)})
    path.write_bytes(_encrypted(path.read_bytes()))
    shelf = Shelf()
    shelf.pull(path)
    assert told(shelf) == {"m2"}
    assert "a.zip: a.mbox is encrypted" in shelf.trouble


def test_a_takeout_as_tgz_is_named_with_what_to_do_about_it(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "takeout-001.tgz", "w:gz") as archive:
        archive.add(written(tmp_path / "All mail.mbox", mbox([message(1)])))
    shelf = Shelf()
    shelf.pull(tmp_path / "takeout-001.tgz")
    assert f"{tmp_path / 'takeout-001.tgz'} holds nothing" in shelf.trouble
    assert "must be unpacked first" in shelf.trouble
