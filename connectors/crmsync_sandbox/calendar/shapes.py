"""Which names each answer of Calendar may have, after its discovery document; masks are checked against them."""

from ..google.fields import names

_PERSON = names("id email displayName self")
_MOMENT = names("date dateTime timeZone")
_REMINDER = names("method minutes")
EVENT = names(
    "anyoneCanAddSelf attendeesOmitted colorId created description endTimeUnspecified etag eventType "
    "guestsCanInviteOthers guestsCanModify guestsCanSeeOtherGuests hangoutLink htmlLink iCalUID id kind location "
    "locked privateCopy recurrence recurringEventId sequence status summary transparency updated visibility",
    attachments=names("fileId fileUrl iconLink mimeType title"),
    attendees=names("additionalGuests comment displayName email id optional organizer resource responseStatus self"),
    conferenceData=names("conferenceId notes signature"),
    creator=_PERSON,
    end=_MOMENT,
    organizer=_PERSON,
    originalStartTime=_MOMENT,
    reminders=names("useDefault", overrides=_REMINDER),
    source=names("title url"),
    start=_MOMENT,
)
EVENTS = names(
    "accessRole description etag kind nextPageToken nextSyncToken summary timeZone updated",
    defaultReminders=_REMINDER,
    items=EVENT,
)
_CALENDAR = names(
    "accessRole backgroundColor colorId deleted description etag foregroundColor hidden id kind location primary "
    "selected summary summaryOverride timeZone",
    defaultReminders=_REMINDER,
)
CALENDARS = names("etag kind nextPageToken nextSyncToken", items=_CALENDAR)
