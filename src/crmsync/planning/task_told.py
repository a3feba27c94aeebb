"""What is to be said of a person's task: which is open, what becomes of it, or why there is none."""

from crmsync.connector import Fate
from crmsync.planning.capacity import Capacity
from crmsync.planning.tasks import MEETING_AHEAD, Case, Complete, Defer, Make, Rewrite, Withdraw, step
from crmsync.relationships.day_words import in_words
from crmsync.relationships.relationship import Moment
from crmsync.relationships.standing import Turn


def task_told(case: Case, moment: Moment, capacity: Capacity, where: str) -> str:
    """One sentence, or a few. `where`: the destination that holds, or would hold, the task."""
    match step(case, moment):
        case Make():
            return (
                f"none in {where} yet: one is due, and the most urgent go first. There is room for {_room(capacity)}."
            )
        case Complete():
            return f"open in {where}; the next sync completes it, for {_taken_care_of(case)}."
        case Withdraw():
            return f"open in {where}; the next sync takes it off the list."
        case Defer():
            return f"open in {where}; nobody touched it for two weeks, so the next sync puts it off."
        case Rewrite(task=task):
            return f"open in {where} for {in_words(task.day)}; the next sync brings its text up to date."
        case None:
            return _as_it_is(case, moment, where)


def _taken_care_of(case: Case) -> str:
    done, reached = case.relationship.person.decided.done, case.relationship.history.reached
    return "you said that it is done" if done and (reached is None or done > reached) else "you were in touch since"


def _as_it_is(case: Case, moment: Moment, where: str) -> str:
    found = next((task for task in case.tasks if task.fate is Fate.OPEN), None)
    if found:
        return f"open in {where} for {in_words(found.day)}: {found.subject or 'its text is not known any more'}."
    return f"none in {where}: {_why_none(case, moment)}."


def _why_none(case: Case, moment: Moment) -> str:
    """The first reason that applies, as `tasks.step` sees it."""
    found = case.relationship
    person, ahead = found.person, found.dates.next_meeting
    reasons = {
        "not everything is read yet, and until then none is made": not case.complete,
        "they are a colleague": person.colleague,
        "they are personal": person.personal,
        "they are muted": person.settings.muted,
        "they are snoozed": person.decided.asleep(moment.today),
        "it is their turn": found.turn is Turn.THEIRS,
        "you meet soon": ahead is not None and ahead.began <= moment.now + MEETING_AHEAD,
        "there is no cadence to be late for": found.cadence is None,
    }
    return next((reason for reason, holds in reasons.items() if holds), "the day for one has not come")


def _room(capacity: Capacity) -> str:
    return f"{capacity.day} a day and {capacity.week} a week"
