"""What the user decided on a person here, by `snooze`, `done` and `mute`: it holds at once, whatever a CRM says."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """No task from `at` to the day before `until`."""

    at: datetime
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    snooze: Snooze | None = None
    """The last one, over or not."""
    done: datetime | None = None
    """When the user said that the person was taken care of."""
    muted: bool = False

    def asleep(self, today: date) -> bool:
        """Snoozed, and the day to wake has not come."""
        return self.snooze is not None and today < self.snooze.until

    def slept(self, at: datetime | None, zone: tzinfo) -> bool:
        """Whether the moment lies within the snooze."""
        if self.snooze is None or at is None:
            return False
        return self.snooze.at <= at and at.astimezone(zone).date() <= self.snooze.until
