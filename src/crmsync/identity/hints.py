"""What two addresses alone tell of their being one person's. Never their names: two Smiths are two people.

Two rules join by themselves, because they rest on how mail is delivered and not on likeness:

- Gmail's: dots in the name of a mailbox don't count, what follows a + doesn't either, and googlemail.com is gmail.com
  (support.google.com/mail/answer/7436150, /10313). It holds for these two domains and no others: in an organisation's
  own domain at Google dots do count.
- A plus tag elsewhere (RFC 5233 calls it a detail): `ann+news@x.org` is ann@x.org where that is known, too. Most
  servers do so and none must, so a name can speak against it: `family+ann@x.org` and family@x.org, where they sign
  differently, stay two. Without the plain address nothing is joined: two tags of a mailbox that nobody ever saw may be
  two people of a firm.

Robots and role addresses never join: behind `support+4711@x.org` are many. A wrong join hides a person behind another
and writes into the wrong contact; two people who are one cost a second line, which `crmsync link` mends.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from crmsync.connector import EmailAddress
from crmsync.identity.addresses import domain, is_robot, is_role
from crmsync.identity.people import Link, Word

GMAIL = ("gmail.com", "googlemail.com")
GMAIL_SAYS = "Gmail delivers them to one mailbox: dots, what follows a +, and googlemail.com make no difference"
WORDS = re.compile(r"[^\W\d_]+")


def hints(addresses: Collection[EmailAddress], names: Mapping[EmailAddress, str]) -> Iterator[Link]:
    """The links that follow from the addresses themselves. `names`: what the addresses are called, where known."""
    boxes: dict[EmailAddress, list[EmailAddress]] = defaultdict(list)
    for address in sorted(addresses):
        box = mailbox(address)
        if (domain(address) in GMAIL or box != address) and not (_of_an_office(box) or _of_an_office(address)):
            boxes[box].append(address)
    for box, members in boxes.items():
        if domain(box) in GMAIL:
            yield from _hint(members, GMAIL_SAYS)
        elif box in addresses:
            yield from _hint([box, *_unopposed(box, members, names)], f"what follows a + is a tag of the mailbox {box}")


def mailbox(address: EmailAddress) -> EmailAddress:
    """The address without its tag; for Gmail in the one spelling, without dots and at gmail.com."""
    local, _, host = address.rpartition("@")
    plain = local.partition("+")[0]
    if host in GMAIL:
        plain, host = plain.replace(".", ""), GMAIL[0]
    return EmailAddress(f"{plain}@{host}") if plain else address


def contradict(one: str, other: str) -> bool:
    """Whether two names are those of two people. Who leaves a part of the name out, or turns it round, does not."""
    here, there = (set(WORDS.findall(name.casefold())) for name in (one, other))
    return not (here <= there or there <= here)


def _unopposed(
    box: EmailAddress, tagged: list[EmailAddress], names: Mapping[EmailAddress, str]
) -> Iterator[EmailAddress]:
    """Those whose name goes with the mailbox's; where that has none, those whose names go with one another."""
    named = [names[each] for each in tagged if each in names]
    spoken = names.get(box) or max(named, key=len, default="")
    quarrel = box not in names and any(contradict(spoken, name) for name in named)
    for each in tagged:
        if each not in names or not (quarrel or contradict(spoken, names[each])):
            yield each


def _of_an_office(box: EmailAddress) -> bool:
    return is_robot(box) or is_role(box)


def _hint(members: list[EmailAddress], because: str) -> Iterator[Link]:
    if len(members) > 1:
        yield Link(addresses=tuple(members), by="hint", because=because, word=Word.HINT)
