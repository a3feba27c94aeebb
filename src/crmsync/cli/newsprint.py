"""`next --news`: what has changed, for machines and in words."""

from collections.abc import Iterator
from typing import Any

from crmsync.planning.wanted import time_text
from crmsync.sync.news import Event, News

HEADINGS = {
    "answered": "They answered",
    "met": "You met or spoke",
    "cooled": "Gone quieter",
    "task_completed": "Tasks done in the CRM",
    "task_deleted": "Tasks deleted in the CRM",
}


def news_json(found: News) -> dict[str, Any]:
    return {"since": time_text(found.since), "events": [_event(each) for each in found.events]}


def news_lines(found: News) -> Iterator[str]:
    """Under a heading for each thing that happened, who it was."""
    since = found.since.astimezone(found.moment.zone)
    yield f"Since {since:%Y-%m-%d %H:%M}" + ("" if found.events else ": nothing new")
    for what, heading in HEADINGS.items():
        alike = [each for each in found.events if each.what == what]
        if alike:
            yield heading
        for each in alike:
            person = each.relationship.person
            yield f"  {person.name or person.addresses[0]}: {_when(each, found)}"


def _when(each: Event, found: News) -> str:
    if each.at is None:
        return f"{each.relationship.state.value.replace('_', ' ')}, silent for {each.relationship.silence} days"
    return f"{each.at.astimezone(found.moment.zone):%Y-%m-%d %H:%M}"


def _event(each: Event) -> dict[str, Any]:
    person = each.relationship.person
    return {
        "what": each.what,
        "at": time_text(each.at) if each.at else None,
        "emails": list(person.addresses),
        "name": person.name or None,
        "state": each.relationship.state.value,
        "personal": person.personal,
    }
