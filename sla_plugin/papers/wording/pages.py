"""What stands on every paper, whatever it is of."""

from __future__ import annotations

from sla_plugin.papers.languages import Both

NUMBER = Both("No. {number}", "เลขที่ {number}")
PAGE = Both("Page {page} of {pages}", "หน้า {page} จาก {pages}")
UNDRAWN = Both(
    "A character that the typeface of this paper lacks is written by its number, such as [U+4E2D].",
    "อักขระที่แบบอักษรของเอกสารนี้ไม่มีจะแสดงด้วยหมายเลขอักขระ เช่น [U+4E2D]",
)
