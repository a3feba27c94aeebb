"""Person or robot, by headers and role alone, against labels that were given by hand; and no person is lost."""

import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from senders import Sender, labelled, learned, mails

from crmsync.connector import EmailAddress, Role
from crmsync.identity.addresses import is_robot, is_role

MAILS = "CRMSYNC_LABELLED_MAILS"
"""Names a folder with the mails themselves, where they are at hand."""
SLICES = "enron-slices"


def counted(senders: list[Sender]) -> Counter[tuple[str, str]]:
    return Counter((each.label, each.judged()) for each in senders)


def precision(counts: Counter[tuple[str, str]]) -> float:
    """Of those that are taken for robots."""
    return counts["robot", "robot"] / (counts["robot", "robot"] + counts["person", "robot"])


def recall(counts: Counter[tuple[str, str]], *said: str) -> float:
    """How many of the robots are seen."""
    robots = sum(counts["robot", each] for each in ("robot", "list", "person"))
    return sum(counts["robot", each] for each in said) / robots


def require_as_good(senders: list[Sender]) -> None:
    counts = counted(senders)
    assert precision(counts) == 1.0
    assert recall(counts, "robot") >= 0.716
    assert recall(counts, "robot", "list") >= 0.791


def test_labelled_senders_are_told_apart_and_no_person_is_taken_for_a_robot() -> None:
    senders = labelled()
    assert Counter(each.label for each in senders) == {"robot": 173, "person": 110}
    require_as_good(senders)


def test_nothing_of_a_person_stands_among_the_labels() -> None:
    assert {each.like.strip("x0._+-'&@") for each in labelled() if each.label == "person"} <= {"host.example"}


class TestOnTheMails:
    """There are such tests only where the mails are."""

    __test__ = MAILS in os.environ

    @pytest.fixture
    def archives(self) -> list[Path]:
        return sorted(Path(os.environ[MAILS]).glob("*.mbox*"))

    def test_what_is_kept_of_the_senders_is_what_their_mails_say(self, archives: list[Path]) -> None:
        found = learned(labelled(), (each for each in archives if SLICES not in each.name))
        assert found == labelled()
        require_as_good(found)

    def test_nobody_who_was_written_back_to_is_lost_as_a_robot(self, archives: list[Path]) -> None:
        """In three people's mail of years, in which no list has headers."""
        wrote: defaultdict[EmailAddress, set[EmailAddress]] = defaultdict(set)
        for people, _ in mails(each for each in archives if SLICES in each.name):
            for sender in (each.address for each in people if each.role is Role.FROM):
                wrote[sender].update(each.address for each in people if each.role is not Role.FROM)
        two_way = {one for one in wrote for other in wrote[one] - {one} if one in wrote.get(other, ())}
        assert len(two_way) > 100
        assert {each for each in two_way if is_robot(each) or is_role(each)} == set()
