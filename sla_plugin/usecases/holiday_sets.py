"""Public holidays of a country, resolved to dates once and frozen into a calendar version.

A later release of the library may know better; a promise already made does not move by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

import holidays

from sla_plugin.domain.dates import BUDDHIST_ERA
from sla_plugin.errors import BadInput, Code

_YEARS = range(1900, 2200)


def resolve_holidays(
    country: str,
    years: Iterable[int],
    *,
    subdivision: str | None = None,
    categories: tuple[str, ...] = ("public",),
    language: str | None = None,
) -> dict[date, str]:
    """Date → name. `country` is ISO 3166-1 alpha-2, `subdivision` ISO 3166-2 without it.

    BadInput `holidays.unknown` names the nearest that is known, `date.buddhist_era` the Gregorian year.
    """
    wanted = sorted(set(years))
    for year in wanted:
        _check_year(year)
    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise _unknown("country", country, known)
    if subdivision is not None and subdivision not in known[country]:
        raise _unknown(f"subdivision of {country}", subdivision, known[country])
    found = holidays.country_holidays(
        country, subdiv=subdivision, years=wanted, categories=categories, language=language
    )
    return dict(sorted(found.items()))


def _check_year(year: int) -> None:
    if year in _YEARS:
        return
    if year - BUDDHIST_ERA in _YEARS:
        raise BadInput(
            Code.DATE_BUDDHIST_ERA,
            f"{year} is a year of the Buddhist era.",
            hint=f"Did you mean {year - BUDDHIST_ERA}?",
            field="years",
        )
    raise BadInput(Code.DATE_MALFORMED, f"No holidays are known for the year {year}.", field="years")


def _unknown(what: str, given: str, known: Iterable[str]) -> BadInput:
    near = get_close_matches(given, list(known), 1)
    return BadInput(
        Code.HOLIDAYS_UNKNOWN,
        f"No holidays are known for the {what} {given!r}.",
        hint=f"Did you mean {near[0]!r}?" if near else "Enter the dates as single holidays.",
        field="country" if what == "country" else "subdivision",
    )
