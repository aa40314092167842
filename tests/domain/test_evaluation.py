"""What is known of a whole ticket, and when to look again."""

from sla_plugin.domain.agreements import Scope
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.combinations import Attribute
from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.facts import Author, FieldChanged, PublicReply, Status, StatusChanged, TicketField
from sla_plugin.domain.terms import Terms
from tests.support.stories import (
    FIRST,
    HOSPITAL,
    OFFICE,
    OFFICE_RULE,
    WARD,
    WORKPLACE,
    at,
    clock_of,
    contract,
    derived,
    history,
    hours,
    office_hours,
    opened,
    promise,
    promised,
    targets,
    told,
    version,
    within,
)

RESOLVED = StatusChanged(Status.RESOLVED)


def test_the_subject_is_what_the_desks_words_mean_here() -> None:
    story = told(
        ("2026-03-02 09:00", opened(service="workplace", site="crm:ward", department="surgery")),
        ("2026-03-02 10:00", FieldChanged(TicketField.PRIORITY, "P1")),
        ("2026-03-02 11:00", FieldChanged(TicketField.DEPARTMENT, None)),
        ("2026-03-02 12:00", FieldChanged(TicketField.SERVICE, "unheard of")),
    )
    commitments = promise(hours(4))
    assert evaluate_ticket(story, commitments, at("2026-03-02 10:30")).subject == Subject(
        HOSPITAL, WORKPLACE, WARD, "surgery", None, "P1"
    )
    assert evaluate_ticket(story, commitments, at("2026-03-02 12:30")).subject == Subject(
        HOSPITAL, None, WARD, None, None, "P1"
    )


def test_an_open_ticket_is_looked_at_again_when_it_gets_at_risk_and_when_it_is_due() -> None:
    story = told(("2026-03-02 09:00", opened()))
    commitments = promise(hours(4))
    wakings = []
    now = at("2026-03-02 09:00")
    while (following := evaluate_ticket(story, commitments, now).next_instant) is not None:
        wakings.append(following)
        now = following
    assert wakings == [at("2026-03-02 12:00"), at("2026-03-02 13:00")]


def test_a_clock_s_own_next_instant_is_its_due_instant() -> None:
    story = told(("2026-03-02 09:00", opened()))
    assert clock_of(story, promise(hours(4)), "2026-03-02 10:00").next_instant == at("2026-03-02 13:00")
    assert clock_of(story, promise(hours(4)), "2026-03-02 13:00").next_instant is None


def test_a_paused_ticket_needs_no_looking_at() -> None:
    story = told(("2026-03-02 09:00", opened(Status.ON_HOLD)))
    assert evaluate_ticket(story, promise(hours(4)), at("2026-03-02 10:00")).next_instant is None


def test_closing_and_opening_hours_are_no_transitions() -> None:
    story = told(("2026-03-02 16:00", opened()))
    found = evaluate_ticket(story, promise(hours(40)), at("2026-03-02 16:30"))
    assert found.next_instant == at("2026-03-06 14:00")


def test_a_fact_that_a_desk_with_a_fast_clock_dated_ahead_wakes_us_when_it_comes_true() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 10:02", RESOLVED))
    found = evaluate_ticket(story, promise(hours(4)), at("2026-03-02 10:00"))
    assert found.next_instant == at("2026-03-02 10:02")


def test_an_uncovered_ticket_is_looked_at_again_when_something_is_promised() -> None:
    since = at("2026-03-02 12:00")
    commitments = promised(
        version(Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE), under=contract(), since=since)
    )
    found = evaluate_ticket(told(("2026-03-02 09:00", opened())), commitments, at("2026-03-02 10:00"))
    assert found.clocks == ()
    assert found.coverage == Coverage(CoverageStatus.NO_AGREEMENT)
    assert found.next_instant == since
    assert clock_of(told(("2026-03-02 09:00", opened())), commitments, "2026-03-02 13:00").started_at == since


def test_a_ticket_outside_every_scope_is_told_which_predicate_failed() -> None:
    scoped = version(
        Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE),
        under=contract(),
        scope=Scope(service=WORKPLACE),
    )
    found = evaluate_ticket(told(("2026-03-02 09:00", opened())), promised(scoped), at("2026-03-02 10:00"))
    assert found.clocks == ()
    assert found.coverage == Coverage(
        CoverageStatus.SCOPE_MISMATCH, because="hospital: service: wants workplace, the ticket says nothing"
    )


def test_a_ticket_whose_clock_holds_on_to_an_old_version_is_covered() -> None:
    withdrawn = version(
        Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE),
        under=contract(),
        until=at("2026-03-02 10:00"),
    )
    found = evaluate_ticket(told(("2026-03-02 09:00", opened())), promised(withdrawn), at("2026-03-02 11:00"))
    assert found.coverage == Coverage(CoverageStatus.COVERED, since=FIRST)


def test_a_resolved_ticket_is_never_looked_at_again() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 09:30", PublicReply(Author.AGENT)),
        ("2026-03-02 10:00", RESOLVED),
    )
    assert evaluate_ticket(story, promise(hours(4), hours(1)), at("2026-03-02 11:00")).next_instant is None


def test_an_explanation_says_when_the_desk_keeps_no_history() -> None:
    story = told(("2026-03-02 09:00", opened()))
    assert not clock_of(story, promise(hours(4)), "2026-03-02 10:00").explanation.derived
    assert clock_of(derived(story), promise(hours(4)), "2026-03-02 10:00").explanation.derived


def test_an_explanation_has_every_attribute_once() -> None:
    clock = clock_of(told(("2026-03-02 09:00", opened())), promise(hours(4)), "2026-03-02 10:00")
    assert clock.explanation.choices == clock.commitment.choices
    assert len({choice.attribute for choice in clock.explanation.choices}) == len(Attribute)


def test_a_calendar_without_room_for_the_promise_leaves_a_reason_and_takes_nobody_down() -> None:
    week = {**office_hours(), "hours": {}, "special_days": {"2020-01-02": [["09:00", "17:00"]]}}
    commitments = promised(
        version(Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE), under=contract()),
        calendars={OFFICE: history((None, week))},
    )
    found = evaluate_ticket(told(("2026-03-02 09:00", opened())), commitments, at("2026-03-02 10:00"))
    assert (found.clocks, found.coverage.status) == ((), CoverageStatus.UNMEASURABLE)
    assert "within 20 years" in (found.coverage.because or "")
