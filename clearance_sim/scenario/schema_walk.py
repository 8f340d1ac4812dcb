"""Find what the schema expects at a key path; the schema has no unions, so the way is unique."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from clearance_sim.errors import KeyPath
from clearance_sim.scenario.values import FROM_FILE


def written_fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """Give the fields of a model by the key that users write; what a data file fills is not among them."""
    return {
        info.alias or name: info for name, info in model.model_fields.items() if info.json_schema_extra != FROM_FILE
    }


def expected_at(top: Any, path: KeyPath) -> Any:
    """Give the type that the schema expects at `path` below `top`, or None where it expects nothing.

    Examples
    --------
    >>> from clearance_sim.scenario.study import Scenario
    >>> expected_at(Scenario, ("ports", "ceke", "stations", "gate")).__name__
    'Station'
    """
    expected = _bare(top)
    for key in path:
        if isinstance(expected, type) and issubclass(expected, BaseModel):
            field = written_fields(expected).get(str(key))
            expected = _bare(field.annotation) if field else None
        else:
            arguments = typing.get_args(expected)
            container = typing.get_origin(expected)
            expected = _bare(arguments[-1]) if container in (dict, list) and arguments else None
        if expected is None:
            return None
    return expected


def model_at(top: Any, path: KeyPath) -> type[BaseModel] | None:
    """Give the model that stands at `path`, or None where something else stands."""
    expected = expected_at(top, path)
    return expected if isinstance(expected, type) and issubclass(expected, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """Take off `Annotated` and `| None`."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        kept = [choice for choice in typing.get_args(annotation) if choice is not type(None)]
        return _bare(kept[0])
    return annotation
