"""The contracts that every connector passes, for authors anywhere. pytest is imported here and by no command.

A contract is a class of laws. An author subclasses it and names the world in which the laws are tried: a small adapter
of the service's stand-in, which adds, changes and removes records beside the code under test.
"""

import crmsync.testing.assertions  # noqa: F401 - before the laws
from crmsync.testing.abilities import Ability, Failure
from crmsync.testing.destination.contract import DestinationContract
from crmsync.testing.destination.looking import DestinationLooks
from crmsync.testing.destination.world import DestinationWorld
from crmsync.testing.enricher_contract import EnricherContract
from crmsync.testing.memory import Memory, pull
from crmsync.testing.service import Answer, Asked, Service
from crmsync.testing.source.contract import SourceContract
from crmsync.testing.source.looking import SourceLooks
from crmsync.testing.source.world import SourceWorld

__all__ = [
    "Ability",
    "Answer",
    "Asked",
    "DestinationContract",
    "DestinationLooks",
    "DestinationWorld",
    "EnricherContract",
    "Failure",
    "Memory",
    "Service",
    "SourceContract",
    "SourceLooks",
    "SourceWorld",
    "pull",
]
