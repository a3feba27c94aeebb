"""The properties that crmsync has at HubSpot: one table. The descriptions explain them inside HubSpot."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from crmsync.connector import Channel, Circle, Output
from crmsync_hubspot.paths import ObjectType

GROUP = "crmsync"
CADENCE = "crmsync_cadence_days"
MUTE = "crmsync_mute"
PIN = "crmsync_pin_circle"
TASK_KEY = "crmsync_key"

LOGGED: Mapping[str, ObjectType] = {Channel.MAIL.value: "emails", Channel.MEETING.value: "meetings"}
"""By channel: as what a conversation of it is logged."""

Kind = Literal["datetime", "date", "enumeration", "number", "string", "bool"]
"""HubSpot's `type` of a property; it can't be changed once the property exists."""

_OURS = "Written by crmsync each night; an edit here stays until the value changes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property as it must be. `options` maps values, as they are written, to labels."""

    name: str
    kind: Kind
    field: str
    label: str
    description: str
    object: ObjectType = "contacts"
    options: Mapping[str, str] | None = None
    unique: bool = False


def name_of(output: Output) -> str:
    """The HubSpot property that holds `output`."""
    return f"crmsync_{output.value}"


def _time(output: Output, label: str, description: str) -> Property:
    text = f"{description} {_OURS}"
    return Property(name=name_of(output), kind="datetime", field="date", label=label, description=text)


def _choice(output: Output, label: str, description: str, options: Mapping[str, str]) -> Property:
    text = f"{description} {_OURS}"
    return Property(
        name=name_of(output), kind="enumeration", field="select", label=label, description=text, options=options
    )


def _number(output: Output, label: str, description: str) -> Property:
    text = f"{description} {_OURS}"
    return Property(name=name_of(output), kind="number", field="number", label=label, description=text)


STATES = {
    "none": "None",
    "new": "New",
    "fine": "Fine",
    "quiet": "Quiet",
    "losing_touch": "Losing touch",
    "dormant": "Dormant",
}
TURNS = {"yours": "Yours", "theirs": "Theirs"}
CIRCLES = {circle.value: circle.value.capitalize() for circle in Circle}
CHANNELS = {channel.value: channel.value.capitalize() for channel in Channel}

OUTPUTS: Mapping[Output, Property] = {
    Output.LAST_CONTACT: _time(
        Output.LAST_CONTACT,
        "Last real contact",
        "When you last really talked: a meeting, a call, or mail in both directions.",
    ),
    Output.LAST_RECEIVED: _time(
        Output.LAST_RECEIVED, "Last mail received", "When this person last wrote to you; newsletters don't count."
    ),
    Output.LAST_SENT: _time(Output.LAST_SENT, "Last mail sent", "When you last wrote to this person."),
    Output.LAST_MEETING: _time(
        Output.LAST_MEETING,
        "Last meeting",
        "When you last met; meetings that are big or were declined don't count.",
    ),
    Output.LAST_CALL: _time(
        Output.LAST_CALL, "Last call", "When you last talked on the phone; calls without an answer don't count."
    ),
    Output.NEXT_MEETING: _time(Output.NEXT_MEETING, "Next meeting", "When you meet next."),
    Output.LAST_CHANNEL: _choice(
        Output.LAST_CHANNEL, "Last channel", "How you last really talked: mail, meeting, call or message.", CHANNELS
    ),
    Output.STATE: _choice(
        Output.STATE,
        "State of the relationship",
        "The present silence against your usual rhythm with this person, from fine to dormant.",
        STATES,
    ),
    Output.TURN: _choice(
        Output.TURN, "Whose turn", "Who should write next in the last one-to-one mail; empty: nobody.", TURNS
    ),
    Output.CIRCLE: _choice(
        Output.CIRCLE,
        "Circle",
        "How close this person is by strength: the inner 5, close 15, active 50 and wider 150, unless configured "
        "otherwise; outer are all others.",
        CIRCLES,
    ),
    Output.STRENGTH: _number(
        Output.STRENGTH,
        "Strength",
        "How much this relationship has been over the years against your others, from 0 to 100, in tens.",
    ),
    Output.WARMTH: _number(
        Output.WARMTH, "Warmth", "How much is going on lately, from 0 to 100, in tens; it halves in about three months."
    ),
    Output.REACH_OUT_BY: Property(
        name=name_of(Output.REACH_OUT_BY),
        kind="date",
        field="date",
        label="Reach out by",
        description=f"The day by which to be in touch again: last real contact and the cadence. {_OURS}",
    ),
    Output.WHY: Property(
        name=name_of(Output.WHY),
        kind="string",
        field="textarea",
        label="Why",
        description=f"The reason for the other values, in a sentence. {_OURS}",
    ),
    Output.TAGS: Property(
        name=name_of(Output.TAGS),
        kind="enumeration",
        field="checkbox",
        label="Tags",
        description=f"Those of this person's tags that the configuration of crmsync lets out. {_OURS}",
    ),
}

SETTINGS = (
    Property(
        name=CADENCE,
        kind="number",
        field="number",
        label="Cadence in days",
        description="Yours to set: how many days may pass between talks with this person. crmsync only reads it; "
        "empty: worked out from your own rhythm.",
    ),
    Property(
        name=MUTE,
        kind="bool",
        field="booleancheckbox",
        label="Mute",
        description="Yours to set: with Yes, crmsync makes no task for this person. crmsync only reads it.",
        options={"true": "Yes", "false": "No"},
    ),
    Property(
        name=PIN,
        kind="enumeration",
        field="select",
        label="Pin to circle",
        description="Yours to set: the circle that this person is in, whatever the numbers say. crmsync only reads it; "
        "empty: by strength.",
        options=CIRCLES,
    ),
)

KEY = Property(
    object="tasks",
    name=TASK_KEY,
    kind="string",
    field="text",
    label="crmsync key",
    description="Marks a task that crmsync made, so that it is never made twice. Please leave it as it is.",
    unique=True,
)

LOG_KEYS: Mapping[str, Property] = {
    channel: replace(
        KEY,
        object=kind,
        description="Marks what crmsync logged, so that it is never logged twice. Please leave it as it is.",
        unique=False,
    )
    for channel, kind in LOGGED.items()
}
"""By channel. Not unique: HubSpot allows ten such properties an object, and what is logged is looked for anyway."""

ALL = (*OUTPUTS.values(), *SETTINGS, KEY, *LOG_KEYS.values())


def wanted(tags: Collection[str], log: Collection[str] = ()) -> tuple[Property, ...]:
    """The properties that must be there; that of tags has these as its options, and is none without any.

    `log`: the channels whose conversations are logged; without them their records need no property of ours.
    """
    options = {tag: tag for tag in sorted(tags)}
    held = (replace(one, options=options) if one is OUTPUTS[Output.TAGS] else one for one in ALL)
    unneeded = [one for channel, one in LOG_KEYS.items() if channel not in log]
    return tuple(one for one in held if one not in unneeded and (options or one.name != name_of(Output.TAGS)))
