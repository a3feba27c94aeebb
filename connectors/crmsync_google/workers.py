"""Several pieces of work at a time, and their answers in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

IN_FLIGHT = 4
"""Google limits requests under way by user without saying how many: 4 batches of 25 pass, one cold of 100 does not."""
AHEAD = 2 * IN_FLIGHT
"""Pieces of work that are begun before their answers are asked for: what a kill may cost, and enough to keep all
workers busy while the core stores a page."""

T = TypeVar("T")
Item = TypeVar("Item")


class Workers:
    """Threads that work for one account until they are stopped."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix=name)

    def each(self, work: Callable[[Item], T], items: Sequence[Item]) -> list[T]:
        """`work` on each item, at most `IN_FLIGHT` at a time; answers in the items' order."""
        if len(items) == 1:
            return [work(items[0])]
        return list(self._pool.map(work, items))

    def ahead(self, work: Callable[[Item], T], items: Iterable[Item]) -> Iterator[T]:
        """As `each`, for items that are made as they are needed: at most `AHEAD` are begun and not yet answered."""
        begun: deque[Future[T]] = deque()
        try:
            for item in items:
                begun.append(self._pool.submit(work, item))
                if len(begun) == AHEAD:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()

    def stop(self) -> None:
        """Returns when what is under way has ended; what is not is dropped."""
        self._pool.shutdown(cancel_futures=True)
