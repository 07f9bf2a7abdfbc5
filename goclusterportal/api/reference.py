"""The reference page: what the OpenAPI schema says, as a page to read. Made from the schema, so it cannot differ."""

import json

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from programme.pagecache import public_page

METHODS = ("get", "post", "put", "patch", "delete")


@public_page
def reference(request):
    """The page; the root of the API shows it too."""
    schema = SchemaGenerator().get_schema(public=True)
    context = {
        "operations": operations(schema),
        "base_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + reverse("api:reference"),
    }
    return render(request, "api/reference.html", context)


def operations(schema):
    """One entry per address and method, with every reference into the schema's components resolved."""
    return [
        {
            "id": operation["operationId"],
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
            "parameters": [_parameter(parameter) for parameter in operation.get("parameters", [])],
            "body": _rows(schema, _content(operation.get("requestBody", {}))),
            "example": _example(operation.get("requestBody", {})),
            "responses": [
                {
                    "status": status,
                    "description": response.get("description", ""),
                    "rows": _rows(schema, _content(response)),
                }
                for status, response in operation["responses"].items()
            ],
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def _parameter(parameter):
    schema = parameter.get("schema", {})
    return {
        "name": parameter["name"],
        "kind": _kind(schema),
        "values": [str(value) for value in schema.get("enum", []) if value not in (None, "")],
        "description": _without_values(parameter.get("description", "")),
    }


def _without_values(description):
    """drf-spectacular appends the list of values to a description; the page shows them apart."""
    return description.partition("* `")[0].strip()


def _content(part):
    return part.get("content", {}).get("application/json", {}).get("schema")


def _example(body):
    examples = body.get("content", {}).get("application/json", {}).get("examples", {})
    return next((json.dumps(example["value"]) for example in examples.values()), "")


def _rows(schema, part, prefix="", seen=()):
    """The fields of an answer, one row each; a list is written "results[]", a part of a field "actors.total"."""
    name, part = _resolved(schema, part)
    if part.get("type") == "array":
        return _rows(schema, part.get("items", {}), f"{prefix}[]", seen)
    if "properties" not in part or name in seen:
        return []
    rows = []
    for field, one in part["properties"].items():
        _name, resolved = _resolved(schema, one)
        path = f"{prefix}.{field}" if prefix else field
        rows.append(
            {
                "name": path,
                "kind": _kind(resolved),
                "nullable": _nullable(schema, one),
                "values": _values(schema, one),
                "description": _without_values(one.get("description", "") or resolved.get("description", "")),
            }
        )
        rows += _rows(schema, one, path, (*seen, name))
    return rows


def _resolved(schema, part):
    """The component's name (or "") and the part itself behind $ref, allOf and oneOf."""
    part = part or {}
    for combined in ("allOf", "oneOf"):
        if combined in part:
            part = {**part[combined][0], **{key: value for key, value in part.items() if key != combined}}
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return name, _resolved(schema, schema["components"]["schemas"][name])[1]
    return "", part


def _values(schema, part):
    return [str(value) for value in _resolved(schema, part)[1].get("enum", []) if value not in (None, "")]


def _nullable(schema, part):
    if part.get("nullable"):
        return True
    choices = [_resolved(schema, one)[1] for one in part.get("oneOf", [])]
    return any(None in one.get("enum", []) for one in choices) or bool(_resolved(schema, part)[1].get("nullable"))


def _kind(part):
    """The JSON type with its format: "string (date)"."""
    kind = part.get("type", "object")
    return f"{kind} ({part['format']})" if "format" in part else kind
