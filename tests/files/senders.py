"""Senders that were labelled by hand, person or robot, with what the decision needs of them and nothing that names one.

The labels were given by who wrote and what about, of senders in the SpamAssassin public corpus, easy and hard ham. Of
each stand in labelled_senders.csv: a hash of the address; the label; an address that is like theirs to every rule, in
letters that are nobody's where no rule knows it; and of their mails, each kind once, the header fields that speak
against a person.

python tests/files/senders.py MBOX … writes all but the labels anew.
"""

import csv
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, cast

from crmsync.connector import EmailAddress, Participant, Role
from crmsync.identity.addresses import ROBOT_HOST, is_robot, is_role
from crmsync.reading import headers
from crmsync.relationships.mails import CROWD_SIGNALS, MACHINE_SIGNALS
from crmsync_files.mail.fields import fields
from crmsync_files.mail.mbox import pieces

LABELS = Path(__file__).parent / "labelled_senders.csv"
VALUES = ("precedence", "auto-submitted", "return-path", "content-type")
"""Fields whose value matters; of the others only that they are there."""
FIELDS = ("list-id", "list-unsubscribe", "x-failed-recipients", *VALUES)

NOBODY = EmailAddress("nobody@host.example")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    name: str
    """A hash of the address."""
    label: str
    like: EmailAddress
    mails: tuple[str, ...]
    """The kinds of their mails: `list-id precedence=bulk`, or "" for one with none of the fields."""

    def judged(self) -> str:
        """robot, list (nothing but mails of lists and newsletters), or person.

        An address that is a machine's or an office's, or a mail that a machine sent, makes a robot; who has none but
        mails of lists is nobody's contact, whoever it is.
        """
        if is_robot(self.like) or is_role(self.like):
            return "robot"
        found = {_judged(written_out(mail)) for mail in self.mails}
        return next(each for each in ("robot", "person", "list") if each in found)


def _judged(found: headers.Fields) -> str:
    signals = set(headers.signals(found))
    if signals & MACHINE_SIGNALS:
        return "robot"
    return "list" if signals & CROWD_SIGNALS or headers.list_id(found) else "person"


def labelled(path: Path = LABELS) -> list[Sender]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return [
        Sender(name=name, label=label, like=EmailAddress(like), mails=tuple(mails.split("|")))
        for name, label, like, mails in rows
    ]


def learned(known: Iterable[Sender], paths: Iterable[Path]) -> list[Sender]:
    """The same senders and labels, with what these mails say of them."""
    seen: dict[str, set[str]] = defaultdict(set)
    likes: dict[str, EmailAddress] = {}
    for people, found in mails(paths):
        for address in [each.address for each in people if each.role is Role.FROM][:1]:
            seen[hashed(address)].add(kind(found))
            likes[hashed(address)] = like(address)
    return [
        replace(each, like=likes[each.name], mails=tuple(sorted(seen[each.name])))
        for each in known
        if each.name in seen
    ]


def mails(paths: Iterable[Path]) -> Iterator[tuple[Sequence[Participant], headers.Fields]]:
    for path in paths:
        with cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb") as file:
            for piece in pieces(file):  # type: ignore[arg-type]  # gzip's files are no BinaryIO by name
                found = fields(piece.head, subject=False)
                yield list(headers.participants(found)), found


def kind(found: headers.Fields) -> str:
    words = {name: _word(name, headers.first(found, name)) for name in FIELDS}
    return " ".join(f"{name}={word}" if name in VALUES else name for name, word in words.items() if word)


def _word(name: str, value: str) -> str:
    """Of a value as much as matters: where bounces go, and what a mail is made of, does not."""
    word = "".join(re.split(r"[;(]", value)[0].lower().split())
    kept = {"return-path": "<>", "content-type": "multipart/report"}
    return word if kept.get(name, word) == word else ""


def written_out(mail: str) -> Mapping[str, Sequence[str]]:
    """The fields of a mail of this kind."""
    pairs = (each.partition("=") for each in mail.split())
    return {name: (value or "<x.example.org>",) for name, _, value in pairs}


def like(address: EmailAddress) -> EmailAddress:
    """An address of which every rule says the same, and that is nobody's."""
    local, _, host = address.rpartition("@")
    machine = ROBOT_HOST.search(host)
    known = is_robot(EmailAddress(f"{local}@host.example")) or is_role(address)
    shape = local if known else re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "0", local))
    return EmailAddress(f"{shape}@{machine[2] + '.' if machine else ''}host.example")


def hashed(address: str) -> str:
    return sha256(address.encode()).hexdigest()[:16]


def main() -> None:
    with LABELS.open(encoding="utf-8") as file:
        known = [Sender(name=row[0], label=row[1], like=NOBODY, mails=()) for row in csv.reader(file)]
    found = learned(known, map(Path, sys.argv[1:]))
    with LABELS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows((each.name, each.label, each.like, "|".join(each.mails)) for each in found)


if __name__ == "__main__":
    main()
