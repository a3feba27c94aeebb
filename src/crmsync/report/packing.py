"""The report's data as the page reads them: JSON, of people compressed, columns rather than rows.

Base64 of gzip is a fifth of the JSON of 20,000 people, and holds no character that means anything in HTML.
"""

import base64
import gzip
import json
from collections.abc import Callable, Sequence
from typing import Any

from crmsync.connector import Channel, Circle
from crmsync.planning.whom import Kind
from crmsync.relationships.standing import State
from crmsync.report.data import PersonRow, ReportData

STATES, CIRCLES, KINDS, CHANNELS = tuple(State), tuple(Circle), tuple(Kind), tuple(Channel)
"""In the data they stand by their place here."""


def charts_json(data: ReportData) -> dict[str, Any]:
    """All that is shown at once but the people."""
    return {
        "today": data.moment.today.isoformat(),
        "words": {"state": STATES, "circle": CIRCLES, "kind": KINDS, "tag": _tags(data), "channel": CHANNELS},
        "shares": [round(share, 5) for share in data.signature.shares],
        "layers": [[each.size, round(each.share, 4), each.usual] for each in data.signature.layers],
        "days": {day.isoformat(): count for day, count in data.days.items()},
        "months": [[f"{each.first:%Y-%m}", each.received, each.sent, each.talks] for each in data.months],
        "quarters": [[each.name, each.kept, each.lost, each.young] for each in data.quarters],
        "reasons": list(data.left_out.reasons.items()),
        "scores": [[each.name, round(each.auc, 4), each.ours] for each in data.quality.scores],
        "reliability": [[each.ties, round(each.foretold, 4), round(each.came, 4)] for each in data.quality.reliability],
    }


def people_json(data: ReportData) -> dict[str, Sequence[Any]]:
    """By field, one value a person, null where there is none. Flags: 1 personal, 2 muted.

    Days are counted from today: back for what was, ahead for what is due.
    """
    today = data.moment.today

    def column(value: Callable[[PersonRow], Any]) -> list[Any]:
        return [value(each) for each in data.people]

    place = {tag: number for number, tag in enumerate(_tags(data))}
    return {
        "name": column(lambda each: each.name),
        "emails": column(lambda each: " ".join(each.emails)),
        "state": column(lambda each: STATES.index(each.state)),
        "circle": column(lambda each: None if each.circle is None else CIRCLES.index(each.circle)),
        "strength": column(lambda each: _rounded(each.strength, 1)),
        "warmth": column(lambda each: _rounded(each.warmth, 1)),
        "chance": column(lambda each: _rounded(each.chance, 3)),
        "silence": column(lambda each: each.silence),
        "last": column(lambda each: None if each.last_contact is None else (today - each.last_contact).days),
        "due": column(lambda each: None if each.due is None else (each.due - today).days),
        "tags": column(lambda each: [place[tag] for tag in each.tags]),
        "flags": column(lambda each: each.personal + 2 * each.muted),
        "kind": column(lambda each: None if each.kind is None else KINDS.index(each.kind)),
        "place": column(lambda each: each.place),
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _tags(data: ReportData) -> list[str]:
    return sorted({tag for each in data.people for tag in each.tags})


def details_json(data: ReportData) -> list[Any]:
    """Of each person the latest active days with their channels, and the explanation: read when somebody is selected.

    A day's channels are the sum of 2 to the power of each one's place.
    """
    return [
        [each.recent, list(map(_sum, each.channels)), [f"{name}\t{text}" for name, text in each.explanation]]
        for each in data.people
    ]


def _sum(some: Sequence[Channel]) -> int:
    return sum(1 << CHANNELS.index(each) for each in some)


def packed(value: object) -> str:
    """The same value gives the same text."""
    return base64.b64encode(gzip.compress(compact(value).encode(), mtime=0)).decode()


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def harmless(text: str) -> str:
    """JSON that means the same and can't end the element it stands in."""
    return text.translate({ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})
