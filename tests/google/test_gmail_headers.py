"""Headers that anybody may have written: the best that can be made of them, never an exception, and quickly."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import Interaction, Role, Signal, Skipped
from crmsync.reading.addresses import parse
from crmsync.reading.text import shown
from crmsync_google.batch import Json
from crmsync_google.gmail.headers import read_message

Header = tuple[str, str]


def message(*headers: Header, labels: tuple[str, ...] = (), date: str = "1767600000000") -> Json:
    fields = [{"name": name, "value": value} for name, value in headers]
    return {"id": "1", "threadId": "2", "internalDate": date, "labelIds": labels, "payload": {"headers": fields}}


def read(*headers: Header, labels: tuple[str, ...] = ()) -> Interaction:
    found = read_message(message(("From", "bob@x.org"), *headers, labels=labels), {}, subjects=True)
    assert isinstance(found, Interaction)
    return found


BOMBS = [
    "(" * 1500,
    "(abc" * 5000,
    "\n)a" * 10_000,
    "a\n@" * 10_000,
    "a b " * 10_000,
    "(" * 10_000,
    "(" * 1_000_000,
    '"' * 1_000_000,
    "<" * 100_000,
    "a@b.c, " * 200_000,
    "=?utf-8?b?" * 100_000,
    "=?utf-8?q?=41?= " * 60_000,
    "=?no-such-charset?q?a?= <a@b.c>",
    "=?unicode_escape?q?=5Cd?= <a@b.c>",
    "=?punycode?q?---------?= <a@b.c>",
    "=?utf-8?b?????= <a@b.c>",
    "=?rot13?q?abc?= <a@b.c>",
    "\x00\r\n\t <a@b.c>",
    "\ud800 <a@b.c>",
    "@" * 100_000,
    "[" * 50_000,
    "\\" * 50_000,
    ":;" * 50_000,
    "a" * 1_000_000 + "@b.c",
    ".@" * 50_000,
    "; " * 50_000,
    "\n:<)<ab " * 20_000,
    " <> " * 20_000,
]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: f"{bomb[:12]!r}x{len(bomb)}")
@pytest.mark.parametrize("field", ["From", "To", "Subject", "Message-ID", "List-Id", "Content-Type", "Precedence"])
def test_no_header_breaks_or_delays_the_reading(field: str, bomb: str) -> None:
    start = time.process_time()
    found = read_message(message(("From", "bob@x.org"), *[(field, bomb)] * 20), {}, subjects=True)
    assert time.process_time() - start < 0.05
    assert isinstance(found, Interaction | Skipped)
    repr(found).encode()


@given(st.lists(st.tuples(st.sampled_from(["From", "To", "Cc", "Bcc", "List-Id", "Subject", "X"]), st.text())))
def test_any_text_gives_an_interaction_or_a_skip(headers: list[Header]) -> None:
    found = read_message(message(*headers), {}, subjects=True)
    match found:
        case Interaction(participants=participants):
            assert len({(one.address, one.role) for one in participants}) == len(participants)
            assert all(one.name.isprintable() and len(one.name) <= 200 for one in participants)
            assert any(one.role is Role.FROM for one in participants)
        case Skipped(reason=reason):
            assert reason == "no sender that can be read"


@given(st.text(st.sampled_from('()<>@,;:\\"[]=? \r\nab.é')))
def test_any_address_field_gives_clean_addresses(field: str) -> None:
    for name, address in parse([field]):
        assert address == address.lower().strip()
        assert address.count("@") == 1
        assert name.isprintable()


@pytest.mark.parametrize(
    ("field", "pairs"),
    [
        ("Bob@X.org", [("", "bob@x.org")]),
        ('"Stone, Bob" <bob@x.org>', [("Stone, Bob", "bob@x.org")]),
        ("Ann <a@x.org>, b@x.org", [("Ann", "a@x.org"), ("", "b@x.org")]),
        ("Friends: a@x.org, Bob <b@x.org>;", [("", "a@x.org"), ("Bob", "b@x.org")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?q?Zo=C3=AB?= <z@x.org>", [("Zoë", "z@x.org")]),
        ("=?iso-8859-1?q?Jos=E9?= =?iso-8859-1?q?_D=EDaz?= <j@x.org>", [("José Díaz", "j@x.org")]),
        ("=?utf-8?b?0JDQvdC90LA=?= (home) <a@x.org>", [("Анна (home)", "a@x.org")]),
        ("Zoë <z@x.org>", [("Zoë", "z@x.org")]),
        ("a@x.org <b@x.org>", [("a@x.org", "b@x.org")]),
        ("Bob\r\n <b@x.org>", [("Bob", "b@x.org")]),
        ("no address", []),
    ],
)
def test_addresses_as_people_write_them(field: str, pairs: list[tuple[str, str]]) -> None:
    assert parse([field]) == pairs


def test_a_mail_with_bombs_in_all_fields_takes_no_longer() -> None:
    for bomb in BOMBS:
        start = time.process_time()
        read_message(message(*((field, bomb) for field in ("From", "To", "Cc", "Bcc", "Subject"))), {}, subjects=True)
        assert time.process_time() - start < 0.05, bomb[:10]


def test_an_address_that_the_parser_chokes_on_is_still_found() -> None:
    assert parse(["(abc" * 1500 + " bob@x.org"]) == [("", "bob@x.org")]


def test_a_long_list_keeps_its_names() -> None:
    field = ", ".join(f'"Stone, Bob" <bob{number}@x.org>' for number in range(200))
    assert {name for name, _ in parse([field])} == {"Stone, Bob"}


def test_a_long_field_is_cut_between_addresses() -> None:
    found = parse([", ".join(f"person{number}@example.org" for number in range(1000))])
    assert len(found) == 500
    assert {address.rpartition("@")[2] for _, address in found} == {"example.org"}
    wide = parse([", ".join(f"{'x' * 60}{number}@example.org" for number in range(1000))])
    assert {address.rpartition("@")[2] for _, address in wide} == {"example.org"}


def test_an_address_counts_once_in_a_role_with_the_name_it_is_given_first() -> None:
    found = read(("To", "a@x.org, Ann <A@x.org>"), ("To", "Other <a@x.org>"), ("Cc", "a@x.org"))
    assert [(one.address, one.role, one.name) for one in found.participants[1:]] == [
        ("a@x.org", Role.TO, "Ann"),
        ("a@x.org", Role.CC, ""),
    ]


@pytest.mark.parametrize(
    ("header", "signal"),
    [
        (("List-Id", "<n.x.org>"), Signal.LIST),
        (("List-Unsubscribe", "<mailto:u@x.org>"), Signal.UNSUBSCRIBE),
        (("Precedence", "Bulk"), Signal.PRECEDENCE),
        (("Precedence", "list (automatic)"), Signal.PRECEDENCE),
        (("precedence", "junk"), Signal.PRECEDENCE),
        (("Precedence", "first-class"), None),
        (("Auto-Submitted", "auto-replied; owner=x"), Signal.AUTO_SUBMITTED),
        (("Auto-Submitted", "No"), None),
        (("Return-Path", "<>"), Signal.NULL_SENDER),
        (("Return-Path", "<bob@x.org>"), None),
        (("Return-Path", ""), None),
        (("Content-Type", 'Multipart/Report; report-type="x"'), Signal.REPORT),
        (("Content-Type", "multipart/mixed"), None),
        (("X-Failed-Recipients", "bob@x.org"), Signal.REPORT),
    ],
)
def test_signals(header: Header, signal: Signal | None) -> None:
    assert read(header).signals == ({signal} if signal else set())


def test_a_category_is_a_signal_and_the_inbox_is_none() -> None:
    assert read(labels=("INBOX", "CATEGORY_PERSONAL", "IMPORTANT")).signals == set()
    assert read(labels=("CATEGORY_FORUMS",)).signals == {Signal.CATEGORY}


@pytest.mark.parametrize(
    ("value", "key"), [("<A@x>", "A@x"), (" < a@x > ", "a@x"), ("a@x", "a@x"), ("<a@x> <b@x>", "a@x"), ("", None)]
)
def test_message_ids_lose_their_brackets(value: str, key: str | None) -> None:
    assert read(("Message-ID", value)).key == key


def test_the_date_is_that_of_the_receipt() -> None:
    assert read(("Date", "Mon, 1 Jan 1990 00:00:00 +0000")).at == datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


YEAR_1, YEAR_9000, YEAR_9999 = "-62135596800000", "221845392000000", "253402300799000"


@pytest.mark.parametrize(
    "date", ["", "soon", "9" * 30, "9" * 5000, "1e3", "-1", YEAR_1, YEAR_9000, YEAR_9999, "-62135596800001"]
)
def test_a_mail_without_a_date_is_skipped(date: str) -> None:
    found = read_message(message(("From", "bob@x.org"), date=date), {}, subjects=False)
    assert found == Skipped(id="1", reason="no date that can be read")


def test_a_name_is_decoded_cleaned_and_cut() -> None:
    assert shown("=?utf-8?q?a=00=0A=E2=80=AEb?=") == "a b"
    assert len(shown("x" * 5000)) == 200
    assert shown("=?x?q?a?=") == "=?x?q?a?="


def test_labels_without_a_name_are_left_out() -> None:
    found = read_message(message(("From", "b@x.org"), labels=("Label_1", "Label_2")), {"Label_1": "VC"}, subjects=False)
    assert isinstance(found, Interaction)
    assert found.labels == {"VC"}
    assert found.subject is None


@pytest.mark.parametrize("date", ["0", str(int(YEAR_9000) - 1)])
@pytest.mark.parametrize("hours", [-14, 14])
def test_the_earliest_and_the_latest_date_are_dates_everywhere_on_earth(date: str, hours: int) -> None:
    found = read_message(message(("From", "bob@x.org"), date=date), {}, subjects=False)
    assert isinstance(found, Interaction)
    assert found.at.astimezone(timezone(timedelta(hours=hours))).year in (1969, 1970, 8999, 9000)
