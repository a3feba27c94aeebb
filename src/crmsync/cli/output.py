"""Results on stdout, for people and, with --json, for machines."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from crmsync.cli.folding import print_lines
from crmsync.connector import (
    ArchiveContact,
    ArchiveLogged,
    Change,
    ClearProfile,
    CreateContact,
    CreateTask,
    LogChange,
    LogInteraction,
    SetProperties,
    ShareLogged,
    UnshareLogged,
    UpdateTask,
)
from crmsync.planning.plan import Plan
from crmsync.planning.wanted import time_text
from crmsync.store.journal import kind_of
from crmsync.sync.run import Run

SKIPS_SHOWN = 5
"""Reasons for skipping that are told; the rest is counted."""


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def print_run(run: Run) -> None:
    """Three quiet lines: what came in, what went out, what it cost."""
    pulled = ", ".join(f"{count} from {name}" for name, count in run.pulled.items()) or "nothing"
    changes = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in run.changes.items()) or "nothing"
    cost = ", ".join(f"{count} to {name}" for name, count in run.tally.requests.items()) or "none"
    units = ", ".join(f"{count} for {account}" for account, count in run.tally.units.items())
    click.echo(f"run {run.number}: {run.status}. Pulled {pulled}; {run.skipped} skipped.")
    for reason, count in run.skips.most_common(SKIPS_SHOWN):
        click.echo(f"  skipped {count}: {reason}")
    rejected = f"; {run.rejected} rejected" if run.rejected else ""
    waiting = f"; {run.waiting} people wait for a free day" if run.waiting else ""
    edited = f"; {run.edited} contacts hold another value of ours than we wrote, left as it is" if run.edited else ""
    later = f"; {run.unlogged} conversations are left to log" if run.unlogged else ""
    doubled = f"; {run.doubled} people have several contacts there, see `crmsync status`" if run.doubled else ""
    click.echo(f"Changes: {changes}{rejected}{waiting}{edited}{later}{doubled}.")
    click.echo(f"Requests: {cost}." + (f" Quota units: {units}." if units else ""))


def print_plans(plans: Mapping[str, Plan]) -> None:
    for name, plan in plans.items():
        waiting = f"; {plan.waiting} people wait for a free day" if plan.waiting else ""
        later = f"; {plan.unlogged} conversations are left to log" if plan.unlogged else ""
        click.echo(f"{name}: {len(plan.changes)} changes{waiting}{later}")
        print_lines(f"  {line}" for line in (*plan_lines(plan), *map(one_person, plan.one_person)))


def one_person(ids: Sequence[str]) -> str:
    """What to do about several contacts that are one person's."""
    return f"contacts {', '.join(ids)} are one person's; merge them in the CRM, or `crmsync unlink` their addresses"


def plan_lines(plan: Plan) -> Iterator[str]:
    """A readable diff, a line a value."""
    for change in plan.changes:
        match change:
            case SetProperties(profile=profile, values=values):
                before = plan.before[change.key]
                for output, value in values.items():
                    yield f"contact {profile}  {output.value}: {before.get(output) or '-'} → {value or '-'}"
            case CreateContact(address=address, values=values):
                name = f"{change.first_name} {change.last_name}".strip()
                yield f"new contact {address}  {name}: {len(values)} values"
            case CreateTask(profile=profile, content=content):
                yield f"contact {profile}  new task for {content.due}: {content.subject}"
            case UpdateTask(profile=profile, content=content):
                yield f"contact {profile}  rewrite task: {content.subject}"
            case ClearProfile(profile=profile) | ArchiveContact(profile=profile):
                yield f"contact {profile}  {kind_of(change).replace('_', ' ')}"
            case LogInteraction(profiles=profiles, content=content):
                yield f"contact {', '.join(profiles)}  log {content.channel.value} of {time_text(content.at)}"
            case ShareLogged(profile=profile, content=content):
                yield f"contact {profile}  share the {content.channel.value} of {time_text(content.at)} that was logged"
            case ArchiveLogged(profile=profile, channel=channel) | UnshareLogged(profile=profile, channel=channel):
                verb = "archive" if isinstance(change, ArchiveLogged) else "take off"
                yield f"contact {profile}  {verb} the {channel.value} that was logged"
            case _:
                yield f"contact {change.profile}  {kind_of(change).replace('_', ' ')} {change.task}"


def plan_json(plan: Plan, worth_having: int) -> dict[str, Any]:
    """`worth_having`: people self talks with whom the destination does not have."""
    return {
        "changes": [_change_json(plan, change) for change in plan.changes],
        "waiting": plan.waiting,
        "unlogged": plan.unlogged,
        "worth_having": worth_having,
        "one_person": [list(ids) for ids in plan.one_person],
    }


def _change_json(plan: Plan, change: Change) -> dict[str, Any]:
    common = {"kind": kind_of(change), "key": change.key, "contact": change.profile}
    match change:
        case SetProperties(values=values):
            before = plan.before[change.key]
            return {**common, "values": {o.value: [before.get(o) or None, v or None] for o, v in values.items()}}
        case CreateTask(content=content) | UpdateTask(content=content):
            return {**common, "subject": content.subject, "due": content.due.isoformat()}
        case CreateContact() | ClearProfile() | ArchiveContact():
            return {**common, **_of_contact(change)}
        case LogInteraction() | ShareLogged() | ArchiveLogged() | UnshareLogged():
            return {**common, **_of_conversation(change)}
        case _:
            return {**common, "task": change.task}


def _of_conversation(change: LogChange) -> dict[str, Any]:
    if isinstance(change, ArchiveLogged | UnshareLogged):
        return {"channel": change.channel.value}
    beside = {"beside": list(change.beside)} if isinstance(change, LogInteraction) else {}
    return {**beside, "channel": change.content.channel.value, "at": time_text(change.content.at)}


def _of_contact(change: CreateContact | ClearProfile | ArchiveContact) -> dict[str, Any]:
    """Of a contact that is made what it gets; it has no id yet."""
    if isinstance(change, CreateContact):
        made = {output.value: [None, value] for output, value in change.values.items()}
        return {"contact": None, "email": change.address, "values": made}
    return {}
