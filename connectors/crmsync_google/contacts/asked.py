"""Everything that is asked of the People API, field by field. What does not stand here is never sent to us: no phone
number, no postal address, no birthday, no note."""

_PERSON = (
    "resourceName,metadata(deleted,previousResourceNames),"
    "names(displayName,metadata/primary),emailAddresses(value,metadata/primary)"
)
_TOKENS = "nextPageToken,nextSyncToken"

CONTACT_FIELDS = "names,emailAddresses,memberships,metadata"
CONTACTS = f"connections({_PERSON},memberships/contactGroupMembership/contactGroupResourceName),{_TOKENS}"

OTHER_FIELDS = "names,emailAddresses,metadata"
OTHERS = f"otherContacts({_PERSON}),{_TOKENS}"

SIZE = "totalPeople"
SIZE_OF_OTHERS = "totalSize"

GROUP_FIELDS = "name,groupType"
GROUPS = "contactGroups(resourceName,name,groupType),nextPageToken"
