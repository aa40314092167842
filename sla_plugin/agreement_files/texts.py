"""A form as YAML text: what is short on one line, and what could be taken for something else in quotes."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from sla_plugin.agreement_files.forms import Form
from sla_plugin.agreement_files.values import TARGET_KEYS, Plain

ONE_LINE = 80
"""Characters of a form that is written on one line."""

_CLEAR = re.compile(r"[A-Za-z0-9][\w.%+/-]*(?: [\w.%+/-]+)*", re.ASCII)
_COUNTED = re.compile(r"[\d._]+([eE][+-]?\d+)?|0[xo][\da-fA-F]+", re.ASCII)
"""What other readers of YAML would take for a number: contract 010 is not contract 8."""
_TAKEN = frozenset({"any", "null", "true", "false", "yes", "no", "on", "off", "y", "n"}) | TARGET_KEYS


def text_of(form: Form) -> str:
    """The top level one key a line."""
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    written = StringIO()
    yaml.dump(_node(form, top=True), written)
    return written.getvalue()


def _node(form: Form, *, top: bool = False) -> Any:
    if isinstance(form, str):
        return form if isinstance(form, Plain) else Plain(form) if _is_clear(form) else _quoted(form)
    made: Any
    if isinstance(form, dict):
        made = CommentedMap((_node(key), _node(below)) for key, below in form.items())
    else:
        made = CommentedSeq(_node(below) for below in form)
    if not top and (not form or len(str(form)) <= ONE_LINE):
        made.fa.set_flow_style()
    return made


class _Representer(RoundTripRepresenter):
    """Without it, ruamel.yaml puts quotes around what is no text to it: a date, a number."""


def _as_it_is(representer: _Representer, plain: Plain) -> Any:
    tag = representer.serializer.resolver.resolve(ScalarNode, str(plain), (True, False))
    return representer.represent_scalar(tag, str(plain))


_Representer.add_representer(Plain, _as_it_is)


def _is_clear(text: str) -> bool:
    is_taken = text.lower() in _TAKEN or _COUNTED.fullmatch(text)
    return len(text) <= ONE_LINE and bool(_CLEAR.fullmatch(text)) and not is_taken


def _quoted(text: str) -> Any:
    return DoubleQuotedScalarString(text)
