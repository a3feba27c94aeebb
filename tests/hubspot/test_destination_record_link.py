"""Where a contact opens in the browser, as the account says it."""

from hubspot_crm import Crm

from crmsync_sandbox.faults import Refuse


def test_the_account_says_where_its_contacts_open(crm: Crm) -> None:
    portal = crm.sandbox.portal.portal_id
    assert crm.destination().record_link() == f"https://app.hubspot.com/contacts/{portal}/record/0-1/{{id}}"


def test_where_the_account_does_not_say_it_there_is_no_link(crm: Crm) -> None:
    crm.sandbox.faults.add(Refuse(status=404), path="account-info", times=None)
    assert crm.destination().record_link() is None
