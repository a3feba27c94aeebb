"""Which rules of recurrence are followed, and until when. Pure.

A stranger's invitation may hold a rule that never comes to an end: the library looks for its next date until the year
9999, or for ever where the interval is zero.
"""

import re
from datetime import datetime

_FOLD = re.compile(rb"\r?\n[ \t]")
_RULE = re.compile(rb"(?im)^RRULE(?:;[^:\r\n]*)?:([^\r\n]*)")
_IS_DAY = re.compile(rb"(?im)^DTSTART;[^:\r\n]*VALUE=DATE[;:]")
_OFTEN_ENOUGH = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
_WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_SIEVES = frozenset(("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"))


def bounded(event: bytes, last: datetime) -> bytes | None:
    """The event with a rule that ends by `last`; None where it holds one that is not followed.

    Not followed: more often than daily, no interval, and those that are counted and may never come true.
    """
    text = _FOLD.sub(b"", event)
    rules = _RULE.findall(text)
    if not rules:
        return event
    parts = _parts(rules[0])
    if len(rules) > 1 or parts is None or not _is_followed(parts):
        return None
    if "COUNT" not in parts:
        parts["UNTIL"] = _earlier(
            parts.get("UNTIL", ""), f"{last:%Y%m%d}" + ("" if _IS_DAY.search(text) else "T235959Z")
        )
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    return _RULE.sub(lambda _: b"RRULE:" + rule.encode(), text, count=1)


def _parts(rule: bytes) -> dict[str, str] | None:
    pairs = [part.partition("=") for part in rule.decode("utf-8", "replace").strip().upper().split(";") if part]
    named = {name.strip(): value.strip() for name, _, value in pairs}
    return named if len(named) == len(pairs) else None


def _is_followed(parts: dict[str, str]) -> bool:
    interval = parts.get("INTERVAL", "1")
    steps = interval.isascii() and interval.isdigit() and int(interval[:6]) > 0
    often = any("," in parts.get(name, "") for name in _WITHIN_A_DAY)
    never = "COUNT" in parts and parts.get("FREQ") in ("DAILY", "WEEKLY") and not _SIEVES.isdisjoint(parts)
    return parts.get("FREQ") in _OFTEN_ENOUGH and steps and not often and not never


def _earlier(one: str, other: str) -> str:
    """Of two ends that are written the same way, but for the time of day; what is none is left to the library."""
    return one if one and (not one[:8].isdigit() or one[:8] <= other[:8]) else other
