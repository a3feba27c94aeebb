"""The portal as the recorded conversations of the HubSpot destination have it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Literal

from ann_at_gmail import NOWHERE
from scrubbing import token_name
from tape import Studio

from crmsync.connector import Channel, CreateTask, EmailAddress, Output, Secret, SetProperties, TaskContent
from crmsync.retry import Caller
from crmsync_hubspot.config import HubSpotConfig
from crmsync_hubspot.destination import HubSpotDestination
from crmsync_hubspot.paths import Version
from crmsync_sandbox.faults import Kind
from crmsync_sandbox.hubspot.portal import Portal
from crmsync_sandbox.hubspot.state import State
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.server import Sandbox

Channels = tuple[Literal["meeting", "mail"], ...]

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DUE = date(2026, 11, 24)
BOB, BOB_BEFORE = EmailAddress("bob@example.org"), EmailAddress("bob@example.com")
ZOE, EVE = EmailAddress("zoe@example.net"), EmailAddress("eve@example.org")
OWNER = EmailAddress("owner@example.com")
"""A user of the portal from the start."""
IDS = BOB_ID, ZOE_ID, EVE_ID = ("70000000002", "70000000003", "70000000004")
TASKS = BOB_TASK, ZOE_TASK, EVE_TASK = ("70000000005", "70000000006", "70000000007")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmAtHubSpot:
    """One conversation with HubSpot."""

    studio: Studio
    sandbox: Sandbox | None
    """None while the conversation is played."""
    version: Version
    log: Channels = ()
    """What is logged there."""

    def prepare(self, happen: Callable[[Portal], object]) -> None:
        """Let this happen in the portal before the conversation begins."""
        if self.sandbox:
            happen(self.sandbox.portal)

    def set_up(self) -> None:
        """Let the portal have our properties, and three contacts: Bob with a former address, Zoe and Eve."""
        if self.sandbox:
            portal = self.sandbox.portal
            portal.reset(_after_setup(unique_keys=portal.unique_task_properties, log=self.log))
            portal.load(
                CrmContact(email=BOB, additional_emails=(BOB_BEFORE,)), CrmContact(email=ZOE), CrmContact(email=EVE)
            )

    def tasks(self) -> None:
        """Let the portal have a task of ours for each of the three contacts."""
        if self.sandbox:
            list(self._destination().apply([create(key, contact) for key, contact in zip("bze", IDS, strict=True)]))

    def trouble(self, kind: Kind, path: str) -> None:
        """Let the first request for this path, a regular expression, meet trouble."""
        if self.sandbox:
            self.sandbox.faults.add(kind, path=path)

    @contextmanager
    def on_air(self) -> Iterator[HubSpotDestination]:
        """The destination whose requests within are the whole conversation."""
        with self.studio.on_air():
            yield self._destination()

    def _destination(self) -> HubSpotDestination:
        if self.sandbox:
            return destination(self.sandbox.url, self.sandbox.hubspot_key, self.version, self.log)
        return destination(NOWHERE, token_name(1), self.version, self.log)


def destination(base: str, key: str, version: Version, log: Channels = ()) -> HubSpotDestination:
    secret = Secret("env HUBSPOT_KEY", lambda: key)
    config = HubSpotConfig(key=secret, api_base=base, api_version=version, log=log)
    made = HubSpotDestination(config, caller=Caller(wait_scale=0.01), now=lambda: NOW)
    made.keep_tags(["client", "investor"])
    return made


@cache
def _after_setup(*, unique_keys: bool, log: Channels) -> State:
    """What a portal holds after setup, which is the same for both versions of the API."""
    with Sandbox(window_scale=0.01, now=lambda: NOW) as sandbox:
        sandbox.portal.unique_task_properties = unique_keys
        hubspot = destination(sandbox.url, sandbox.hubspot_key, "v3", log)
        for step in hubspot.lacking():
            hubspot.create(step)
        return sandbox.portal.snapshot()


def create(key: str, contact: str) -> CreateTask:
    """A task of Ann's for this contact."""
    return CreateTask(key=f"task {key}", profile=contact, content=content("Talk again"))


def content(subject: str) -> TaskContent:
    return TaskContent(
        subject=subject, body="It was <long> & quiet.\nMail.", due=DUE, channel=Channel.MAIL, owner=OWNER
    )


def values(contact: str, **outputs: str) -> SetProperties:
    """Outputs for this contact, by name."""
    named = {Output(name): text for name, text in outputs.items()}
    return SetProperties(key=f"values {contact}", profile=contact, values=named)


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """What the store knows: ids of our open tasks."""

    ids: tuple[str, ...] = ()

    def open_tasks(self) -> tuple[str, ...]:
        return self.ids
