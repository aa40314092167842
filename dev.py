#!/usr/bin/env python3
"""Set up, try, test and check sla_plugin. Needs Python 3.11 or newer, and nothing else.

    python3 dev.py setup        make .venv with exactly the packages of requirements.lock
    python3 dev.py demo [...]   set up, then serve the demo; arguments go to `sla demo`
    python3 dev.py test [...]   set up, then run the tests; arguments go to pytest
    python3 dev.py check        set up, then lint, format, types, layers and generated pages
    python3 dev.py lock         resolve the dependencies anew into requirements.lock

The first set-up takes a minute or two; afterwards it is done again only when the lock changes.
"""

import sys

# Everything above the first `def` must parse and run on any Python 3, so that an old one is told why.
if sys.version_info < (3, 11):  # noqa: UP036 - the very check that the rule takes for granted
    sys.exit(
        "sla_plugin needs Python 3.11 or newer, and this is {}.{}. Start dev.py with a newer one, "
        "such as: python3.12 dev.py demo".format(*sys.version_info[:2])
    )

import hashlib
import os
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
BIN = "Scripts" if os.name == "nt" else "bin"


def main(arguments: Sequence[str]) -> None:
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", ())
    if name == "lock":
        lock()
    elif name == "setup":
        setup()
    elif name == "demo":
        setup()
        become("sla", "demo", *rest)
    elif name == "test":
        setup()
        os.chdir(ROOT)
        become("python", "-m", "pytest", *rest)
    elif name == "check":
        setup()
        check()
    elif name in {"", "-h", "--help"}:
        print(__doc__)
    else:
        sys.exit(f"dev.py knows no {name!r}.\n\n{__doc__}")


def setup() -> None:
    started = time.monotonic()
    if not stamped("packages", _fingerprint(LOCK), _install_packages):
        print(f"Installed {LOCK.name} into {VENV.name} in {time.monotonic() - started:.0f} s.", flush=True)
    # Entry points and the version are read when the project is installed, the rest from the checkout.
    stamped(
        "project", _fingerprint(ROOT / "pyproject.toml", ROOT / "sla_plugin/__init__.py"), _install_project
    )


def stamped(name: str, fingerprint: str, make: Callable[[], None]) -> bool:
    """Whether this was made before from the same input; if not, make it.

    The stamp goes first and comes back last, so whatever is interrupted in between is made anew.
    """
    stamp = VENV / f"{name}.stamp"
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return True
    try:
        stamp.unlink(missing_ok=True)
        make()
        stamp.write_text(fingerprint)
    except PermissionError as error:
        sys.exit(f"{error}. {VENV} belongs to somebody else: remove it, or use a checkout of your own.")
    return False


def _fingerprint(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    # Scripts of a virtual environment name its own place and its Python, so neither may change under them.
    return "\n".join([digest.hexdigest(), sys.version, sys.base_prefix, str(VENV)])


def _install_packages() -> None:
    print(f"Making {VENV.name} with the packages of {LOCK.name}; once, a minute or two ...", flush=True)
    _make_venv(VENV)
    # The lock is whole. If pip resolved it once more, then some releases of pip would take the newest of
    # what another package needs with an extra, and stumble over its missing hash.
    _pip(VENV, "install", "--no-deps", "--require-hashes", "-r", str(LOCK))
    _pip(VENV, "check")


def _install_project() -> None:
    # hatchling is in the lock: with build isolation pip would fetch one that nobody has pinned.
    _pip(VENV, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def _make_venv(folder: Path) -> None:
    try:
        import ensurepip  # noqa: F401 - only to see whether it is there; Debian splits it off
    except ImportError:
        sys.exit(
            "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"
        )
    venv.create(folder, clear=True, with_pip=True, symlinks=os.name != "nt")


def _pip(folder: Path, *arguments: str) -> None:
    # -I: no PYTHONPATH of the caller's. PIP_USER and its kin would install outside the environment.
    environment = {
        name: value for name, value in os.environ.items() if name not in {"PIP_TARGET", "PIP_PREFIX"}
    }
    environment |= {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    command = [str(folder / BIN / "python"), "-I", "-m", "pip", "-qq", *arguments]
    status = subprocess.run(command, env=environment, cwd=ROOT).returncode
    if status:
        sys.exit(
            f"pip {arguments[0]} failed (exit {status}); what it says stands above. "
            "Nothing half-installed will be used: start dev.py again."
        )


def become(program: str, *arguments: str) -> NoReturn:
    """Go on as a program of the environment, so that signals reach it and its exit status is ours."""
    command = [str(VENV / BIN / program), *arguments]
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.run(command).returncode)
    os.execv(command[0], command)


CHECKS = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "layers": ("lint-imports",),
    "generated pages": ("python", "docs/generate.py", "--check"),
}


def check() -> None:
    """Run all of them, also after one has failed."""
    failed = []
    for name, (program, *arguments) in CHECKS.items():
        started = time.monotonic()
        status = subprocess.run([str(VENV / BIN / program), *arguments], cwd=ROOT).returncode
        print(f"{name}: {'failed' if status else 'ok'} ({time.monotonic() - started:.0f} s)", flush=True)
        if status:
            failed.append(name)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}.")


def lock() -> None:
    """With a `uv.lock` of last time beside it only what has to move moves; without one, everything may."""
    with tempfile.TemporaryDirectory() as folder:
        _make_venv(Path(folder))
        _pip(Path(folder), "install", "uv>=0.9,<1")
        uv = str(Path(folder) / BIN / "uv")
        subprocess.run([uv, "lock"], cwd=ROOT, check=True)
        export = ["export", "--quiet", "--no-emit-project", "--no-header", "--output-file", str(LOCK)]
        subprocess.run([uv, *export], cwd=ROOT, check=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
