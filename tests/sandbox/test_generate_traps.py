"""Every trap of real mail is in the year, seen on the wire and not by what the year says of itself."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import combinations

import pytest
from generated import UNTIL, generated

from crmsync_sandbox.life import Mail

OWNER = "ann@example.com"
LIFE = generated("usual").life
ALL = LIFE.mails
SENT = [mail for mail in ALL if "SENT" in mail.labels]
RECEIVED = [mail for mail in ALL if "INBOX" in mail.labels and "SENT" not in mail.labels]
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+")


def text(mail: Mail, name: str) -> str:
    return ", ".join(value for each, value in mail.headers if each == name)


def has(mail: Mail, name: str) -> bool:
    return any(each == name for each, _ in mail.headers)


def addresses(mail: Mail, *names: str) -> list[str]:
    return [address for name in names for address in ADDRESS.findall(text(mail, name)[-50_000:])]


def some(mails: list[Mail] | tuple[Mail, ...], condition: Callable[[Mail], object]) -> bool:
    return any(condition(mail) for mail in mails)


def others(mail: Mail) -> int:
    return len({*addresses(mail, "From", "To", "Cc", "Bcc")} - {OWNER, "ann@home.example"})


def bare_robot(mail: Mail) -> bool:
    marked = any(name.startswith("List-") or name in {"Precedence", "Auto-Submitted"} for name, _ in mail.headers)
    return bool(re.search(r"no-?reply@|notifications@", text(mail, "From"))) and not marked


def copies() -> Iterator[tuple[Mail, Mail]]:
    alike: defaultdict[tuple[str, str, str], list[Mail]] = defaultdict(list)
    for mail in ALL:
        minute = f"{mail.at:%F %R}"
        alike[text(mail, "From"), text(mail, "To") + text(mail, "Cc"), minute].append(mail)
    for group in alike.values():
        yield from combinations(group, 2)


TRAPS: dict[str, Callable[[], object]] = {
    "a newsletter without any mark": lambda: some(
        ALL, lambda m: "pebble.example" in text(m, "From") and not has(m, "List-Id") and not has(m, "List-Unsubscribe")
    ),
    "a robot without list headers": lambda: some(ALL, bare_robot),
    "a role address that the owner wrote to": lambda: some(SENT, lambda m: "support@" in text(m, "To")),
    "a post of the owner to a list": lambda: some(SENT, lambda m: re.search("@(lists|groups)[.]", text(m, "To"))),
    "a list post by somebody the owner also talks with": lambda: (
        {a for m in ALL if has(m, "List-Post") for a in addresses(m, "From")}
        & {a for m in SENT for a in addresses(m, "To")}
    ),
    "list mail says Precedence": lambda: some(ALL, lambda m: text(m, "Precedence") == "list"),
    "a bounce": lambda: some(
        ALL,
        lambda m: (
            text(m, "Return-Path") == "<>"
            and text(m, "Content-Type").startswith("multipart/report")
            and has(m, "X-Failed-Recipients")
        ),
    ),
    "an out-of-office reply within a conversation": lambda: some(
        ALL, lambda m: text(m, "Auto-Submitted") == "auto-replied" and m.thread in {s.thread for s in SENT}
    ),
    "a copy in the same conversation": lambda: any(a.thread == b.thread for a, b in copies()),
    "a copy in another conversation": lambda: any(a.thread != b.thread for a, b in copies()),
    "copies have Message-IDs of their own": lambda: all(
        text(a, "Message-ID") != text(b, "Message-ID") for a, b in copies()
    ),
    "the owner's second address in From": lambda: some(SENT, lambda m: "ann@home.example" in text(m, "From")),
    "the owner's second address in To": lambda: some(RECEIVED, lambda m: "ann@home.example" in text(m, "To")),
    "a note to self": lambda: some(SENT, lambda m: addresses(m, "From", "To") == [OWNER, "ann@home.example"]),
    "the assistant in the owner's sent mail": lambda: some(SENT, lambda m: "liz.taylor-reed@" in text(m, "From")),
    "the assistant in talk with the owner": lambda: (
        {m.thread for m in RECEIVED if "liz.taylor-reed@" in text(m, "From")}
        & {m.thread for m in SENT if "liz.taylor-reed@" in text(m, "To")}
    ),
    "a mass mail sent": lambda: some(SENT, lambda m: others(m) > 50),
    "a mass mail received": lambda: some(RECEIVED, lambda m: 50 < others(m) < 100),
    "ten, eleven and twelve others in a mail sent": lambda: {10, 11, 12} <= {others(m) for m in SENT},
    "ten, eleven and twelve others in a mail received": lambda: {10, 11, 12} <= {others(m) for m in RECEIVED},
    "a blind copy beside somebody named": lambda: some(SENT, lambda m: has(m, "To") and has(m, "Bcc")),
    "a blind copy only": lambda: some(SENT, lambda m: not has(m, "To") and has(m, "Bcc")),
    "a blind copy received": lambda: some(
        RECEIVED,
        lambda m: (
            text(m, "Delivered-To") == OWNER
            and addresses(m, "To")
            and OWNER not in addresses(m, "To", "Cc")
            and not has(m, "List-Id")
            and "ann@home.example" not in addresses(m, "To", "Cc")
            and "@crowd.example" not in text(m, "To")
        ),
    ),
    "no recipient in a mail received": lambda: some(RECEIVED, lambda m: not has(m, "To") and not has(m, "Cc")),
    "no recipient in a mail sent": lambda: some(SENT, lambda m: not any(has(m, n) for n in ("To", "Cc", "Bcc"))),
    "a draft": lambda: some(ALL, lambda m: m.labels == {"DRAFT"}),
    "a chat": lambda: some(ALL, lambda m: m.labels == {"CHAT"}),
    "spam": lambda: some(ALL, lambda m: "SPAM" in m.labels),
    "spam in the name of somebody the owner talks with": lambda: (
        {a for m in ALL if "SPAM" in m.labels for a in addresses(m, "From")}
        & {a for m in SENT for a in addresses(m, "To")}
    ),
    "trash": lambda: some(ALL, lambda m: "TRASH" in m.labels),
    "a stamp of 1980": lambda: ALL[0].at.year == 1980,
    "a stamp in the future": lambda: ALL[-1].at > UNTIL,
    "a Date of 1980 on new mail": lambda: some(ALL, lambda m: "1980" in text(m, "Date") and m.at.year > 2024),
    "a Date in the future": lambda: some(ALL, lambda m: "2106" in text(m, "Date")),
    "a Date that is none": lambda: some(ALL, lambda m: text(m, "Date").startswith("yesterday")),
    "no Message-ID": lambda: some(RECEIVED, lambda m: text(m, "Message-ID") == ""),
    "10,000 parentheses in From": lambda: some(ALL, lambda m: text(m, "From").count("(") == 10_000),
    "10,000 parentheses in To": lambda: some(ALL, lambda m: text(m, "To").count("(") == 10_000),
    "an unknown charset": lambda: some(ALL, lambda m: "=?x-invented-9?" in text(m, "From")),
    "a broken encoded word": lambda: some(ALL, lambda m: "=?utf-8?B?w7x!?=" in text(m, "From")),
    "an encoded name": lambda: some(ALL, lambda m: re.match(r"=\?utf-8\?[bq]\?\S+\?= <", text(m, "From"))),
    "a quoted or apostrophed name": lambda: some(ALL, lambda m: "O'Brien" in text(m, "From") + text(m, "To")),
    "a header of a megabyte": lambda: 2 <= sum(any(len(v) >= 999_000 for _, v in m.headers) for m in ALL) <= 4,
    "bidirectional control characters": lambda: some(ALL, lambda m: "\u202e" in text(m, "From")),
    "control characters": lambda: some(ALL, lambda m: "\x00" in text(m, "From") and "\x1b" in text(m, "From")),
    "another's address as display name": lambda: some(ALL, lambda m: text(m, "From").startswith(f'"{OWNER}" <')),
    "HTML in a name": lambda: some(ALL, lambda m: "<script>" in text(m, "From")),
    "a formula in a name": lambda: some(ALL, lambda m: text(m, "From").startswith('"=HYPERLINK')),
    "600 recipients": lambda: some(ALL, lambda m: len(addresses(m, "Cc")) >= 600),
    "group syntax": lambda: some(ALL, lambda m: re.match(r"The team: .*;$", text(m, "To"))),
    "undisclosed recipients": lambda: some(ALL, lambda m: text(m, "To") == "undisclosed-recipients:;"),
    "an empty From": lambda: some(RECEIVED, lambda m: has(m, "From") and not text(m, "From")),
    "a From of nobody": lambda: some(RECEIVED, lambda m: text(m, "From") == "<>"),
    "a From without address": lambda: some(RECEIVED, lambda m: text(m, "From") == "Somebody"),
    "two writers": lambda: some(ALL, lambda m: re.match(r"\S+@\S+, Co <\S+>$", text(m, "From"))),
    "a blank and an @ in a quoted local part": lambda: some(ALL, lambda m: text(m, "From").startswith('"a b@c"@')),
    "an address that is too long": lambda: some(ALL, lambda m: "z" * 300 + "@" in text(m, "From")),
    "an international address": lambda: some(ALL, lambda m: "grüße@größe.example" in text(m, "From")),
    "an address in capitals": lambda: some(ALL, lambda m: "SHOUTED@ODD.EXAMPLE" in text(m, "From")),
    "mail under the user's label Family": lambda: some(SENT, lambda m: "Family" in m.labels),
    "mail under the user's label Investors": lambda: some(RECEIVED, lambda m: "Investors" in m.labels),
    "free-mail people": lambda: some(SENT, lambda m: "@freemail.example" in text(m, "To")),
    "colleagues of the own domain": lambda: some(
        SENT, lambda m: any(a.endswith("@example.com") and a != OWNER for a in addresses(m, "To"))
    ),
    "mail of years before": lambda: len([m for m in ALL if 1980 < m.at.year < 2025]) > 20,
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS.keys())
def test_holds(trap: Callable[[], object]) -> None:
    assert trap()


def test_some_people_of_one_surname_have_nearly_the_same_address() -> None:
    known = sorted({a for mail in ALL for a in addresses(mail, "From") if a.endswith(".example")})
    pairs = [(a, b) for a, b in combinations(known, 2) if a.split(".", 1)[1:] == b.split(".", 1)[1:]]
    assert [pair for pair in pairs if pair[1].split(".")[0] == pair[0].split(".")[0] + "a"]


def test_some_answers_come_too_late_to_be_one_talk() -> None:
    gaps: Counter[bool] = Counter()
    last: dict[str, Mail] = {}
    for mail in ALL:
        before = last.get(mail.thread)
        if before and ("SENT" in before.labels) != ("SENT" in mail.labels):
            gaps[mail.at - before.at > timedelta(days=30)] += 1
        last[mail.thread] = mail
    assert gaps[True] >= 3
    assert gaps[False] > 200


def test_answers_refer_to_what_they_answer() -> None:
    ids = {text(mail, "Message-ID"): mail.thread for mail in ALL if text(mail, "Message-ID")}
    answers = [mail for mail in ALL if has(mail, "In-Reply-To") and text(mail, "In-Reply-To") in ids]
    assert len(answers) > 700
    assert {ids[text(mail, "In-Reply-To")] == mail.thread for mail in answers if "copies." not in mail.thread} == {True}


def test_every_subject_carries_the_canary() -> None:
    assert all("CANARY" in text(mail, "Subject") for mail in ALL)


def test_no_other_header_carries_the_canary() -> None:
    assert not [name for mail in ALL for name, value in mail.headers if name != "Subject" and "CANARY" in value]


def test_only_reserved_domains_occur() -> None:
    domains = {a.rpartition("@")[2].lower() for mail in ALL for a in addresses(mail, "From", "To", "Cc", "Bcc")}
    bidirectional_and_quoted = {"nna", "c"}
    strange = {d for d in domains if not re.search(r"(^|\.)example(\.com)?$|\.(test|invalid)$", d)}
    assert strange == bidirectional_and_quoted
