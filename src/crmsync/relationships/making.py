"""How one person's relationship is made, from who they are, their history, and the numbers that all stand in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.relationships.cadence import Cadence, cadence, due
from crmsync.relationships.circled import NO_CIRCLE
from crmsync.relationships.circles import ALL
from crmsync.relationships.history import History
from crmsync.relationships.numbers import Numbers
from crmsync.relationships.pulse import Pulse
from crmsync.relationships.relationship import Moment, Person, Relationship
from crmsync.relationships.skips import loosened
from crmsync.relationships.standing import State, Turn, state, turn
from crmsync.relationships.tags import TagRule
from crmsync.relationships.touch import Touch


class Making:
    """`told`: everybody's touches; `numbers`: everybody's, each in the person's place."""

    def __init__(
        self,
        told: Mapping[PersonId, Sequence[Touch]],
        rules: Mapping[str, TagRule],
        moment: Moment,
        numbers: Numbers,
    ) -> None:
        self._told = told
        self._rules = rules
        self._moment = moment
        self._numbers = numbers
        self._today = moment.today
        self._known_from = moment.day(moment.known_from) if moment.known_from else None

    def relationship(self, person: Person, past: History, place: int) -> Relationship:
        """`place`: that of the person among the numbers. Outside the population most of them are None."""
        found, beat, numbers, moment = past.dates, past.pulse, self._numbers, self._moment
        inside = past.entered is not None
        tagged = tuple(tag.name for tag in person.tags)
        gap, circle = numbers.gap.item(place), self._circle(place)
        every = self._cadence(person, past, tagged, gap, circle)
        last = moment.day(found.last_contact.at) if found.last_contact else None
        return Relationship(
            person=person,
            history=past,
            told=self._told,
            zone=moment.zone,
            silence=numbers.silence.item(place) if beat else None,
            gap=gap if beat else None,
            state=self._state(beat, gap) if beat and inside else State.NONE,
            turn=turn(past.spoken_last, self._today, moment.zone) if inside else Turn.NOBODYS,
            tags=tagged,
            pushed_tags=tuple(name for name in tagged if name in self._rules and self._rules[name].push),
            cadence=every if inside else None,
            due=due(last, every),
            strength=numbers.strength.item(place) if inside else None,
            warmth=numbers.warmth.item(place) if inside else None,
            p_contact_90d=numbers.p_contact_90d.item(place) if inside else None,
            circle=circle,
        )

    def _circle(self, place: int) -> Circle | None:
        circle: int = self._numbers.circle.item(place)
        return None if circle == NO_CIRCLE else ALL[circle]

    def _cadence(
        self, person: Person, past: History, tagged: Iterable[str], gap: float, circle: Circle | None
    ) -> Cadence | None:
        by_hand, gaps = person.settings.cadence_days, past.pulse.gaps if past.pulse else 0
        every = cadence(by_hand=by_hand, rules=self._rules, tagged=tagged, gaps=gaps, gap=gap, circle=circle)
        if every is None or by_hand is not None or not person.endings:
            return every
        ended = [ending for ending in person.endings if self._moment.day(ending.at) < self._today]
        return loosened(every, ended, _last_heard(past))

    def _state(self, beat: Pulse, gap: float) -> State:
        return state(days=(beat.first, beat.last), gap=gap, today=self._today, known_from=self._known_from)


def _last_heard(past: History) -> datetime | None:
    """When self was in touch last: the last contact, or reached out later."""
    last = past.dates.last_contact
    return max([at for at in (last.at if last else None, past.reached) if at], default=None)
