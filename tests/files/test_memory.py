"""Memory does not grow with the file: neither with how many mails it holds nor with what is in them."""

import tracemalloc
from pathlib import Path

from files_world import Shelf, mbox, message

from crmsync.connector import Page

SOME, MANY = 8_000_000, 80_000_000
"""Bytes of an archive."""


class Forgetful(Shelf):
    """Keeps nothing but the cursor."""

    def keep(self, page: Page) -> None:
        self.cursor = page.cursor


def peak(path: Path, size: int) -> int:
    """Bytes that a pull of an archive of this size takes at most."""
    with path.open("w") as file:
        number = 0
        while file.tell() < size:
            file.write(mbox([message(number, body="a line of a body, as long as such lines are\n" * 200)]))
            number += 1
        file.write(mbox([message(number, body="x" * (size // 4))]))  # and a line that does not end
    tracemalloc.start()
    try:
        Forgetful().pull(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_archive_of_ten_times_the_size_takes_no_more_memory(tmp_path: Path) -> None:
    peak(tmp_path / "first.mbox", SOME)  # what is loaded only once is no part of it
    assert peak(tmp_path / "many.mbox", MANY) < peak(tmp_path / "some.mbox", SOME) + 500_000
