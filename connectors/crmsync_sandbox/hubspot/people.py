"""What a person does in HubSpot's own pages: it bypasses the API, its limits and its read-only properties."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..life import CrmContact
from . import state as effects
from .account import Account
from .defaults import CALL_OUTCOMES
from .errors import Invalid
from .kinds import CALLS, COMMUNICATIONS, CONTACTS, EMAILS, MEETINGS, TASKS, Kind, kind_named
from .owners import Owner
from .records import Record
from .values import normalised


class People:
    """The hands of the account's users. Contacts are named by id or address, tasks by id."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._deeds: Mapping[str, Callable[..., str]] = {
            "set_property": self.set_property,
            "complete_task": self.complete_task,
            "reopen_task": self.reopen_task,
            "defer_task": self.defer_task,
            "delete_task": self.delete_task,
            "move_task": self.move_task,
            "create_task": self.create_task,
            "log_email": self.log_email,
            "log_meeting": self.log_meeting,
            "log_call": self.log_call,
            "log_message": self.log_message,
            "delete_activity": self.delete_activity,
            "create_contact": self.add_contact,
            "archive_contact": self.archive_contact,
            "add_address": self.add_address,
            "merge": self.merge,
            "add_owner": self.add_owner,
        }

    def act(self, deed: Mapping[str, Any]) -> dict[str, str]:
        """Do what `deed["do"]` names with the other entries as arguments; the answer is the id that it came to."""
        arguments = {name: value for name, value in deed.items() if name != "do"}
        if deed.get("do") not in self._deeds:
            raise ValueError(f"unknown deed {deed.get('do')!r}: known are {', '.join(self._deeds)}")
        with self._account.acting():
            return {"id": self._deeds[deed["do"]](**arguments)}

    def set_property(self, which: str, name: str, value: str, kind: str = "contacts") -> str:
        """Set one property of a contact or task; "" clears it."""
        found = kind_named(kind)
        return self._change(found, self._account.record(found, which), {name: value})

    def complete_task(self, task: str) -> str:
        return self.set_property(task, "hs_task_status", "COMPLETED", kind=TASKS.name)

    def reopen_task(self, task: str) -> str:
        return self.set_property(task, "hs_task_status", "NOT_STARTED", kind=TASKS.name)

    def defer_task(self, task: str) -> str:
        return self.set_property(task, "hs_task_status", "DEFERRED", kind=TASKS.name)

    def delete_task(self, task: str) -> str:
        return self._archive(TASKS, task)

    def move_task(self, task: str, due: str) -> str:
        """Give the task another due time, ISO or milliseconds."""
        return self.set_property(task, "hs_timestamp", due, kind=TASKS.name)

    def create_task(self, subject: str, due: str, contact: str | None = None) -> str:
        """A task of the person's own; nothing marks it as made by a program."""
        values = {"hs_task_subject": subject, "hs_timestamp": due, "hs_task_status": "NOT_STARTED"}
        task = self._create(TASKS, values)
        if contact is not None:
            self._account.state.links.add(self._account.record(CONTACTS, contact).id, task)
        return task

    def log_email(self, contact: str, at: str, direction: str = "EMAIL") -> str:
        """An e-mail as a person, or HubSpot's own connection to the mailbox, logs it."""
        values = {"hs_timestamp": at, "hs_email_direction": direction, "hs_email_text": "CANARY body"}
        return self._log(EMAILS, contact, values)

    def log_meeting(
        self,
        contact: str | Sequence[str],
        at: str,
        *,
        ends: str = "",
        outcome: str = "",
        uid: str = "",
        owner: str = "",
    ) -> str:
        """A meeting as a person, or HubSpot's own connection to the calendar, logs it."""
        known = {"hs_meeting_end_time": ends, "hs_meeting_outcome": outcome, "hs_i_cal_uid": uid}
        values = {
            "hs_timestamp": at,
            "hs_meeting_start_time": at,
            "hs_meeting_body": "CANARY notes",
            "hs_meeting_title": "CANARY title",
            **{name: value for name, value in known.items() if value},
        }
        return self._log(MEETINGS, contact, values, owner)

    def log_call(
        self,
        contact: str | Sequence[str],
        at: str,
        *,
        direction: str = "OUTBOUND",
        outcome: str = "connected",
        minutes: int = 0,
        owner: str = "",
    ) -> str:
        """A call as a person logs it, with one contact or several; `owner` by address, `outcome` as its label reads."""
        values = {
            "hs_timestamp": at,
            "hs_call_direction": direction,
            "hs_call_disposition": CALL_OUTCOMES[outcome],
            "hs_call_duration": str(minutes * 60_000),
            "hs_call_body": "CANARY what was said on the phone",
            "hs_call_title": "CANARY call",
        }
        return self._log(CALLS, contact, values, owner)

    def log_message(self, contact: str | Sequence[str], at: str, *, channel: str = "WHATS_APP", owner: str = "") -> str:
        """A message of another service as a person logs it."""
        values = {
            "hs_timestamp": at,
            "hs_communication_channel_type": channel,
            "hs_communication_logged_from": "CRM",
            "hs_communication_body": "CANARY what was written",
        }
        return self._log(COMMUNICATIONS, contact, values, owner)

    def delete_activity(self, kind: str, activity: str) -> str:
        return self._archive(kind_named(kind), activity)

    def _log(self, kind: Kind, contact: str | Sequence[str], values: Mapping[str, object], owner: str = "") -> str:
        owned = {"hubspot_owner_id": self._owner(owner)} if owner else {}
        activity = self._create(kind, {**values, **owned})
        with self._account.acting() as state:
            for one in [contact] if isinstance(contact, str) else contact:
                effects.associate(state, self._account.record(CONTACTS, one).id, activity)
        return activity

    def _owner(self, email: str) -> str:
        found = [owner.id for owner in self._account.state.owners.values() if owner.email == email]
        if not found:
            raise ValueError(f"no owner has the address {email}")
        return found[0]

    def create_contact(self, contact: CrmContact) -> str:
        """Raises `ValueError` where one of the addresses is taken or a property does not exist."""
        values = {
            "email": contact.email,
            "firstname": contact.firstname,
            "lastname": contact.lastname,
            "hs_additional_emails": ";".join(contact.additional_emails),
            **contact.properties,
        }
        return self._create(CONTACTS, values)

    def add_contact(self, email: str, **properties: str) -> str:
        """`create_contact` with plain arguments."""
        return self.create_contact(CrmContact(email=email, properties=properties))

    def archive_contact(self, contact: str) -> str:
        return self._archive(CONTACTS, contact)

    def add_address(self, contact: str, email: str) -> str:
        """A further address of a contact, which search does not see."""
        record = self._account.record(CONTACTS, contact)
        further = [*record.addresses()[1:], email]
        return self._change(CONTACTS, record, {"hs_additional_emails": ";".join(further)})

    def merge(self, primary: str, secondary: str) -> str:
        """The id of the one that is left: a new one."""
        with self._account.acting() as state:
            first, second = (self._account.record(CONTACTS, which) for which in (primary, secondary))
            if first.id == second.id:
                raise ValueError(f"{primary} and {secondary} are one contact already")
            return effects.merge(state, first, second, self._account.stamp()).id

    def add_owner(self, email: str, archived: bool = False) -> str:
        """A user of the account, to whom tasks can belong while not archived."""
        with self._account.acting() as state:
            id_ = str(int(state.new_id()) - effects.FIRST_ID + 40_000_000)
            state.owners[id_] = Owner(id=id_, email=email, user_id=int(id_) + 7, archived=archived)
            return id_

    def _create(self, kind: Kind, values: Mapping[str, object]) -> str:
        with self._account.acting() as state:
            clean = self._clean(kind, values, None)
            return effects.create(state, kind, clean, self._account.stamp()).id

    def _change(self, kind: Kind, record: Record, values: Mapping[str, object]) -> str:
        with self._account.acting() as state:
            clean = self._clean(kind, values, record)
            return effects.change(state, kind, record, clean, self._account.stamp()).id

    def _archive(self, kind: Kind, which: str) -> str:
        with self._account.acting() as state:
            record = self._account.record(kind, which)
            effects.archive(state, kind, record, self._account.stamp())
            return record.id

    def _clean(self, kind: Kind, values: Mapping[str, object], record: Record | None) -> dict[str, str]:
        clean = {name: self._value(kind, name, value) for name, value in values.items()}
        for name, ids in self._account.state.of(kind).unique.items():
            for key in Record(id="", properties=clean).keys(name):
                if ids.get(key) not in (None, record and record.id):
                    raise ValueError(f"{name} {key} belongs to another {kind.singular}")
        return clean

    def _value(self, kind: Kind, name: str, value: object) -> str:
        prop = self._account.state.schema(kind).live(name)
        if prop is None:
            raise ValueError(f"no property {name} on {kind.name}")
        given = value.isoformat() if isinstance(value, datetime) else value
        match normalised(prop, given, self._account.rules()):
            case Invalid() as invalid:
                raise ValueError(invalid.message)
            case str() as text:
                return text
