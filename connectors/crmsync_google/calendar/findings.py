"""What `check` finds about an account's calendars: whose they are, and which of those named can be read."""

from collections.abc import Iterator, Sequence

from crmsync.connector import Finding, Weight, email_address
from crmsync_google.calendar.calendars import FREE_BUSY, Calendar, Calendars
from crmsync_google.calendar.cursor import Chosen
from crmsync_google.findings import proxy, whose


def findings(calendars: Calendars, chosen: Chosen) -> Iterator[Finding]:
    """Two requests: the list, and the events of a minute, since either has a scope of its own."""
    listed = calendars.listed()
    primary = next((one.id for one in listed if one.primary), "")
    calendars.require_events(primary or "primary")
    owner = email_address(primary)
    if owner:
        yield whose(owner, calendars.account, "Google Calendar")
    readable = {one.id for one in listed if one.role != FREE_BUSY}
    wanted = readable if chosen == "all" else {primary if id == "primary" else id for id in chosen}
    yield Finding(weight=Weight.GOOD, what=f"{len(wanted & readable)} calendars are read.")
    yield from (_unread(id, listed) for id in sorted(wanted - readable))
    yield from proxy()


def _unread(id: str, listed: Sequence[Calendar]) -> Finding:
    shared = any(one.id == id for one in listed)
    why = "shows only free and busy times" if shared else "is not on the account's list of calendars"
    remedy = "Ask its owner to share the details of its events" if shared else "Subscribe to it in Google Calendar"
    told = f"The calendar {id} {why}."
    return Finding(weight=Weight.DOUBTFUL, what=told, remedy=f"{remedy}, or leave it out here.")
