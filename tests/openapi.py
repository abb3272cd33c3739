"""Requests and answers held against Atlassian's published OpenAPI documents (../shared/jira/openapi).

The Cloud document describes version 3: its paths are read as version 2 (FACTS 7: the same operations, with strings
instead of ADF). Data Center's paths begin after ``/rest``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from plugin.sandbox import Flavour
from plugin.sandbox.app import Seen

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "jira" / "openapi"
PLATFORM = {
    Flavour.CLOUD: "jira-cloud-platform-v3.openapi.json",
    Flavour.DATA_CENTER: "jira-dc-10.3-openapi.json",
}
SERVICE_DESK = "jsm-cloud.openapi.json"
# No document describes these (jira/README.md): the registration of webhooks, and one's own personal access tokens.
UNDESCRIBED = re.compile(r"/rest/(webhooks/1\.0/webhook|jira-webhook/1\.0/webhooks|pat/latest/tokens)(/\d+)?")
# Documented elsewhere, but not in the Data Center document: FACTS 5 (expand=groups); the REST guide's
# "transitions.fields"; comments' properties (https://github.com/pycontribs/jira/issues/1011 runs it).
BESIDES = {
    ("GET", "/api/2/user"): {"expand"},
    ("GET", "/api/2/myself"): {"expand"},
    ("GET", "/api/2/issue/{issueIdOrKey}/transitions"): {"expand"},
}
_METHODS = frozenset({"get", "put", "post", "delete"})
Json = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """An operation of a document."""

    method: str
    path: str
    pattern: re.Pattern[str]
    query: Mapping[str, Json]
    required: frozenset[str]
    body: Json | None
    answers: Mapping[str, Json] = field(default_factory=dict)


class Document:
    """One OpenAPI document, with what is known to be wrong in it set right."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.raw: Json = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        schemas = self.raw["components"]["schemas"]
        if name == PLATFORM[Flavour.DATA_CENTER]:
            # The document says that each is an object; its own examples, and Jira, take any JSON.
            schemas["IssueUpdateBean"]["properties"]["fields"].pop("additionalProperties", None)
            schemas["IssueBean"]["properties"]["fields"].pop("additionalProperties", None)
            schemas["IssueBean"]["properties"]["properties"] = {}
            schemas["EntityPropertyBean"]["properties"]["value"] = {}
            schemas["FieldMetaBean"]["properties"]["allowedValues"] = {}
            # It names this parameter twice, once as the path does.
            twice = self.raw["paths"]["/api/2/filter/{id}/permission/{permission-id}"]["delete"]
            twice["parameters"] = [p for p in twice["parameters"] if p["name"] != "permissionId"]
            for path, methods in self.raw["paths"].items():
                if path.endswith("/properties/{propertyKey}") and "requestBody" in methods.get("put", {}):
                    methods["put"]["requestBody"]["content"]["application/json"]["schema"] = {}
        if name == PLATFORM[Flavour.CLOUD]:
            # The document calls the two by their descriptions; its own examples, and Jira, say row and column.
            where = schemas["DashboardGadgetPosition"]
            where["properties"] = {"row": {"type": "integer"}, "column": {"type": "integer"}}
            where["required"] = ["row", "column"]
        self.operations = [
            self._operation(method, path, described)
            for path, methods in self.raw["paths"].items()
            for method, described in methods.items()
            if method in _METHODS
        ]
        self.operations.sort(key=lambda o: o.path.count("{"))  # /search/jql before /search/{x}
        self.answer_components = _nullable(self.raw["components"])

    def _operation(self, method: str, path: str, described: Json) -> Operation:
        given = described.get("parameters", [])
        # In the Data Center document a few query parameters claim to be in a path that does not name them.
        in_query = {p["name"]: p for p in given if p["in"] == "query" or "{" + p["name"] + "}" not in path}
        in_query = {name: p for name, p in in_query.items() if p["in"] in ("query", "path")}
        media = (described.get("requestBody") or {}).get("content", {})
        body = media.get("application/json", {}).get("schema")
        answers = {
            status: content["schema"]
            for status, answer in described["responses"].items()
            if (content := answer.get("content", {}).get("application/json")) and "schema" in content
        }
        pattern = re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)))
        required = frozenset(n for n, p in in_query.items() if p.get("required"))
        return Operation(method.upper(), path, pattern, in_query, required, body, answers)

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that answers this request."""
        for operation in self.operations:
            if operation.method == method and operation.pattern.fullmatch(path):
                return operation
        return None

    def faults_of_body(self, schema: Json, body: Any) -> list[str]:
        """What is wrong with a request's body; keys at the top that the schema does not know are wrong too."""
        whole = {**schema, "components": self.raw["components"]}
        faults = [f"{e.json_path}: {e.message}" for e in Draft202012Validator(whole).iter_errors(body)]
        known = self._resolved(schema).get("properties")
        if known is not None and isinstance(body, dict):
            faults += [f"$.{key}: not a key of this request" for key in body if key not in known]
        return faults

    def faults_of_answer(self, schema: Json, body: Any) -> list[str]:
        """What is wrong with an answer; null is allowed everywhere, as real Jira answers with it."""
        whole = {**_nullable(schema), "components": self.answer_components}
        return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(whole).iter_errors(body)]

    def _resolved(self, schema: Json) -> Json:
        name = schema.get("$ref", "").rpartition("/")[2]
        found: Json = self.raw["components"]["schemas"][name] if name else schema
        return found


@cache
def document(name: str) -> Document:
    """A document, read once."""
    return Document(name)


def need_documents() -> None:
    """Skip the test, and say why, where the documents are not at hand."""
    if not FOLDER.is_dir():
        pytest.skip(f"no OpenAPI documents at {FOLDER}: requests are not held against them")


def located(flavour: Flavour, path: str) -> tuple[Document, str] | None:
    """The document for a path of the sandbox, and the path as it stands there."""
    if path.startswith("/rest/servicedeskapi/"):
        return document(SERVICE_DESK), path
    if flavour is Flavour.CLOUD:
        return document(PLATFORM[flavour]), path.replace("/rest/api/2/", "/rest/api/3/", 1)
    return document(PLATFORM[flavour]), path.removeprefix("/rest")


def faults(flavour: Flavour, request: Seen) -> list[str]:
    """What is wrong with a request, by the published documents."""
    if UNDESCRIBED.fullmatch(request.path):
        return []
    place = located(flavour, request.path)
    assert place is not None
    described, path = place
    operation = described.find(request.method, path)
    if operation is None:
        return [f"{described.name} has no {request.method} {path}"]
    wrong = [*_wrong_query(operation, request.query)]
    if request.body is not None and operation.body is None:
        wrong.append("this operation takes no body")
    if operation.body is not None and request.method in ("POST", "PUT"):
        wrong += described.faults_of_body(operation.body, request.body)
    return [f"{request.method} {request.path}: {fault}" for fault in wrong]


def faults_of_answer(flavour: Flavour, method: str, path: str, status: int, body: Any) -> list[str]:
    """What is wrong with an answer of the sandbox, by the published documents."""
    place = located(flavour, path)
    assert place is not None
    described, path = place
    operation = described.find(method, path)
    assert operation is not None, f"{described.name} has no {method} {path}"
    schema = operation.answers.get(str(status))
    if schema is None:
        return []
    if flavour is Flavour.DATA_CENTER and isinstance(body, list) and schema.get("type") != "array":
        # Where Data Center answers with a list, its document names the type of one item.
        return [fault for item in body for fault in described.faults_of_answer(schema, item)]
    return described.faults_of_answer(schema, body)


def assert_valid(flavour: Flavour, requests: Iterable[Seen]) -> None:
    """Every request is one that the flavour's document describes."""
    wrong = [fault for request in requests for fault in faults(flavour, request)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def _wrong_query(operation: Operation, query: Mapping[str, list[str]]) -> list[str]:
    besides = BESIDES.get((operation.method, operation.path), set())
    wrong = [f"unknown query parameter {n!r}" for n in query if n not in operation.query and n not in besides]
    wrong += [f"query parameter {n!r} is missing" for n in operation.required if n not in query]
    for name, values in query.items():
        schema = operation.query.get(name, {}).get("schema", {})
        wrong += [f"{name}={value!r}: {fault}" for value in values if (fault := _wrong_value(schema, value))]
    return wrong


def _wrong_value(schema: Json, value: str) -> str:
    if schema.get("type") == "array":
        return next((f for item in value.split(",") if (f := _wrong_value(schema.get("items", {}), item))), "")
    if schema.get("type") == "integer" and not re.fullmatch(r"-?\d+", value):
        return "not a whole number"
    if schema.get("type") == "boolean" and value not in ("true", "false"):
        return "neither true nor false"
    if "enum" in schema and value not in schema["enum"]:
        return f"not one of {schema['enum']}"
    if len(value) > schema.get("maxLength", len(value)):
        return f"longer than {schema['maxLength']}"
    return ""


def _nullable(schema: Any) -> Any:
    """A copy in which every typed value may be null, and enums are not closed to it."""
    if isinstance(schema, list):
        return [_nullable(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _nullable(value) for key, value in schema.items() if key not in ("example", "description")}
    if isinstance(schema.get("description"), dict):  # a property that is called so
        made["description"] = _nullable(schema["description"])
    if isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    if isinstance(made.get("enum"), list):
        made["enum"] = [*made["enum"], None]
    return made
