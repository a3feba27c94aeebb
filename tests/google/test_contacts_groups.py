"""Groups are tags: the user's own, and the stars; names are asked for only where they are needed."""

from contacts_world import ContactsWorld


def test_googles_own_groups_are_no_tags_and_cost_nothing(contacts: ContactsWorld) -> None:
    contacts.enter("c1", "bob@example.org", groups=["friends", "family", "coworkers"])
    contacts.enter("c2", "eve@example.org", groups=["starred"])
    contacts.pull()
    assert contacts.told("c1").groups == frozenset()
    assert contacts.told("c2").groups == {"starred"}
    assert contacts.asked == ["connections"]


def test_names_are_asked_for_once_a_pull_and_only_for_who_is_told(contacts: ContactsWorld) -> None:
    for number in range(5):
        contacts.enter(f"c{number}", f"p{number}@example.org", groups=[f"Group {number}"])
    contacts.pull()
    assert contacts.asked == ["connections", "contactGroups"]
    contacts.book.change("c1", name="Bob", groups=[])
    contacts.night()
    assert contacts.asked == ["connections"]
    contacts.book.change("c2", name="Eve")
    contacts.night()
    assert contacts.asked == ["connections", "contactGroups"]
    assert contacts.told("c2").groups == {"Group 2"}


def test_who_joins_and_leaves_a_group_is_told_again(contacts: ContactsWorld) -> None:
    contacts.enter("c1", "bob@example.org")
    contacts.pull()
    contacts.book.change("c1", groups=["Investors"])
    contacts.night()
    assert contacts.told("c1").groups == {"Investors"}
    contacts.book.delete_group("Investors")
    contacts.night()
    assert contacts.told("c1").groups == frozenset()


def test_a_renamed_group_is_seen_within_the_week(contacts: ContactsWorld) -> None:
    contacts.enter("c1", "bob@example.org", groups=["Angels"])
    contacts.pull()
    contacts.book.rename_group("Angels", "Investors")
    for _ in range(5):
        contacts.night()
        assert contacts.told("c1").groups == {"Angels"}
    contacts.night()
    assert contacts.told("c1").groups == {"Investors"}


def test_many_groups_are_read_to_the_end(contacts: ContactsWorld) -> None:
    for number in range(1500):
        contacts.book.add_group(f"Group {number}")
    contacts.enter("c1", "bob@example.org", groups=["Group 1499"])
    contacts.pull()
    assert contacts.told("c1").groups == {"Group 1499"}
    assert contacts.asked == ["connections", "contactGroups", "contactGroups"]


def test_a_hostile_group_name_is_cleaned(contacts: ContactsWorld) -> None:
    contacts.enter("c1", "bob@example.org", groups=["In\r\nvestors\x07" + "!" * 400, "\x07"])
    contacts.pull()
    assert contacts.told("c1").groups == {"In vestors" + "!" * 190}
