"""What the probability of contact is worked out with, where the user's own history taught something better."""

import json
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from crmsync.relationships.likelihood import FEATURES, Coefficients
from crmsync.store.tables import meta

NAME = "coefficients"
"""Its row in the table `meta`."""


def load(tx: Connection, today: date) -> Coefficients | None:
    """The user's own, where they were fitted by that day. None: the shipped ones hold.

    Those of other features than are worked out now, fitted by another version, don't hold any more.
    """
    value = tx.execute(select(meta.c.value).where(meta.c.name == NAME)).scalar()
    found = json.loads(value) if value else None
    if found is None or found["features"] != list(FEATURES):
        return None
    fitted = date.fromisoformat(found["fitted"])
    own = Coefficients(
        intercept=found["intercept"],
        of_features=tuple(found["of_features"]),
        horizon_days=found["horizon_days"],
        origin=found["origin"],
        fitted=fitted,
    )
    return own if fitted <= today else None


def save(tx: Connection, own: Coefficients) -> None:
    """In the place of others. Raises `ValueError` where they don't say on which day they were fitted."""
    if own.fitted is None:
        raise ValueError("own coefficients need the day on which they were fitted")
    drop(tx)
    value = {
        "features": list(FEATURES),
        "intercept": own.intercept,
        "of_features": list(own.of_features),
        "horizon_days": own.horizon_days,
        "origin": own.origin,
        "fitted": own.fitted.isoformat(),
    }
    tx.execute(insert(meta).values(name=NAME, value=json.dumps(value, ensure_ascii=False)))


def drop(tx: Connection) -> None:
    """The shipped ones hold again."""
    tx.execute(delete(meta).where(meta.c.name == NAME))
