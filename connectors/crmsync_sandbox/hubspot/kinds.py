"""The kinds of object that the portal holds, and what each is called where."""

from dataclasses import dataclass

from .errors import Problem, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One object type: its name in paths, in messages and in associations."""

    name: str
    singular: str
    type_id: str
    created: str
    """The property that says when a record was made."""
    modified: str
    """The property that says when it was last changed."""
    shown: tuple[str, ...]
    """What an answer holds where no properties were asked for."""
    required: tuple[str, ...] = ()

    @property
    def always(self) -> tuple[str, ...]:
        """What every answer holds, asked for or not."""
        return (self.created, "hs_object_id", self.modified)


CONTACTS = Kind(
    name="contacts",
    singular="contact",
    type_id="0-1",
    created="createdate",
    modified="lastmodifieddate",
    shown=("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"),
)
TASKS = Kind(
    name="tasks",
    singular="task",
    type_id="0-27",
    created="hs_createdate",
    modified="hs_lastmodifieddate",
    shown=("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
    required=("hs_timestamp",),
)

EMAILS = Kind(
    name="emails",
    singular="email",
    type_id="0-49",
    created="hs_createdate",
    modified="hs_lastmodifieddate",
    shown=("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
    required=("hs_timestamp",),
)
MEETINGS = Kind(
    name="meetings",
    singular="meeting",
    type_id="0-47",
    created="hs_createdate",
    modified="hs_lastmodifieddate",
    shown=("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
    required=("hs_timestamp",),
)
CALLS = Kind(
    name="calls",
    singular="call",
    type_id="0-48",
    created="hs_createdate",
    modified="hs_lastmodifieddate",
    shown=("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
    required=("hs_timestamp",),
)
COMMUNICATIONS = Kind(
    name="communications",
    singular="communication",
    type_id="0-18",
    created="hs_createdate",
    modified="hs_lastmodifieddate",
    shown=("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
    required=("hs_timestamp",),
)
ALL = (CONTACTS, TASKS, EMAILS, MEETINGS, CALLS, COMMUNICATIONS)
CONVERSATIONS = (EMAILS, MEETINGS, CALLS, COMMUNICATIONS)
"""Kinds of record that say that people talked: a contact counts as contacted then."""

KINDS = {word: kind for kind in ALL for word in (kind.name, kind.singular, kind.type_id)}


def kind_named(word: str) -> Kind:
    """The kind that a path means by `word`, as HubSpot does: plural, singular or type id."""
    if word not in KINDS:
        raise Refused(Problem(category="VALIDATION_ERROR", message=f"Unable to infer object type from: {word}"))
    return KINDS[word]
