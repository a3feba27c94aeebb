"""Everything that is asked of Gmail, field by field. What does not stand here is never sent to us: no body, no snippet
(which is body text), and a subject only by choice."""

PROFILE = "emailAddress,historyId"
SIZE = "emailAddress,messagesTotal"
LISTING = "messages(id,threadId),nextPageToken"
IDS = "messages(id),nextPageToken"
LABELS = "labels(id,name)"
ALIASES = "sendAs(sendAsEmail)"
_CHANGED = "message(id,threadId,labelIds)"
HISTORY = (
    f"history(messagesAdded({_CHANGED}),labelsAdded({_CHANGED},labelIds),labelsRemoved({_CHANGED},labelIds)),"
    "historyId,nextPageToken"
)
HISTORY_TYPES = ["messageAdded", "labelAdded", "labelRemoved"]
MESSAGE = "id,threadId,labelIds,internalDate,payload/headers"
THREAD = f"id,messages({MESSAGE})"

HEADERS = (
    "From",
    "To",
    "Cc",
    "Bcc",
    "Reply-To",
    "Sender",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Id",
    "List-Unsubscribe",
    "Precedence",
    "Auto-Submitted",
    "Return-Path",
    "Content-Type",
    "X-Failed-Recipients",
    "Delivered-To",
)


def headers(*, subjects: bool) -> list[str]:
    """The header fields of a message that are asked for."""
    return [*HEADERS, "Subject"] if subjects else list(HEADERS)
