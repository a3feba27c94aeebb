"""Everything that is asked of Calendar, field by field. What does not stand here is never sent to us: no description,
no place, no attachment, no link to a conference, and a title only by choice."""

CALENDARS = "items(id,accessRole,primary),nextPageToken"

_MOMENT = "(date,dateTime,timeZone)"
_EVENT = (
    "id,status,eventType,iCalUID,recurringEventId,"
    f"start{_MOMENT},end{_MOMENT},originalStartTime{_MOMENT},"
    "organizer(email,displayName,self),attendees(email,displayName,responseStatus,organizer,resource,self),"
    "attendeesOmitted"
)


def events(*, subjects: bool) -> str:
    """The fields of a page of events."""
    event = f"{_EVENT},summary" if subjects else _EVENT
    return f"items({event}),accessRole,timeZone,nextPageToken,nextSyncToken"
