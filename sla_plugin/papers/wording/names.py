"""What the members of the domain's enumerations are called on paper."""

from __future__ import annotations

from collections.abc import Mapping

from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.facts import Status
from sla_plugin.domain.metrics import Metric, MetricName
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sheet import PaperKind

CONTRACT_KINDS: Mapping[ContractKind, Both] = {
    ContractKind.CUSTOMER: Both("Service contract", "สัญญาให้บริการ"),
    ContractKind.INTERNAL: Both("Internal service agreement", "ข้อตกลงการให้บริการภายใน"),
    ContractKind.UNDERPINNING: Both("Underpinning contract", "สัญญาจ้างบริการสนับสนุน"),
    ContractKind.FRAMEWORK: Both("Framework contract", "สัญญากรอบความร่วมมือ"),
}

PAPER_KINDS: Mapping[PaperKind, Both] = {
    PaperKind.SPECIFICATION: Both("Service specification", "ข้อกำหนดการให้บริการ"),
    PaperKind.FINAL: Both("Contract", "สัญญา"),
    PaperKind.AMENDMENT: Both("Amendment to the contract", "บันทึกแก้ไขเพิ่มเติมสัญญา"),
}

ROLES: Mapping[PartyRole, Both] = {
    PartyRole.CUSTOMER: Both("Customer", "ผู้รับบริการ"),
    PartyRole.PROVIDER: Both("Provider", "ผู้ให้บริการ"),
    PartyRole.SUPPLIER: Both("Supplier", "ผู้จัดหา"),
    PartyRole.SIGNATORY: Both("Signatory", "ผู้ลงนาม"),
    PartyRole.REVIEWER: Both("Reviewer", "ผู้สอบทาน"),
    PartyRole.NOTICE_CONTACT: Both("Notices go to", "ผู้รับหนังสือบอกกล่าว"),
    PartyRole.PAYER: Both("Payer", "ผู้ชำระเงิน"),
    PartyRole.BENEFICIARY: Both("Beneficiary", "ผู้รับประโยชน์"),
}

BILLING: Mapping[Billing, Both] = {
    Billing.ONCE: Both("once", "ครั้งเดียว"),
    Billing.MONTHLY: Both("monthly", "รายเดือน"),
    Billing.QUARTERLY: Both("quarterly", "รายไตรมาส"),
    Billing.YEARLY: Both("yearly", "รายปี"),
}

TOTALS: Mapping[Billing, Both] = {
    Billing.ONCE: Both("Total, once", "รวมชำระครั้งเดียว"),
    Billing.MONTHLY: Both("Total per month", "รวมต่อเดือน"),
    Billing.QUARTERLY: Both("Total per quarter", "รวมต่อไตรมาส"),
    Billing.YEARLY: Both("Total per year", "รวมต่อปี"),
}

METRICS: Mapping[MetricName, Both] = {
    Metric.FIRST_RESPONSE: Both("First response", "ตอบรับครั้งแรก"),
    Metric.NEXT_RESPONSE: Both("Next response", "ตอบครั้งถัดไป"),
    Metric.RESOLUTION: Both("Resolution", "แก้ไขแล้วเสร็จ"),
    Metric.ASSIGNMENT: Both("Assignment", "มอบหมายผู้รับผิดชอบ"),
}

STATUSES: Mapping[Status, Both] = {
    Status.NEW: Both("new", "ใหม่"),
    Status.OPEN: Both("open", "กำลังดำเนินการ"),
    Status.PENDING_CUSTOMER: Both("waiting for the customer", "รอลูกค้า"),
    Status.PENDING_SUPPLIER: Both("waiting for a supplier", "รอผู้จัดหา"),
    Status.PENDING_CHANGE: Both("waiting for a change", "รอการเปลี่ยนแปลงระบบ"),
    Status.ON_HOLD: Both("on hold", "พักไว้"),
    Status.RESOLVED: Both("resolved", "แก้ไขแล้ว"),
    Status.CLOSED: Both("closed", "ปิดแล้ว"),
    Status.CANCELLED: Both("cancelled", "ยกเลิก"),
}


def metric_text(metric: MetricName, language: Language) -> str:
    """A metric that a tenant has defined has no other name than its own."""
    named = METRICS.get(metric)
    return metric if named is None else named(language)
