"""The languages in which papers are written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """By its tag in BCP 47."""

    EN = "en"
    TH = "th"


@dataclass(frozen=True, slots=True)
class Both:
    """The same in both languages, so that neither can be forgotten; names in braces stand for values."""

    en: str
    th: str

    def __call__(self, language: Language, **values: object) -> str:
        return (self.th if language is Language.TH else self.en).format(**values)
