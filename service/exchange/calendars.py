"""Deadlines as a calendar that other programs subscribe to (RFC 5545).

A deadline keeps its identity as long as it is the same, so a calendar that asks again moves it and
does not show it twice. Days only: what is due on a day is due the whole day, in any time zone.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration, vText
from msgspec import Struct

MEDIA_TYPE = "text/calendar"
"""The server says the character set: UTF-8, as the standard wants."""

REFRESH = timedelta(hours=6)
"""How often a calendar may well ask again; each program has its own mind about it."""


class Entry(Struct, frozen=True, kw_only=True):
    """One day in a calendar.

    Args:
        key: stays the same as long as the thing is the same.
        summary: what stands in the calendar; details: what is read when it is opened.
        address: where the thing is.
    """

    key: str
    on: date
    summary: str
    details: str
    address: str


def rendered(entries: Iterable[Entry], *, name: str, domain: str, stamped_at: datetime) -> bytes:
    """Return a calendar as it is sent: folded, escaped, lines ending as the standard wants.

    Args:
        domain: what makes keys unique in the world.
        stamped_at: when it was true, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Sanding//Kalender tenggat//ID")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{domain}")
        event.add("dtstamp", stamped_at)
        event.add("dtstart", entry.on)
        event.add("summary", entry.summary)
        event.add("description", entry.details)
        event.add("url", entry.address)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
