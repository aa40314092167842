"""Documents, parsed and validated once each, and then kept by their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from sla_plugin.api.http.limits import Limits, check_size, over_limit
from sla_plugin.errors import Code

_KEPT = 1024


class DocumentRefused(Exception):  # noqa: N818 - a refusal, as in sla_plugin.errors
    """`code` is `document.syntax` or `document.invalid`; the errors say where."""

    def __init__(self, code: Code, errors: Sequence[GraphQLError]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


class Documents:
    """Strawberry's own caches hash the whole document at each look-up, and keep the invalid ones too."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, introspection: bool) -> None:
        self._schema = schema
        self._limits = limits
        self._rules = [*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule]
        if not introspection:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        self.ready = lru_cache(maxsize=_KEPT)(self._ready)

    def _ready(self, text: str) -> DocumentNode:
        """DocumentRefused; BadInput `document.limit`."""
        document = self._parsed(text)
        check_size(document, self._limits)
        if errors := validate(self._schema, document, self._rules, max_errors=self._limits.errors):
            raise DocumentRefused(Code.DOCUMENT_INVALID, errors)
        return document

    def _parsed(self, text: str) -> DocumentNode:
        limits = self._limits
        try:
            return parse(
                text,
                max_lexical_tokens=limits.tokens,
                max_comments=limits.comments,
                max_source_length=limits.characters,
            )
        except GraphQLSyntaxError as error:
            if "Parsing aborted" in error.message:
                said = error.message.removeprefix("Syntax Error: ").removesuffix(" Parsing aborted.")
                raise over_limit(said, "Put values into variables, and split the document.") from None
            raise DocumentRefused(Code.DOCUMENT_SYNTAX, [error]) from None


class ReadyDocument(SchemaExtension):
    """Hands the executor what was made ready before; has no more state than that."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def on_parse(self) -> Iterator[None]:
        self.execution_context.graphql_document = self._documents.ready(self.execution_context.query or "")
        yield

    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = []
        yield
