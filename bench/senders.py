"""How well headers and role alone tell a robot from a person, before it is known to whom self ever wrote.

python bench/senders.py MBOX …

The labels were given by hand, by who wrote and what about: in labelled_senders.csv stand a hash of the address, and
person or robot. They are of senders in the SpamAssassin public corpus, easy and hard ham. A sender is judged by all of
their mails: an address that is a machine's or an office's, or mails that a machine sent, make a robot; and who has none
but mails of lists is nobody's contact, whoever it is.
"""

import csv
import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from crmsync.connector import Role
from crmsync.identity.addresses import is_robot, is_role
from crmsync.reading import headers
from crmsync.relationships.mails import CROWD_SIGNALS, MACHINE_SIGNALS
from crmsync_files.mail.fields import fields
from crmsync_files.mail.mbox import pieces

LABELS = Path(__file__).parent / "labelled_senders.csv"


def hashed(address: str) -> str:
    return sha256(address.encode()).hexdigest()[:16]


def judged(paths: list[str]) -> dict[str, str]:
    """By the address's hash: robot, list (nothing but mails of lists and newsletters), or person."""
    seen: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for address, sign in signs(path):
            seen[hashed(address)].add(sign)
    order = ("robot", "person", "list")
    return {address: next(each for each in order if each in found) for address, found in seen.items()}


def signs(path: str) -> Iterator[tuple[str, str]]:
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rb") as file:
        for piece in pieces(file):
            found = fields(piece.head, subject=False)
            sender = next((p.address for p in headers.participants(found) if p.role is Role.FROM), None)
            if sender:
                yield sender, _sign(sender, set(headers.signals(found)), headers.list_id(found))


def _sign(sender, signals, list_id) -> str:
    if is_robot(sender) or is_role(sender) or signals & MACHINE_SIGNALS:
        return "robot"
    return "list" if signals & CROWD_SIGNALS or list_id else "person"


def main() -> None:
    with LABELS.open() as file:
        labels = dict(csv.reader(file))
    found = judged(sys.argv[1:])
    counts = Counter((label, found[address]) for address, label in labels.items() if address in found)
    robots = {said: counts["robot", said] for said in ("robot", "list", "person")}
    people = {said: counts["person", said] for said in ("robot", "list", "person")}
    print(f"robots {sum(robots.values())}: {robots}; people {sum(people.values())}: {people}")
    print(f"precision of robot {robots['robot'] / (robots['robot'] + people['robot']):.3f}")
    print(
        f"recall of robot {robots['robot'] / sum(robots.values()):.3f}, with the headers of lists "
        f"{(robots['robot'] + robots['list']) / sum(robots.values()):.3f}"
    )


if __name__ == "__main__":
    main()
