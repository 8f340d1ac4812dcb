"""Say in two languages what is wrong with the parameters of a reform."""

from __future__ import annotations

from pydantic import ValidationError

from clearance_sim.errors import KeyPath, Problem, Text
from clearance_sim.scenario.names import closest
from clearance_sim.scenario.sentences import sentence
from clearance_sim.scenario.values import StrictModel


def problems_of(error: ValidationError, model: type[StrictModel]) -> list[Problem]:
    """Give every problem that pydantic found, each with the key path below the parameters."""
    found: list[Problem] = []
    for detail in error.errors(include_url=False):
        path: KeyPath = detail["loc"]
        if detail["type"] == "extra_forbidden":
            text = _unknown_key(str(path[-1]), list(model.model_fields) if len(path) == 1 else [])
        else:
            text = sentence(detail["type"], detail.get("ctx", {}), detail["input"])
        found.append(Problem(path, text))
    return found


def _unknown_key(key: str, allowed: list[str]) -> Text:
    near = closest(key, allowed)
    listed = f"；可用：{', '.join(allowed)}" if allowed else ""
    allowed_en = f"; allowed: {', '.join(allowed)}" if allowed else ""
    return Text(
        zh=f"没有参数 {key}" + (f"；是不是 {near}？" if near else listed),
        en=f"there is no parameter {key!r}" + (f"; did you mean {near}?" if near else allowed_en),
    )
