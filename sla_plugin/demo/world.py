"""The provider's world: who its customers are, when they work, and what it promised them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY

Week = Mapping[str, list[list[str]]]
Targets = Mapping[Metric, Mapping[str, Target]]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CRM = "crm-demo"
DESK = "desk-demo"


def on(days: str, *hours: tuple[str, str]) -> Week:
    """`on("mon-fri", ("09:00", "17:00"))`."""
    first, _, last = days.partition("-")
    chosen = WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]
    return {day: [list(pair) for pair in hours] for day in chosen}


def within(**length: float) -> Target:
    return WorkingDuration(timedelta(**length))


def targets(response: Mapping[str, Target], resolution: Mapping[str, Target]) -> Targets:
    return {Metric.FIRST_RESPONSE: response, Metric.RESOLUTION: resolution}


@dataclass(frozen=True, slots=True)
class Site:
    key: str
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class Customer:
    """`key` is the id in the CRM. `always` lists priorities measured around the clock; `closed` and `special`
    are month and day of each year: closed, or with hours of their own."""

    key: str
    name: str
    zone: str
    country: str
    week: Week
    targets: Targets
    subdivision: str | None = None
    always: tuple[str, ...] = ()
    special: Mapping[str, list[list[str]]] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()
    share: int = 10
    """How many of a hundred tickets are theirs."""


SERVICES = {
    "workplace": "Workplace (ที่ทำงานดิจิทัล)",
    "clinical-workplace": "Clinical workplace",
    "network": "Network and Wi-Fi",
    "erp": "ERP and warehouse",
    "new-user": "New user within a day (ผู้ใช้ใหม่ภายในหนึ่งวัน)",
    "leaver": "Leaver at once",
    "device": "Device within a week",
}
PARENTS = {
    "clinical-workplace": "workplace",
    "new-user": "workplace",
    "leaver": "workplace",
    "device": "workplace",
}

CORPORATE = targets(
    {"P1": within(hours=1), "P2": within(hours=2), "P3": within(hours=4), ANY_PRIORITY: within(hours=8)},
    {"P1": within(hours=4), "P2": within(hours=8), "P3": within(hours=24), ANY_PRIORITY: within(hours=40)},
)

CUSTOMERS = (
    Customer(
        "8801", "Chao Phraya Logistics (เจ้าพระยาโลจิสติกส์)", "Asia/Bangkok", "TH",
        on("mon-sun", ("00:00", "24:00")),
        targets(
            {"P1": within(minutes=30), "P2": within(hours=1)}, {"P1": within(hours=2), "P2": within(hours=8)}
        ),
        share=22,
    ),
    Customer(
        "8841", "Doi Kham Hospital (โรงพยาบาลดอยคำ)", "Asia/Bangkok", "TH",
        on("mon-fri", ("08:00", "16:00")),
        targets({"P1": within(minutes=30)}, {"P1": within(hours=4), "P2": within(hours=8)}),
        always=("P1", "P2"), share=20,
    ),
    Customer(
        "8852", "Mae Lao Dairy Cooperative (สหกรณ์โคนมแม่ลาว)", "Asia/Bangkok", "TH",
        on("mon-sat", ("08:00", "17:00")), targets({}, {}),
        sites=(
            Site("801", "Head office (สำนักงานใหญ่)", "Chiang Rai"),
            Site("802", "Milk collection point (ศูนย์รับน้ำนม)", "Mae Lao"),
        ),
        share=10,
    ),
    Customer(
        "8863", "Nordlicht Pharma AG", "Europe/Zurich", "CH", on("mon-fri", ("07:00", "19:00")),
        targets({}, {"P1": within(hours=3)}), subdivision="BS", share=12,
    ),
    Customer(
        "8874", "Brasserie Lumière SAS", "Europe/Paris", "FR",
        on("tue-sat", ("09:00", "12:00"), ("14:00", "18:00")), targets({}, {"P1": within(hours=6)}), share=8,
    ),
    Customer(
        "8885", "Hansefracht GmbH", "Europe/Berlin", "DE", on("mon-fri", ("00:00", "24:00")),
        targets({"P1": within(minutes=45)}, {}), subdivision="HH", share=14,
    ),
    Customer(
        "8896", "Isola Hotels SpA", "Europe/Rome", "IT", on("mon-sun", ("14:00", "23:00")),
        targets({}, {}), special={"12-24": [["14:00", "18:00"]], "08-15": [["08:00", "24:00"]]}, share=8,
    ),
    Customer(
        "8807", "Lanna IT, Human Resources (ฝ่ายบุคคล)", "Asia/Bangkok", "TH",
        on("mon-fri", ("09:00", "18:00")), targets({}, {}), share=6,
    ),
)  # fmt: skip

RURAL = targets({ANY_PRIORITY: within(hours=8)}, {ANY_PRIORITY: within(hours=45)})
CLINICAL = targets({"P1": within(minutes=15), "P2": within(minutes=30)}, {"P1": within(hours=2)})
INTERNAL: Mapping[str, Target] = {
    "new-user": ByTime(1, time(17), cutoff=time(15)),
    "leaver": within(minutes=30),
    "device": WorkingDays(5),
}
SUPPORT: Targets = {Metric.RESOLUTION: {"P1": within(hours=1.5)}}
OLAS = {"ola-network": ("Network team", "network"), "ola-workplace": ("Workplace team", "workplace")}
