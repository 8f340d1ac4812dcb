"""Say in two languages what is wrong with the parameters of a reform."""

from __future__ import annotations

import difflib

from pydantic import ValidationError

from clearance_sim.errors import KeyPath, Problem, Text
from clearance_sim.scenario.values import StrictModel


def problems_of(error: ValidationError, model: type[StrictModel]) -> list[Problem]:
    """Give every problem that pydantic found, each with the key path below the parameters."""
    found: list[Problem] = []
    for detail in error.errors():
        path: KeyPath = detail["loc"]
        context = detail.get("ctx", {})
        if detail["type"] == "bilingual":
            text = Text(zh=context["zh"], en=context["en"])
        elif detail["type"] == "extra_forbidden":
            text = _unknown_key(str(path[-1]), list(model.model_fields) if len(path) == 1 else [])
        elif detail["type"] == "literal_error":
            text = Text(zh=f"只能写 {context['expected']}；现在写的是 {detail['input']!r}",
                        en=f"must be {context['expected']}; found {detail['input']!r}")  # fmt: skip
        else:
            text = Text(zh=f"写的是 {detail['input']!r}，读不懂：{detail['msg']}",
                        en=f"found {detail['input']!r}: {detail['msg']}")  # fmt: skip
        found.append(Problem(path, text))
    return found


def _unknown_key(key: str, allowed: list[str]) -> Text:
    near = difflib.get_close_matches(key, allowed, n=1)
    listed = ", ".join(allowed)
    return Text(
        zh=f"没有参数 {key}" + (f"；是否想写 {near[0]}？" if near else f"；可写 {listed}" if listed else ""),
        en=f"no parameter {key!r}"
        + (f"; did you mean {near[0]}?" if near else f"; there are {listed}" if listed else ""),
    )
