"""A recorded conversation: how it is recorded, and how it is played with nobody at the other end."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vcr
from scrubbing import Scrubber
from taped_connections import PATCHES
from vcr.serializers import yamlserializer

CASSETTES = Path(__file__).parents[1] / "cassettes"

MOST_INTERACTIONS = 100
"""Replaying slows down with the size of a cassette: every request is compared with every one before it."""


def tape(path: Path, *, record: bool) -> AbstractContextManager[Any]:
    """vcrpy's cassette at `path`. Played, a request that is not in it is an error and is not sent.

    Neither scheme, host nor port are compared; everything else that a service would look at is.
    """
    scrubber = Scrubber()
    recorder = vcr.VCR(
        record_mode="all" if record else "none",
        match_on=("method", "path", "query", "headers", "body"),
        before_record_request=scrubber.request,
        before_record_response=scrubber.response,
        decode_compressed_response=True,
        record_on_exception=False,
        custom_patches=PATCHES,
    )
    cassette: AbstractContextManager[Any] = recorder.use_cassette(path)
    return cassette


def interactions(path: Path) -> list[object]:
    """Requests and answers of a cassette, as data."""
    found: list[object] = yamlserializer.deserialize(path.read_text())["interactions"]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """Plays one cassette, or records it anew."""

    cassette: Path
    take: Path | None
    """Where the new recording goes. None: the cassette is played."""
    keep: bool
    """The new recording replaces the cassette. Else it must be the same."""

    @contextmanager
    def on_air(self) -> Iterator[None]:
        """What is said within is the whole conversation: no request more and none less."""
        if self.take is None:
            with tape(self.cassette, record=False) as played:
                yield
            assert played.all_played, f"only {played.play_count} of {len(played)} interactions were asked for"
            assert [*played.play_counts] == [*range(len(played))], "asked for in another order"
            return
        with tape(self.take, record=True):
            yield
        if self.keep:
            self.cassette.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.take, self.cassette)
        else:
            assert interactions(self.take) == interactions(self.cassette), "record it anew: see tests/cassettes"
