"""Tasks as HubSpot holds them: ours from its records, and the properties of those we make. Pure.

A task is due at 10:00 UTC of its day: the same calendar day in every time zone from Hawaii (-10) to New Zealand
(+13), and within the morning or day of Europe and the Americas' east. Read back, the day is that of UTC.
"""

import re
from datetime import date
from html import escape, unescape

from crmsync.connector import Channel, CreateTask, Fate, Task, TaskContent, TaskText
from crmsync_hubspot.properties import TASK_KEY
from crmsync_hubspot.records import Record
from crmsync_hubspot.values import day, moment_or_none

TASK_PROPERTIES = (TASK_KEY, "hs_task_status", "hs_timestamp", "hs_task_completion_date", "hs_lastmodifieddate")
"""All that is ever asked of a task."""
TEXT_PROPERTIES = ("hs_task_subject", "hs_task_body")
"""Asked of tasks that are known to be ours, and of no others."""
COMPLETED = {"hs_task_status": "COMPLETED"}
REOPENED = {"hs_task_status": "NOT_STARTED"}
DEFERRED = {"hs_task_status": "DEFERRED"}
FATES = {"COMPLETED": Fate.COMPLETED, "DEFERRED": Fate.DEFERRED}
"""Any other status is open: not started, in progress, waiting."""
_LINE, _TAG = re.compile(r"<br\s*/?>|</(?:p|div)>\s*(?=<(?:p|div)\b)", re.IGNORECASE), re.compile(r"<[^>]*>")
TYPES = {Channel.MAIL: "EMAIL", Channel.CALL: "CALL"}


def task_of(record: Record) -> Task:
    """A task, present or archived; without our key it is a person's. One that had ended is not deleted by archiving."""
    texts = record.properties
    fate = FATES.get(texts.get("hs_task_status") or "")
    due = texts.get("hs_timestamp")
    return Task(
        id=record.id,
        key=texts.get(TASK_KEY) or "",
        fate=fate or (Fate.DELETED if record.archived_at else Fate.OPEN),
        due=day(due) if due else None,
        ended=moment_or_none(_ended(record) if fate else record.archived_at),
    )


def _ended(record: Record) -> str | None:
    """When it was completed; where HubSpot does not say, and of a deferred one it does not, it is its last change."""
    return record.properties.get("hs_task_completion_date") or record.properties.get("hs_lastmodifieddate")


def creation(change: CreateTask, owner: str | None, queue: str | None) -> dict[str, str]:
    """The properties of a new task; `owner` and `queue` are HubSpot's ids."""
    content = change.content
    return {
        **wording(content),
        **({"hubspot_owner_id": owner} if owner else {}),
        **({"hs_queue_membership_ids": queue} if queue else {}),
        **REOPENED,
        "hs_timestamp": due_text(content.due),
        TASK_KEY: change.key,
    }


def wording(content: TaskContent) -> dict[str, str]:
    """Subject, body as HTML, and the type that the channel asks for."""
    return {
        "hs_task_subject": content.subject,
        "hs_task_body": escape(content.body).replace("\n", "<br>"),
        "hs_task_type": TYPES.get(content.channel, "TODO"),
    }


def text_of(record: Record) -> TaskText:
    """The reverse of `wording`, whatever tags HubSpot or a person has put around the lines."""
    html = record.properties.get("hs_task_body") or ""
    lines = _TAG.sub("", _LINE.sub("\n", html))
    return TaskText(subject=record.properties.get("hs_task_subject") or "", body=unescape(lines).strip())


def due_text(due: date) -> str:
    return f"{due.isoformat()}T10:00:00Z"
