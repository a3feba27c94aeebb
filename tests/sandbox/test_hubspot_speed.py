"""The stand-in is quick enough to measure others with: a batch of a hundred costs it under five milliseconds."""

import gc
import time
from collections.abc import Callable

import pytest

from crmsync_sandbox.hubspot import reading, writing
from crmsync_sandbox.hubspot.asking import Answer, Asked
from crmsync_sandbox.hubspot.portal import Portal
from crmsync_sandbox.life import CrmContact

ALLOWED = 0.005
TIMES = 20
ROUNDS = 10
"""A machine that others use, too, is at half its speed for seconds on end: then it is asked again a little later."""


def cheapest(operation: Callable[[Portal, Asked], Answer], portal: Portal, body: dict[str, object]) -> float:
    """CPU seconds of the cheapest of several runs: what it costs, not what else the machine, or this process, did."""
    asked = Asked(path={"kind": "contacts"}, query={}, body=body, url="http://127.0.0.1/")
    cost = _round(operation, portal, asked)
    for _ in range(ROUNDS - 1):
        if cost < ALLOWED:
            break
        time.sleep(1)
        cost = min(cost, _round(operation, portal, asked))
    return cost


def _round(operation: Callable[[Portal, Asked], Answer], portal: Portal, asked: Asked) -> float:
    costs = []
    gc.disable()  # as timeit does: collecting what other tests have left behind is not the batch's
    try:
        for _ in range(TIMES):
            before = time.thread_time()
            operation(portal, asked)
            costs.append(time.thread_time() - before)
    finally:
        gc.enable()
    return min(costs)


@pytest.fixture(scope="module")
def portal() -> Portal:
    portal = Portal(key="k")
    portal.load(*(CrmContact(email=f"p{n}@example.com") for n in range(10_000)))
    return portal


def test_batch_read_of_a_hundred_is_quick(portal: Portal) -> None:
    inputs = [{"id": f"p{n}@example.com"} for n in range(5000, 5100)]
    names = ["email", "firstname", "hs_additional_emails", "hs_merged_object_ids", "notes_last_contacted"]
    assert (
        cheapest(reading.batch_read, portal, {"inputs": inputs, "idProperty": "email", "properties": names}) < ALLOWED
    )


def test_batch_update_of_a_hundred_is_quick(portal: Portal) -> None:
    ids = [portal.contact(f"p{n}@example.com").id for n in range(100)]
    inputs = [{"id": id_, "properties": {"firstname": "A", "lastname": "B", "lifecyclestage": "lead"}} for id_ in ids]
    assert cheapest(writing.batch_update, portal, {"inputs": inputs}) < ALLOWED
