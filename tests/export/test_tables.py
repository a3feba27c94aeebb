"""What the tables look like, and what becomes of what people write into them."""

import csv
import io
import os
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import (
    ArchiveContact,
    ArchiveTask,
    Channel,
    ClearProfile,
    CompleteTask,
    CreateContact,
    CreateTask,
    EmailAddress,
    Output,
    SetProperties,
    Settings,
    TaskContent,
    Unavailable,
    Unready,
    Weight,
)
from crmsync_export.config import TableConfig
from crmsync_export.destination import TableDestination
from crmsync_export.formats import FORMATS, Csv, Table

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
BOB = EmailAddress("bob@example.org")
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def destination(folder: Path, format: Literal["csv", "jsonl"] = "csv") -> TableDestination:
    return TableDestination(TableConfig(folder=folder, format=format), now=lambda: NOW)


def fill(folder: Path, text: str, name: str = "contacts.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder / name


def newcomer(address: str = BOB, first: str = "Bob") -> CreateContact:
    values = {Output.WHY: "=2+5"}
    return CreateContact(key="new", address=EmailAddress(address), first_name=first, last_name="Stone", values=values)


@given(TEXT | st.sampled_from(RUNS).flatmap(lambda sign: TEXT.map(lambda text: sign + text)))
def test_no_cell_of_ours_runs_in_a_spreadsheet_and_each_is_read_as_it_was(text: str) -> None:
    cell = Csv().cell(text)
    assert not cell.startswith(RUNS)
    assert Csv().text(cell) == text


@given(st.lists(st.fixed_dictionaries({"a": TEXT, "b": TEXT}), max_size=5))
@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
def test_a_table_is_read_as_it_was_written(format: Csv, rows: list[dict[str, object]]) -> None:
    table = Table(("a", "b"), rows)
    assert format.parse(format.written(table)).rows == rows


def test_a_first_export_makes_both_files_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "crm"
    content = TaskContent(subject="-Talk", body="a\nb", due=date(2026, 11, 24), channel=Channel.MAIL)
    task = CreateTask(key="k1", profile=BOB, content=content)
    list(destination(folder).apply([newcomer(first="@Bob"), task]))
    contacts, tasks = folder / "contacts.csv", folder / "tasks.csv"
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    [row] = csv.DictReader(io.StringIO(contacts.read_text("utf-8-sig"), newline=""))
    assert (row["email"], row["first_name"], row["crmsync_why"]) == (BOB, "'@Bob", "'=2+5")
    [row] = csv.DictReader(io.StringIO(tasks.read_text("utf-8-sig"), newline=""))
    assert {name: row[name] for name in ("key", "contact", "email", "subject", "due", "status")} == {
        "key": "k1",
        "contact": BOB,
        "email": BOB,
        "subject": "'-Talk",
        "due": "2026-11-24",
        "status": "open",
    }


def test_what_people_wrote_stays_to_the_letter(tmp_path: Path) -> None:
    lines = "Note,email,phone\r\n=A1+B1,Bob@Example.org,'+44\r\nnobody here,,5\r\n"
    path = fill(tmp_path, lines)
    list(destination(tmp_path).apply([SetProperties(key="s", profile=BOB, values={Output.STATE: "fine"})]))
    header, bob, nobody = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    assert header[:3] == ["Note", "email", "phone"]
    assert bob[:3] == ["=A1+B1", "Bob@Example.org", "'+44"]
    assert nobody[:3] == ["nobody here", "", "5"]


def cells(path: Path, *columns: str) -> list[tuple[str, ...]]:
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    return [tuple(row[column] for column in columns) for row in rows]


OWN_LINES = (
    "key,contact,subject,status,Note\n"
    "k1,bob@example.org,Call Bob,open,mine\n"
    ",bob@example.org,Buy a gift,open,one\n"
    "k2,bob@example.org,Write to Bob,open,\n"
    ",,Water the plants,,two\n"
    "k1,bob@example.org,Call Bob again,open,copied\n"
)


class Asked:
    """A ledger of open tasks."""

    def open_tasks(self) -> list[str]:
        return ["k1", "k2"]


def test_tasks_that_people_wrote_themselves_stay_and_are_told_to_nobody(tmp_path: Path) -> None:
    fill(tmp_path, "email\nbob@example.org\n")
    path = fill(tmp_path, OWN_LINES, "tasks.csv")
    list(destination(tmp_path).apply([CompleteTask(key="c", profile=BOB, task="k2")]))
    assert cells(path, "key", "subject", "status", "Note") == [
        ("k1", "Call Bob", "open", "mine"),
        ("k2", "Write to Bob", "completed", ""),
        ("", "Buy a gift", "open", "one"),
        ("", "Water the plants", "", "two"),
        ("k1", "Call Bob again", "open", "copied"),
    ]
    [page] = destination(tmp_path).changes(None, Asked())
    assert [task.key for task in page.tasks] == ["k1", "k2"]
    assert [task.key for task in page.profiles[0].tasks] == ["k1", "k2"]
    assert destination(tmp_path).texts(["k1"])["k1"].subject == "Call Bob"


def test_a_task_is_archived_with_the_copies_of_its_line_and_no_other(tmp_path: Path) -> None:
    path = fill(tmp_path, OWN_LINES, "tasks.csv")
    list(destination(tmp_path).apply([ArchiveTask(key="a", profile=BOB, task="k1")]))
    assert cells(path, "key", "Note") == [("k2", ""), ("", "one"), ("", "two")]
    fill(tmp_path, OWN_LINES.replace("k1", "k2"), "tasks.csv")
    list(destination(tmp_path).apply([ArchiveTask(key="a", profile=BOB, task="k2")]))
    assert cells(path, "key", "Note") == [("", "one"), ("", "two")]


def test_people_are_found_by_every_address_and_settings_are_read_as_people_write_them(tmp_path: Path) -> None:
    fill(
        tmp_path,
        "id,email,other_emails,crmsync_cadence_days,crmsync_mute,crmsync_pin_circle\n"
        "7,bob@example.org,robert@example.org; b@example.net,30,YES,Close\n"
        "8,eve@example.org,,soon,no,best friends\n",
    )
    [bob] = destination(tmp_path).read([EmailAddress("b@example.net"), EmailAddress("robert@example.org")])
    assert (bob.id, bob.addresses) == ("7", ("bob@example.org", "robert@example.org", "b@example.net"))
    assert bob.settings == Settings(cadence_days=30, muted=True, circle=bob.settings.circle)
    assert bob.settings.circle == "close"
    [eve] = destination(tmp_path).read([EmailAddress("eve@example.org")])
    assert eve.settings == Settings()


def test_what_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    path = fill(tmp_path, "email\nbob@example.org\n")
    change = SetProperties(key="s", profile=BOB, values={Output.STATE: "fine"})
    list(destination(tmp_path).apply([change]))
    before = path.stat()
    list(destination(tmp_path).apply([change]))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_crash_while_writing_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fill(tmp_path, "email\nbob@example.org\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match=r"contacts\.csv can't be written: No space left on device\. See to"):
        list(destination(tmp_path).apply([SetProperties(key="s", profile=BOB, values={Output.STATE: "fine"})]))
    assert path.read_text() == "email\nbob@example.org\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("contacts.csv", "name\nBob\n", r"contacts\.csv has no column email\. Add it"),
        ("contacts.csv", "email\nbob@example.org,more\n", "line 2: 2 cells, but the header names 1 columns"),
        ("contacts.csv", "email,email\n", "line 1: two columns have one name"),
        ("contacts.csv", 'email\n"bob@example.org\n', "line 2: unexpected end of data"),
        ("contacts.jsonl", '{"email": "bob@example.org"}\n{"email"\n', "line 2: no JSON"),
        ("contacts.jsonl", "[]\n", "line 1: must be a JSON object"),
    ],
)
def test_a_file_that_is_no_table_is_named_with_its_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    fill(tmp_path, text, name)
    format: Literal["csv", "jsonl"] = "csv" if name.endswith("csv") else "jsonl"
    with pytest.raises(Unready, match=said):
        list(destination(tmp_path, format).read([BOB]))


def test_a_file_in_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_bytes("email,name\nbob@example.org,Zoë\n".encode("latin-1"))
    with pytest.raises(Unready, match="is not UTF-8"):
        list(destination(tmp_path).read([BOB]))


def test_other_types_in_json_lines_stay_what_they_are(tmp_path: Path) -> None:
    path = fill(tmp_path, '{"email": "bob@example.org", "age": 41, "pets": ["cat"], "gone": null}\n', "contacts.jsonl")
    change = SetProperties(key="s", profile=BOB, values={Output.STATE: "fine"})
    list(destination(tmp_path, "jsonl").apply([change]))
    assert path.read_text() == (
        '{"email": "bob@example.org", "age": 41, "pets": ["cat"], "gone": null, "crmsync_state": "fine"}\n'
    )


def test_check_tells_what_is_there_and_whether_it_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "email\nbob@example.org\n")
    [found] = destination(tmp_path).findings()
    assert (found.weight, found.what) == (Weight.GOOD, f"{tmp_path} holds 1 contacts and 0 open tasks.")
    with pytest.raises(Unavailable, match=r"can't be read: Not a directory\. See to"):
        list(destination(tmp_path / "contacts.csv" / "crm").findings())
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    [_, found] = destination(tmp_path / "new" / "crm").findings()
    assert (found.weight, found.what) == (Weight.WRONG, f"{tmp_path} can't be written.")


@pytest.mark.parametrize("column", ["phone", "first_name", "other_emails", "crmsync_mute"])
def test_a_line_that_somebody_worked_on_is_touched(tmp_path: Path, column: str) -> None:
    list(destination(tmp_path).apply([newcomer()]))
    assert destination(tmp_path).touched({BOB: newcomer()}) == set()
    path = tmp_path / "contacts.csv"
    [row] = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    row[column] = "changed"
    fill(tmp_path, ",".join(row) + "\n" + ",".join(row.values()) + "\n")
    assert destination(tmp_path).touched({BOB: newcomer()}) == {BOB}


def test_whom_we_made_and_took_back_is_removed_but_of_whom_is_forgotten_nothing_is_left(tmp_path: Path) -> None:
    list(destination(tmp_path).apply([newcomer(), ArchiveContact(key="a", profile=BOB)]))
    assert destination(tmp_path).removed([BOB]) == {BOB}
    forget = ClearProfile(key="c", profile=BOB), ArchiveContact(key="a", profile=BOB)
    list(destination(tmp_path).apply([newcomer()]))
    list(destination(tmp_path).apply(forget))
    assert destination(tmp_path).removed([BOB]) == set()
    assert all(BOB.encode() not in path.read_bytes() for path in tmp_path.iterdir())


COPIED = (
    "email,first_name,crmsync_why,Note\n"
    "bob@example.org,Bob,ours,\nBob@Example.org,Bob,ours too,copied\nnobody,,,one\neve@example.org,Eve,,\n"
)


def test_a_contact_is_archived_with_the_copies_of_its_line_and_no_other(tmp_path: Path) -> None:
    path = fill(tmp_path, COPIED)
    list(destination(tmp_path).apply([ArchiveContact(key="a", profile=BOB)]))
    assert sorted(cells(path, "email", "Note")) == [("eve@example.org", ""), ("nobody", "one")]
    assert list(destination(tmp_path).read([BOB])) == []


def test_who_is_forgotten_is_emptied_in_the_copies_of_the_line_too(tmp_path: Path) -> None:
    path = fill(tmp_path, COPIED)
    list(destination(tmp_path).apply([ClearProfile(key="c", profile=BOB)]))
    assert sorted(cells(path, "Note", "crmsync_why")) == [("", ""), ("", ""), ("copied", ""), ("one", "")]


@pytest.mark.parametrize("by_hand", ["email\n", "email,first_name\nrobert@example.org,Bob\n"])
def test_who_is_forgotten_after_their_line_went_or_their_address_changed_is_named_nowhere(
    tmp_path: Path, by_hand: str
) -> None:
    list(destination(tmp_path).apply([newcomer()]))
    fill(tmp_path, by_hand)
    assert destination(tmp_path).removed([BOB, EmailAddress("eve@example.org")]) == {BOB}
    list(destination(tmp_path).apply([ClearProfile(key="c", profile=BOB), ArchiveContact(key="a", profile=BOB)]))
    assert all(b"bob" not in path.read_bytes() for path in tmp_path.glob(".*"))
    assert all(BOB.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_each_folder_has_a_salt_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        list(destination(folder).apply([newcomer()]))
    first, second = (set((folder / ".crmsync-written").read_text().split()) for folder in folders)
    assert len(first) == 2
    assert not first & second
    list(destination(folders[0]).apply([newcomer("eve@example.org", "Eve")]))
    assert first < set((folders[0] / ".crmsync-written").read_text().split())
    assert destination(folders[0]).removed([BOB]) == set()


def test_addresses_that_were_kept_by_name_are_hashed(tmp_path: Path) -> None:
    fill(tmp_path, "email\neve@example.org\n")
    path = fill(tmp_path, "bob@example.org\neve@example.org\n", ".crmsync-written")
    list(destination(tmp_path).apply([SetProperties(key="s", profile="eve@example.org", values={})]))
    assert "@" not in path.read_text()
    assert destination(tmp_path).removed([BOB, EmailAddress("eve@example.org")]) == {BOB}
