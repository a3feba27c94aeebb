"""A calendar's file, event by event; series once all of their parts are read."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from crmsync.connector import Record, Skipped, View
from crmsync_files.blocks import Block, blocks
from crmsync_files.calendars.entries import AHEAD, Sheet, entry
from crmsync_files.calendars.rules import bounded
from crmsync_files.items import Item
from crmsync_files.mail.reading import hashed
from crmsync_files.steps import Step

BACK = timedelta(days=30 * 365)
"""So far back a series is followed where no horizon is asked for."""

_WANTED = frozenset(
    """UID DTSTART DTEND DURATION RRULE RDATE EXDATE EXRULE RECURRENCE-ID STATUS SEQUENCE ATTENDEE ORGANIZER
    X-WR-TIMEZONE PRODID""".split()
)
_OF_SERIES = re.compile(rb"(?im)^(RRULE|RDATE|RECURRENCE-ID)[;:]")
_UID = re.compile(rb"(?im)^UID[^:\r\n]*:([^\r\n]*)")
_ZONE_NAME = re.compile(rb"(?im)^TZID[^:\r\n]*:([^\r\n]*)")


def calendar(item: Item, prefix: str, view: View) -> Iterator[Step]:
    """Every meeting, of series each that lies between the horizon and 90 days ahead.

    Raises `EOFError` where the file is cut off, and tells no series then: what moves or ends one may be missing.
    """
    sheet = Sheet(prefix=prefix, zone=UTC, now=view.now, since=view.since, own=view.own, subjects=view.subjects)
    reading = _Reading(sheet)
    wanted = _WANTED | {"SUMMARY"} if view.subjects else _WANTED
    with item.open() as file:
        for block in blocks(file, ("VEVENT", "VTIMEZONE"), wanted, last="VCALENDAR"):
            yield Step(at=0, record=reading.take(block))
    for record in reading.series():
        yield Step(at=0, record=record)


class _Reading:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._zones: dict[bytes, bytes] = {}
        """Those that the file defines, by name."""
        self._series: defaultdict[bytes, list[Block]] = defaultdict(list)

    def take(self, block: Block) -> Record | None:
        """The event that stands alone; parts of a series wait for the others."""
        match block.kind:
            case "VTIMEZONE":
                self._learn(block.text)
            case "":
                self._hear(block.text)
            case _ if _OF_SERIES.search(block.text):
                self._series[_uid(block)].append(block)
            case _:
                return self._single(block)
        return None

    def series(self) -> Iterator[Record | None]:
        for parts in self._series.values():
            yield from self._expanded(parts)

    def _learn(self, zone: bytes) -> None:
        if name := _ZONE_NAME.search(zone):
            self._zones[name[1].strip()] = zone

    def _hear(self, line: bytes) -> None:
        """Which zone times without one are in, and whose program wrote it."""
        name, _, value = line.decode("utf-8", "replace").partition(":")
        if name.upper().startswith("X-WR-TIMEZONE"):
            self._sheet = replace(self._sheet, zone=_zone(value.strip()) or UTC)
        if name.upper().startswith("PRODID"):
            self._sheet = replace(self._sheet, host_comes="microsoft" in value.lower())

    def _single(self, block: Block) -> Record | None:
        parsed = self._parsed([block.text]) if block.whole else None
        if parsed is None:
            return self._unreadable(block)
        return next((entry(cast("Event", event), self._sheet) for event in parsed.walk("VEVENT")), None)

    def _expanded(self, parts: list[Block]) -> Iterator[Record | None]:
        end = self._sheet.now + AHEAD
        texts = [bounded(each.text, end) if each.whole else None for each in parts]
        parsed = self._parsed([text for text in texts if text is not None]) if all(texts) else None
        found = self._between(parsed, end) if parsed is not None else None
        yield from [self._unreadable(parts[0])] if found is None else (entry(each, self._sheet) for each in found)

    def _between(self, parsed: Calendar, end: datetime) -> list[Event] | None:
        """What strangers write in rules ends in each of these errors."""
        try:
            return list(recurring_ical_events.of(parsed).between(self._begin, end))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            return None

    @property
    def _begin(self) -> datetime:
        return self._sheet.since or self._sheet.now - BACK

    def _parsed(self, parts: list[bytes]) -> Calendar | None:
        """The library keeps what it can't read of an event apart, and gives the rest."""
        events = b"\r\n".join(b"BEGIN:VEVENT\r\n" + each + b"\r\nEND:VEVENT" for each in parts)
        text = b"\r\n".join((b"BEGIN:VCALENDAR", *self._zones_in(events), events, b"END:VCALENDAR"))
        try:
            return Calendar.from_ical(text)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            return None

    def _zones_in(self, events: bytes) -> Iterator[bytes]:
        for name, zone in self._zones.items():
            if name in events and _zone(name.decode("utf-8", "replace")) is None:
                yield zone

    def _unreadable(self, block: Block) -> Skipped:
        return Skipped(id=f"{self._sheet.prefix}{hashed(_uid(block).decode('utf-8', 'replace'))[:16]}", reason=_REASON)


_REASON = "an event can't be read"


def _uid(block: Block) -> bytes:
    found = _UID.search(block.text)
    return found[1].strip() if found else block.text


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        return None
