"""From interactions to touches: who was really in contact with whom, and what was left out and why."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np

from crmsync.connector import EmailAddress
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.copies import copies
from crmsync.relationships.judged import judged, who
from crmsync.relationships.moments import ticks
from crmsync.relationships.ordered import ordered
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import recordings
from crmsync.relationships.story import Story
from crmsync.relationships.threads import Naming, Threads
from crmsync.relationships.touched import believed, counts, touched
from crmsync.relationships.touches import Touches
from crmsync.relationships.voices import spoken, voices


def touches(
    recorded: Iterable[Recorded],
    directory: Directory,
    *,
    until: datetime,
    named: Naming | None = None,
    before: Mapping[PersonId, Story] | None = None,
) -> Touches:
    """Each person's touches in order of time. `until`: what lies later is in the future and does not count.

    Of a part of all interactions it is right for people of whom it holds all, with all that have a key in common with
    them. Such a part does not show all threads that go on in others: `named` makes of what it shows what they are
    called. Nor who is familiar, where people's stories `before` it are known: what counts of it goes on from there.
    """
    known, limit = recordings(recorded), ticks(until)
    persons = who(known.alike, directory)
    said = judged(known.alike, persons, directory)
    concerning = ordered(known, np.flatnonzero(said.concerning[known.kinds]).astype(np.int32))
    stories = [(before or {}).get(person) for person in persons.people]
    familiar = believed(known, said, stories, limit)
    twice = copies(known, concerning, said.declined)
    found = touched(known, said, concerning, len(persons.people))
    return Touches(
        recorded=known,
        people=persons.people,
        alike=said.alike,
        found=found,
        fine=counts(known, said, found, familiar, twice),
        copied=twice.copied,
        believed=familiar,
        threads=Threads(known, twice, named),
        until=limit,
    )


def lists(recorded: Iterable[Recorded]) -> frozenset[EmailAddress]:
    """The addresses of mailing lists, as `is_list` tells them."""
    return spoken(voices(recorded)).lists
