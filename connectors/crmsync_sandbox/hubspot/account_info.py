"""What the account says of itself."""

from datetime import timedelta

from .asking import Answer, Asked
from .portal import Portal


def details(portal: Portal, asked: Asked) -> Answer:
    """Any key may ask."""
    offset = portal.now().astimezone(portal.zone).utcoffset() or timedelta()
    body = {
        "portalId": portal.portal_id,
        "accountType": "STANDARD",
        "timeZone": portal.zone.key,
        "companyCurrency": "USD",
        "additionalCurrencies": [],
        "utcOffset": _offset(offset),
        "utcOffsetMilliseconds": offset // timedelta(milliseconds=1),
        "uiDomain": "app.hubspot.com",
        "dataHostingLocation": "na1",
    }
    return Answer(body=body)


def _offset(offset: timedelta) -> str:
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"
