"""How the log is read at HubSpot, word for word, in both versions of the API."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ann_at_gmail import NOWHERE
from crm_at_hubspot import BOB, NOW, OWNER, ZOE, CrmAtHubSpot
from scrubbing import token_name

from crmsync.connector import Cursor, Page, Secret
from crmsync.retry import Caller
from crmsync_hubspot.talks.source import HubSpotTalks, TalksSettings

AT = (NOW - timedelta(days=2)).isoformat()


@dataclass(frozen=True, slots=True)
class Quiet:
    """A store that knows nothing."""

    now: datetime = NOW
    since: datetime | None = None
    subjects: bool = False
    nothing: list[str] = field(default_factory=list)

    def known(self, ids: object) -> list[str]:
        return self.nothing


def source(crm: CrmAtHubSpot) -> HubSpotTalks:
    key, base = (crm.sandbox.hubspot_key, crm.sandbox.url) if crm.sandbox else (token_name(1), NOWHERE)
    settings = TalksSettings(key=Secret("env HUBSPOT_KEY", lambda: key), api_base=base, api_version=crm.version)
    return HubSpotTalks(settings, caller=Caller(wait_scale=0.01), now=lambda: NOW)


def pulled(crm: CrmAtHubSpot, cursor: Cursor | None, now: datetime = NOW) -> list[Page]:
    return list(source(crm).pull(cursor, Quiet(now=now)))  # type: ignore[arg-type]


def test_read_what_people_log(crm: CrmAtHubSpot) -> None:
    """A call with two, a message and a meeting that fell through; a night without news; a week later all of it."""
    crm.set_up()
    crm.prepare(lambda portal: portal.people.log_call([BOB, ZOE], AT, minutes=5, owner=OWNER))
    crm.prepare(lambda portal: portal.people.log_message(ZOE, AT))
    crm.prepare(lambda portal: portal.people.log_meeting(BOB, AT, outcome="NO_SHOW", uid="m1@meet.test", owner=OWNER))
    with crm.studio.on_air():
        first = pulled(crm, None)
        lately = pulled(crm, first[-1].cursor, NOW + timedelta(days=2))
        night = pulled(crm, lately[-1].cursor, NOW + timedelta(days=3))
        again = pulled(crm, night[-1].cursor, NOW + timedelta(days=9))
    assert [len(page.records) for page in first] == [1, 0, 1, 0, 1, 0]
    assert [page.coverage.complete for page in first] == [False] * 5 + [True]
    assert [len(page.records) for page in lately] == [1, 0, 1, 0, 1, 0], "search may have been late"
    assert [len(page.records) for page in night] == [0, 0, 0]
    assert [len(page.snapshot.ids) for page in again if page.snapshot] == [1, 1, 1]
