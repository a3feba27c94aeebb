"""One mailbox, read from Gmail, from a Takeout, and from both: the same people, dates and states."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from files_world import NOW
from packing import answered, archive, calendar

from crmsync.connector import EmailAddress
from crmsync.relationships.relationship import Relationship
from crmsync.store.store import Store
from crmsync.sync.connections import read_config
from crmsync.sync.picture import picture
from crmsync.sync.session import Order, Voices, synchronise
from crmsync_sandbox import trial
from crmsync_sandbox.generate.truth import Year
from crmsync_sandbox.generate.year import year
from crmsync_sandbox.server import Sandbox

SCALE = 0.002
People = Mapping[frozenset[EmailAddress], object]
"""By their addresses, what is said of each."""
MAIL = '[sources.mail]\nconnector = "gmail"\naccount = "{owner}"\napi_base = "{url}"\n'
TAKEOUT = '[sources.takeout]\nconnector = "files"\npath = "takeout.zip"\n'
ICS = '[sources.meetings]\nconnector = "files"\npath = "primary.ics"\n'
CALENDAR = '[sources.calendar]\nconnector = "google-calendar"\naccount = "{owner}"\napi_base = "{url}"\n'
MBOX = '[sources.archive]\nconnector = "files"\npath = "all.mbox"\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    folder: Path
    year: Year
    url: str

    def read(self, *sources: str) -> People:
        """Whom a backfill from these sources finds, without any destination, and what is said of each.

        Dates, numbers and words; not by which mails, whose ids are the source's own.
        """
        for file in self.folder.glob("crmsync.db*"):
            file.unlink()
        whole = (self.folder / "config.toml").read_text()
        head, rest = whole.partition("[sources.")[0], whole[whole.index("[policy]") :]
        tables = "\n".join(sources).format(owner=self.year.life.owner, url=self.url)
        config_file = self.folder / "some.toml"
        config_file.write_text(f"{head}{tables}\n{rest}")
        config = read_config(config_file)
        voices = Voices(tell=lambda *_: None, notice=lambda _: None, confirm=lambda *_: True)
        done = synchronise(config, Order(command="backfill", now=NOW, first=True), voices)
        assert done.run.troubles == []
        store = Store(config.store.url)
        with store.read() as tx:
            seen = picture(tx, config, NOW).relationships.values()
            told = {frozenset(each.person.addresses): _said(each) for each in seen if each.in_population}
        store.close()
        return told


@pytest.fixture(scope="module", params=[7])
def mailbox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> "Mailbox":
    folder: Path = tmp_path_factory.mktemp("mailbox")
    told = year(seed=request.param, until=NOW, people=120, messages=1500)
    (folder / "all.mbox").write_bytes(b"".join(archive(answered(told.life))))
    (folder / "primary.ics").write_text(calendar(told.life))
    with zipfile.ZipFile(folder / "takeout.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(folder / "all.mbox", "Takeout/Mail/All mail Including Spam and Trash.mbox")
    return Mailbox(folder=folder, year=told, url="")


@pytest.fixture(scope="module")
def by_google(mailbox: Mailbox) -> dict[str, People]:
    """What Gmail tells, and what Google Calendar does."""
    with Sandbox(window_scale=SCALE) as sandbox:
        life = mailbox.year.life
        sandbox.fill(life)
        owner = mailbox.year.truth.owner
        trial.write(mailbox.folder / "trial", sandbox, life.owner, SCALE, owner.addresses)
        for file in (mailbox.folder / "trial").iterdir():
            file.rename(mailbox.folder / file.name)
        there = replace(mailbox, url=sandbox.url)
        return {"gmail": there.read(MAIL), "calendar": there.read(CALENDAR)}


def _said(one: Relationship) -> object:
    mail = (one.dates.last_received, one.dates.last_sent)
    dates = (one.dates.last_contact, *mail, one.dates.last_meeting, one.dates.next_meeting, one.dates.first)
    counted = [(touch.at, touch.direction) for touch in one.touches if touch.counts]
    numbers = (one.gap, one.strength, one.warmth, one.circle, one.due)
    return ([touch and getattr(touch, "at", touch) for touch in dates], counted, one.state, one.turn, numbers)


@pytest.mark.parametrize("source", [TAKEOUT, MBOX], ids=["takeout", "mbox"])
def test_an_archive_tells_what_gmail_tells(mailbox: Mailbox, by_google: dict[str, People], source: str) -> None:
    assert len(by_google["gmail"]) > 80
    assert mailbox.read(source) == by_google["gmail"]


def test_a_mail_that_stands_in_two_archives_counts_once(mailbox: Mailbox, by_google: dict[str, People]) -> None:
    assert mailbox.read(TAKEOUT, MBOX) == by_google["gmail"]


def test_a_calendar_s_file_tells_what_the_calendar_tells(mailbox: Mailbox, by_google: dict[str, People]) -> None:
    assert len(by_google["calendar"]) > 40
    assert mailbox.read(ICS) == by_google["calendar"]
