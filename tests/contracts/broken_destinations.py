"""One broken destination for each law of the contract."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from toy_destination import Card, Honest, Met, Note, Office, T

from crmsync.connector import (
    Applied,
    ArchiveTask,
    Change,
    ClearProfile,
    CompleteTask,
    ConnectorError,
    CreateContact,
    CreateTask,
    Cursor,
    DeferTask,
    EmailAddress,
    Fate,
    Ledger,
    Outcome,
    Output,
    Profile,
    ProfilePage,
    Rejected,
    ReopenTask,
    SetProperties,
    Task,
    Unavailable,
    UpdateTask,
)


class AsksWhenConstructed(Honest):
    def __init__(self, office: Office) -> None:
        super().__init__(office)
        office.asked(lambda: None)


class AsksForNothing(Honest):
    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        self.call(lambda: None)
        return super().read(emails)


class AnswersForEverybody(Honest):
    """Who is not there is answered as an empty profile."""

    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        found = {profile.addresses[0]: profile for profile in super().read(emails)}
        return iter(found.get(email, Profile(id="", addresses=(email,))) for email in emails)


class TellsNothingWithoutNews(Honest):
    """It has no page where nobody has a setting."""

    def changes(self, cursor: Cursor | None, ledger: Ledger) -> Iterator[ProfilePage]:
        return (page for page in super().changes(cursor, ledger) if page.profiles or page.tasks)


class OneProfileForEachAddressAsked(Honest):
    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        for email in emails:
            yield from super().read([email])


class ReadsTheRemoved(Honest):
    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        yield from super().read(emails)
        gone = self.office.removed.intersection(emails)
        yield from (Profile(id="gone", addresses=(EmailAddress(email),)) for email in gone)


class CountsItsReads(Honest):
    def profile(self, id: str) -> Profile:
        self.office.cards[id].phone += "."
        return super().profile(id)


class Rounds(Honest):
    """Times lose their seconds."""

    def merged(self, old: Mapping[Output, str], new: Mapping[Output, str]) -> dict[Output, str]:
        return {output: text.replace(":59Z", ":00Z") for output, text in super().merged(old, new).items()}


class Trims(Honest):
    """What a spreadsheet would run is made harmless, and stays so."""

    def merged(self, old: Mapping[Output, str], new: Mapping[Output, str]) -> dict[Output, str]:
        return {output: text.lstrip("=+-@'") for output, text in super().merged(old, new).items()}


class ReplacesAll(Honest):
    def merged(self, old: Mapping[Output, str], new: Mapping[Output, str]) -> dict[Output, str]:
        return super().merged({}, new)


class Overwrites(Honest):
    def on_card(self, change: SetProperties | ClearProfile) -> Outcome:
        if change.profile in self.office.cards:
            self.office.cards[change.profile].phone = ""
        return super().on_card(change)


class ClearsNothing(Honest):
    def on_card(self, change: SetProperties | ClearProfile) -> Outcome:
        clears = isinstance(change, ClearProfile)
        return Applied(key=change.key, id=change.profile) if clears else super().on_card(change)


class TwiceIsTwice(Honest):
    """Looks only after a lost answer."""

    def new_note(self, change: CreateTask) -> Outcome:
        return Applied(key=change.key, id=self.call(lambda: self.put_note(change), writes=True))


class LooksBeforeAll(Honest):
    """It looks which tasks are there once, before all of them."""

    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        there = {change.key: self.note_of(change.key) for change in changes}
        for change in changes:
            known = there[change.key]
            if isinstance(change, CreateTask) and known is None:
                yield Applied(key=change.key, id=self.put_note(change))
            else:
                yield self.one(change)


class MakesAnew(Honest):
    """Making a task that is there puts it back to its beginning."""

    def new_note(self, change: CreateTask) -> Outcome:
        if there := self.note_of(change.key):
            self.office.notes[there] = Note(change.key, change.profile, change.content)
        return super().new_note(change)


class StopsAtARefusal(Honest):
    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        for outcome in super().apply(changes):
            yield outcome
            if isinstance(outcome, Rejected):
                return


class AHundredAtMost(Honest):
    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        return super().apply(changes[:100])


class SendsAtOnce(Honest):
    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        return iter([self.one(change) for change in changes])


class ForgetsTheDay(Honest):
    def fate(self, id: str) -> Task:
        return replace(super().fate(id), due=None)


class DefersByCompleting(Honest):
    def changed(self, note: Note, change: UpdateTask | CompleteTask | DeferTask | ReopenTask) -> Note:
        new = super().changed(note, change)
        return replace(new, fate=Fate.COMPLETED) if isinstance(change, DeferTask) else new


class MovesWhatItRewrites(Honest):
    def changed(self, note: Note, change: UpdateTask | CompleteTask | DeferTask | ReopenTask) -> Note:
        new = super().changed(note, change)
        return replace(new, content=change.content) if isinstance(change, UpdateTask) else new


class ArchivesByCompleting(Honest):
    def one(self, change: Change) -> Outcome:
        if isinstance(change, ArchiveTask):
            change = CompleteTask(key=change.key, profile=change.profile, task=change.task)
        return super().one(change)


class DeletedIsDone(Honest):
    def fate(self, id: str) -> Task:
        task = super().fate(id)
        return replace(task, fate=Fate.COMPLETED) if task.fate is Fate.DELETED else task


class BringsBack(Honest):
    """A task that is not there is made again."""

    def on_note(self, change: UpdateTask | CompleteTask | DeferTask | ReopenTask) -> Outcome:
        if isinstance(change, UpdateTask) and change.task not in self.office.notes:
            return self.new_note(CreateTask(key=change.key, profile=change.profile, content=change.content))
        return super().on_note(change)


class TellsSettingsOnce(Honest):
    def changes(self, cursor: Cursor | None, ledger: Ledger) -> Iterator[ProfilePage]:
        for page in super().changes(cursor, ledger):
            yield replace(page, profiles=() if cursor else page.profiles)


class ResetsSettings(Honest):
    def on_card(self, change: SetProperties | ClearProfile) -> Outcome:
        if change.profile in self.office.cards:
            self.office.cards[change.profile].cadence = None
        return super().on_card(change)


class MakesWithoutValues(Honest):
    def new_card(self, change: CreateContact) -> Outcome:
        return super().new_card(replace(change, values={}))


class MakesASecond(Honest):
    def new_card(self, change: CreateContact) -> Outcome:
        id = self.office.new_id()
        self.office.cards[id] = Card(change.address, values=dict(change.values))
        return Applied(key=change.key, id=id)


class ForgetsTheRemoved(Honest):
    def removed(self, emails: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return []


class NoPatience(Honest):
    def call(self, send: Callable[[], T], *, writes: bool = False, look: Callable[[], T | None] | None = None) -> T:
        try:
            return self.office.asked(send, writes=writes)
        except Met as met:
            raise Unavailable(f"the office answered {met.failure}. Run the command again later.") from met


class DoesNotLook(Honest):
    """After a lost answer it sends the same again."""

    def call(self, send: Callable[[], T], *, writes: bool = False, look: Callable[[], T | None] | None = None) -> T:
        return super().call(send, writes=writes)


class TroubleIsDone(Honest):
    """What was not done is told as done."""

    def one(self, change: Change) -> Outcome:
        try:
            return super().one(change)
        except ConnectorError:
            return Applied(key=change.key, id="")


class NoLoginIsNobody(Honest):
    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        try:
            yield from super().read(emails)
        except ConnectorError:
            return


BREAKS: Mapping[str, type[Honest]] = {
    "test_construction_sends_nothing": AsksWhenConstructed,
    "test_nothing_costs_nothing": AsksForNothing,
    "test_who_is_not_there_is_not_answered": AnswersForEverybody,
    "test_what_people_did_is_told_with_a_cursor": TellsNothingWithoutNews,
    "test_only_who_is_there_is_read_each_once": OneProfileForEachAddressAsked,
    "test_who_was_removed_is_not_read": ReadsTheRemoved,
    "test_looking_writes_nothing": CountsItsReads,
    "test_every_output_is_read_as_it_was_written": Rounds,
    "test_an_odd_text_is_read_as_it_was_written": Trims,
    "test_an_empty_value_clears_and_what_is_not_named_stays": ReplacesAll,
    "test_what_is_not_ours_is_never_touched": Overwrites,
    "test_clearing_a_profile_empties_all_of_ours": ClearsNothing,
    "test_twice_is_once": TwiceIsTwice,
    "test_one_key_twice_in_one_go_is_one_task": LooksBeforeAll,
    "test_a_task_that_is_made_again_stays_what_became_of_it": MakesAnew,
    "test_one_refusal_stops_nothing": StopsAtARefusal,
    "test_250_changes_are_all_applied_in_order": AHundredAtMost,
    "test_nothing_is_sent_before_an_outcome_is_asked_for": SendsAtOnce,
    "test_a_task_is_read_with_its_profile": ForgetsTheDay,
    "test_a_task_lives_as_it_is_told_to": DefersByCompleting,
    "test_a_rewritten_task_keeps_its_day": MovesWhatItRewrites,
    "test_an_archived_task_is_not_there_and_archiving_it_again_is_done": ArchivesByCompleting,
    "test_what_people_did_to_tasks_is_told": DeletedIsDone,
    "test_a_task_that_somebody_deleted_is_gone_and_does_not_come_back": BringsBack,
    "test_settings_are_told_every_time_and_a_cleared_one_is_missing": TellsSettingsOnce,
    "test_what_people_set_is_never_written_over": ResetsSettings,
    "test_a_profile_is_made_once_with_its_values": MakesWithoutValues,
    "test_who_is_there_already_gets_the_values_and_no_second_profile": MakesASecond,
    "test_whom_a_person_removed_is_known_to_be_removed": ForgetsTheRemoved,
    "test_a_passing_failure_is_waited_for": NoPatience,
    "test_a_lost_answer_makes_one_task": DoesNotLook,
    "test_a_failure_that_stays_is_told_and_what_was_not_done_can_be_done_later": TroubleIsDone,
    "test_answers_that_are_lost_again_and_again_double_nothing": DoesNotLook,
    "test_a_refused_login_is_told_as_such": NoLoginIsNobody,
}
"""By the law that must fail on it."""
