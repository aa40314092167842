"""Anybody does anything to a contract, in any order and at any time, and no law of 50-contracts is broken.

The use cases run on a real database, and beside them a model of the lifecycle says what should come of it: by
which code it is refused, and how everything stands afterwards. In the full profile these are 500 contracts to
which fifty things are done each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.obligations import ObligationState
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.transitions import Actor
from sla_plugin.storage.bundled import BundledServer
from tests.support.contract_bench import Bench
from tests.support.contract_model import PATH, Done
from tests.support.contract_plays import Play
from tests.support.contracting import NOK, PIM

IS_FULL = settings.get_current_profile_name() == "full"
SIZE = settings(
    max_examples=500 if IS_FULL else 15,
    stateful_step_count=50 if IS_FULL else 30,
    suppress_health_check=list(HealthCheck),
)

S = ContractState
REASONS = st.sampled_from(["as discussed", "as discussed", " "])
TICK = timedelta(microseconds=1)
MOSTLY = st.sampled_from([True, True, True, False])
SPANS = st.sampled_from(
    [timedelta(0), timedelta(microseconds=1), timedelta(hours=5), timedelta(days=9), timedelta(days=45)]
)


@pytest.fixture(scope="module")
def bench(database_template: BundledServer) -> Iterator[Bench]:
    bench = Bench(database_template, "bench_of_tests")
    yield bench
    bench.close()


class Contracting(RuleBasedStateMachine):
    bench: ClassVar[Bench]
    reached: ClassVar[Counter[S]]

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.play = Play(self.bench, self._open.enter_context(self.bench.session()))

    def teardown(self) -> None:
        self._open.close()
        self.reached.update(self.play.states)
        for state in self.play.states:
            event(f"was {state}")
        for code in self.play.codes:
            event(f"refused by {code}")

    @initialize(
        data=st.data(),
        kind=st.sampled_from([ContractKind.CUSTOMER, ContractKind.INTERNAL]),
        needs=st.integers(0, 2),
        far=st.sampled_from([None, S.DRAFT, S.SIGNED, S.ACTIVE, S.ENDED]),
    )
    def it_is_as_far_as_this(
        self, data: st.DataObject, kind: ContractKind, needs: int, far: S | None
    ) -> None:
        """None: whatever somebody has drafted. Otherwise something that can be agreed."""
        choices = self.play.choices
        some = choices.any().filter(lambda one: one.flaw is None) if far is None else choices.good()
        self.play.begins(kind, data.draw(some), needs)
        if far in {S.SIGNED, S.ACTIVE, S.ENDED}:
            self.play.is_signed()
        if far in {S.ACTIVE, S.ENDED}:
            self.play.time_passes(self.play.model.starts_at)
        if far is S.ENDED and self.play.model.ends_at is not None:
            self.play.time_passes(self.play.model.ends_at)

    @rule(data=st.data(), step=st.sampled_from(Step), has_read=MOSTLY, is_current=MOSTLY, reason=REASONS)
    def somebody_tries(
        self, data: st.DataObject, step: Step, has_read: bool, is_current: bool, reason: str
    ) -> None:
        self._try(
            data, step, data.draw(st.sampled_from(self.play.choices.cast)), has_read, is_current, reason
        )

    @precondition(lambda self: self.play.model.open is not None)
    @rule(data=st.data(), has_read=MOSTLY, reason=REASONS)
    def somebody_does_what_they_may(self, data: st.DataObject, has_read: bool, reason: str) -> None:
        """Among all the steps that there are, chance would seldom find one that is possible."""
        version, model = self.play.model.open, self.play.model
        assert version is not None
        possible = [
            (step, actor)
            for state, step in PATH
            for actor in self.play.choices.cast
            if state is version.state and step is not Step.ABANDON and model.may(version, step, actor)
        ]
        step, actor = data.draw(st.sampled_from(possible))
        self._try(data, step, actor, has_read, True, reason)

    @precondition(lambda self: self.play.model.open is not None)
    @rule(data=st.data(), is_current=MOSTLY)
    def somebody_edits(self, data: st.DataObject, is_current: bool) -> None:
        choice = data.draw(self.play.choices.good() | self.play.choices.any())
        actor = self._likely(data, "nok", "somchai", "anan")
        done = Done(Step.EDIT, actor, content=choice.content, flaw=choice.flaw)
        self.play.step(done, is_current=is_current)

    def _likely(self, data: st.DataObject, *names: str) -> Actor:
        """One of these, three times out of four."""
        choices = self.play.choices
        is_likely = data.draw(st.sampled_from([True, True, True, False]))
        return data.draw(
            st.sampled_from([choices.actor(name) for name in names] if is_likely else choices.cast)
        )

    def _try(
        self, data: st.DataObject, step: Step, actor: Actor, has_read: bool, is_current: bool, reason: str
    ) -> None:
        choice = data.draw(self.play.choices.any()) if step is Step.EDIT else None
        flaw = None if choice is None else choice.flaw
        if step is Step.ADD_REQUIREMENT:
            flaw = data.draw(st.sampled_from([None, None, "text.empty"]))
        needs = [*self.play.model.needs] if step.value.endswith("REQUIREMENT") or step is Step.JUDGE else []
        done = Done(
            step, actor, self.play.seen(step) if has_read else "another", reason,
            data.draw(st.sampled_from(needs)) if needs else None,
            data.draw(st.sampled_from(Side)) if step is Step.JUDGE else None,
            None if choice is None else choice.content, flaw,
        )  # fmt: skip
        self.play.step(done, is_current=is_current)

    @precondition(lambda self: self.play.model.open is not None)
    @rule(data=st.data(), far=st.integers(1, 9))
    def the_story_goes_on(self, data: st.DataObject, far: int) -> None:
        good = data.draw(self.play.choices.good())
        for _ in range(far):
            done = self.play.next(good)
            if done is not None:
                self.play.step(done)

    @rule(by=SPANS, is_pumped=MOSTLY)
    def time_passes(self, by: timedelta, is_pumped: bool) -> None:
        self.play.time_passes(self.play.now + by, is_pumped=is_pumped)

    @precondition(lambda self: bool(self.play.model.coming()))
    @rule(by=st.sampled_from([timedelta(0), timedelta(microseconds=-1), timedelta(days=1)]))
    def the_next_instant_comes(self, by: timedelta) -> None:
        self.play.time_passes(self.play.model.coming()[0][0] + by)

    @precondition(lambda self: self.play.model.is_signed)
    @rule(data=st.data(), is_current=MOSTLY)
    def somebody_amends(self, data: st.DataObject, is_current: bool) -> None:
        """Every other time with the terms as they are, so that chance brings some of them to an end."""
        choice, stated = data.draw(self.play.choices.any()), self.play.model.versions[0].says
        if data.draw(st.booleans()):
            choice = replace(choice, content=replace(choice.content, clauses=stated.clauses))
        self.play.amends(self._likely(data, "nok", "anan"), choice, is_current=is_current)

    @precondition(lambda self: self.play.model.is_signed)
    @rule(
        data=st.data(), since=SPANS, back=st.booleans(), lasting=st.none() | SPANS, reason=REASONS,
        of_line=st.booleans(), is_current=MOSTLY,
    )  # fmt: skip
    def somebody_suspends(
        self,
        data: st.DataObject,
        since: timedelta,
        back: bool,
        lasting: timedelta | None,
        reason: str,
        of_line: bool,
        is_current: bool,
    ) -> None:
        """All of it, or one line, which it need not have."""
        begins = self.play.now - since if back else self.play.now + since
        wider = self.play.bench.wider
        service = data.draw(st.sampled_from([wider.world.printing, wider.network])) if of_line else None
        self.play.suspends(
            self._likely(data, "pim", "anan"), begins,
            None if lasting is None else begins + lasting, reason, service=service, is_current=is_current,
        )  # fmt: skip

    @precondition(lambda self: bool(self.play.model.suspensions))
    @rule(data=st.data(), is_current=MOSTLY)
    def somebody_lifts_a_suspension(self, data: st.DataObject, is_current: bool) -> None:
        which = data.draw(st.sampled_from([*self.play.model.suspensions]))
        self.play.resumes(self._likely(data, "pim", "anan"), which, is_current=is_current)

    @precondition(lambda self: self.play.model.is_signed)
    @rule(data=st.data(), is_current=MOSTLY)
    def somebody_renews(self, data: st.DataObject, is_current: bool) -> None:
        self.play.renews(self._likely(data, "anan", "SYSTEM"), is_current=is_current)

    @precondition(lambda self: self.play.model.is_cut_over)
    @rule(data=st.data(), is_sealed=st.booleans())
    def it_is_settled(self, data: st.DataObject, is_sealed: bool) -> None:
        actor = self._likely(data, "pim")
        if is_sealed:
            self.play.settles_all(actor)
        else:
            self.play.closes(actor)

    @rule(data=st.data(), what=st.sampled_from(["A report", " "]))
    def somebody_owes_something(self, data: st.DataObject, what: str) -> None:
        self.play.owes(self._likely(data, "lek"), what)

    @precondition(lambda self: bool(self.play.model.obligations))
    @rule(data=st.data(), state=st.sampled_from(ObligationState), because=REASONS)
    def somebody_settles_it(self, data: st.DataObject, state: ObligationState, because: str) -> None:
        which = data.draw(st.sampled_from([*self.play.model.obligations]))
        self.play.settles(self._likely(data, "lek"), which, state, because)

    @rule(
        data=st.data(), kind=st.sampled_from(DocumentKind),
        claimed=st.sampled_from(["text/plain", "text/plain", "application/pdf", "video/mp4"]),
    )  # fmt: skip
    def somebody_hands_in_a_paper(self, data: st.DataObject, kind: DocumentKind, claimed: str) -> None:
        self.play.puts_on_record(data.draw(st.sampled_from(self.play.choices.cast)), kind, claimed)


@pytest.mark.usefixtures("bench")
def test_no_law_of_contracts_is_broken_by_anybody_at_any_time(bench: Bench) -> None:
    class OnThisBench(Contracting):
        pass

    OnThisBench.bench, OnThisBench.reached = bench, Counter()
    run_state_machine_as_test(OnThisBench, settings=SIZE)
    if IS_FULL:
        assert set(OnThisBench.reached) == set(S)


def test_every_state_is_reached(bench: Bench) -> None:
    """One after the other, as 50-contracts tells it; and one that is abandoned."""
    with bench.session() as session:
        play = Play(bench, session)
        play.begins(ContractKind.CUSTOMER, play.choices.choice(), 1)
        assert play.states == {S.DRAFT: 1}
        play.is_signed()
        start, end = play.model.starts_at, play.model.ends_at
        assert end is not None
        met = [_when(play, at) for at in (start - TICK, start)]
        play.suspends(PIM, play.now, play.now + timedelta(days=9))
        met += [play.state, *(_when(play, at) for at in (end - TICK, end))]
        play.settles_all(PIM)
        play.closes(PIM)
        assert [*met, play.state] == [S.SIGNED, S.ACTIVE, S.SUSPENDED, S.ACTIVE, S.ENDED, S.CLOSED]
    with bench.session() as session:
        other = Play(bench, session)
        other.begins(ContractKind.INTERNAL, other.choices.choice(), 0)
        other.step(Done(Step.ABANDON, NOK))
        assert other.state is S.ABANDONED
    assert {*play.states, *other.states} == set(S)


def _when(play: Play, at: datetime) -> S:
    play.time_passes(at)
    return play.state
