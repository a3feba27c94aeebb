"""Faults on demand: what goes wrong, for which requests, how often."""

import random
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Answer with this status and the service's own form of error; nothing happens.

    `reason`: Google's reason (rateLimitExceeded, dailyLimitExceeded …; RESOURCE_EXHAUSTED for the form without a list
    of errors) or HubSpot's policy; empty: the usual one of that status. `retry_after` in seconds.
    """

    status: int
    reason: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """Close the socket without an answer, before the effect or after it."""

    after_effect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Let the request wait before its effect."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireToken:
    """The access token of the request is no longer valid, from this request on; its refresh token is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfBatch:
    """Every second part of a Gmail batch, or input of a HubSpot batch that writes, is refused, the second first."""

    refusal: Refuse = Refuse(status=429)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyPage:
    """A list of Google's answers a page without items that still has a nextPageToken."""


Kind = Refuse | Drop | Delay | ExpireToken | HalfBatch | EmptyPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A kind of trouble, and which requests meet it.

    A fault with a `path` also meets single parts of a Gmail batch, where it can refuse; one without meets whole
    requests only.
    """

    kind: Kind
    service: str | None = None
    method: str | None = None
    path: str | None = None
    """A regular expression, searched for in the path."""
    skip: int = 0
    """So many matching requests pass first."""
    times: int | None = 1
    """So many requests meet it then; None: all."""
    share: float = 1.0
    """The share of those that do, drawn with the sandbox's seeded generator."""

    def matches(self, service: str, method: str, path: str) -> bool:
        return (
            self.service in (None, service)
            and self.method in (None, method)
            and (self.path is None or re.search(self.path, path) is not None)
        )


class Faults:
    """The faults of one sandbox, in the order in which they were added."""

    def __init__(self, *, seed: int = 0) -> None:
        self._armed: list[_Armed] = []
        self._random = random.Random(seed)  # noqa: S311 (a repeatable draw, no secret)

    def add(
        self,
        kind: Kind,
        *,
        service: str | None = None,
        method: str | None = None,
        path: str | None = None,
        skip: int = 0,
        times: int | None = 1,
        share: float = 1.0,
    ) -> Fault:
        """Arm a fault; see `Fault` for what the arguments mean."""
        fault = Fault(kind=kind, service=service, method=method, path=path, skip=skip, times=times, share=share)
        self.arm(fault)
        return fault

    def arm(self, fault: Fault) -> None:
        self._armed.append(_Armed(fault))

    def reseed(self, seed: int) -> None:
        """Draw other shares from now on, repeatable by the same seed."""
        self._random.seed(seed)

    def clear(self) -> None:
        """Disarm all."""
        self._armed.clear()

    @property
    def armed(self) -> tuple[Fault, ...]:
        """Those that may still be met."""
        return tuple(armed.fault for armed in self._armed if not armed.spent)

    def met_by_request(self, service: str, method: str, path: str) -> tuple[Kind, ...]:
        """What a whole request meets; each armed fault counts it once."""
        return self._met([a for a in self._armed if a.fault.matches(service, method, path)])

    def met_by_part(self, service: str, method: str, path: str) -> Refuse | None:
        """How a part of a batch is refused, if it is."""
        refusing = [a for a in self._armed if a.fault.path and isinstance(a.fault.kind, Refuse)]
        met = self._met([a for a in refusing if a.fault.matches(service, method, path)])
        return next((kind for kind in met if isinstance(kind, Refuse)), None)

    def _met(self, matching: "list[_Armed]") -> tuple[Kind, ...]:
        return tuple(armed.fault.kind for armed in matching if armed.strikes(self._random))


class _Armed:
    """A fault and how often it was met."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._seen = 0
        self._met = 0

    @property
    def spent(self) -> bool:
        return self.fault.times is not None and self._met >= self.fault.times

    def strikes(self, generator: random.Random) -> bool:
        self._seen += 1
        if self._seen <= self.fault.skip or self.spent:
            return False
        strikes = self.fault.share >= 1 or generator.random() < self.fault.share
        self._met += strikes
        return strikes
