"""The enricher `interests`: what self and a person talk about, as labels, groups and subjects tell."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crmsync.connector import PersonView, Tag
from crmsync.relationships.day_words import count

FEWEST_SUBJECTS = 3
"""A word is a topic where so many different subjects have it."""
WORD = re.compile(r"[^\W\d_][^\W_]{3,}")
"""Four letters or more."""
SAYS_NOTHING = frozenset(
    """about accepted after again agenda also answer april august available been before below besprechung book
    call canceled cancelled catch chat check checking coffee come confirmation confirmed contact could date
    deadline december declined details dinner document done draft email february feedback file final first
    follow following forward free friday from going good happy have hello help here january join july june just
    know last later like list looking lunch made mail make many march meet meeting message minutes monday
    monthly more morning need news next note notes november october offer once only open order other our over
    photo photos plan please question questions quick reminder reply report request saturday schedule send
    september session short some soon status still sunday sure sync talk team termin thank thanks that their
    them then there these they thing things this thursday time today tomorrow tuesday update updated urgent very
    visit wednesday week weekend weekly welcome well were what when where which will wishes with work would year
    yesterday your""".split()
)
"""Words that stand in anybody's subjects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestSettings:
    mine: tuple[str, ...] = ()
    """The user's own topics: one subject that names one suffices."""
    ignore: tuple[str, ...] = ()
    """Labels, groups and words that are no topic."""


class Interests:
    Config = InterestSettings

    def __init__(self, config: InterestSettings, **_: object) -> None:
        self._mine = {_plain(topic): topic for topic in config.mine if _plain(topic)}
        self._ignored = frozenset(map(_plain, config.ignore))

    def enrich(self, person: PersonView) -> Iterator[Tag]:
        """One tag a topic, however it is spelled and wherever it was found; the first word on it is the reason."""
        seen = set(self._ignored)
        for name, because in self._found(person):
            topic = _plain(name)
            if topic and topic not in seen:
                seen.add(topic)
                own = ", and is a topic of your own" if topic in self._mine else ""
                yield Tag(name=" ".join(name.split()), because=because + own)

    def _found(self, person: PersonView) -> Iterator[tuple[str, str]]:
        yield from ((label, f"mail with them carries your label {label}") for label in sorted(person.labels))
        yield from ((group, f"they are in the group {group} of your contacts") for group in sorted(person.groups))
        subjects = sorted({_plain(subject) for subject in person.subjects})
        for topic, name in self._mine.items():
            number = sum(f" {topic} " in f" {subject} " for subject in subjects)
            if number:
                yield name, _in_subjects(name, number)
        own_name = set(_words(person.name))
        for word, number in sorted(Counter(word for subject in subjects for word in set(_words(subject))).items()):
            if number >= FEWEST_SUBJECTS and word not in own_name:
                yield word, _in_subjects(word, number)


def _in_subjects(topic: str, number: int) -> str:
    return f"“{topic}” stands in {count(number, 'subject')} of mails and meetings with them"


def _plain(text: str) -> str:
    """Without case, marks, and what an answer puts before a subject: two subjects of one thread are one."""
    words: Iterable[str] = re.findall(r"\w+", text.casefold())
    return " ".join(word for word in words if word not in ("re", "fwd", "fw", "aw", "wg", "tr"))


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(text.casefold()) if word not in SAYS_NOTHING]
