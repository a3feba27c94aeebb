"""Contacts with our properties and our tasks, as profiles."""

import re
from collections.abc import Iterable, Iterator

from crmsync.connector import EmailAddress, Profile, Task, email_address
from crmsync_hubspot.associations import INPUTS, Associations
from crmsync_hubspot.properties import OUTPUTS, SETTINGS
from crmsync_hubspot.records import Reading, Record, Records, batches
from crmsync_hubspot.values import from_hubspot, moment_or_none, settings

ADDRESS_PROPERTIES = ("email", "hs_additional_emails")
HOLDABLE = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")
"""Other addresses are in no contact, and HubSpot may refuse the whole batch that asks for one."""

CONTACT_PROPERTIES = (
    *(held.name for held in (*OUTPUTS.values(), *SETTINGS)),
    *ADDRESS_PROPERTIES,
    "hs_merged_object_ids",
    "notes_last_contacted",
)
"""All that is ever asked of a contact."""


def profile_of(record: Record, tasks: Iterable[Task] = ()) -> Profile:
    """A contact as a profile. Secondary addresses and former ids are `;`-separated."""
    texts = record.properties
    return Profile(
        id=record.id,
        addresses=addresses_of(record),
        merged_ids=tuple(_several(texts.get("hs_merged_object_ids"))),
        values=from_hubspot(texts),
        settings=settings(texts),
        notes_last_contacted=moment_or_none(texts.get("notes_last_contacted")),
        tasks=tuple(tasks),
    )


def addresses_of(record: Record) -> tuple[EmailAddress, ...]:
    """The primary address, then the secondary ones."""
    texts = record.properties
    addresses = map(email_address, [texts.get("email") or "", *_several(texts.get("hs_additional_emails"))])
    return tuple(dict.fromkeys(filter(None, addresses)))


def _several(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def read_profiles(contacts: Records, associations: Associations, emails: Iterable[EmailAddress]) -> Iterator[Profile]:
    """The profiles that hold any of `emails`, as primary or secondary address, each once, with our tasks."""
    seen: set[str] = set()
    by_email = Reading(properties=CONTACT_PROPERTIES, by="email")
    holdable = filter(HOLDABLE.fullmatch, emails)
    for thousand in batches(contacts.read(holdable, by_email), INPUTS):
        new = {record.id: record for record in thousand if record.id not in seen}
        seen |= new.keys()
        tasks = associations.our_tasks(new)
        yield from (profile_of(record, tasks.get(record.id, ())) for record in new.values())
