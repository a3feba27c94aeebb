"""The plugin: settings in, pages out. HubSpot's library is loaded by the first request, not by the import."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from crmsync.connector import Account, Cursor, EmailAddress, Finding, Page, Secret, View, Weight
from crmsync.retry import Caller
from crmsync_hubspot.config import require_safe
from crmsync_hubspot.dialling import contacts
from crmsync_hubspot.talks.activities import BY_KIND, Kind
from crmsync_hubspot.talks.company import Contacts, Users
from crmsync_hubspot.talks.cursor import Place, read
from crmsync_hubspot.talks.pulling import Log, Query, pulled


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksSettings:
    """The table of HubSpot as a source. Raises ValueError for an `api_base` that would show the key to others."""

    key: Secret
    """A service key, or the token of a private app; the destination's will do."""
    kinds: tuple[Kind, ...] = ("calls", "meetings", "messages")
    """What is read of what people log: messages are those of WhatsApp, SMS and LinkedIn."""
    unowned: EmailAddress | None = None
    """Whose the talks are that no user owns. Without it the only user's, and of several users nobody's."""
    api_base: str = "https://api.hubapi.com"
    """The host alone: https, or http on loopback."""
    api_version: Literal["v3", "2026-09"] = "v3"
    """Which of HubSpot's APIs is spoken."""
    requests_per_10_seconds: int = 100
    """To begin with; HubSpot's answers tell what it allows."""

    def __post_init__(self) -> None:
        require_safe(self.api_base, self.requests_per_10_seconds)


class HubSpotTalks:
    """Reads who talked with whom by what people log in HubSpot; what crmsync logged there is left out."""

    Config = TalksSettings

    def __init__(
        self,
        config: TalksSettings,
        account: Account | None = None,
        caller: Caller | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._contacts = contacts(config, caller, now)
        self._config = config

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        """As `crmsync.connector.Source.pull`. A quiet night costs one search for each type."""
        place = read(cursor)
        if place.since != view.since:
            place = Place(since=view.since)
        yield from pulled(self._logs(), view, place)

    def findings(self) -> Iterator[Finding]:
        """A search for each type, and the account's users."""
        for log in self._logs():
            next(log.pages(Query(), "0", subjects=False), None)
        kinds, users = ", ".join(self._config.kinds), Users(self._contacts, None)
        several = () if users.only else users.all
        yield Finding(weight=Weight.GOOD, what=f"What people log can be read: {kinds}.", users=several)
        yield from self._whose(users)

    def _whose(self, users: Users) -> Iterator[Finding]:
        if users.only:
            yield Finding(weight=Weight.GOOD, what="The account has one user.", own=(users.only,))
        elif self._config.unowned is None:
            yield Finding(
                weight=Weight.DOUBTFUL,
                what="Several users log there, and what no user owns counts for nobody.",
                remedy="Name in `unowned` whose it is, if it is one person's.",
            )

    def _logs(self) -> list[Log]:
        contacts, users = Contacts(self._contacts), Users(self._contacts, self._config.unowned)
        kinds = (BY_KIND[kind] for kind in dict.fromkeys(self._config.kinds))
        return [
            Log(activities=one, records=replace(self._contacts, type=one.type), contacts=contacts, users=users)
            for one in kinds
        ]
