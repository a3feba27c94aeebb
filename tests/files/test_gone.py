"""Files that are there no more: what goes with them, and when nobody believes it."""

import json
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from files_world import Shelf, mbox, message, written
from test_calendar_files import event, ics
from test_contact_files import MESSAGES_HEAD, card, contacts, line
from test_without_any_login import CONFIG, crmsync

from crmsync.cli.main import main
from crmsync.connector import Cursor

AHEAD = "DTSTART:20261201T090000Z"


def bob_and_cy(folder: Path) -> Shelf:
    """Two files of people, pulled."""
    for name in ("Bob", "Cy"):
        written(folder / f"{name}.vcf", card(name, f"EMAIL:{name}@x.org"))
    shelf = Shelf()
    shelf.pull(folder)
    assert set(contacts(shelf)) == {"Bob", "Cy"}
    return shelf


def test_who_stood_in_a_file_that_is_deleted_is_withdrawn_and_told_again_when_it_is_back(tmp_path: Path) -> None:
    shelf = bob_and_cy(tmp_path)
    (tmp_path / "Bob.vcf").rename(tmp_path / "Bob.pdf")
    shelf.pull(tmp_path)
    assert (set(contacts(shelf)), shelf.trouble) == ({"Cy"}, "")
    (tmp_path / "Bob.pdf").rename(tmp_path / "Bob.vcf")
    shelf.pull(tmp_path)
    assert set(contacts(shelf)) == {"Bob", "Cy"}


def test_a_meeting_ahead_goes_with_its_file_and_one_that_is_over_stays(tmp_path: Path) -> None:
    over = written(tmp_path / "over.ics", ics(event(uid="over")))
    ahead = written(tmp_path / "ahead.ics", ics(event(uid="ahead", start=AHEAD)))
    written(tmp_path / "other.ics", ics(event(uid="other", start=AHEAD)))
    shelf = Shelf()
    shelf.pull(tmp_path)
    over.unlink()
    ahead.unlink()
    shelf.pull(tmp_path)
    assert sorted(each.at.month for each in shelf.mails) == [11, 12]


def test_what_is_over_stays_where_people_stand_now_in_a_file_that_was_a_calendar(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.pull(written(tmp_path / "export", ics(event(uid="over"))))
    shelf.pull(written(tmp_path / "export", card("Bob", "EMAIL:b@x.org")))
    assert (len(shelf.mails), set(contacts(shelf))) == (1, {"Bob"})


def test_the_next_meeting_goes_when_it_is_deleted_from_a_file_in_which_later_ones_stay(tmp_path: Path) -> None:
    later = event(uid="later", start="DTSTART:20261208T090000Z")
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.ics", ics(event(uid="next", start=AHEAD), later)))
    shelf.pull(written(tmp_path / "a.ics", ics(later)))
    assert [each.at.day for each in shelf.mails] == [8]


def test_mail_and_messages_stay_for_the_talk_happened(tmp_path: Path) -> None:
    mails = written(tmp_path / "a.mbox", mbox([message(1)]))
    lines = (line(talk, *each) for talk, who in (("t1", "bob"), ("t2", "cy")) for each in ((who, "ann"), ("ann", who)))
    messages = written(tmp_path / "messages.csv", MESSAGES_HEAD + "".join(lines))
    written(tmp_path / "Cy.vcf", card("Cy", "EMAIL:c@x.org"))
    shelf = Shelf()
    shelf.pull(tmp_path)
    before = dict(shelf.records)
    mails.unlink()
    messages.unlink()
    shelf.pull(tmp_path)
    assert shelf.records == before


@pytest.mark.parametrize("others", [True, False], ids=["with-other-paths", "alone"])
def test_a_disk_that_is_not_there_withdraws_nobody_and_is_named(tmp_path: Path, others: bool) -> None:
    disk = tmp_path / "disk"
    paths = (disk, written(tmp_path / "Di.vcf", card("Di", "EMAIL:d@x.org"))) if others else (disk,)
    shelf = bob_and_cy(disk)
    shelf.pull(*paths)
    disk.rename(tmp_path / "elsewhere")
    for mounted in (False, True):  # its folder is not there, or empty
        if mounted:
            disk.mkdir()
        shelf.pull(*paths)
        assert {"Bob", "Cy"} <= set(contacts(shelf))
        assert str(disk) in shelf.trouble
    disk.rmdir()
    (tmp_path / "elsewhere").rename(disk)
    (disk / "Bob.vcf").unlink()
    shelf.pull(*paths)
    assert (shelf.trouble, "Bob" in contacts(shelf), "Cy" in contacts(shelf)) == ("", False, True)


@pytest.mark.parametrize("linked", [False, True], ids=["empty", "a-link"])
@pytest.mark.parametrize("deep", ["", "calendars/mine"])
def test_a_disk_below_the_path_that_is_not_there_withdraws_nobody(tmp_path: Path, deep: str, linked: bool) -> None:
    disk, other = tmp_path / "files" / "disk", tmp_path / "files"
    written(other / "Di.vcf", card("Di", "EMAIL:d@x.org"))
    shelf = bob_and_cy(disk / deep)
    shelf.pull(other)
    before = set(contacts(shelf))
    disk.rename(tmp_path / "elsewhere")
    if linked:
        disk.symlink_to(tmp_path / "elsewhere")
    else:
        disk.mkdir()
    for _ in range(2):
        shelf.pull(other)
        assert (set(contacts(shelf)), shelf.trouble) == (before, "")
    disk.unlink() if linked else disk.rmdir()
    (tmp_path / "elsewhere").rename(disk)
    (disk / deep / "Bob.vcf").unlink()
    shelf.pull(other)
    assert "Bob" in before - set(contacts(shelf))


@pytest.mark.parametrize("names", ["*.vcf", ""], ids=["files", "folders"])
def test_a_folder_of_a_glob_that_is_empty_withdraws_nobody(tmp_path: Path, names: str) -> None:
    written(tmp_path / "d2" / "Di.vcf", card("Di", "EMAIL:d@x.org"))
    written(tmp_path / "d1" / "Bob.vcf", card("Bob", "EMAIL:b@x.org"))
    shelf = Shelf()
    shelf.pull(tmp_path / "d*" / names)
    (tmp_path / "d1" / "Bob.vcf").unlink()
    shelf.pull(tmp_path / "d*" / names)
    assert set(contacts(shelf)) == {"Di", "Bob"}
    (tmp_path / "d1").rmdir()
    shelf.pull(tmp_path / "d*" / names)
    assert set(contacts(shelf)) == {"Di"}


@pytest.mark.parametrize("left", ["", "not a card any more", "\0" * 500], ids=["empty", "other", "zeros"])
def test_a_file_of_which_nothing_is_left_withdraws_nobody_and_is_named_until_it_is_whole_or_gone(
    tmp_path: Path, left: str
) -> None:
    shelf = bob_and_cy(tmp_path)
    written(tmp_path / "notes.txt", "nothing of ours")
    for _ in range(2):
        shelf.pull(written(tmp_path / "Bob.vcf", left).parent)
        assert set(contacts(shelf)) == {"Bob", "Cy"}
        assert (str(tmp_path / "Bob.vcf") in shelf.trouble, "notes" in shelf.trouble) == (True, False)
    (tmp_path / "Bob.vcf").unlink()
    shelf.pull(tmp_path)
    assert (set(contacts(shelf)), shelf.trouble) == ({"Cy"}, "")


def test_an_archive_of_which_nothing_is_left_withdraws_nobody_and_is_named(tmp_path: Path) -> None:
    archive = takeout(tmp_path / "takeout.zip", ("Bob",), ())
    written(tmp_path / "Cy.vcf", card("Cy", "EMAIL:c@x.org"))
    shelf = Shelf()
    shelf.pull(tmp_path)
    archive.write_bytes(b"")
    shelf.pull(tmp_path)
    assert (set(contacts(shelf)), str(archive) in shelf.trouble) == ({"Bob", "Cy"}, True)


def test_an_archive_that_was_moved_keeps_its_people_and_meetings(tmp_path: Path) -> None:
    here = tmp_path / "here"
    written(here / "a.ics", ics(event(uid="ahead", start=AHEAD)))
    shelf = bob_and_cy(here)
    before = dict(shelf.records)
    here.rename(tmp_path / "there")
    shelf.pull(tmp_path / "there")
    assert shelf.records == before


def takeout(path: Path, people: Iterable[str], days: Iterable[int]) -> Path:
    meetings = (event(uid=f"{day}", start=f"DTSTART:202611{day:02}T090000Z") for day in days)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Takeout/All.vcf", "".join(card(name, f"EMAIL:{name}@x.org") for name in people))
        archive.writestr("Takeout/ann.ics", ics(*meetings))
    return path


@pytest.mark.parametrize("pages", [None, 1, 2, 3])
@pytest.mark.parametrize("name", ["takeout-2025 (1).zip", "takeout-2024.zip"], ids=["renamed", "found-late"])
def test_an_older_export_that_is_read_late_withdraws_nothing_of_the_newer_one(
    tmp_path: Path, name: str, pages: int | None
) -> None:
    older = takeout(tmp_path / "takeout-2025.zip", ("Bob", "Cy"), range(1, 4))
    takeout(tmp_path / "takeout-2026.zip", ("Bob", "Cy", "Di"), range(2, 6))
    shelf = Shelf()
    shelf.pull(tmp_path)
    before = dict(shelf.records)
    assert len(before) == 3 + 5
    older.rename(tmp_path / name)
    shelf.pull(tmp_path, pages=pages)
    shelf.pull(tmp_path)
    assert (shelf.records, shelf.trouble) == (before, "")
    assert shelf.pull(tmp_path) == []


def test_a_pull_that_is_stopped_withdraws_the_rest_the_next_time(tmp_path: Path) -> None:
    shelf = bob_and_cy(tmp_path)
    written(tmp_path / "Di.vcf", card("Di", "EMAIL:d@x.org"))
    shelf.pull(tmp_path)
    for name in ("Bob", "Cy"):
        (tmp_path / f"{name}.vcf").unlink()
    shelf.pull(tmp_path, pages=1)
    assert len(contacts(shelf)) == 2
    shelf.pull(tmp_path)
    assert set(contacts(shelf)) == {"Di"}


def test_a_file_that_was_read_by_a_former_version_is_read_anew_once(tmp_path: Path) -> None:
    shelf = bob_and_cy(tmp_path)
    assert shelf.cursor
    former = {key: row[:4] for key, row in json.loads(shelf.cursor).items()}
    shelf.cursor = Cursor(json.dumps(former))
    assert len(shelf.pull(tmp_path)) == 2
    assert shelf.pull(tmp_path) == []


def test_what_is_gone_with_a_file_is_gone_from_the_store_and_a_missing_disk_takes_nothing(tmp_path: Path) -> None:
    config, folder = tmp_path / "config.toml", tmp_path / "exports"
    config.write_text(CONFIG.replace("all.mbox", "exports"))
    written(folder / "Bob.vcf", card("Bob Stone", "EMAIL:bob@example.org"))
    soon = f"DTSTART:{datetime.now(UTC) + timedelta(days=5):%Y%m%dT090000Z}"
    written(folder / "next.ics", ics(event(uid="next", start=soon)))
    written(folder / "all.mbox", mbox([message(1)]))
    crmsync(config, "backfill")
    assert crmsync(config, "show", "bob@example.org")["next_meeting"] is not None
    folder.rename(tmp_path / "elsewhere")
    folder.mkdir()
    ended = CliRunner().invoke(main, ["--config", str(config), "sync"])
    assert (ended.exit_code, f"{folder} holds nothing" in ended.stderr) == (1, True), ended.output
    assert crmsync(config, "show", "bob@example.org")["next_meeting"] is not None
    folder.rmdir()
    (tmp_path / "elsewhere").rename(folder)
    (folder / "next.ics").unlink()
    crmsync(config, "sync")
    shown = crmsync(config, "show", "bob@example.org")
    assert (shown["next_meeting"], shown["name"]) == (None, "Bob Stone")
