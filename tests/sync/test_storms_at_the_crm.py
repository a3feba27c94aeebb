"""A storm at the CRM: whatever is refused, lost or half done, in the end it is as if undisturbed."""

import pytest
from small_world import SmallWorld, crm, end, rewrite
from worlds import Beginnings

from crmsync_sandbox.faults import Drop, HalfBatch, Refuse

MOST_RUNS = 6
CALM = 20
"""Requests of an undisturbed backfill, or fewer."""


def storm(world: SmallWorld, share: float, seed: int) -> None:
    kinds = (
        Refuse(status=429, reason="TEN_SECONDLY_ROLLING"),
        Refuse(status=503),
        Drop(),
        Drop(after_effect=True),
        HalfBatch(refusal=Refuse(status=500)),
    )
    world.sandbox.faults.reseed(seed)
    for kind in kinds:
        world.sandbox.faults.add(kind, service="hubspot", times=None, share=share / len(kinds))


@pytest.mark.parametrize(("share", "seed", "version"), [(0.1, 1, "v3"), (0.3, 2, "2026-09"), (0.3, 3, "v3")])
def test_a_backfill_in_a_storm_ends_as_if_undisturbed_and_makes_no_second_task(
    ready: SmallWorld, beginnings: Beginnings, share: float, seed: int, version: str
) -> None:
    folder = ready.folder()
    rewrite(folder, 'connector = "hubspot"\n', f'connector = "hubspot"\napi_version = "{version}"\n')
    ready.sandbox.meter.reset()
    storm(ready, share, seed)
    codes = [ready.crmsync(folder, "backfill", "--yes").code]
    while codes[-1] != 0 and len(codes) < MOST_RUNS:
        codes.append(ready.crmsync(folder, "sync", "--yes").code)
    ready.sandbox.faults.clear()
    assert codes[-1] == 0
    assert set(codes) <= {0, 3}
    assert len(crm(ready.sandbox)["tasks"]) == 3
    assert end(ready, folder) == beginnings.end
    assert ready.sandbox.meter.requests["hubspot"] < 6 * CALM
    dated = {"2026-09" in call.path for call in ready.sandbox.meter.log if call.service == "hubspot"}
    assert dated == {version == "2026-09"}
