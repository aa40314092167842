"""The demo as whoever tries the plugin starts it: what it prints is pasted, and the README is followed."""

from __future__ import annotations

import hashlib
import importlib
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.postgres import folder_for_data
from tests.support.serving import Sla
from tests.support.sources import ROOT

PATIENCE = 120
"""Seconds for an answer, and for the end."""

README = (ROOT / "README.md").read_text("utf-8")
_CONTRACTS = README[README.index("## Contracts") : README.index("## Test it")]
MAY, PAPERS, SIGN = re.findall(r"^\$ ask '(.*)'$", _CONTRACTS, re.MULTILINE)
"""What the README asks, one after the other."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`lines`: everything that it prints until it serves."""

    sla: Sla
    lines: Sequence[str]

    def line(self, what: str) -> str:
        [found] = [line for line in self.lines if what in line]
        return found

    def pasted(self, line: str) -> str:
        """What a shell says to it."""
        return self.sla.shell(line).strip()

    @property
    def base(self) -> str:
        return self.line("GraphQL:").split()[1].removesuffix("/graphql")


@contextmanager
def the_demo(*options: str) -> Iterator[Shown]:
    """On a new machine. It is ended by Ctrl-C, and leaves nothing running."""
    with folder_for_data() as folder:
        sla = Sla([sys.executable, "-m", "sla_plugin"], folder / "data")
        with sla.start("demo", *options) as process:
            assert process.stdout is not None
            lines = [*iter(lambda: _next_line(process), "Ctrl-C ends it.")]
            try:
                yield Shown(sla, lines)
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(PATIENCE)
        assert process.returncode == 128 + signal.SIGINT
        assert running_in(folder) == []


def _next_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"it ended with {process.wait(PATIENCE)}"
    return line.rstrip("\n")


def running_in(folder: Path) -> list[list[str]]:
    """Command lines of what names it."""
    psutil: Any = importlib.import_module("psutil")
    found = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    return [words for words in found if any(str(folder) in word for word in words)]


AT = ("--at", "2026-04-13T03:00:00Z")


@pytest.mark.parametrize("options", [pytest.param((), id="now"), pytest.param(AT, id="at an instant")])
def test_whoever_starts_the_demo_can_follow_what_it_prints_and_the_readme(options: tuple[str, ...]) -> None:
    with the_demo(*options) as shown:
        assert running_in(shown.sla.data) != []
        the_eight_tickets_are_answered(shown)
        others_are_explained_and_reported(shown)
        the_customer_signs_as_the_readme_says(shown)
        a_calendar_program_subscribes(shown)


def the_eight_tickets_are_answered(shown: Shown) -> None:
    program, _, url, *options = shlex.split(shown.line("curl "))
    given = dict(zip(options[::2], options[1::2], strict=True))
    headers = dict(options[n + 1].split(": ", 1) for n, one in enumerate(options) if one == "-H")
    answer = httpx.post(url, content=given["-d"], headers=headers, timeout=PATIENCE).json()
    assert (program, url, list(answer)) == ("curl", f"{shown.base}/graphql", ["data"])
    tickets = answer["data"]["tickets"]
    assert tickets["totalCount"] == 8
    assert {one["key"] for one in tickets["nodes"]} == {f"DEMO-{number}" for number in range(1, 9)}
    verdicts = {
        one["key"]: {clock["verdict"] for clock in one["clocks"] if clock["metric"] == "RESOLUTION"}
        for one in tickets["nodes"]
    }
    assert (verdicts["DEMO-1"], verdicts["DEMO-3"]) == ({"BREACHED"}, {"AT_RISK"})


def others_are_explained_and_reported(shown: Shown) -> None:
    assert "DEMO-7" in shown.pasted(shown.line(" explain "))
    assert "Brasserie Lumière SAS" in shown.pasted(shown.line(" report "))


def the_customer_signs_as_the_readme_says(shown: Shown) -> None:
    token = shown.pasted(f'{shown.line("TOKEN=")}; echo "$TOKEN"')
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=shown.base, headers=headers, timeout=PATIENCE) as http:

        def ask(query: str) -> Any:
            answer = http.post("/graphql", json={"query": query}).json()
            assert list(answer) == ["data"], answer
            [found] = answer["data"].values()
            return found

        contract = ask(MAY)
        assert contract["state"] == "AWAITING_SIGNATURE"
        assert [one["action"] for one in contract["allowedActions"]] == ["SIGN", "DECLINE"]
        paper = next(one for one in ask(PAPERS)["documents"] if _is_final(one))
        read = http.get(paper["url"]).content
        assert (read[:5], hashlib.sha256(read).hexdigest()) == (b"%PDF-", paper["sha256"])
        names = {"CONTENT_HASH": contract["openVersion"]["contentHash"], "SHA256": paper["sha256"]}
        sign = SIGN.replace('"ID"', f'"{contract["id"]}"')
        for name, value in names.items():
            sign = sign.replace(f'"{name}"', f'"{value}"')
        assert ask(sign) == {"contract": {"state": "SIGNED"}, "userErrors": []}
        after = ask(MAY)
        assert (after["state"], after["allowedActions"], after["openVersion"]) == ("SIGNED", [], None)


def _is_final(paper: dict[str, Any]) -> bool:
    return (paper["kind"], paper["mediaType"]) == ("FINAL", "application/pdf")


def a_calendar_program_subscribes(shown: Shown) -> None:
    address = shown.pasted(shown.line("--scope feeds:read"))
    assert address.startswith(f"{shown.base}/feeds/contracts.ics?token=")
    answer = httpx.get(address, timeout=PATIENCE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "SUMMARY:Term 1 ends: LI-2573 Brasserie Lumière SAS" in answer.text
