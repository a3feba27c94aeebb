"""At which moments of the past a history is judged."""

from collections.abc import Sequence

from crmsync.backtest.protocol import TooLittle
from crmsync.backtest.ties import DAY

MOST, FEWEST = 4, 2


def cutoffs(first: float, last: float, days: Sequence[float] | None, horizon: int) -> list[float]:
    """In seconds, for a history from `first` to `last`. `days`: after the first, where the user named some.

    Else up to four, a horizon apart, of which the last lies a horizon before the end and the first a horizon or more
    after the beginning. Raises `TooLittle` where there is no room for two, or where what is learned from
    reaches past the last.
    """
    if days:
        if days[-1] - days[-2] < horizon:
            raise TooLittle(
                f"the last cut-off must lie {horizon} days or more, the horizon, behind the one before it: "
                f"else the fit would see what it is judged by."
            )
        return [first + day * DAY for day in days]
    reach = (last - first) / DAY
    number = min(MOST, int(reach / horizon) - 1)
    if number < FEWEST:
        needed = (FEWEST + 1) * horizon
        raise TooLittle(
            f"history must reach back {needed} days, {FEWEST + 1} times the horizon of {horizon}; it reaches back "
            f"{reach:.0f}."
        )
    return [last - horizon * DAY * back for back in range(number, 0, -1)]
