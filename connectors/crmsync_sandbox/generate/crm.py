"""The half of the people that the CRM knows."""

from random import Random

from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.truth import Correspondent, Kind
from crmsync_sandbox.generate.wire import CANARY
from crmsync_sandbox.life import CrmContact

KNOWN = 0.5
"""The share of people with mail whom the CRM knows."""
_LEADS = 4


def crm_contacts(random: Random, cast: Cast) -> tuple[CrmContact, ...]:
    """Half of the people by chance, some nobody has mail with, and one machine that a form once let in."""
    known = random.sample(cast.people, round(KNOWN * len(cast.people)))
    return (*(_contact(random, person) for person in known), *map(_lead, leads()), _contact(random, cast.robots[1]))


def _contact(random: Random, who: Correspondent) -> CrmContact:
    """Of several addresses the CRM has the first or another as its own, and knows the rest or does not."""
    addresses = list(who.addresses)
    random.shuffle(addresses)
    given, _, family = who.name.partition(" ")
    return CrmContact(
        email=addresses[0],
        firstname=given,
        lastname=family,
        additional_emails=tuple(addresses[1:]) if random.random() < 0.7 else (),
        properties={"jobtitle": f"{CANARY} title", "city": f"{CANARY} city"},
    )


def leads() -> tuple[Correspondent, ...]:
    """People whom the CRM knows and nobody has mail with."""
    return tuple(
        Correspondent(name=f"Lead {i}", addresses=(f"lead{i}@prospects.example",), kind=Kind.MET) for i in range(_LEADS)
    )


def _lead(who: Correspondent) -> CrmContact:
    given, _, family = who.name.partition(" ")
    return CrmContact(email=who.address, firstname=given, lastname=family, properties={"city": CANARY})
