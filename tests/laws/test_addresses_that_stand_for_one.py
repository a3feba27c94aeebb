"""Who is known by a profile only has a name here, and none that leaves."""

from crmsync.connector import email_address, profile_address, takes_mail


def test_a_profile_has_a_name_to_which_no_mail_can_go() -> None:
    address = profile_address("linkedin", "Bob-Stone")
    assert address == "bob-stone@linkedin.invalid"
    assert not takes_mail(address)
    assert profile_address("linkedin", "two words") is None


def test_an_address_of_the_world_takes_mail() -> None:
    address = email_address("bob@invalid.example.org")
    assert address
    assert takes_mail(address)
