"""Which names each answer of the People API may have, after its discovery document; what a mask is checked against.

Of a person's fields those that the stand-in fills.
"""

from ..google.fields import names

_FIELD = names("primary sourcePrimary verified", source=names("type id etag updateTime"))
_NAME = names("displayName displayNameLastFirst unstructuredName givenName familyName", metadata=_FIELD)
_EMAIL = names("value type formattedType displayName", metadata=_FIELD)
_MEMBERSHIP = names(
    "", metadata=_FIELD, contactGroupMembership=names("contactGroupId contactGroupResourceName"), domainMembership={}
)
_PERSON = names(
    "resourceName etag",
    metadata=names(
        "deleted previousResourceNames linkedPeopleResourceNames objectType",
        sources=names("type id etag updateTime", profileMetadata=names("objectType userTypes")),
    ),
    names=_NAME,
    emailAddresses=_EMAIL,
    memberships=_MEMBERSHIP,
    phoneNumbers=names("value canonicalForm type formattedType", metadata=_FIELD),
    addresses=names("formattedValue type city country", metadata=_FIELD),
    birthdays=names("text date", metadata=_FIELD),
    biographies=names("value contentType", metadata=_FIELD),
    organizations=names("name title", metadata=_FIELD),
    photos=names("url default", metadata=_FIELD),
)
_GROUP = names(
    "resourceName etag groupType name formattedName memberCount memberResourceNames clientData",
    metadata=names("updateTime deleted"),
)
CONNECTIONS = names("nextPageToken nextSyncToken totalPeople totalItems", connections=_PERSON)
OTHER_CONTACTS = names("nextPageToken nextSyncToken totalSize", otherContacts=_PERSON)
GROUPS = names("nextPageToken nextSyncToken totalItems", contactGroups=_GROUP)
