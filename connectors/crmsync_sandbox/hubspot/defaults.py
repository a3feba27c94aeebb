"""The properties that HubSpot itself defines, as far as they matter here, and the first owner."""

from .kinds import CALLS, COMMUNICATIONS, CONTACTS, EMAILS, MEETINGS, TASKS
from .schema import Group, Option, Property, Schema

_CONTACT_GROUP = "contactinformation"
_TASK_GROUP = "task"
_EMAIL_GROUP = "emailinformation"
_MEETING_GROUP = "meetinginformation"
_CALL_GROUP = "call"
_COMMUNICATION_GROUP = "communicationinformation"
_STAGES = ("subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "other")
_STATUSES = ("NOT_STARTED", "IN_PROGRESS", "WAITING", "DEFERRED", "COMPLETED")

CALL_OUTCOMES = {
    "busy": "9d9162e7-6cf3-4944-bf63-4dff82258764",
    "connected": "f240bbac-87c9-4f6e-bf70-924b57d47db7",
    "left live message": "a4c4c377-d246-4b32-a13b-75a56a4cd0ff",
    "left voicemail": "b2cf5968-551e-4856-9783-52b3da59a7d0",
    "no answer": "73a0d17f-1163-4015-bdd5-ec830791da20",
    "wrong number": "17b47fee-58de-441e-a44c-c6300d46f273",
}
"""HubSpot's ids of the outcomes that every account has."""


def default_schemas() -> dict[str, Schema]:
    """The schema of each kind in a portal that nobody has touched."""
    return {
        CONTACTS.name: _contacts(),
        TASKS.name: _tasks(),
        EMAILS.name: _emails(),
        MEETINGS.name: _meetings(),
        CALLS.name: _calls(),
        COMMUNICATIONS.name: _communications(),
    }


def _contacts() -> Schema:
    text = [
        _text(name, _CONTACT_GROUP)
        for name in ("firstname", "lastname", "phone", "company", "jobtitle", "city", "message")
    ]
    addresses = [_text("email", _CONTACT_GROUP, unique=True), _text("hs_additional_emails", _CONTACT_GROUP)]
    kept = [
        _kept("createdate", "datetime", _CONTACT_GROUP),
        _kept("lastmodifieddate", "datetime", _CONTACT_GROUP),
        _kept("notes_last_contacted", "datetime", _CONTACT_GROUP),
        _kept("hs_object_id", "number", _CONTACT_GROUP),
        _kept("hs_merged_object_ids", "string", _CONTACT_GROUP),
    ]
    chosen = [_chosen("lifecyclestage", _STAGES, _CONTACT_GROUP), _owner(_CONTACT_GROUP)]
    return _schema(Group(name=_CONTACT_GROUP, label="Contact information"), [*text, *addresses, *kept, *chosen])


def _tasks() -> Schema:
    text = [_text("hs_task_subject", _TASK_GROUP), _text("hs_task_body", _TASK_GROUP)]
    kept = [
        _kept("hs_createdate", "datetime", _TASK_GROUP),
        _kept("hs_lastmodifieddate", "datetime", _TASK_GROUP),
        _kept("hs_task_completion_date", "datetime", _TASK_GROUP),
        _kept("hs_object_id", "number", _TASK_GROUP),
    ]
    chosen = [
        _chosen("hs_task_status", _STATUSES, _TASK_GROUP),
        _chosen("hs_task_priority", ("NONE", "LOW", "MEDIUM", "HIGH"), _TASK_GROUP),
        _chosen("hs_task_type", ("TODO", "CALL", "EMAIL", "LINKED_IN"), _TASK_GROUP),
        _owner(_TASK_GROUP),
        _given("hs_queue_membership_ids", "enumeration", "checkbox", _TASK_GROUP, external=True),
    ]
    due = _given("hs_timestamp", "datetime", "date", _TASK_GROUP)
    return _schema(Group(name=_TASK_GROUP, label="Task information"), [*text, *kept, *chosen, due])


def _emails() -> Schema:
    """Addresses can't be set: HubSpot takes them from the headers."""
    text = [_text(name, _EMAIL_GROUP) for name in ("hs_email_subject", "hs_email_text", "hs_email_html")]
    headers = _text("hs_email_headers", _EMAIL_GROUP)
    read = ("hs_email_from_email", "hs_email_to_email", "hs_email_cc_email", "hs_email_bcc_email")
    chosen = [
        _chosen("hs_email_direction", ("EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"), _EMAIL_GROUP),
        _chosen("hs_email_status", ("BOUNCED", "FAILED", "SCHEDULED", "SENDING", "SENT"), _EMAIL_GROUP),
    ]
    kept = [_kept(name, "string", _EMAIL_GROUP) for name in read]
    return _activity(_EMAIL_GROUP, "Email information", [*text, headers, *kept, *chosen])


def _meetings() -> Schema:
    names = ("hs_meeting_title", "hs_meeting_body", "hs_internal_meeting_notes", "hs_meeting_location", "hs_i_cal_uid")
    times = [_given(f"hs_meeting_{end}_time", "datetime", "date", _MEETING_GROUP) for end in ("start", "end")]
    outcomes = ("SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED")
    chosen = _chosen("hs_meeting_outcome", outcomes, _MEETING_GROUP)
    text = [_text(name, _MEETING_GROUP) for name in names]
    return _activity(_MEETING_GROUP, "Meeting information", [*text, *times, chosen])


def _calls() -> Schema:
    names = ("hs_call_title", "hs_call_body", "hs_call_to_number", "hs_call_from_number", "hs_call_recording_url")
    statuses = (
        "BUSY",
        "CALLING_CRM_USER",
        "CANCELED",
        "COMPLETED",
        "CONNECTING",
        "FAILED",
        "IN_PROGRESS",
        "NO_ANSWER",
        "QUEUED",
        "RINGING",
    )
    own = [
        *[_text(name, _CALL_GROUP) for name in names],
        _chosen("hs_call_direction", ("INBOUND", "OUTBOUND"), _CALL_GROUP),
        _chosen("hs_call_status", statuses, _CALL_GROUP),
        _chosen("hs_call_disposition", tuple(CALL_OUTCOMES.values()), _CALL_GROUP),
        _given("hs_call_duration", "number", "number", _CALL_GROUP),
    ]
    return _activity(_CALL_GROUP, "Call information", own)


def _communications() -> Schema:
    """Which way a message went is not told."""
    channels = ("WHATS_APP", "SMS", "LINKEDIN_MESSAGE", "PHYSICAL_MAIL", "CUSTOM_CHANNEL_CONVERSATION")
    own = [
        _text("hs_communication_body", _COMMUNICATION_GROUP),
        _chosen("hs_communication_channel_type", channels, _COMMUNICATION_GROUP),
        _chosen("hs_communication_logged_from", ("CRM",), _COMMUNICATION_GROUP),
    ]
    return _activity(_COMMUNICATION_GROUP, "Communication information", own)


def _activity(group: str, label: str, own: list[Property]) -> Schema:
    """With what every kind of activity has."""
    kept = [
        _kept("hs_createdate", "datetime", group),
        _kept("hs_lastmodifieddate", "datetime", group),
        _kept("hs_object_id", "number", group),
    ]
    at = _given("hs_timestamp", "datetime", "date", group)
    return _schema(Group(name=group, label=label), [*own, *kept, at, _owner(group)])


def _schema(group: Group, properties: list[Property]) -> Schema:
    return Schema(properties={one.name: one for one in properties}, groups={group.name: group})


def _text(name: str, group: str, *, unique: bool = False) -> Property:
    return Property(
        name=name, label=_label(name), type="string", field_type="text", group=group, unique=unique, ours=False
    )


def _kept(name: str, kind: str, group: str) -> Property:
    """A value that HubSpot keeps and nobody else can set."""
    field = {"datetime": "date", "number": "number", "string": "text"}[kind]
    return Property(name=name, label=_label(name), type=kind, field_type=field, group=group, ours=False, read_only=True)


def _chosen(name: str, values: tuple[str, ...], group: str) -> Property:
    options = tuple(Option(value=value, label=value.title(), display_order=n) for n, value in enumerate(values))
    return Property(
        name=name, label=_label(name), type="enumeration", field_type="select", group=group, options=options, ours=False
    )


def _given(name: str, kind: str, field: str, group: str, *, external: bool = False) -> Property:
    return Property(
        name=name,
        label=_label(name),
        type=kind,
        field_type=field,
        group=group,
        ours=False,
        external_options=external,
    )


def _owner(group: str) -> Property:
    return _given("hubspot_owner_id", "enumeration", "select", group, external=True)


def _label(name: str) -> str:
    return name.removeprefix("hs_").replace("_", " ").capitalize()
