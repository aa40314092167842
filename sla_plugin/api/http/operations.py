"""Which operation of a document is meant, and whether it may come this way."""

from __future__ import annotations

from graphql import DocumentNode, OperationType, get_operation_ast

from sla_plugin.api.http.refusals import MethodNotAllowed
from sla_plugin.errors import BadInput, Code

METHODS = "GET, POST"


def check_method(method: str) -> None:
    if method not in METHODS.split(", "):
        raise MethodNotAllowed(f"GraphQL is not asked by {method}.", allow=METHODS)


def check_operation(document: DocumentNode, name: str | None, method: str) -> None:
    """BadInput `document.operation`; MethodNotAllowed when a GET would change something."""
    operation = get_operation_ast(document, name)
    if operation is None:
        raise BadInput(
            Code.DOCUMENT_OPERATION,
            "The document holds several operations." if name is None else f"There is no operation {name!r}.",
            hint="Name one of the document's operations in operationName.",
        )
    if operation.operation is OperationType.SUBSCRIPTION:
        message = "Subscriptions are not answered over HTTP."
        raise BadInput(Code.DOCUMENT_OPERATION, message, hint="Ask again with a query.")
    if operation.operation is OperationType.MUTATION and method == "GET":
        # A GET may be prefetched, repeated and cached by anything on its way.
        raise MethodNotAllowed("A mutation is not taken by GET.", allow="POST")
