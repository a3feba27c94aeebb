"""From lines of the two tables to profiles and tasks, and back. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from crmsync.connector import (
    Channel,
    Circle,
    CreateContact,
    CreateTask,
    EmailAddress,
    Fate,
    Output,
    Profile,
    Settings,
    Task,
    TaskContent,
    Values,
    email_address,
)
from crmsync_export.formats import Format, Row

ID, EMAIL, OTHERS, FIRST, LAST = "id", "email", "other_emails", "first_name", "last_name"
CADENCE, MUTE, PIN = "crmsync_cadence_days", "crmsync_mute", "crmsync_pin_circle"
OUTPUTS: Mapping[Output, str] = {output: f"crmsync_{output}" for output in Output}
CONTACT_COLUMNS = (EMAIL, OTHERS, FIRST, LAST, CADENCE, MUTE, PIN, *OUTPUTS.values())
TASK_COLUMNS = ("key", "contact", EMAIL, "subject", "body", "due", "channel", "owner", "status", "ended")
LONGEST_CADENCE = 36_500
"""Days. More than a century is a slip of the keyboard and would not fit a date."""
DONE = {"completed": Fate.COMPLETED, "done": Fate.COMPLETED, "deferred": Fate.DEFERRED}
"""What may stand as a task's status; everything else is open."""


def id_of(row: Row, format: Format) -> str:
    """What stands in the column `id`; in a table without one the address, which is empty where it can't be read."""
    return format.text(row.get(ID)).strip() or next(iter(addresses_of(row, format)), "")


def addresses_of(row: Row, format: Format) -> tuple[EmailAddress, ...]:
    texts = [format.text(row.get(EMAIL)), *format.text(row.get(OTHERS)).split(";")]
    found = (email_address(text) for text in texts)
    return tuple(dict.fromkeys(address for address in found if address))


def values_of(row: Row, format: Format) -> Values:
    texts = {output: format.text(row.get(column)) for output, column in OUTPUTS.items()}
    return {output: text for output, text in texts.items() if text}


def settings_of(row: Row, format: Format) -> Settings:
    """What can't be read is not set."""
    days, pin = format.text(row.get(CADENCE)).strip(), format.text(row.get(PIN)).strip().lower()
    cadence = int(days) if days.isascii() and days.isdigit() and 0 < int(days) <= LONGEST_CADENCE else None
    return Settings(
        cadence_days=cadence,
        muted=format.text(row.get(MUTE)).strip().lower() in ("true", "yes", "1"),
        circle=Circle(pin) if pin in set(Circle) else None,
    )


def profile_of(row: Row, tasks: tuple[Task, ...], format: Format) -> Profile:
    return Profile(
        id=id_of(row, format),
        addresses=addresses_of(row, format),
        values=values_of(row, format),
        settings=settings_of(row, format),
        tasks=tasks,
    )


def task_of(row: Row, format: Format) -> Task:
    text = {column: format.text(row.get(column)).strip() for column in ("key", "due", "status", "ended")}
    fate = DONE.get(text["status"].lower(), Fate.OPEN)
    ended = None if fate is Fate.OPEN else _moment(text["ended"])
    return Task(id=text["key"], key=text["key"], fate=fate, due=_day(text["due"]), ended=ended)


def contact_row(change: CreateContact, format: Format) -> Row:
    texts = {EMAIL: change.address, FIRST: change.first_name, LAST: change.last_name}
    return {column: format.cell(text) for column, text in texts.items()} | value_cells(change.values, format)


def value_cells(values: Values, format: Format) -> Row:
    return {OUTPUTS[output]: format.cell(text) for output, text in values.items()}


def task_row(change: CreateTask, address: str, format: Format) -> Row:
    texts = {"key": change.key, "contact": change.profile, EMAIL: address, "due": change.content.due.isoformat()}
    texts |= {"owner": change.content.owner or "", "status": Fate.OPEN}
    return {column: format.cell(text) for column, text in texts.items()} | content_cells(change.content, format)


def content_cells(content: TaskContent, format: Format) -> Row:
    """All that may be rewritten: the day is a person's."""
    texts = {"subject": content.subject, "body": content.body, "channel": Channel(content.channel).value}
    return {column: format.cell(text) for column, text in texts.items()}


def fate_cells(fate: Fate, now: datetime) -> Row:
    return {"status": fate.value, "ended": "" if fate is Fate.OPEN else f"{now:%Y-%m-%dT%H:%M:%SZ}"}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
