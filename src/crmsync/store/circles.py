"""In which circle past runs saw people: whoever stands near a border stays where the last run saw them.

Only a change is a row, so that many nights cost little.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, tuple_

from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.store.tables import circles

_SEEN_THEN = delete(circles).where(circles.c.person == bindparam("who"), circles.c.at == bindparam("then"))


def load(tx: Connection, until: datetime) -> dict[PersonId, Circle]:
    """Where the last run up to then saw everybody who was in one."""
    last = select(circles.c.person, func.max(circles.c.at)).where(circles.c.at <= until).group_by(circles.c.person)
    rows = tx.execute(select(circles).where(tuple_(circles.c.person, circles.c.at).in_(last)))
    return {PersonId(row.person): Circle(row.circle) for row in rows if row.circle}


def save(tx: Connection, found: Mapping[PersonId, Circle], at: datetime) -> None:
    """What a run at this time sees; who is not in `found` is in none."""
    before = load(tx, at)
    changed = {person for person in found.keys() | before.keys() if found.get(person) is not before.get(person)}
    if changed:
        tx.execute(_SEEN_THEN, [{"who": person, "then": at} for person in changed])
        tx.execute(insert(circles), [{"person": one, "at": at, "circle": found.get(one)} for one in sorted(changed)])
