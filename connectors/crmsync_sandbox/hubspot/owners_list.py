"""Reading the owners."""

from .asking import Answer, Asked, place_of
from .errors import Body, Refused, no_such
from .portal import Portal
from .reading import paging

PAGE = 500


def list_owners(portal: Portal, asked: Asked) -> Answer:
    """A page of owners, all or the one with an address; archived ones only where asked for."""
    email = asked.query.get("email", "").lower()
    after, limit = place_of(asked.query.get("after")), asked.number("limit", 100, PAGE)
    rest = [
        owner
        for id_, owner in sorted(portal.state.owners.items())
        if owner.archived == asked.archived and email in ("", owner.email) and int(id_) > after
    ]
    body: Body = {"results": [owner.wire() for owner in rest[:limit]]}
    return Answer(body=body | (paging(asked, rest[limit - 1].id) if len(rest) > limit else {}))


def get_owner(portal: Portal, asked: Asked) -> Answer:
    owner = portal.state.owners.get(asked.path["id"])
    if owner is None or owner.archived != asked.archived:
        raise Refused(no_such("Owner", asked.path["id"]))
    return Answer(body=owner.wire())
