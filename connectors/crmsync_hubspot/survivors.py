"""Contacts that were merged: under which id they live on."""

from collections.abc import Collection, Mapping

from crmsync_hubspot.records import Reading, Records

_MERGED = Reading(properties=("hs_merged_object_ids",))


def survivors(contacts: Records, ids: Collection[str]) -> Mapping[str, str]:
    """The present id by the given one; who is gone is left out. A batch read of a former id answers the survivor."""
    present: dict[str, str] = {}
    for record in contacts.read(ids, _MERGED):
        former = (record.properties.get("hs_merged_object_ids") or "").split(";")
        present |= dict.fromkeys([record.id, *filter(None, former)], record.id)
    return {one: present[one] for one in ids if one in present}
