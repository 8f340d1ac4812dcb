"""Describe scenario files to editors: the JSON Schema of what may be *written*.

Pydantic gives the schema of what the model holds. Written files may say more: a value with its note, a list
of ports, a reform by its bare name, Chinese names, `extends`, and, in an overlay, only a part of anything.
The door refuses what this schema cannot tell apart (a missing key of a part that nothing below completes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from clearance_sim.scenario import names
from clearance_sim.scenario.study import Scenario

Schema = dict[str, Any]

_NOTED: Final[Schema] = {"$ref": "#/$defs/Noted"}
_NOTE_PROPERTIES: Final[Schema] = {
    "source": {"$ref": "#/$defs/Source"},
    "assumption": {"$ref": "#/$defs/Assumption"},
    "why": {"type": "string"},
}
_SOURCE: Final[Schema] = {
    "description": "Where the number was published.",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}
_ASSUMPTION: Final[Schema] = {
    "description": "The range in which an unpublished number is believed to lie.",
    "type": "object",
    "properties": {"low": {}, "likely": {}, "high": {}},
    "required": ["low", "likely", "high"],
    "additionalProperties": False,
}
_QUANTITIES: Final = {
    "45 min": "Duration",
    "12/h": "Rate",
    "60 %": "Share",
    "500 CNY": "Money",
    "90 CNY/h": "MoneyRate",
}
_WITHOUT_NOTES: Final = ("Reference", "Title", "Scenario", "Variant", "Target", "Period")
_NAMED_KINDS: Final = {
    "mode": "mode", "direction": "direction", "party": "party", "payer": "party", "clock": "clock",
    "statistic": "statistic",
}  # fmt: skip
_ANY_NAME: Final = ("cargo", "regimes", "in_force", "ports", "changes", "excluded")
"""Fields whose names may be written in Chinese, so that the pattern of our own keys does not hold."""


def editor_schema() -> Schema:
    """Give the JSON Schema (draft 2020-12) of scenario files."""
    schema = Scenario.model_json_schema(by_alias=True)
    definitions: Schema = schema.pop("$defs")
    definitions["Scenario"] = schema
    written = {name: _definition(name, body) for name, body in definitions.items()}
    shared: Schema = {}
    written = {name: _hoist(body, shared) for name, body in written.items()}
    top = _top(written.pop("Scenario"))
    extra = {"Noted": _noted_form(), "Source": _SOURCE, "Assumption": _ASSUMPTION}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "clearance_sim scenario",
        **top,
        "$defs": dict(sorted({**written, **shared, **extra}.items())),
    }


def _definition(name: str, body: Schema) -> Schema:
    """Turn one model's schema into the schema of how it may be written."""
    with_notes = name not in _WITHOUT_NOTES
    written = {key: value for key, value in body.get("properties", {}).items() if "from_file" not in value}
    properties = {key: _field(key, value, with_notes) for key, value in written.items()}
    if with_notes:
        properties |= _NOTE_PROPERTIES
    if name == "Port":
        properties["like"] = {
            "description": "The shipped port to start from; null = none.",
            "type": ["string", "null"],
        }
    form: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if name == "Station":
        properties["lanes"] = {"anyOf": [_with_note({"type": "integer", "minimum": 1}), properties["lanes"]]}
    shorthand = _SHORTHANDS.get(name)
    if shorthand is not None:
        form = {"anyOf": [shorthand, form]}
    description = body.get("description", "").split("\n\n")[0]
    return {"description": description, **form} if description else form


_SHORTHANDS: Final[Mapping[str, Schema]] = {
    "Distribution": {"$ref": "#/$defs/Duration"},
    "Worth": {"$ref": "#/$defs/Money"},
    "Count": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 2000},
                        {**_NOTED, "properties": {"value": {"type": "integer"}}}]},
    "Declarations": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 2000},
                               {**_NOTED, "properties": {"value": {"type": "integer"}}}]},
    "Title": {"type": "string", "minLength": 1, "maxLength": 200},
}  # fmt: skip


def _field(key: str, schema: Schema, with_notes: bool) -> Schema:
    """Turn the schema of one field: notes around scalars, nulls that remove, names in Chinese."""
    description = schema.get("description")
    form = _form(key, schema, with_notes)
    return {"description": " ".join(description.split()), **form} if description else form


def _form(key: str, schema: Schema, with_notes: bool) -> Schema:
    wrap: Callable[[Schema], Schema] = _with_note if with_notes else dict
    if "anyOf" in schema:
        choices = [_form(key, choice, with_notes) for choice in schema["anyOf"] if choice != {"type": "null"}]
        return {"anyOf": [*choices, {"type": "null"}]}
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if key in _NAMED_KINDS and "enum" in schema:
        return wrap({"enum": [*schema["enum"], *_chinese(_NAMED_KINDS[key], schema["enum"])]})
    if schema.get("type") == "array":
        bounds: Schema = {name: schema[name] for name in ("minItems", "maxItems") if name in schema}
        items = _form(key, schema["items"], with_notes)
        if key == "reforms":
            items = {"anyOf": [{"type": "string"}, {**items, "minProperties": 1, "maxProperties": 1}]}
        return wrap({"type": "array", "items": items, **bounds})
    if schema.get("type") == "object":
        return _map(key, schema, with_notes)
    if key in _ANY_NAME and schema.get("type") == "string":
        return wrap({"type": "string", "minLength": 1})
    kept = {name: value for name, value in schema.items() if name not in ("title", "default", "description")}
    return wrap(kept) if kept else {}


def _map(key: str, schema: Schema, with_notes: bool) -> Schema:
    """Turn a mapping of the user's own names; null removes an entry of a file below."""
    patterns = schema.get("patternProperties", {})
    value = next(iter(patterns.values()), schema.get("additionalProperties", {}))
    inner = _form("", value, with_notes) if isinstance(value, dict) else {}
    form: Schema = {
        "type": "object",
        "additionalProperties": {"anyOf": [inner, {"type": "null"}]} if inner else True,
    }
    if with_notes:
        form["properties"] = {
            name: {"anyOf": [note, inner]} if inner else note for name, note in _NOTE_PROPERTIES.items()
        }
    if patterns and key not in _ANY_NAME:
        form["propertyNames"] = {"pattern": next(iter(patterns)), **schema.get("propertyNames", {})}
    return form


def _with_note(schema: Schema) -> Schema:
    return {"anyOf": [schema, {**_NOTED, "properties": {"value": schema}}]}


def _noted_form() -> Schema:
    return {
        "description": "A value with what stands behind it: a source, or an assumption with its range.",
        "type": "object",
        "properties": {"value": {}, **_NOTE_PROPERTIES},
        "required": ["value"],
        "additionalProperties": False,
    }


def _chinese(kind: str, keys: list[str]) -> list[str]:
    return [spelling for key in keys for spelling in names.spellings(kind, key) if spelling not in keys]


def _hoist(schema: Any, shared: Schema) -> Any:
    """Give each kind of noted value one definition and refer to it: the schema is a third of the size."""
    if isinstance(schema, list):
        return [_hoist(item, shared) for item in schema]
    if not isinstance(schema, dict):
        return schema
    choices = schema.get("anyOf")
    if isinstance(choices, list) and len(choices) == 2 and choices[1].get("$ref") == _NOTED["$ref"]:
        name = _kind_of_value(choices[0])
        if name and shared.setdefault(name, schema) == schema:
            return {"$ref": f"#/$defs/{name}"}
    return {key: _hoist(value, shared) for key, value in schema.items()}


def _kind_of_value(schema: Schema) -> str | None:
    """Name a kind of value that several fields share, or None."""
    if "enum" in schema:
        return "Choice_" + "_".join(str(choice) for choice in schema["enum"][:2])
    if schema.get("type") == "integer":
        return f"WholeNumber_{schema.get('minimum', '')}_{schema.get('maximum', '')}"
    if schema.get("type") != "string":
        return None
    example = next(iter(schema.get("examples", [])), None)
    if example in _QUANTITIES:
        return _QUANTITIES[example]
    return "ClockTime" if ":" in schema.get("pattern", "") else "Name" if "pattern" in schema else None


def _top(scenario: Schema) -> Schema:
    """Let the top level extend a file, list its ports, and call reforms by bare names."""
    properties = scenario["properties"]
    port = {"anyOf": [{"$ref": "#/$defs/Port"}, {"type": "null"}]}
    properties["ports"] = {
        "description": "Ports by name, with what differs from the shipped port; or a list of names.",
        "anyOf": [
            {"type": "object", "additionalProperties": port, "minProperties": 1},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            {"type": "string"},
        ],
    }
    extends = {"description": "The file that this one changes, relative to it.", "type": "string"}
    return {
        "type": "object",
        "properties": {"extends": extends, **properties},
        "additionalProperties": False,
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": ["title", "ports", "period"]},
    }
