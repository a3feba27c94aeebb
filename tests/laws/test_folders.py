"""A folder of files as a source, beyond what every source must do; and times as anybody writes them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crmsync.connector import Channel, Contact, Cursor, CursorExpired, EmailAddress, Page, Record, Skipped, Unavailable
from crmsync.reading.folders import PAGE, changed_files, each_entry
from crmsync.reading.times import utc
from crmsync.testing import Memory


class People:
    """A list of names a file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def pull(self, cursor: Cursor | None, view: object) -> Iterator[Page]:
        return changed_files(self.root, "**/*.json", cursor, self._read, [Channel.MAIL])

    def _read(self, path: Path) -> Iterator[Record]:
        names = json.loads(path.read_text())
        return (Contact(id=name, addresses=(EmailAddress(f"{name}@x.org"),)) for name in names)


def put(path: Path, *names: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(names))
    return path


def pulled(root: Path, memory: Memory) -> list[str]:
    """What is told."""
    memory.told.clear()
    for page in People(root).pull(memory.cursor, memory):
        memory.keep(page)
    return [record.id for record in memory.told]


def test_who_is_gone_from_a_file_is_withdrawn_and_people_of_other_files_stay(tmp_path: Path) -> None:
    memory = Memory()
    put(tmp_path / "a.json", "ann", "bob")
    put(tmp_path / "deep/a.json", "ann")
    assert pulled(tmp_path, memory) == ["a.json/ann", "a.json/bob", "deep/a.json/ann"]
    put(tmp_path / "a.json", "bob", "cy")
    assert pulled(tmp_path, memory) == ["a.json/bob", "a.json/cy"]
    assert memory.ids == {"a.json/bob", "a.json/cy", "deep/a.json/ann"}
    (tmp_path / "a.json").unlink()
    assert pulled(tmp_path, memory) == []
    assert memory.ids == {"deep/a.json/ann"}


def test_a_disk_that_is_not_there_withdraws_nobody(tmp_path: Path) -> None:
    memory = Memory()
    file = put(tmp_path / "a.json", "ann")
    pulled(tmp_path, memory)
    for root in (tmp_path / "elsewhere", tmp_path):
        file.unlink(missing_ok=True)
        with pytest.raises(Unavailable, match="There is no"):
            pulled(root, memory)
    assert memory.ids == {"a.json/ann"}


def test_a_file_that_cannot_be_read_is_skipped_once_and_what_is_known_of_it_stays(tmp_path: Path) -> None:
    memory = Memory()
    file = put(tmp_path / "a.json", "ann", "bob")
    pulled(tmp_path, memory)
    file.write_text("[")
    assert pulled(tmp_path, memory) == ["a.json/"]
    assert isinstance(memory.records["a.json/"], Skipped)
    assert pulled(tmp_path, memory) == []
    assert memory.ids == {"a.json/ann", "a.json/bob"}
    put(file, "bob")
    pulled(tmp_path, memory)
    assert set(memory.records) == {"a.json/bob"}


def test_a_file_that_cannot_be_opened_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    put(tmp_path / "a.json", "ann")
    with monkeypatch.context() as closed:
        closed.setattr(Path, "read_text", lambda path: (_ for _ in ()).throw(PermissionError()))
        assert pulled(tmp_path, memory) == ["a.json/"]
    assert pulled(tmp_path, memory) == ["a.json/ann"]


def test_of_two_records_with_one_id_in_a_file_the_last_is_told(tmp_path: Path) -> None:
    memory = Memory()
    put(tmp_path / "a.json", "ann", "bob", "ann")
    assert pulled(tmp_path, memory) == ["a.json/ann", "a.json/bob"]


def entry_of(entry: dict[str, str]) -> Record:
    return Contact(id=entry["id"], addresses=(EmailAddress(entry["with"].lower()),), name=utc(entry["at"]).isoformat())


GOOD = {"id": "good", "with": "ann@x.org", "at": "2026-01-05T09:00:00Z"}


@pytest.mark.parametrize(
    ("bad", "id"),
    [
        ({**GOOD, "id": "a", "at": "soon"}, "a"),
        ({**GOOD, "id": "b", "at": 5}, "b"),
        ({**GOOD, "id": "c", "with": None}, "c"),
        ({"id": "d", "with": "ann@x.org"}, "d"),
        ({"with": "ann@x.org"}, "entry 2"),
        ({**GOOD, "id": None}, "entry 2"),
        ({**GOOD, "id": ""}, "entry 2"),
        ({**GOOD, "id": 0, "at": "soon"}, "0"),
        ("text", "entry 2"),
        (None, "entry 2"),
    ],
)
def test_an_entry_that_cannot_be_read_is_skipped_by_itself(bad: Any, id: str) -> None:
    first, skipped, last = each_entry([GOOD, bad, GOOD], entry_of)
    assert isinstance(first, Contact)
    assert first == last
    assert skipped == Skipped(id=id, reason="the entry can't be read")


@pytest.mark.parametrize("entries", [None, 5, "text", {"id": "a"}])
def test_what_is_no_list_of_entries_is_refused_as_a_whole(entries: Any) -> None:
    with pytest.raises(ValueError, match="no list of entries"):
        list(each_entry(entries, entry_of))


@pytest.mark.parametrize("pages", range(1, 4))
def test_a_pull_goes_on_after_any_page(tmp_path: Path, pages: int) -> None:
    for number in range(3):
        put(tmp_path / f"{number}.json", *(f"p{each}" for each in range(PAGE)))
    memory = Memory()
    for _, page in zip(range(pages), People(tmp_path).pull(None, memory), strict=False):
        memory.keep(page)
    assert len(memory.records) == pages * PAGE
    assert len(pulled(tmp_path, memory)) == (3 - pages) * PAGE


def test_a_cursor_that_is_none_of_its_own_has_expired(tmp_path: Path) -> None:
    put(tmp_path / "a.json", "ann")
    with pytest.raises(CursorExpired):
        list(People(tmp_path).pull(Cursor("[1]"), Memory()))


def anew(root: Path, memory: Memory) -> None:
    """A pull from the beginning, as after an expired cursor."""
    memory.cursor = None
    pulled(root, memory)


def test_a_pull_from_the_beginning_withdraws_what_went_meanwhile(tmp_path: Path) -> None:
    memory = Memory()
    put(tmp_path / "a.json", "ann", "bob")
    put(tmp_path / "b.json", "cy")
    pulled(tmp_path, memory)
    put(tmp_path / "a.json", "bob")
    (tmp_path / "b.json").unlink()
    anew(tmp_path, memory)
    assert memory.ids == {"a.json/bob"}


def test_a_pull_from_the_beginning_withdraws_nothing_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    memory = Memory()
    file = put(tmp_path / "a.json", "ann")
    put(tmp_path / "b.json", "bob")
    pulled(tmp_path, memory)
    file.write_text("[")
    anew(tmp_path, memory)
    assert memory.ids == {"a.json/ann", "b.json/bob"}


@pytest.mark.parametrize(
    ("text", "hour"), [("2026-07-01T09:00:00Z", 9), (" 2026-07-01T09:00+02:00", 7), ("2026-07-01 09:00", 8)]
)
def test_a_time_is_told_in_utc(text: str, hour: int) -> None:
    assert utc(text, ZoneInfo("Europe/London")) == datetime(2026, 7, 1, hour, tzinfo=UTC)
    assert utc(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "soon", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the library's
        utc(text)
