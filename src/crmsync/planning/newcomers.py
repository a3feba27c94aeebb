"""People whom a destination does not hold and who may get a contact there: those one really talks with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crmsync.connector import CreateContact, EmailAddress
from crmsync.identity.people import PersonId
from crmsync.planning.wanted import wanted
from crmsync.relationships.relationship import Moment, Relationship


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Looked for at the destination by all their addresses, and neither there nor ever removed from it."""

    address: EmailAddress
    """The one last used, of those that are a person's and no office's."""
    name: str = ""


def created(
    relationships: Mapping[PersonId, Relationship],
    newcomers: Mapping[PersonId, Newcomer],
    moment: Moment,
    *,
    share_why: bool,
) -> Iterator[CreateContact]:
    """A contact for each with whom there was an exchange or a talk; not for whom tasks would never be made."""
    for person, new in newcomers.items():
        relationship = relationships.get(person)
        if relationship is not None and _is_wanted(relationship):
            values = wanted(relationship, moment, complete=True, share_why=share_why)
            first, last = split(new.name)
            yield CreateContact(
                key=f"contact:{person}",
                address=new.address,
                first_name=first,
                last_name=last,
                values={output: value for output, value in values.items() if value},
            )


def _is_wanted(relationship: Relationship) -> bool:
    person = relationship.person
    unwanted = person.personal or person.colleague or person.settings.muted
    return relationship.in_population and relationship.dates.last_contact is not None and not unwanted


def split(name: str) -> tuple[str, str]:
    """First and last name; `Stone, Bob` as well as `Bob Stone`. A single word is a first name."""
    last, comma, first = (part.strip() for part in name.partition(","))
    if comma and first:
        return first, last
    first, _, last = last.partition(" ")
    return first, last.strip()
