"""What one contract states otherwise than another: clause by clause, party by party, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from sla_plugin.agreement_files.differences import Difference, inline
from sla_plugin.agreement_files.forms import Form
from sla_plugin.contract_files.documents import contract_form
from sla_plugin.contract_files.lines import line_form, requirement_form
from sla_plugin.contract_files.parties import party_form, signature_form
from sla_plugin.contract_files.stated import StatedContract, StatedLine, StatedParty

STATED = "stated"
"""Of what says no more than that it is there."""

Part = str | Mapping[str, str]
"""What a clause says; of a party, a line, a requirement and a signature what each of its keys says."""


def differences(before: StatedContract, after: StatedContract) -> tuple[Difference, ...]:
    """In the order of a file; the order of its parts says nothing. What comes or goes is told whole, what
    stays key by key."""
    old, new = dict(_parts(before)), dict(_parts(after))
    return tuple(one for what in {**old, **new} for one in _between(what, old.get(what), new.get(what)))


def _between(what: str, before: Part | None, after: Part | None) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in {**before, **after}:
            yield from _between(f"{what}: {key}", before.get(key), after.get(key))
    elif before != after:
        yield Difference(what, _whole(before), _whole(after))


def _whole(part: Part | None) -> str | None:
    if isinstance(part, Mapping):
        return ", ".join(f"{key} {said}" for key, said in part.items()) or STATED
    return part


def _parts(contract: StatedContract) -> Iterator[tuple[str, Part]]:
    forms = contract_form(contract)
    yield from _clauses({key: form for key, form in forms.items() if key not in _LISTS})
    yield from _numbered(
        (_party_name(one), _apart(_without(party_form(one), _OF_A_PARTY))) for one in contract.parties
    )
    yield from _numbered(
        (_line_name(one), _apart(_without(line_form(one, contract.currency), _OF_A_LINE)))
        for one in contract.lines
    )
    yield from _numbered(
        (f"requirement {one.need!r}", _apart(_without(requirement_form(one), _OF_A_REQUIREMENT)))
        for one in contract.requirements or ()
    )
    if contract.signed is not None:
        yield "signed on", contract.signed.on.isoformat()
        yield from _numbered(
            (
                f"signature of {one.person} for {one.organisation}",
                _apart(_without(signature_form(one), _OF_A_SIGNATURE)),
            )
            for one in contract.signed.by
        )


_LISTS = frozenset({"parties", "lines", "requirements", "signed"})
_OF_A_PARTY = ("role", "organisation", "person")
_OF_A_LINE = ("service", "level", "site")
_OF_A_REQUIREMENT = ("need",)
_OF_A_SIGNATURE = ("person", "organisation")
"""Keys that make its name: what differs in them is another one."""


def _party_name(party: StatedParty) -> str:
    person = "" if party.person is None else f"{party.person} of "
    return f"{party.role.value.replace('_', ' ').lower()} {person}{party.organisation}"


def _line_name(line: StatedLine) -> str:
    level = "no level yet" if line.level is None else f"level {line.level}"
    site = "any site" if line.site is None else f"site {line.site}"
    return f"line {line.service}, {level}, {site}"


def _numbered(named: Iterable[tuple[str, Part]]) -> Iterator[tuple[str, Part]]:
    """The second of a name is told apart, by what it says."""
    parts = list(named)
    seen, called = Counter[str](), dict[int, str]()
    for number in sorted(range(len(parts)), key=lambda number: str(parts[number])):
        name = parts[number][0]
        seen[name] += 1
        called[number] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return ((called[number], part) for number, (_, part) in enumerate(parts))


def _clauses(forms: Mapping[str, Form]) -> Iterator[tuple[str, Part]]:
    """Each key of a clause alone; of a list, each item as it comes and goes."""
    for key, form in forms.items():
        if isinstance(form, str | Mapping):
            yield from _apart({key: form}).items()
        else:
            yield from _numbered((f"{_spoken(key)} {inline(one)}", STATED) for one in form)


def _apart(forms: Mapping[str, Form]) -> dict[str, str]:
    found = dict[str, str]()
    for key, form in forms.items():
        if isinstance(form, Mapping):
            found |= {f"{_spoken(key)}, {below}": said for below, said in _apart(form).items()}
        else:
            found[_spoken(key)] = inline(form)
    return found


def _without(form: Mapping[str, Form], keys: Iterable[str]) -> dict[str, Form]:
    return {key: below for key, below in form.items() if key not in keys}


def _spoken(key: str) -> str:
    return key.replace("_", " ")
