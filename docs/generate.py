#!/usr/bin/env python3
"""Write the pages of docs/reference from the code that they describe.

python docs/generate.py            write them
python docs/generate.py --check    say which of them differ, and exit with 1 if any does
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sla_plugin import errors
from sla_plugin.domain.contracting import life_table, negotiation_table
from sla_plugin.domain.termination import case_table
from sla_plugin.domain.transitions import Transition
from sla_plugin.errors import codes
from sla_plugin.settings import Settings
from sla_plugin.settings.refusals import variable
from sla_plugin.settings.values import accepted, is_secret

FOLDER = Path(__file__).parent / "reference"

_NOTE = "<!-- Written by docs/generate.py: change the code that this describes, then run it. -->"


def pages() -> dict[str, str]:
    """The text of every generated page by its file name."""
    return {"errors.md": _errors(), "settings.md": _settings(), "lifecycle.md": _lifecycle()}


def differing(folder: Path) -> list[str]:
    """The pages whose files in `folder` are missing or say something else."""
    return [name for name, text in pages().items() if _read(folder / name) != text]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _errors() -> str:
    meanings = code_meanings(inspect.getsource(codes))
    rows = [[f"`{code}`", meanings.get(code.name, "")] for code in sorted(errors.Code)]
    groups = [[f"`{group.__name__}`", _one_line(group.__doc__)] for group in errors.SlaError.__subclasses__()]
    return _page(
        "Error codes",
        "Every refusal carries a code that never changes its meaning, a message (what happened and why) and, "
        "where there is something to be done, a hint. The codes are grouped by what the caller does next:",
        _table(["Group", "Meaning"], groups),
        _table(["Code", "Meaning"], rows),
    )


def code_meanings(source: str) -> dict[str, str]:
    """Name of a member of `Code` → the string that stands under it in the source of `errors.codes`."""
    classes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
    body = next(node.body for node in classes if node.name == "Code")
    meanings = {}
    for member, below in pairwise(body):
        match member, below:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(meaning))):
                meanings[name] = _one_line(meaning)
    return meanings


def _settings() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        annotation = field.rebuild_annotation()
        names = [variable(name)] + ([variable(f"{name}_file")] if is_secret(annotation) else [])
        rows.append(
            [
                " or ".join(f"`{written}`" for written in names),
                _one_line(field.description),
                accepted(annotation),
                "" if field.is_required() or field.default is None else f"`{_shown(field.default)}`",
            ]
        )
    return _page(
        "Settings",
        "The environment wins over `sla.toml`, and `sla.toml` over the default. In `sla.toml` a setting has "
        "its name without `SLA_` and in lower case: `port = 8090`. A name ending in `_FILE` holds the path "
        "of a file that holds the value. A variable that is set to nothing counts as not set; a name that is "
        "not in this table is refused.",
        _table(["Variable", "Meaning", "Accepted", "Default"], rows),
    )


def _lifecycle() -> str:
    return _page(
        "The life of a contract",
        "A version of a contract goes this way to its signatures; an amendment begins with PRICING, beside "
        "the version that is in force. What may be done now, and why not, is read from the same tables.",
        *_machine(negotiation_table.ROWS, "DRAFT"),
        "Once it is signed, time and these decide:",
        *_machine(life_table.ROWS, "SIGNED"),
        "A termination is a case of its own. It begins on the CRM side, and the contract stays as it is "
        "until the case's end instant.",
        *_machine(case_table.ROWS, "DRAFT"),
    )


def _machine(rows: Sequence[Transition[Any, Any, Any, Any]], first: str) -> tuple[str, str]:
    """Its diagram, and its table."""
    arrows = [f"    {row.source} --> {row.target}: {row.event}" for row in rows]
    lines = [[row.source, row.event, row.who.said, row.target, _conditions(row), row.effect] for row in rows]
    return (
        "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *arrows, "```"]),
        _table(["From", "Step", "Who", "To", "Only if", "Remark"], lines),
    )


def _conditions(row: Transition[Any, Any, Any, Any]) -> str:
    tests = [_spoken(test) for test in (*row.guards, *row.checks)]
    return ", ".join(tests + ([f"goes on once {_spoken(row.once)}"] if row.once else []))


def _spoken(predicate: Callable[..., object]) -> str:
    return getattr(predicate, "__name__", "").replace("_", " ")


def _shown(default: Any) -> str:
    match default:
        case bool():
            return str(default).lower()
        case timedelta():
            return f"PT{default.seconds}S" if default.seconds else f"P{default.days}D"
        case _:
            return str(default)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", _NOTE, *parts]) + "\n"


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        stale = differing(FOLDER)
        for name in stale:
            print(f"docs/reference/{name} differs from the code; run: python docs/generate.py")
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
