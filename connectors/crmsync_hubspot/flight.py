"""Several requests under way at once, their answers in order."""

import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from typing import TypeVar

T = TypeVar("T")
Item = TypeVar("Item")

IN_FLIGHT = 8
"""At a third of a second an answer this is what it takes to use the largest burst that HubSpot allows."""


def ahead(work: Callable[[Item], T], items: Iterable[Item], stop: Callable[[], None]) -> Iterator[T]:
    """`work` on each item, at most `IN_FLIGHT` of them begun and not yet told; answers in the items' order.

    Nothing is begun before the first answer is asked for; a single item needs no thread. An error of one is raised in
    its turn, once those under way have ended. Who is interrupted calls `stop` and waits for nobody.
    """
    rest = iter(items)
    first = list(itertools.islice(rest, 2))
    if len(first) < 2:
        yield from map(work, first)
        return
    begun: deque[Future[T]] = deque()
    try:
        yield from _told(work, itertools.chain(first, rest), begun)
    except KeyboardInterrupt:
        stop()
        raise
    except Exception:
        wait(begun)
        raise


def _told(work: Callable[[Item], T], items: Iterable[Item], begun: deque[Future[T]]) -> Iterator[T]:
    for item in items:
        begun.append(_begin(work, item))
        if len(begun) == IN_FLIGHT:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


def _begin(work: Callable[[Item], T], item: Item) -> Future[T]:
    """In a thread that no end of the program waits for, as an executor's would be waited for."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work(item))
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is asked for
            future.set_exception(error)

    threading.Thread(target=run, daemon=True, name="hubspot").start()
    return future
