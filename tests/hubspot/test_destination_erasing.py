"""Taking back what is ours at HubSpot."""

from hubspot_crm import Crm, create, wanted

from crmsync.connector import Applied, ArchiveContact, ArchiveTask, ClearProfile

BOB, EVE = "bob@example.com", "eve@example.com"


def clear(profile: str) -> ClearProfile:
    return ClearProfile(key=f"clear:{profile}", profile=profile)


def ours(crm: Crm, contact: str) -> dict[str, str]:
    values = crm.sandbox.portal.dump()["contacts"][contact]["properties"]
    return {name: value for name, value in values.items() if name.startswith("crmsync_") and value}


def archived(crm: Crm, contact: str) -> bool:
    return crm.sandbox.portal.dump()["contacts"][contact]["archived_at"] is not None


def test_clearing_empties_our_values_and_what_people_set_for_us_and_nothing_else(crm: Crm) -> None:
    [bob] = crm.load(BOB, crmsync_cadence_days="30", crmsync_mute="true", jobtitle="Baker")
    [eve] = crm.load(EVE, crmsync_mute="true")
    crm.ids(wanted(bob), wanted(eve))
    assert crm.ids(clear(bob)) == [bob]
    assert ours(crm, bob) == {}
    assert crm.sandbox.portal.dump()["contacts"][bob]["properties"]["jobtitle"] == "Baker"
    assert ours(crm, eve)["crmsync_mute"] == "true"
    assert ours(crm, eve)["crmsync_state"] == "quiet"


def test_who_was_merged_is_cleared_at_the_survivor(crm: Crm) -> None:
    [bob], [eve] = crm.load(BOB), crm.load(EVE)
    crm.ids(wanted(bob))
    survivor = crm.sandbox.portal.people.merge(bob, eve)
    assert crm.ids(clear(bob), clear(eve)) == [survivor, survivor]
    assert ours(crm, survivor) == {}


def test_who_is_gone_needs_no_clearing(crm: Crm) -> None:
    [bob] = crm.load(BOB)
    crm.sandbox.portal.people.archive_contact(bob)
    assert crm.ids(clear(bob)) == [bob]


def test_before_setup_there_is_nothing_to_clear_and_no_complaint(bare: Crm) -> None:
    [bob] = bare.load(BOB)
    assert bare.ids(clear(bob)) == [bob]
    assert bare.calls("batch/update") == []


def test_where_a_property_of_ours_is_gone_the_others_are_cleared(crm: Crm) -> None:
    [bob] = crm.load(BOB, crmsync_mute="true")
    crm.ids(wanted(bob))
    root = "/crm/v3/properties" if crm.version == "v3" else "/crm/properties/2026-09"
    crm.ask("DELETE", f"{root}/contacts/crmsync_why")
    assert crm.ids(clear(bob)) == [bob]
    assert ours(crm, bob) == {}


def test_a_contact_is_archived_and_archiving_it_again_changes_nothing(crm: Crm) -> None:
    [bob] = crm.load(BOB)
    away = ArchiveContact(key="a", profile=bob)
    for _ in range(2):
        assert crm.apply(away) == [Applied(key="a", id=bob)]
        assert archived(crm, bob)


def test_tasks_are_archived_before_setup_is_mended(crm: Crm) -> None:
    [bob] = crm.load(BOB)
    [task] = crm.ids(create(bob))
    root = "/crm/v3/properties" if crm.version == "v3" else "/crm/properties/2026-09"
    crm.ask("DELETE", f"{root}/contacts/crmsync_why")
    assert crm.ids(ArchiveTask(key="archive:k1", profile=bob, task=task)) == [task]
