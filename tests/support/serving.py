"""The service as an operator runs it: through the command line, on a port of its own. Standard library only,
because it also runs what has just been installed somewhere else."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_URL = re.compile(r"Serving (http://\S+/graphql)")


@dataclass(frozen=True, slots=True)
class Sla:
    """`command` starts the command line, beside `data`, in which everything lies that it keeps.
    `settings` are given in its environment."""

    command: Sequence[str | Path]
    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> str:
        """What it prints. Asserts that it does not refuse."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """How it ends, and what it says."""
        command = [*map(str, self.command), *arguments]
        return subprocess.run(command, **self._options(), stderr=subprocess.PIPE, check=False)

    def shell(self, line: str) -> str:
        """What is printed where somebody pastes it. Asserts that it does not refuse."""
        done = subprocess.run(["sh", "-c", line], **self._options(), stderr=subprocess.PIPE, check=False)
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """It runs on; what it prints is to be read."""
        return subprocess.Popen([*map(str, self.command), *arguments], **self._options())

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The URL of GraphQL, until the end, which is a SIGTERM."""
        with self.start("serve") as server:
            assert server.stdout is not None
            announced = server.stdout.readline()
            try:
                found = _URL.match(announced)
                assert found is not None, announced
                yield found[1]
            finally:
                server.terminate()
        assert server.returncode == 128 + 15, server.returncode

    def _options(self) -> dict[str, Any]:
        # Nothing of the caller's settings, but the PostgreSQL that the tests are run on.
        kept = {
            name: value
            for name, value in os.environ.items()
            if name == "SLA_POSTGRES_BIN" or not name.startswith(("PYTHON", "SLA_"))
        }
        chosen = {"SLA_DATA": str(self.data), "SLA_PORT": "0", "PYTHONUNBUFFERED": "1"}
        return {
            "env": kept | chosen | dict(self.settings),
            "cwd": self.data.parent,
            "stdout": subprocess.PIPE,
            "text": True,
        }
