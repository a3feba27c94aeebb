"""HubSpot as a destination: the plugin itself, which puts the parts together."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import cast

from crmsync.connector import (
    Account,
    ArchiveContact,
    ArchiveLogged,
    ArchiveTask,
    Change,
    Channel,
    ClearProfile,
    CreateContact,
    CreateTask,
    Cursor,
    EmailAddress,
    Finding,
    Ledger,
    LogChange,
    LogInteraction,
    Outcome,
    Profile,
    ProfilePage,
    SchemaStep,
    SetProperties,
    ShareLogged,
    TaskText,
    Unauthorized,
    Unready,
    UnshareLogged,
)
from crmsync.retry import Caller
from crmsync_hubspot.association_writes import AssociationWrites
from crmsync_hubspot.associations import Associations
from crmsync_hubspot.batch_writes import BatchWrites
from crmsync_hubspot.config import HubSpotConfig
from crmsync_hubspot.contact_creation import OF_ITSELF, ContactCreation
from crmsync_hubspot.dialling import contacts
from crmsync_hubspot.erasing import Erasing
from crmsync_hubspot.findings import Rights, findings
from crmsync_hubspot.logging_conversations import ConversationLog, by_channel
from crmsync_hubspot.news import News
from crmsync_hubspot.owners import Owners
from crmsync_hubspot.profiles import ADDRESS_PROPERTIES, addresses_of, read_profiles
from crmsync_hubspot.properties import LOGGED, wanted
from crmsync_hubspot.property_writes import PropertyWrites
from crmsync_hubspot.records import Reading, Records
from crmsync_hubspot.refusals import Refused
from crmsync_hubspot.runs import waves
from crmsync_hubspot.schema import LiveSchema, Survey
from crmsync_hubspot.schema_creation import SchemaCreation
from crmsync_hubspot.task_creation import TaskCreation
from crmsync_hubspot.task_writes import TaskUpdate, TaskWrites
from crmsync_hubspot.tasks import TEXT_PROPERTIES, text_of
from crmsync_hubspot.timelines import Timelines

TAKING_BACK = (ClearProfile, ArchiveContact, ArchiveLogged, UnshareLogged, ArchiveTask)


class HubSpotDestination:
    """`Destination` and all that goes with it for a HubSpot account. Construction sends and reveals nothing."""

    Config = HubSpotConfig

    def __init__(
        self,
        config: HubSpotConfig,
        account: Account | None = None,
        caller: Caller | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._contacts = contacts(config, caller, now)
        wire, paths = self._contacts.wire, self._contacts.paths
        self._log = config.log
        tasks = Records(wire=wire, paths=paths, type="tasks")
        self._associations = Associations(tasks=tasks)
        self._news = News(contacts=self._contacts, tasks=tasks, now=now)
        self._schema = LiveSchema(wire=wire, paths=paths, wanted=wanted((), config.log))
        self._setup = SchemaCreation(wire=wire, paths=paths, schema=self._schema)
        self._ready: Survey | None = None
        self._properties = PropertyWrites(contacts=BatchWrites(records=self._contacts))
        self._contact_creation = ContactCreation(
            contacts=BatchWrites(records=self._contacts), properties=self._properties
        )
        self._erasing = Erasing(contacts=BatchWrites(records=self._contacts))
        self._tasks = TaskWrites(tasks=BatchWrites(records=tasks))
        owners = Owners(wire, paths)
        self._creation = TaskCreation(
            tasks=BatchWrites(records=tasks),
            contacts=self._contacts,
            associations=self._associations,
            owners=owners,
            queue=config.queue,
        )
        self._logs = {
            Channel(channel): _log(Records(wire=wire, paths=paths, type=kind), self._contacts, owners)
            for channel, kind in LOGGED.items()
        }

    def keep_tags(self, names: Collection[str]) -> None:
        """The options that the property of tags must have; without any it need not be there."""
        self._schema = replace(self._schema, wanted=wanted(names, self._log))
        self._setup = replace(self._setup, schema=self._schema)
        self._ready = None

    def changes(self, cursor: Cursor | None, ledger: Ledger) -> Iterator[ProfilePage]:
        """All who hold a cadence or are muted, each time; who was created since `cursor`; the fate of open tasks.

        A former holder of a setting who is on none of the pages has cleared it: this holds once the last page was
        read. Profiles on the pages carry no tasks; those are on the pages for themselves.
        """
        try:
            yield from self._news.since(cursor, ledger.open_tasks())
        except Refused as refusal:
            if refusal.problem.status == 400:
                self._survey()  # a search by a property that does not exist says no more than this
            raise

    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        """The profiles that hold any of `emails`, as primary or secondary address, each once, with our tasks."""
        return read_profiles(self._contacts, self._associations, emails)

    def addresses(self) -> Iterator[Collection[EmailAddress]]:
        """All addresses of all contacts, a hundred contacts a page."""
        for page in self._contacts.all(ADDRESS_PROPERTIES):
            yield [address for contact in page for address in addresses_of(contact)]

    def texts(self, tasks: Collection[str]) -> Mapping[str, TaskText]:
        """What stands on these tasks of ours, by id; who is gone is left out."""
        found = self._tasks.tasks.records.read(tasks, Reading(properties=TEXT_PROPERTIES))
        return {record.id: text_of(record) for record in found}

    def removed(self, emails: Collection[EmailAddress]) -> Collection[EmailAddress]:
        """Those of `emails` whose contact is archived; one request for each hundred."""
        return self._contact_creation.removed(emails)

    def touched(self, made: Mapping[str, CreateContact]) -> Collection[str]:
        """Those of these contacts that hold more than we gave them: another name, an address, anything by hand."""
        return self._contact_creation.touched(made, self._schema.filled_by_people() - OF_ITSELF)

    def record_link(self) -> str | None:
        """Where a contact opens in the browser, in the account's own part of the world."""
        try:
            told = self._contacts.wire.request("GET", self._contacts.paths.details)
        except (Refused, Unauthorized):
            return None
        portal, domain = told.get("portalId"), told.get("uiDomain", "app.hubspot.com")
        return f"https://{domain}/contacts/{portal}/record/0-1/{{id}}" if portal else None

    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """One outcome for each change, in order. Neighbours of one kind share a request, up to a hundred.

        Requests that set properties of different contacts are under way together. A `SetProperties` for a merged
        contact is applied to the survivor, whose id is in the outcome. Raises `Unready` before the first write where
        `lacking` names anything; taking back what is ours needs none of it.
        """
        for together in waves(changes):
            for outcomes in self._contacts.wire.ahead(self._work(together[0][0]), together):
                yield from outcomes

    def lacking(self) -> Sequence[SchemaStep]:
        """What is missing, in the order of creation. Raises `Unready` with all that only a person can mend."""
        survey = self._schema.survey()
        if survey.problems:
            raise Unready(f"hubspot: {' '.join(survey.problems)}")
        return survey.steps

    def create(self, step: SchemaStep) -> None:
        self._ready = None
        self._setup.create(step)

    def findings(self) -> Iterator[Finding]:
        """A handful of requests; none of them writes."""
        return findings(self._schema, Rights(contacts=self._contacts), self._log)

    def _survey(self) -> Survey:
        """Asked for once, before the first write."""
        if self._ready is None:
            survey = self._schema.survey()
            if survey.problems or survey.steps:
                missing = [f"{step.name} {_state(step)}." for step in survey.steps]
                raise Unready(f"hubspot: {' '.join([*survey.problems, *missing])} Run `crmsync setup`.")
            self._ready = survey
        return self._ready

    def _work(self, first: Change) -> Callable[[Sequence[Change]], list[Outcome]]:
        """What is to be done with changes of this one's kind."""
        return self._take_back if isinstance(first, TAKING_BACK) else partial(self._write, survey=self._survey())

    def _take_back(self, run: Sequence[Change]) -> list[Outcome]:
        match run[0]:
            case ClearProfile():
                return self._erasing.clear(cast("Sequence[ClearProfile]", run), self._schema.survey().held)
            case ArchiveContact():
                return self._erasing.archive(cast("Sequence[ArchiveContact]", run))
            case ArchiveLogged() | UnshareLogged():
                return self._logged(cast("Sequence[ArchiveLogged | UnshareLogged]", run))
            case _:
                return self._tasks.archive(cast("Sequence[ArchiveTask]", run))

    def _write(self, run: Sequence[Change], survey: Survey) -> list[Outcome]:
        match run[0]:
            case SetProperties():
                return self._properties.apply(cast("Sequence[SetProperties]", run), survey.absent)
            case CreateContact():
                return self._contact_creation.apply(cast("Sequence[CreateContact]", run), survey.absent)
            case CreateTask():
                creates = cast("Sequence[CreateTask]", run)
                return self._creation.apply(creates, unique_keys=survey.unique_keys)
            case LogInteraction() | ShareLogged():
                return self._logged(cast("Sequence[LogInteraction | ShareLogged]", run))
            case _:
                return self._tasks.update(cast("Sequence[TaskUpdate]", run))

    def _logged(self, run: Sequence[LogChange]) -> list[Outcome]:
        """Neighbours of both channels go out in a request each."""
        outcomes: dict[str, Outcome] = {}
        for channel, alike in by_channel(run).items():
            outcomes |= self._logs[channel].work(alike)
        return [outcomes[change.key] for change in run]


def _log(records: Records, contacts: Records, owners: Owners) -> ConversationLog:
    return ConversationLog(
        writes=BatchWrites(records=records),
        links=AssociationWrites(records=records),
        timelines=Timelines(records),
        contacts=contacts,
        owners=owners,
    )


def _state(step: SchemaStep) -> str:
    return f"lacks options ({step.description})" if step.kind == "options" else "is missing"
