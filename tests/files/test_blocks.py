"""Blocks of calendars and cards: no library ever sees what was not asked for."""

import io

import pytest
from files_world import CANARY

from crmsync_files.blocks import MOST, Block, blocks

ASKED = ("UID", "EMAIL")


def read(text: str) -> list[Block]:
    return list(blocks(io.BytesIO(text.encode()), ("VEVENT", "VTIMEZONE"), ASKED))


@pytest.mark.parametrize(
    "private",
    [
        f"DESCRIPTION:{CANARY}",
        f"DESCRIPTION:x\n {CANARY}\n\t{CANARY}",
        f"item1.NOTE:{CANARY}",
        f"NOTE;ENCODING=QUOTED-PRINTABLE:x=\n{CANARY}=\nUID:{CANARY}",
        f"BEGIN:VALARM\nUID:{CANARY}\nDESCRIPTION:{CANARY}\nEND:VALARM",
        CANARY,
    ],
)
def test_lines_that_nobody_asked_for_are_not_kept(private: str) -> None:
    [block] = read(f"BEGIN:VEVENT\n{private}\nUID:7\n 8\nEND:VEVENT\n")
    assert block.text == b"UID:7\r\n 8"


def test_lines_outside_of_all_blocks_are_told_one_by_one() -> None:
    assert [block.text for block in read(f"UID:1\nNOTE:{CANARY}\nEMAIL:2\n")] == [b"UID:1", b"EMAIL:2"]


def test_a_time_zone_is_kept_as_it_is() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n"
    assert read(zone)[0].text.decode().replace("\r\n", "\n") == zone.strip()


def test_a_block_without_an_end_is_not_whole_and_the_next_one_is() -> None:
    found = read("BEGIN:VEVENT\nUID:1\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nBEGIN:VEVENT\nUID:3\n")
    assert [(block.text, block.whole) for block in found] == [(b"UID:1", False), (b"UID:2", True), (b"UID:3", False)]


def test_of_a_block_without_measure_only_so_much_is_kept() -> None:
    [block] = read("BEGIN:VEVENT\n" + f"UID:{'x' * 1000}\n" * (2 * MOST // 1000) + "END:VEVENT\n")
    assert not block.whole
    assert len(block.text) <= MOST + 2 * MOST // 1000
