"""What is promised for the services: how fast, within which hours, and what follows where it is missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_plugin.domain.metrics import BUILT_IN, MetricName
from sla_plugin.domain.terms import ANY_PRIORITY, Terms
from sla_plugin.papers.blocks import Block, Column, Facts, Heading, Lines, Remark, Section, Table
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sheet import ContractSheet, SheetLevel
from sla_plugin.papers.wording.amounts import share_text
from sla_plugin.papers.wording.hours import hours_text
from sla_plugin.papers.wording.lengths import target_text
from sla_plugin.papers.wording.levels import GOAL, credit_sentences, outcome_sentences, pause_sentences
from sla_plugin.papers.wording.names import metric_text

_TITLE = Both("Service levels", "ระดับบริการ")
_NAME = Both("{level}, version {version}", "{level} ฉบับที่ {version}")
_PRIORITY = Both("Priority", "ลำดับความสำคัญ")
_ANY = Both("any", "ทุกลำดับ")
_ANY_OTHER = Both("any other", "ลำดับอื่น")
_HOURS = Both("Hours", "เวลาทำการ")
_GENERAL = Both("as generally agreed", "ตามที่ตกลงไว้เป็นการทั่วไป")
_WAITING = Both("Waiting", "การหยุดนับเวลา")
_GOAL = Both("Goal", "เป้าหมายรวม")
_CREDITS = Both("Service credits", "เครดิตค่าบริการ")
_NO_TARGETS = Both("This service level states no target of its own.", "ระดับบริการนี้ไม่ได้กำหนดเป้าหมายของตนเอง")
_REST = Both(
    "Times are counted within the hours of the last column. All else is as version {version} of this service "
    "level states it.",
    "นับเวลาเฉพาะภายในเวลาทำการตามคอลัมน์ขวาสุด รายละเอียดอื่นเป็นไปตามระดับบริการนี้ ฉบับที่ {version}",
)


def levels_section(sheet: ContractSheet, language: Language) -> Section:
    blocks = [block for level in sheet.levels for block in _level(level, sheet.zone, language)]
    return Section(_TITLE(language), tuple(blocks))


def _level(level: SheetLevel, zone: str, language: Language) -> Iterator[Block]:
    name = _NAME(language, level=level.name, version=level.version)
    yield Heading(name)
    targets = _targets(level, name, zone, language)
    yield Remark(_NO_TARGETS(language)) if targets is None else targets
    facts = tuple((label, tuple(said)) for label, said in _facts(level, language) if said)
    if facts:
        yield Facts(facts)
    yield Remark(_REST(language, version=level.version))


def _targets(level: SheetLevel, name: str, zone: str, language: Language) -> Table | None:
    metrics = _metrics(level.terms)
    if not metrics:
        return None
    priorities = _priorities(level.terms)
    columns = (
        Column(_PRIORITY(language), 4),
        *(Column(metric_text(metric, language), 4) for metric in metrics),
        Column(_HOURS(language), 4),
    )
    rows = tuple(
        (
            (_priority(priority, len(priorities), language),),
            *(_cell(level.terms, metric, priority, zone, language) for metric in metrics),
            (_hours_name(level, priority, language),),
        )
        for priority in priorities
    )
    return Table(name, columns, rows)


def _metrics(terms: Terms) -> Sequence[MetricName]:
    """Those that every provider knows first."""
    known = [metric for metric in BUILT_IN if terms.targets.get(metric)]
    return [*known, *sorted(metric for metric, of in terms.targets.items() if of and metric not in BUILT_IN)]


def _priorities(terms: Terms) -> Sequence[str]:
    """Of all targets and calendars; what holds for any other comes last."""
    stated = {priority for _, priority, _ in terms.stated_targets()}
    if terms.calendar is not None:
        stated |= terms.calendar.by_priority.keys()
    return sorted(stated, key=lambda priority: (priority == ANY_PRIORITY, priority))


def _priority(priority: str, count: int, language: Language) -> str:
    if priority != ANY_PRIORITY:
        return priority
    return (_ANY if count == 1 else _ANY_OTHER)(language)


def _cell(terms: Terms, metric: MetricName, priority: str, zone: str, language: Language) -> Lines:
    target = terms.target(metric, priority)
    return ("–",) if target is None else (target_text(target, zone, language),)


def _hours_name(level: SheetLevel, priority: str, language: Language) -> str:
    """Where it states no calendar, a more general agreement supplies one."""
    rule = level.terms.calendar
    return _GENERAL(language) if rule is None else level.hours[rule.for_priority(priority)].name


def _facts(level: SheetLevel, language: Language) -> Iterator[tuple[str, list[str]]]:
    terms = level.terms
    hours = sorted(level.hours.values(), key=lambda one: one.name)
    yield (_HOURS(language), [f"{one.name}: {hours_text(one.calendar, language)}" for one in hours])
    yield (_WAITING(language), list(pause_sentences(terms.pause, language)) if terms.pause else [])
    goals = [GOAL(language, share=share_text(terms.goal.attainment))] if terms.goal else []
    outcomes = list(outcome_sentences(terms.outcome, language)) if terms.outcome else []
    yield (_GOAL(language), goals + outcomes)
    yield (_CREDITS(language), list(credit_sentences(terms.credits, language)) if terms.credits else [])
