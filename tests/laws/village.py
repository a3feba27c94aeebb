"""A village for the biographies: thirty neighbours, each of whom self has written with for a month longer than with the
one before, and one person more, whose story is told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from made_up import ANN, address, ago, directory, mail, moment, person, recorded, talk

from crmsync.connector import Channel, EmailAddress, Interaction
from crmsync.identity.directory import Directory
from crmsync.relationships.circles import Circling
from crmsync.relationships.counting import touches
from crmsync.relationships.relationship import Person, Relationship
from crmsync.relationships.relationships_of_all import relationships

FAY = address("fay@life.test")
"""Whose life it is."""
NEIGHBOURS = [address(f"neighbour{number}@village.test") for number in range(1, 31)]
CIRCLES = Circling(sizes=(3, 8, 20, 26))
"""Small as the village is."""


def life(*story: Interaction | Iterable[Interaction], one: Sequence[EmailAddress] = ()) -> Relationship:
    """The relationship with Fay today, after this story among the neighbours'. `one`: addresses that are hers."""
    told = [each for some in story for each in ([some] if isinstance(some, Interaction) else some)]
    records = recorded([*neighbours(), *told])
    villagers = directory(records, [one] if one else [])
    found = touches(records, villagers, until=moment().now)
    return relationships(_people(villagers), found, {}, moment(), CIRCLES)[villagers.people[FAY]]


def neighbours() -> Iterator[Interaction]:
    """The nth has had n exchanges, one every four weeks, the last one ten days ago."""
    for number, who in enumerate(NEIGHBOURS, start=1):
        for month in range(number):
            yield from exchange(10 + 28 * month, who)


def exchange(days: float, who: EmailAddress = FAY) -> list[Interaction]:
    """So long ago they wrote, and self answered within the hour."""
    thread = f"{who} {days}"
    return [mail(who, ANN, at=ago(days, hours=1), thread=thread), mail(ANN, who, at=ago(days), thread=thread)]


def meeting_with(*who: EmailAddress, days: float) -> Interaction:
    """An hour that began so long ago; ahead where `days` is negative."""
    return talk(ANN, *who, at=ago(days), duration=timedelta(hours=1))


def call(days: float) -> Interaction:
    return talk(ANN, FAY, channel=Channel.CALL, at=ago(days), duration=timedelta(minutes=15))


def _people(villagers: Directory) -> Iterator[Person]:
    for id in set(villagers.people.values()):
        mine = tuple(sorted(address for address, each in villagers.people.items() if each == id))
        yield person(mine[0], id=id, addresses=mine, name="")
