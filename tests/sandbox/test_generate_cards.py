"""The address book of the year, seen in its cards."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from generated import generated

from crmsync_sandbox.generate.truth import Kind

MADE = generated("usual")
CARDS = MADE.life.cards
BY_ADDRESS = {address: each for each in MADE.truth.correspondents for address in each.addresses}
JOINED_IN_CRM = [{c.email, *c.additional_emails} for c in MADE.life.contacts]
INVITED = {guest.email for meeting in MADE.life.meetings for guest in meeting.guests}
MAILED = " ".join(v for m in MADE.life.mails for n, v in m.headers if n in {"From", "To", "Cc"} and len(v) < 10_000)
GROUPS = {group: [c for c in CARDS if group in c.groups] for group in ("Investors", "Choir", "Family", "starred")}


def only_here(emails: tuple[str, ...]) -> bool:
    """Whether nothing else says that these are one person's."""
    return len(emails) == 2 and not any(set(emails) <= some for some in JOINED_IN_CRM)


def bakers() -> list[str]:
    return [email for card in CARDS if card.name.endswith("Baker") for email in card.emails]


TRAPS: dict[str, Callable[[], object]] = {
    "two addresses that mail is written under": lambda: any(
        only_here(c.emails) and all(f"<{email}>" in MAILED for email in c.emails) for c in CARDS
    ),
    "two addresses that meetings are sent to": lambda: any(
        only_here(c.emails) and set(c.emails) <= INVITED for c in CARDS
    ),
    "one address of several": lambda: any(
        len(c.emails) == 1 and len(BY_ADDRESS[c.emails[0]].addresses) == 2 for c in CARDS
    ),
    "no address": lambda: len([c for c in CARDS if not c.emails]) == 3,
    "two people of one surname and one firm": lambda: len(set(bakers())) == 2 and set(bakers()) <= INVITED,
    "people whose names are a letter apart": lambda: any(
        a.name == f"{b.name.split()[0]}a {b.name.split()[1]}" for a in CARDS for b in CARDS
    ),
    "a tagged address beside the plain one": lambda: any(
        len(c.emails) == 2 and re.sub(r"\+\w+", "", c.emails[1]) == c.emails[0] for c in CARDS
    ),
    "a tagged address alone": lambda: any(len(c.emails) == 1 and "+" in c.emails[0] for c in CARDS),
    "one Gmail address with and without a dot": lambda: any(
        len(c.emails) == 2 and c.emails[1].replace(".", "", 1) == c.emails[0] for c in CARDS
    ),
    "a machine": lambda: any(BY_ADDRESS[e].kind is Kind.ROBOT for c in CARDS for e in c.emails),
    "somebody who is nowhere else": lambda: any(
        BY_ADDRESS[e].kind is Kind.FORGOTTEN and e not in INVITED and e not in MAILED for c in CARDS for e in c.emails
    ),
    "people known from a list": lambda: {BY_ADDRESS[c.emails[0]].kind for c in GROUPS["Choir"]} == {Kind.MEMBER},
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS.keys())
def test_holds(trap: Callable[[], object]) -> None:
    assert trap()


@pytest.mark.parametrize("group", GROUPS)
def test_has_people_in_every_group(group: str) -> None:
    assert GROUPS[group]


def test_most_people_with_mail_both_ways_have_a_card() -> None:
    written = {email for card in CARDS for email in card.emails}
    people = [who for who in MADE.truth.correspondents if who.kind.two_way]
    assert 0.7 < len([who for who in people if written & set(who.addresses)]) / len(people) < 0.9


def test_a_card_is_one_persons() -> None:
    for card in CARDS:
        assert len({BY_ADDRESS[email].address for email in card.emails}) == (1 if card.emails else 0)


def test_nobody_has_two_cards() -> None:
    assert set(Counter(email for card in CARDS for email in card.emails).values()) == {1}
    assert len({card.id for card in CARDS}) == len(CARDS)
