"""Which names each answer of Gmail may have, after its discovery document; what a `fields` mask is checked against."""

from .fields import Shape


def _names(text: str, **objects: Shape) -> Shape:
    return {**{name: {} for name in text.split()}, **objects}


_PART: dict[str, Shape] = {
    **_names("partId mimeType filename", headers=_names("name value"), body=_names("attachmentId size data"))
}
_PART["parts"] = _PART

MESSAGE = _names("id threadId labelIds snippet historyId internalDate sizeEstimate raw", payload=_PART)
MESSAGES = _names("nextPageToken resultSizeEstimate", messages=MESSAGE)
THREAD = _names("id snippet historyId", messages=MESSAGE)
THREADS = _names("nextPageToken resultSizeEstimate", threads=THREAD)
_CHANGED = _names("", message=MESSAGE)
_RELABELLED = _names("labelIds", message=MESSAGE)
_RECORD = _names(
    "id",
    messages=MESSAGE,
    messagesAdded=_CHANGED,
    messagesDeleted=_CHANGED,
    labelsAdded=_RELABELLED,
    labelsRemoved=_RELABELLED,
)
HISTORY = _names("nextPageToken historyId", history=_RECORD)
LABEL = _names(
    "id name type messageListVisibility labelListVisibility messagesTotal messagesUnread threadsTotal threadsUnread",
    color=_names("textColor backgroundColor"),
)
LABELS = _names("", labels=LABEL)
PROFILE = _names("emailAddress messagesTotal threadsTotal historyId")
_SEND_AS = _names(
    "sendAsEmail displayName replyToAddress signature isPrimary isDefault treatAsAlias verificationStatus",
    smtpMsa=_names("host port username password securityMode"),
)
SEND_AS = _names("", sendAs=_SEND_AS)
