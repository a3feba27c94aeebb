"""Files that change between pulls: what grew is read on, what was rewritten is read anew, what is unchanged is not."""

import os
from pathlib import Path

import pytest
from files_world import Shelf, mbox, message, written

from crmsync_files import finding, pulling
from crmsync_files.cursor import read


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "PAGE", 3)


def archive(first: int, last: int, **more: str) -> str:
    return mbox(message(n, **more) for n in range(first, last))


def test_of_what_is_unchanged_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, path = Shelf(), written(tmp_path / "a.mbox", archive(0, 10))
    assert len(shelf.pull(path)) == 10
    monkeypatch.setattr(pulling, "steps", None)
    assert shelf.pull(path) == []
    assert shelf.complete


def test_what_grew_is_read_from_where_it_ended(tmp_path: Path) -> None:
    shelf, path = Shelf(), written(tmp_path / "a.mbox", archive(0, 10))
    shelf.pull(path)
    with path.open("a") as file:
        file.write(archive(10, 12))
    assert len(shelf.pull(path)) == 2
    assert len(shelf.mails) == 12


def test_a_message_that_was_half_written_is_told_whole_the_next_time(tmp_path: Path) -> None:
    whole = archive(0, 5)
    shelf, path = Shelf(), tmp_path / "a.mbox"
    for end in range(len(whole) - 150, len(whole), 10):
        shelf.pull(written(path, whole[:end]))
    shelf.pull(written(path, whole))
    assert {mail.key for mail in shelf.mails} >= {f"m{n}@example.org" for n in range(5)}


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_wherever_it_ended_the_rest_is_told_once_and_nothing_is_missed(tmp_path: Path, ends: str) -> None:
    """Only a mail whose headers were cut off is told again, whole; what was told of it then is withdrawn."""
    last = mbox([message(4), message(5, body="From him to her"), message(6, body="")]).replace("\n", ends)
    before = archive(0, 4).replace("\n", ends)
    for end in range(0, len(last), 3):
        shelf, path = Shelf(), tmp_path / "a.mbox"
        shelf.pull(written(path, before + last[:end]))
        shelf.pull(written(path, before + last))
        assert sorted(mail.key or "" for mail in shelf.mails) == [f"m{n}@example.org" for n in range(7)], end
        assert shelf.skipped == []
        cut = 2 * ends not in last[last.rfind("From - ", 0, end) : end] if end else False
        assert cut or len(shelf.told) == 7, end


def test_what_was_rewritten_is_read_anew(tmp_path: Path) -> None:
    shelf, path = Shelf(), written(tmp_path / "a.mbox", archive(0, 10))
    shelf.pull(path)
    written(path, archive(1, 14))  # the first one is deleted, and some came
    assert len(shelf.pull(path)) == 13
    assert len(shelf.mails) == 14  # a mail that was deleted stays: the talk happened


def test_what_became_shorter_is_read_anew(tmp_path: Path) -> None:
    shelf, path = Shelf(), written(tmp_path / "a.mbox", archive(0, 10))
    shelf.pull(path)
    written(path, archive(20, 23))
    assert len(shelf.pull(path)) == 3


def test_a_file_that_was_only_copied_is_not_told_again(tmp_path: Path) -> None:
    shelf, path = Shelf(), written(tmp_path / "a.mbox", archive(0, 10))
    shelf.pull(path)
    os.utime(path, (1, 1))
    assert shelf.pull(path) == []


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_a_pull_goes_on_after_any_page(tmp_path: Path, pages: int) -> None:
    shelf, path = Shelf(), written(tmp_path / "a.mbox", archive(0, 10))
    shelf.pull(path, pages=pages)
    assert len(shelf.told) == 3 * pages
    assert len(shelf.pull(path)) == 10 - 3 * pages
    assert len(shelf.mails) == 10


def test_the_cursor_is_small_and_holds_no_id_and_no_path(tmp_path: Path) -> None:
    shelf, path = Shelf(), written(tmp_path / "private.mbox", archive(0, 50))
    shelf.pull(path)
    assert shelf.cursor
    assert len(shelf.cursor) < 120
    assert "private" not in shelf.cursor
    assert len(read(shelf.cursor).marks) == 1


def test_spam_and_what_was_thrown_away_are_not_told_and_spam_is_withdrawn(tmp_path: Path) -> None:
    shelf, path = Shelf(), written(tmp_path / "a.mbox", archive(0, 3))
    shelf.pull(path)
    labels = {0: "Spam", 1: "Papierkorb", 2: "Posteingang,Investoren", 3: "Entwürfe", 4: "Корзина", 5: "迷惑メール"}
    told = shelf.pull(written(path, mbox(message(n, f"X-Gmail-Labels: {label}") for n, label in labels.items())))
    assert {mail.key for mail in shelf.mails} == {"m1@example.org", "m2@example.org"}
    assert len(told) == 2
    assert {label for mail in shelf.mails for label in mail.labels} == {"Investoren"}


@pytest.mark.parametrize("labels", [("Spam", "Inbox"), ("Inbox", "Spam")])
def test_of_two_copies_of_a_mail_that_was_never_told_the_last_says_what_it_is(
    tmp_path: Path, labels: tuple[str, str]
) -> None:
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.mbox", mbox(message(1, f"X-Gmail-Labels: {label}") for label in labels)))
    assert [mail.labels for mail in shelf.mails] == ([frozenset()] if labels[1] == "Inbox" else [])


def maildir(root: Path, *numbers: int, part: str = "new", flags: str = "") -> Path:
    for each in ("cur", "new", "tmp"):
        (root / each).mkdir(parents=True, exist_ok=True)
    for n in numbers:
        written(root / part / f"17000{n:05}.M1P{n}.host{flags}", message(n))
    return root


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if what was written now had been written long ago."""
    monkeypatch.setattr(finding, "_A_MOMENT", -1)


@pytest.mark.usefixtures("settled")
def test_of_a_maildir_what_is_new_is_told_and_flags_are_no_news(tmp_path: Path) -> None:
    shelf, root = Shelf(), maildir(tmp_path / "mail", *range(8))
    assert len(shelf.pull(root)) == 8
    first = next((root / "new").iterdir())
    first.rename(root / "cur" / f"{first.name}:2,RS")
    assert shelf.pull(root) == []
    maildir(root, 8, 9)
    assert len(shelf.pull(root)) == 2


def test_a_maildir_that_changes_as_it_is_looked_at_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, root = Shelf(), maildir(tmp_path / "mail", 1)
    shelf.pull(root)
    before = (root / "new").stat()
    maildir(root, 2)
    os.utime(root / "new", ns=(before.st_atime_ns, before.st_mtime_ns))  # in the same tick of the clock
    assert len(shelf.pull(root)) == 1


def test_folders_of_a_maildir_are_labels_or_tell_what_was_sent_and_links_lead_nowhere(tmp_path: Path) -> None:
    root = maildir(tmp_path / "mail", 1)
    maildir(root / ".Investors", 2)
    maildir(root / ".Gesendet", 3)
    maildir(root / ".Trash", 4)
    maildir(root / ".Junk", 5)
    maildir(root, 6, part="cur", flags=":2,DS")
    (root / ".Loop").symlink_to(root)
    (root / "new" / "170.loop").symlink_to("170.loop")
    shelf = Shelf()
    shelf.pull(root)
    told = {mail.key or "": mail for mail in shelf.mails}
    assert sorted(told) == ["m1@example.org", "m2@example.org", "m3@example.org"]
    assert told["m2@example.org"].labels == {"Investors"}
    assert told["m3@example.org"].sent
    assert shelf.skipped == ["a mail's file can't be read: Too many levels of symbolic links"]


def test_a_pull_of_a_maildir_goes_on_after_any_page(tmp_path: Path) -> None:
    shelf, root = Shelf(), maildir(tmp_path / "mail", *range(10))
    shelf.pull(root, pages=2)
    assert len(shelf.pull(root)) == 4
    assert len(shelf.mails) == 10
