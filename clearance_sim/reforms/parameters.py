"""Describe the parameters of reforms: what an officer sets, in which range, and who says so.

One `Parameter` beside a field is its help in two languages, its range and the check of that range, so that
the page which `clearance-sim reforms` prints cannot differ from what is accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from clearance_sim.errors import Text
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.values import StrictModel, fault
from clearance_sim.units import parse_duration, parse_money, parse_share


@dataclass(frozen=True)
class Parameter:
    """Explain one parameter and hold its range.

    Attributes
    ----------
    text
        What it means, one sentence.
    source
        Publication that gives the mechanism or the range, or the word assumption with its reason.
    low, high
        Ends of the range as an officer writes them (``0 %``, ``2 h``, ``8000 CNY``, ``4``); empty = no range.
    standard
        What stands when it is not written, in words; None = the default as it is written.
    """

    text: Text
    source: Text
    low: str = ""
    high: str = ""
    standard: Text | None = None

    def default_of(self, model: type[StrictModel], name: str) -> Text:
        """Give in words what stands when the parameter `name` of `model` is not written."""
        if self.standard is not None:
            return self.standard
        default = model.model_fields[name].get_default(call_default_factory=True)
        if isinstance(default, bool):
            return Text(zh="是", en="yes") if default else Text(zh="否", en="no")
        written = ", ".join(str(item) for item in default) if isinstance(default, list) else str(default)
        return Text(zh=written, en=written)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the range after the value's own type has been read."""
        return core_schema.no_info_after_validator_function(self._within, handler(source))

    def _within(self, value: Any) -> Any:
        if value is None or not self.low:
            return value
        least, most = extremes(value)
        if least < _read(self.low) or most > _read(self.high):
            raise fault(f"应在 {self.low} 与 {self.high} 之间", f"must lie between {self.low} and {self.high}")
        return value


def extremes(value: Any) -> tuple[float, float]:
    """Give the lowest and highest value that a number or a bounded distribution can take.

    Examples
    --------
    >>> extremes(Distribution.model_validate({"triangular": {"low": "1 h", "mode": "2 h", "high": "4 h"}}))
    (3600000, 14400000)
    """
    if not isinstance(value, Distribution):
        return value, value
    if value.fixed is not None:
        return value.fixed, value.fixed
    bounded = value.triangular or value.uniform
    if bounded is None:
        raise fault("这里只能写固定时长、triangular 或 uniform（要有上下限）",
                    "write a fixed duration, `triangular` or `uniform` here: it needs bounds")  # fmt: skip
    return bounded.low, bounded.high


def _read(written: str) -> float:
    readers: list[Callable[[str], float]] = [parse_share, parse_duration, parse_money, float]
    for reader in readers:
        try:
            return reader(written)
        except ValueError:
            continue
    raise ValueError(f"no quantity: {written!r}")


def explained(model: type[StrictModel]) -> dict[str, Parameter]:
    """Give the parameters of a reform by name, in the order of its model."""
    return {
        name: note
        for name, field in model.model_fields.items()
        for note in field.metadata
        if isinstance(note, Parameter)
    }
