"""A horizon is remembered; an earlier one reads what lies between, a later one forgets nothing."""

from datetime import UTC, datetime

import pytest
from small_world import ANN, NOW, SmallWorld

from crmsync.connector import Cursor
from crmsync.store.progress import Progress
from crmsync.sync.pull import begin

OLD, NEW = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
PLACE = Cursor("place")


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        pytest.param(None, NEW, Progress(cursor=None, since=NEW), id="the first time"),
        pytest.param(Progress(cursor=PLACE, since=NEW), None, Progress(cursor=PLACE, since=NEW), id="as begun"),
        pytest.param(Progress(cursor=PLACE, since=NEW), OLD, Progress(cursor=None, since=OLD), id="earlier"),
        pytest.param(Progress(cursor=PLACE, since=OLD), NEW, Progress(cursor=PLACE, since=OLD), id="later"),
        pytest.param(
            Progress(cursor=PLACE, complete=True), NEW, Progress(cursor=PLACE, complete=True), id="all is known"
        ),
        pytest.param(Progress(cursor=PLACE), NEW, Progress(cursor=PLACE, since=NEW), id="all was too much"),
    ],
)
def test_where_a_pull_begins(before: Progress | None, asked: datetime | None, expected: Progress) -> None:
    assert begin(before, asked) == expected


def test_an_earlier_date_reads_what_lies_between_and_nothing_twice(ready: SmallWorld) -> None:
    for number in range(150):
        ready.post(f"Old <old{number}@past.test>", ANN, NOW.replace(year=2024), f"old{number}")
    folder = ready.folder()
    first = ready.done(folder, "backfill", "--yes", "--since", "2026-01-01").json["pulled"]["mail"]
    again = ready.done(folder, "backfill", "--yes", "--since", "2023-01-01").json["pulled"]["mail"]
    everything = ready.done(ready.folder(), "backfill", "--yes").json["pulled"]["mail"]
    assert first < everything
    assert first + again == everything + 1  # the owner is told by each
    assert ready.done(folder, "status").json["sources"]["mail"]["since"] == "2023-01-01T00:00:00Z"
