"""What `check` finds about a HubSpot account: what the key may do, and what `setup` still has to create."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from crmsync.connector import EmailAddress, Finding, Unauthorized, Weight
from crmsync_hubspot.records import Reading, Records
from crmsync_hubspot.refusals import Refused
from crmsync_hubspot.schema import LiveSchema, Survey

DAILY = ("crm.objects.contacts.read", "crm.objects.contacts.write", "crm.objects.owners.read")
"""Scopes that a sync needs; tasks are among the contacts."""
SETUP = "crm.schemas.contacts.write"
"""What `setup` needs, once."""
NOBODY = EmailAddress("nobody@crmsync.invalid")
"""An address that no contact can have (RFC 2606): asking for it reads nothing."""
GRANT = "Grant it to the key in HubSpot, under Development > Keys."


TWICE = "HubSpot's own connection to Gmail, where a user has one, may log the same mails."
"""What who logs mail should know."""


def findings(schema: LiveSchema, rights: "Rights", log: Collection[str] = ()) -> Iterator[Finding]:
    """Raises `Unauthorized` where the key does not work at all."""
    survey = schema.survey()
    scopes = rights.scopes()
    yield from rights.probed() if scopes is None else _named(scopes, setup=bool(survey.steps))
    yield from _schema(survey)
    if "mail" in log:
        remedy = "What it has logged is not logged again, but what it logs later is: use one of the two."
        yield Finding(weight=Weight.DOUBTFUL, what=TWICE, remedy=remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the key may do, as HubSpot says, or as reading shows where it says nothing."""

    contacts: Records

    def scopes(self) -> frozenset[str] | None:
        """By name. None: HubSpot does not say it of a key of this kind."""
        try:
            told = self.contacts.wire.key_info().get("scopes")
        except (Refused, Unauthorized):
            return None
        return frozenset(map(str, told)) if isinstance(told, list) else None

    def probed(self) -> Iterator[Finding]:
        """Reads what must be readable. What may be written shows only by writing."""
        for read in (self._contact, self._owner):
            try:
                read()
            except Unauthorized as error:
                what, _, remedy = str(error).partition(". ")
                yield Finding(weight=Weight.WRONG, what=f"{what}.", remedy=remedy)
        yield Finding(
            weight=Weight.DOUBTFUL,
            what="The key reads; HubSpot does not say whether it may write.",
            remedy=f"See that it has {DAILY[1]}, and for `crmsync setup` {SETUP}.",
        )

    def _contact(self) -> None:
        list(self.contacts.read([NOBODY], Reading(properties=["email"], by="email")))

    def _owner(self) -> None:
        self.contacts.wire.request("GET", self.contacts.paths.owners, query=[("limit", "1")])


def _named(scopes: frozenset[str], *, setup: bool) -> Iterator[Finding]:
    """`setup`: there is something to create, and the right to do it is needed now."""
    missing = [scope for scope in DAILY if scope not in scopes]
    for scope in missing:
        yield Finding(weight=Weight.WRONG, what=f"The key lacks {scope}.", remedy=GRANT)
    if SETUP not in scopes:
        weight = Weight.WRONG if setup else Weight.DOUBTFUL
        yield Finding(weight=weight, what=f"The key lacks {SETUP}, which `crmsync setup` needs.", remedy=GRANT)
    if not missing:
        yield Finding(weight=Weight.GOOD, what="The key works, and may do what a sync does.")


def _schema(survey: Survey) -> Iterator[Finding]:
    for problem in survey.problems:
        what, _, remedy = problem.partition(". ")
        yield Finding(weight=Weight.WRONG, what=f"{what}.", remedy=remedy)
    if survey.steps:
        names = ", ".join(dict.fromkeys(step.name for step in survey.steps))
        yield Finding(weight=Weight.WRONG, what=f"It lacks {names}.", remedy="Run `crmsync setup`.")
    elif not survey.problems:
        yield Finding(weight=Weight.GOOD, what="It has all properties that crmsync writes and reads.")
