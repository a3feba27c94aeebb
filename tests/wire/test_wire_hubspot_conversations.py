"""How mails and meetings are logged at HubSpot, word for word, in both versions of the API."""

from dataclasses import replace
from datetime import timedelta

from crm_at_hubspot import BOB, BOB_ID, EVE, EVE_ID, NOW, OWNER, ZOE, ZOE_ID, CrmAtHubSpot

from crmsync.connector import (
    GONE,
    AlreadyThere,
    Applied,
    ArchiveLogged,
    Channel,
    Conversation,
    EmailAddress,
    LogInteraction,
    Rejected,
    ShareLogged,
    UnshareLogged,
)

ANN = EmailAddress("ann@example.com")
AT = NOW - timedelta(days=2)


def mail(key: str, contact: str, *beside: str, others: tuple[EmailAddress, ...]) -> LogInteraction:
    content = Conversation(
        channel=Channel.MAIL, at=AT, ended=AT, sent=True, own=ANN, others=others, owner=OWNER, subject="Lunch"
    )
    return LogInteraction(key=key, profile=contact, beside=beside, content=content)


def meeting(key: str, contact: str) -> LogInteraction:
    content = Conversation(channel=Channel.MEETING, at=AT, ended=AT + timedelta(hours=1), owner=OWNER)
    return LogInteraction(key=key, profile=contact, content=content)


def test_log_conversations(crm: CrmAtHubSpot) -> None:
    """One mail for two, one that somebody has logged already, and a meeting; then the first is taken back."""
    logging = replace(crm, log=("mail", "meeting"))
    logging.set_up()
    logging.prepare(lambda portal: portal.people.log_email(EVE, AT.isoformat()))
    with logging.on_air() as destination:
        changes = [
            mail("m1", BOB_ID, ZOE_ID, others=(BOB, ZOE)),
            mail("m2", EVE_ID, others=(EVE,)),
            meeting("t1", EVE_ID),
        ]
        first, second, third = destination.apply(changes)
        assert isinstance(first, Applied)
        assert isinstance(third, Applied)
        back = ArchiveLogged(key="m1", profile=BOB_ID, channel=Channel.MAIL, record=first.id)
        assert list(destination.apply([back])) == [Applied(key="m1", id=first.id)]
    assert second == AlreadyThere(key="m2")


def test_share_what_was_logged(crm: CrmAtHubSpot) -> None:
    """A mail that was logged for Bob is Zoe's too, who came later; Eve's contact is gone. Then Zoe is taken off."""
    logging = replace(crm, log=("mail",))
    logging.set_up()
    logging.prepare(lambda portal: portal.people.archive_contact(EVE))
    with logging.on_air() as destination:
        [first] = destination.apply([mail("m1", BOB_ID, others=(BOB,))])
        assert isinstance(first, Applied)
        content = mail("m1", BOB_ID, others=(BOB,)).content
        shares = [
            ShareLogged(key=f"share:{one}:m1", profile=one, record=first.id, content=content)
            for one in (ZOE_ID, EVE_ID)
        ]
        with_zoe, with_eve = destination.apply(shares)
        back = UnshareLogged(key=shares[0].key, profile=ZOE_ID, channel=Channel.MAIL, record=first.id)
        assert list(destination.apply([back])) == [with_zoe]
    assert with_zoe == Applied(key=shares[0].key, id=first.id)
    assert with_eve == Rejected(key=shares[1].key, reason=GONE)


def test_setup_where_conversations_are_logged(crm: CrmAtHubSpot) -> None:
    crm.set_up()
    with replace(crm, log=("mail",)).on_air() as destination:
        steps = destination.lacking()
        for step in steps:
            destination.create(step)
        assert destination.lacking() == ()
    assert [(step.object, step.name) for step in steps] == [("emails", "crmsync"), ("emails", "crmsync_key")]
