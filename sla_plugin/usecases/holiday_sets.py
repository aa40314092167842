"""Public holidays of a country, resolved to dates once and frozen into a calendar version.

A later release of the library may know better; a promise already made does not move by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

import holidays
from holidays.registry import COUNTRIES

from sla_plugin.domain.dates import BUDDHIST_ERA
from sla_plugin.errors import BadInput, Code

_YEARS = range(1900, 2200)
_ENGLISH = ("en_US", "en_GB", "en")


def resolve_holidays(
    country: str,
    years: Iterable[int],
    *,
    subdivision: str | None = None,
    categories: tuple[str, ...] = ("public",),
    language: str | None = None,
) -> dict[date, str]:
    """Date → name. `country` is ISO 3166-1 alpha-2, `subdivision` ISO 3166-2 without it.

    Names are English unless `language` says otherwise, or the library has no translation.
    BadInput `holidays.unknown` names the nearest that is known, `date.buddhist_era` the Gregorian year.
    """
    wanted = sorted(set(years))
    for year in wanted:
        _check_year(year)
    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise _unknown("country", country, _codes(known))
    if subdivision is not None and subdivision not in known[country]:
        raise _unknown("subdivision", subdivision, {code.lower(): code for code in known[country]})
    of_country = holidays.country_holidays(country, subdiv=subdivision)
    for category in categories:
        if category not in of_country.supported_categories:
            raise _unknown("categories", category, {name: name for name in of_country.supported_categories})
    found = holidays.country_holidays(
        country,
        subdiv=subdivision,
        years=wanted,
        categories=categories,
        language=_language(of_country, language),
    )
    return dict(sorted(found.items()))


def _language(of_country: holidays.HolidayBase, asked: str | None) -> str | None:
    """Always said: left to itself, the library follows the locale of the process."""
    supported: Sequence[str] = of_country.supported_languages
    if asked is None:
        return next((name for name in _ENGLISH if name in supported), of_country.default_language)
    if asked not in supported and asked != of_country.default_language:
        raise _unknown("language", asked, {name.lower(): name for name in supported})
    return asked


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
    raise BadInput(
        Code.DATE_MALFORMED,
        f"No holidays are known for the year {year}.",
        hint=f"Years from {_YEARS[0]} to {_YEARS[-1]} are taken.",
        field="years",
    )


def _codes(known: Iterable[str]) -> dict[str, str]:
    """Codes, and the countries' names, for people who write those."""
    names = {module.replace("_", " "): entry[1] for module, entry in COUNTRIES.items()}
    return {**names, **{code.lower(): code for code in known}}


def _unknown(field: str, given: str, known: Mapping[str, str]) -> BadInput:
    """`known` maps what somebody may have meant, in lower case, to what is taken."""
    near = get_close_matches(given.lower(), known, 1)
    return BadInput(
        Code.HOLIDAYS_UNKNOWN,
        f"No holidays are known for the {field} {given!r}.",
        hint=f"Did you mean {known[near[0]]!r}?" if near else "Enter the dates as single holidays.",
        field=field,
    )
