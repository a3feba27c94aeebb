"""What mails and meetings with people were about, for enrichers, where the user lets subjects be stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from crmsync.connector import PersonView
from crmsync.identity.people import PersonId
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import recordings
from crmsync.relationships.touch import Touch


def with_subjects(
    views: Mapping[PersonId, PersonView], found: Mapping[PersonId, Sequence[Touch]], recorded: Iterable[Recorded]
) -> dict[PersonId, PersonView]:
    """The views with the subjects of what counts; a newsletter's says nothing of what somebody cares for."""
    subjects = dict(recordings(recorded).subjects())
    return {person: replace(view, subjects=_subjects(found[person], subjects)) for person, view in views.items()}


def _subjects(touches: Iterable[Touch], subjects: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Each once, in order of time."""
    of_touches = ((each.source, each.id) for each in touches if each.counts)
    return tuple(dict.fromkeys(subjects[mark] for mark in of_touches if mark in subjects))
