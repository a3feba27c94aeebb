"""Which names each answer of Gmail may have, after its discovery document; what a `fields` mask is checked against."""

from ..google.fields import Shape, names

_PART: dict[str, Shape] = {
    **names("partId mimeType filename", headers=names("name value"), body=names("attachmentId size data"))
}
_PART["parts"] = _PART

MESSAGE = names("id threadId labelIds snippet historyId internalDate sizeEstimate raw", payload=_PART)
MESSAGES = names("nextPageToken resultSizeEstimate", messages=MESSAGE)
THREAD = names("id snippet historyId", messages=MESSAGE)
THREADS = names("nextPageToken resultSizeEstimate", threads=THREAD)
_CHANGED = names("", message=MESSAGE)
_RELABELLED = names("labelIds", message=MESSAGE)
_RECORD = names(
    "id",
    messages=MESSAGE,
    messagesAdded=_CHANGED,
    messagesDeleted=_CHANGED,
    labelsAdded=_RELABELLED,
    labelsRemoved=_RELABELLED,
)
HISTORY = names("nextPageToken historyId", history=_RECORD)
LABEL = names(
    "id name type messageListVisibility labelListVisibility messagesTotal messagesUnread threadsTotal threadsUnread",
    color=names("textColor backgroundColor"),
)
LABELS = names("", labels=LABEL)
PROFILE = names("emailAddress messagesTotal threadsTotal historyId")
_SEND_AS = names(
    "sendAsEmail displayName replyToAddress signature isPrimary isDefault treatAsAlias verificationStatus",
    smtpMsa=names("host port username password securityMode"),
)
SEND_AS = names("", sendAs=_SEND_AS)
