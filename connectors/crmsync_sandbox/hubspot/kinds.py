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


def _activity(name: str, singular: str, type_id: str) -> Kind:
    """Tasks and all that people log: they are alike but for their names."""
    return Kind(
        name=name,
        singular=singular,
        type_id=type_id,
        created="hs_createdate",
        modified="hs_lastmodifieddate",
        shown=("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
        required=("hs_timestamp",),
    )


TASKS = _activity("tasks", "task", "0-27")
EMAILS = _activity("emails", "email", "0-49")
MEETINGS = _activity("meetings", "meeting", "0-47")
CALLS = _activity("calls", "call", "0-48")
COMMUNICATIONS = _activity("communications", "communication", "0-18")
ALL = (CONTACTS, TASKS, EMAILS, MEETINGS, CALLS, COMMUNICATIONS)
CONVERSATIONS = (EMAILS, MEETINGS, CALLS, COMMUNICATIONS)
"""Kinds of record that say that people talked: a contact counts as contacted then."""

KINDS = {word: kind for kind in ALL for word in (kind.name, kind.singular, kind.type_id)}


def kind_named(word: str) -> Kind:
    """The kind that a path means by `word`, as HubSpot does: plural, singular or type id."""
    if word not in KINDS:
        raise Refused(Problem(category="VALIDATION_ERROR", message=f"Unable to infer object type from: {word}"))
    return KINDS[word]
