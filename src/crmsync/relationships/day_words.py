"""Days and spans of days in words: fixed English, whatever the machine's locale."""

from datetime import date

MONTHS = "January February March April May June July August September October November December".split()


def in_words(day: date) -> str:
    """ "3 September 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def on(day: date, today: date) -> str:
    """When something that lies ahead is: today, tomorrow, "on 3 September 2026"."""
    return {0: "today", 1: "tomorrow"}.get((day - today).days, f"on {in_words(day)}")


def ago(day: date, today: date) -> str:
    """Today, yesterday, "5 days ago", "over 2 years ago"."""
    return {0: "today", 1: "yesterday"}.get((today - day).days, f"{span(day, today)} ago")


def span(day: date, today: date) -> str:
    """ "1 day", "61 days", "a year", "over 2 years": how long it is from `day` to `today`."""
    years = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    if not years:
        return count((today - day).days, "day")
    over = "" if (today.month, today.day) == (day.month, day.day) else "over "
    return over + ("a year" if years == 1 else f"{years} years")


def every(days: int) -> str:
    """ "every day", "every 12 days"."""
    return "every day" if days == 1 else f"every {days} days"


def count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def listed(some: list[str]) -> str:
    """ "a", "a and b", "a, b, and c"."""
    if len(some) < 3:
        return " and ".join(some)
    return f"{', '.join(some[:-1])}, and {some[-1]}"
