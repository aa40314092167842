"""The demo's world: two providers, their customers, when those work, and what was promised to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal

from sla_plugin.demo.hours import OpenHours, on
from sla_plugin.domain.agreements import AgreementKind
from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.escalations import Action, ActionKind, AtPercent, EscalationStep, FromDue
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.metrics import Metric, MetricName
from sla_plugin.domain.money import Money
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY

Targets = Mapping[MetricName, Mapping[str, Target]]

CRM = "crm-demo"
DESK = "desk-demo"


def within(**length: float) -> Target:
    return WorkingDuration(timedelta(**length))


def targets(
    response: Mapping[str, Target] | None = None, resolution: Mapping[str, Target] | None = None
) -> Targets:
    stated = {Metric.FIRST_RESPONSE: response, Metric.RESOLUTION: resolution}
    return {metric: of_metric for metric, of_metric in stated.items() if of_metric}


@dataclass(frozen=True, slots=True)
class Site:
    """`key` is the id in the CRM. `targets`: what is promised there and not elsewhere."""

    key: str
    code: str
    name: str
    city: str
    targets: Targets = field(default_factory=dict)


SERVICES = {
    "workplace": "Workplace (ที่ทำงานดิจิทัล)",
    "clinical-workplace": "Clinical workplace",
    "network": "Network and Wi-Fi",
    "erp": "ERP and warehouse",
    "new-user": "New user within a day (ผู้ใช้ใหม่ภายในหนึ่งวัน)",
    "leaver": "Leaver at once",
    "device": "Device within a week",
}
PARENTS = dict.fromkeys(("clinical-workplace", "new-user", "leaver", "device"), "workplace")
USUAL = ("workplace", "workplace", "network", "erp")


@dataclass(frozen=True, slots=True)
class Customer:
    """`key` is the id in the CRM. `around_the_clock` lists priorities that no closing time interrupts;
    `amended` is what the contract's amendment of last month promises in place of `targets`. `charge` is what
    it pays a month, from which credits are given.

    The last five say what its tickets are like: their share of a hundred, their services (one named twice
    comes twice as often), how slowly work goes on them, how many come back, and the mean CSAT score.
    """

    key: str
    code: str
    name: str
    hours: OpenHours
    targets: Targets = field(default_factory=dict)
    around_the_clock: tuple[str, ...] = ()
    by_service: Mapping[str, Targets] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()
    amended: Targets | None = None
    goal: Goal | None = None
    outcome: OutcomeGoals | None = None
    credits: CreditSchedule | None = None
    charge: Money | None = None
    kind: AgreementKind = AgreementKind.CUSTOMER_SLA
    share: int = 10
    services: tuple[str, ...] = USUAL
    slowness: float = 1
    reopened: float = 0.05
    csat: float = 4.3


GIVEN_BACK = CreditSchedule(
    (
        CreditStep(Decimal("0.95"), Decimal("0.05")),
        CreditStep(Decimal("0.90"), Decimal("0.10")),
        CreditStep(Decimal("0.80"), Decimal("0.20")),
    ),
    yearly_cap=Decimal("0.10"),
)

CHAO_PHRAYA = Customer(
    "8801", "chao-phraya-logistics", "Chao Phraya Logistics (เจ้าพระยาโลจิสติกส์)",
    OpenHours("Asia/Bangkok", "TH", on("mon-sun", ("00:00", "24:00")), keeps_holidays=False),
    targets(
        {"P1": within(minutes=30), "P2": within(hours=1)}, {"P1": within(hours=2), "P2": within(hours=8)}
    ),
    goal=Goal(Decimal("0.95")), credits=GIVEN_BACK, charge=Money(Decimal(180_000), "THB"),
    share=22,
)  # fmt: skip

DOI_KHAM = Customer(
    "8841", "doi-kham-hospital", "Doi Kham Hospital (โรงพยาบาลดอยคำ)",
    OpenHours("Asia/Bangkok", "TH", on("mon-fri", ("08:00", "16:00"))),
    targets({"P1": within(minutes=30)}, {"P1": within(hours=4), "P2": within(hours=8)}),
    around_the_clock=("P1", "P2"),
    by_service={
        "clinical-workplace": targets(
            {"P1": within(minutes=15), "P2": within(minutes=30)}, {"P1": within(hours=2)}
        ),
    },
    share=20, services=("clinical-workplace", *USUAL),
)  # fmt: skip

MAE_LAO = Customer(
    "8852", "mae-lao-dairy", "Mae Lao Dairy Cooperative (สหกรณ์โคนมแม่ลาว)",
    OpenHours("Asia/Bangkok", "TH", on("mon-sat", ("08:00", "17:00"))),
    sites=(
        Site("801", "head-office", "Head office (สำนักงานใหญ่)", "Chiang Rai"),
        Site(
            "802", "rural", "Milk collection point (ศูนย์รับน้ำนม)", "Mae Lao",
            targets({ANY_PRIORITY: within(hours=8)}, {ANY_PRIORITY: within(hours=45)}),
        ),
    ),
)  # fmt: skip

NORDLICHT = Customer(
    "8863", "nordlicht-pharma", "Nordlicht Pharma AG",
    OpenHours("Europe/Zurich", "CH", on("mon-fri", ("07:00", "19:00")), subdivision="BS"),
    targets(resolution={"P1": within(hours=3)}),
    amended=targets({"P1": within(minutes=30)}, {"P1": within(hours=2), "P2": within(hours=6)}),
    share=12,
)  # fmt: skip

LUMIERE = Customer(
    "8874", "brasserie-lumiere", "Brasserie Lumière SAS",
    OpenHours("Europe/Paris", "FR", on("tue-sat", ("09:00", "12:00"), ("14:00", "18:00"))),
    targets(resolution={"P1": within(hours=6)}),
    goal=Goal(Decimal("0.95")), outcome=OutcomeGoals(csat_mean=Decimal(4), reopen_rate=Decimal("0.10")),
    # In time nearly always, and yet nobody there is content.
    share=8, slowness=0.35, reopened=0.35, csat=2.1,
)  # fmt: skip

HANSEFRACHT = Customer(
    "8885", "hansefracht", "Hansefracht GmbH",
    OpenHours("Europe/Berlin", "DE", on("mon-fri", ("00:00", "24:00")), subdivision="HH"),
    targets({"P1": within(minutes=45)}), share=14,
)  # fmt: skip

_WINTER = {11: 30, 12: 31, 1: 31}

ISOLA = Customer(
    "8896", "isola-hotels", "Isola Hotels SpA",
    OpenHours(
        "Europe/Rome", "IT", on("mon-sun", ("14:00", "23:00")), keeps_holidays=False,
        special={
            f"{month:02}-{day:02}": [["14:00", "18:00"]]
            for month, days in _WINTER.items() for day in range(1, days + 1)
        },
    ),
    share=8,
)  # fmt: skip

HUMAN_RESOURCES = Customer(
    "8807", "lanna-hr", "Lanna IT, Human Resources (ฝ่ายบุคคล)",
    OpenHours("Asia/Bangkok", "TH", on("mon-fri", ("09:00", "18:00"))),
    by_service={
        "new-user": targets(resolution={ANY_PRIORITY: ByTime(1, time(17), cutoff=time(15))}),
        "leaver": targets(resolution={ANY_PRIORITY: within(minutes=30)}),
        "device": targets(resolution={ANY_PRIORITY: WorkingDays(5)}),
    },
    kind=AgreementKind.INTERNAL_SLA, share=6, services=("new-user", "leaver", "device"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Support:
    """What a team or a supplier promises the provider for one service."""

    code: str
    name: str
    kind: AgreementKind
    service: str
    targets: Targets


@dataclass(frozen=True, slots=True)
class Provider:
    """`office`: its own hours. `contracts`: what the numbers of its contracts begin with."""

    contracts: str
    office: OpenHours
    customers: tuple[Customer, ...]
    support: tuple[Support, ...] = ()


CORPORATE = targets(
    {"P1": within(hours=1), "P2": within(hours=2), "P3": within(hours=4), ANY_PRIORITY: within(hours=8)},
    {"P1": within(hours=4), "P2": within(hours=8), "P3": within(hours=24), ANY_PRIORITY: within(hours=40)},
)
ESCALATIONS = (
    EscalationStep(AtPercent(Decimal(75)), (Action(ActionKind.NOTIFY, "team_lead"),), Metric.RESOLUTION),
    EscalationStep(FromDue(timedelta(0)), (Action(ActionKind.NOTIFY, "service_manager"),), Metric.RESOLUTION),
)
NETWORK_TEAM, WORKPLACE_TEAM, ERP_TEAM = "Network team", "Workplace team", "ERP team"
CARRIER = "Siam Fibre (สยามไฟเบอร์)"

LANNA = Provider(
    "LI",
    OpenHours("Asia/Bangkok", "TH", on("mon-fri", ("08:00", "17:00"))),
    (CHAO_PHRAYA, DOI_KHAM, MAE_LAO, NORDLICHT, LUMIERE, HANSEFRACHT, ISOLA, HUMAN_RESOURCES),
    (
        Support(
            "ola-network", NETWORK_TEAM, AgreementKind.OLA, "network",
            targets(resolution={"P1": within(hours=1.5)}),
        ),
        Support(
            "ola-workplace", WORKPLACE_TEAM, AgreementKind.OLA, "workplace",
            targets(resolution={"P1": within(hours=1.5)}),
        ),
        Support(
            "uc-carrier", CARRIER, AgreementKind.UC, "network", targets(resolution={"P1": within(hours=1)})
        ),
    ),
)  # fmt: skip

RHEINWERK = Provider(
    "RW",
    OpenHours("Europe/Berlin", "DE", on("mon-fri", ("08:00", "17:00")), subdivision="NW"),
    (HANSEFRACHT, NORDLICHT),
)
"""Two of Lanna's customers, under the same ids: what each provider knows of them is hidden from the other."""
