"""An mbox file is read message by message: headers only, whatever stands in them."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmsync_sandbox.mbox_messages import MOST, Message, addresses, messages

PLACEHOLDER = b"From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n"


def read(path: Path, content: bytes) -> list[Message]:
    file = path / "mail.mbox"
    file.write_bytes(content)
    return list(messages(file))


def one(path: Path, content: bytes) -> Message:
    (message,) = read(path, content)
    return message


def test_headers_are_kept_in_order_with_their_spelling(tmp_path: Path) -> None:
    message = one(tmp_path, PLACEHOLDER + b"from: a@one.example\nTO:b@one.example\nReceived: 1\nReceived: 2\n\n")
    assert message.headers == (("from", "a@one.example"), ("TO", "b@one.example"), ("Received", "1"), ("Received", "2"))


def test_folded_headers_become_one_line(tmp_path: Path) -> None:
    message = one(tmp_path, PLACEHOLDER + b"To: a@one.example,\r\n\tb@one.example\r\nSubject: x\r\n\r\n")
    assert message.headers == (("To", "a@one.example,\tb@one.example"), ("Subject", "x"))


def test_nothing_of_a_body_is_kept(tmp_path: Path) -> None:
    content = PLACEHOLDER + b"Subject: x\n\nSecret: in the body\n\n Secret\n>From here Secret\n"
    assert "Secret" not in repr(read(tmp_path, content))


def test_a_line_that_is_no_header_is_dropped_and_the_next_ones_are_read(tmp_path: Path) -> None:
    content = PLACEHOLDER + b"Subject: Visit of \nLeslie, VP &\n Doris, SVP\nEvergreen Co.\nX-Folder-Path: g/x/9.\n\n"
    assert one(tmp_path, content).text("x-folder-path") == "g/x/9."
    assert "Leslie" not in repr(one(tmp_path, content))


def test_a_message_begins_after_an_empty_line_only(tmp_path: Path) -> None:
    content = (
        PLACEHOLDER + b"Subject: x\n\nfirst\nFrom there Mon Jan  5 10:00:00 2026\nsecond\n\n" + PLACEHOLDER + b"\n"
    )
    assert len(read(tmp_path, content)) == 2


def test_a_sentence_that_begins_with_from_begins_no_message(tmp_path: Path) -> None:
    assert len(read(tmp_path, PLACEHOLDER + b"Subject: x\n\nbody\n\nFrom here to there it is far.\n")) == 1


def test_text_before_the_first_message_is_passed_over(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"garbage\n\n" + PLACEHOLDER + b"Subject: x\n\n")) == 1
    assert read(tmp_path, b"") == []


def test_reads_packed_files_as_well(tmp_path: Path) -> None:
    assert read(tmp_path, gzip.compress(PLACEHOLDER + b"Subject: x\n\n"))[0].text("subject") == "x"


def test_a_file_that_is_cut_off_is_no_mailbox_quietly(tmp_path: Path) -> None:
    with pytest.raises(EOFError):
        read(tmp_path, gzip.compress(PLACEHOLDER + b"Subject: x\n\n" * 100)[:-20])


@pytest.mark.parametrize(
    ("begin", "at"),
    [
        (b"From a@one.example Mon Jan  5 10:11:12 2026", datetime(2026, 1, 5, 10, 11, 12, tzinfo=UTC)),
        (b"From 1790@xxx Mon Jan 05 10:11:12 +0000 2026", datetime(2026, 1, 5, 10, 11, 12, tzinfo=UTC)),
        (b"From 1790@xxx Mon Jan 05 10:11:12 +0530 2026", datetime(2026, 1, 5, 4, 41, 12, tzinfo=UTC)),
        (b"From 1790@xxx Mon Jan 05 10:11:12 -0800 2026", datetime(2026, 1, 5, 18, 11, 12, tzinfo=UTC)),
        (b"From - Mon Jan  5 10:11 2026", datetime(2026, 1, 5, 10, 11, tzinfo=UTC)),
        (b"From a@one.example Thu Jan  1 00:00:00 1970", datetime(2001, 6, 22, 4, 35, 40, tzinfo=UTC)),
        (b"From a@one.example Mon Feb 31 10:11:12 2026", datetime(2001, 6, 22, 4, 35, 40, tzinfo=UTC)),
        (b"From a@one.example Mon Foo 11 10:11:12 2026", datetime(2001, 6, 22, 4, 35, 40, tzinfo=UTC)),
        (b"From a@one.example Fri Dec 31 23:59:59 -2359 9999", datetime(2001, 6, 22, 4, 35, 40, tzinfo=UTC)),
    ],
)
def test_the_begin_line_tells_the_time_unless_it_is_a_placeholder(tmp_path: Path, begin: bytes, at: datetime) -> None:
    assert one(tmp_path, begin + b"\nDate: Thu, 21 Jun 2001 21:35:40 -0700 (PDT)\n\n").at == at


@pytest.mark.parametrize(
    "date",
    [
        b"yesterday",
        b"",
        b"Mon, 99 Foo 0000",
        b"31 Dec 9999 23:59:59 -2359",
        b"1 Jan 2020 00:00:00 +9999",
        b"1 " * 100_000,
    ],
)
def test_without_any_time_it_is_the_beginning_of_1970(tmp_path: Path, date: bytes) -> None:
    assert one(tmp_path, PLACEHOLDER + b"Date: " + date + b"\n\n").at == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_date_without_zone_is_utc(tmp_path: Path, elsewhere: None) -> None:
    message = one(tmp_path, PLACEHOLDER + b"Date: Tue, 01 Jan 1980 00:00:00 -0000\n\n")
    assert message.at == datetime(1980, 1, 1, tzinfo=UTC)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own zone is far from UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_header_of_a_megabyte_stays_whole(tmp_path: Path) -> None:
    assert len(one(tmp_path, PLACEHOLDER + b"To: " + b"x" * 1_000_000 + b"\n\n").text("to")) == 1_000_000


def test_headers_beyond_reason_are_cut_without_being_read_into_memory(tmp_path: Path) -> None:
    file = tmp_path / "mail.mbox"
    file.write_bytes(PLACEHOLDER + b"To: " + b"x" * 40_000_000 + b"\nSubject: later\n\n" + PLACEHOLDER + b"To: y\n\n")
    tracemalloc.start()
    found = [len(message.text("to")) for message in messages(file)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [2 * 1024 * 1024 - 4, 1]
    assert peak < 15_000_000


def test_the_rest_of_a_line_that_was_cut_begins_no_message(tmp_path: Path) -> None:
    forged = b"From a@one.example Mon Jan  5 10:11:12 2026\nBcc: forged\n\n"
    assert len(read(tmp_path, PLACEHOLDER + b"To: " + b"x" * (MOST - 4) + forged)) == 1


def test_many_small_headers_beyond_reason_are_cut_too(tmp_path: Path) -> None:
    message = one(tmp_path, PLACEHOLDER + b"X-A: 0123456789\n" * 200_000 + b"\n")
    assert sum(len(name) + len(value) for name, value in message.headers) < 2 * 1024 * 1024


def test_bytes_that_are_no_utf_8_become_some_text(tmp_path: Path) -> None:
    message = one(tmp_path, PLACEHOLDER + b"From: Ren\xe9 <r@one.example>\nTo: Ren\xc3\xa9 <r@one.example>\n\n")
    assert message.headers == (("From", "René <r@one.example>"), ("To", "René <r@one.example>"))


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Ann <Ann@One.example>, bo@one.example", ("ann@one.example", "bo@one.example")),
        ('"boss@one.example" <bo@two.example>', ("bo@two.example",)),
        ("team: ann@one.example, bo@one.example;", ("ann@one.example", "bo@one.example")),
        ("(" * 100_000, ()),
        ("nobody", ()),
        ("a@b@c", ("a@b",)),
    ],
)
def test_finds_addresses(header: str, found: tuple[str, ...]) -> None:
    assert addresses(header) == found
