"""mbox files: every message once, whatever stands in bodies and however the file is cut, and never a body."""

import io
from pathlib import Path

import pytest
from files_world import ANN, CANARY, Shelf, mbox, message, written
from hypothesis import given
from hypothesis import strategies as st

from crmsync_files.mail import mbox as scanner
from crmsync_files.mail.mbox import pieces

LINE = b"From bob@example.org Mon Jan  5 09:00:00 2026\n"


def keys(shelf: Shelf) -> list[str]:
    return sorted((mail.key or "" for mail in shelf.mails), key=lambda key: (len(key), key))


def test_every_message_is_told_once(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.mbox", mbox(message(n) for n in range(5))))
    assert keys(shelf) == [f"m{n}@example.org" for n in range(5)]
    assert shelf.complete


@pytest.mark.parametrize(
    "body",
    [
        ">From him to her",
        "From him to her I know",
        "x\n\nFrom the beginning it was so",
        "x\nFrom bob@example.org Mon Jan  5 09:00:00 2026",
        "x\n\n>From bob@example.org Mon Jan  5 09:00:00 2026",
        "",
        "\n\n\n",
    ],
)
def test_a_body_begins_no_message(tmp_path: Path, body: str) -> None:
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.mbox", mbox([message(1, body=body), message(2)])))
    assert keys(shelf) == ["m1@example.org", "m2@example.org"]
    assert shelf.skipped == []


def test_line_ends_may_be_those_of_windows(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.mbox", mbox(message(n) for n in range(3)).replace("\n", "\r\n")))
    assert len(shelf.mails) == 3


def test_an_archive_that_was_cut_off_is_read_to_there(tmp_path: Path) -> None:
    whole = mbox(message(n) for n in range(3)).encode()
    for end in range(len(whole) - 200, len(whole)):
        shelf = Shelf()
        shelf.pull(written(tmp_path / "a.mbox", whole[:end]))
        assert {"m0@example.org", "m1@example.org"} <= set(keys(shelf))


def test_where_headers_were_cut_off_the_next_message_begins_without_a_blank_line(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.mbox", mbox([message(1)])[:120] + "\n" + mbox([message(2)])))
    assert "m2@example.org" in keys(shelf)


def test_bytes_that_are_no_text_and_charsets_that_are_none_stop_nothing(tmp_path: Path) -> None:
    odd = message(1, "Cc: =?x-odd?q?a?= <cc@example.org>").encode().replace(b"Bob Stone", b"B\xf6b \xff\x00")
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.mbox", LINE + odd + b"\n" + mbox([message(2)]).encode()))
    assert keys(shelf) == ["m1@example.org", "m2@example.org"]
    assert {p.name for p in shelf.mails[0].participants} >= {"=?x-odd?q?a?="}


def test_what_cannot_be_read_is_told_and_stops_nothing(tmp_path: Path) -> None:
    shelf = Shelf()
    none, nobody = message(1, "Date: soon"), message(2, sender="nobody")
    shelf.pull(written(tmp_path / "a.mbox", mbox([none, nobody, message(3)], "From - Thu Jan 01 00:00:00 1970")))
    assert sorted(shelf.skipped) == ["a mail has no date that can be read", "a mail has no sender that can be read"]
    assert keys(shelf) == ["m3@example.org"]


def test_no_body_is_in_anything_that_is_told(tmp_path: Path) -> None:
    shelf = Shelf(subjects=True)
    shelf.pull(written(tmp_path / "a.mbox", mbox(message(n) for n in range(3))))
    assert CANARY not in repr(shelf)


def test_a_subject_is_told_only_where_it_may_be(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mbox", mbox([message(1)]))
    for subjects, told in ((True, "No. 1"), (False, None)):
        shelf = Shelf(subjects=subjects)
        shelf.pull(path)
        assert shelf.mails[0].subject == told


@pytest.mark.parametrize(
    ("line", "more", "at"),
    [
        ("From 17@xxx Mon Jan 05 09:00:00 +0000 2026", (), "2026-01-05T09:00"),
        ("From 17@xxx Mon Jan 05 09:00:00 +0200 2026", (), "2026-01-05T07:00"),
        ("From - Mon Jan 05 09:00:00 2026", ("Received: by x; Tue, 6 Jan 2026 10:00:00 +0100",), "2026-01-06T09:00"),
        ("From - Mon Jan 05 09:00:00 2026", ("Date: Wed, 7 Jan 2026 10:00:00 -0500",), "2026-01-07T15:00"),
        ("From - Mon Jan 05 09:00:00 2026", ("Date: soon",), "2026-01-05T09:00"),
    ],
)
def test_the_date_is_that_of_the_receipt_as_well_as_it_is_told(
    tmp_path: Path, line: str, more: tuple[str, ...], at: str
) -> None:
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.mbox", mbox([message(1, *more)], line)))
    assert shelf.mails[0].at.isoformat().startswith(at)


def test_conversations_are_told_by_the_archive_else_by_what_mails_refer_to(tmp_path: Path) -> None:
    mails = [
        message(1),
        message(2, "In-Reply-To: <m1@example.org>"),
        message(3, "In-Reply-To: <m2@example.org>"),
        message(4, "References: <m1@example.org>\n\t<m3@example.org>", "In-Reply-To: <m3@example.org>"),
        message(5),
        message(6, "X-GM-THRID: 1600000000000000001"),
    ]
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.mbox", mbox(mails)))
    threads = {(mail.key or "")[:2]: mail.thread for mail in shelf.mails}
    assert len({threads[each] for each in ("m1", "m2", "m3", "m4")}) == 1
    assert threads["m5"] != threads["m1"]
    assert threads["m6"] == f"{1600000000000000001:x}"


def test_what_was_sent_is_told_by_label_by_place_and_by_who_wrote_it(tmp_path: Path) -> None:
    by_label = message(1, "X-Gmail-Labels: =?UTF-8?Q?Gesendet,Ge=C3=B6ffnet?=", sender="assistant@example.com")
    by_writer = message(2, sender=ANN)
    shelf = Shelf()
    shelf.pull(written(tmp_path / "a.mbox", mbox([by_label, by_writer, message(3)])))
    shelf.pull(written(tmp_path / "Sent Items", mbox([message(4, sender="assistant@example.com")])))
    assert {(mail.key or "")[:2] for mail in shelf.mails if mail.sent} == {"m1", "m2", "m4"}


def test_horizon(tmp_path: Path) -> None:
    shelf = Shelf(since=Shelf().now)
    shelf.pull(written(tmp_path / "a.mbox", mbox([message(1)])))
    assert shelf.mails == []


@given(st.lists(st.sampled_from([b"\n", b"\r\n", LINE, b"From ", b"x", b"A: b\n", b" c\n", b">From x\n"]), max_size=40))
def test_where_chunks_end_makes_no_difference(parts: list[bytes]) -> None:
    data = LINE + b"".join(parts)
    whole = [(piece.at, piece.head) for piece in pieces(io.BytesIO(data))]
    usual, scanner.CHUNK = scanner.CHUNK, 7
    try:
        assert [(piece.at, piece.head) for piece in pieces(io.BytesIO(data))] == whole
    finally:
        scanner.CHUNK = usual
    for at, _ in whole:
        assert [piece.at for piece in pieces(io.BytesIO(data), at)] == [each for each, _ in whole if each >= at]
