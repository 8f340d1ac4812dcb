"""List the ways in which a written port can be made a little smaller, the boldest first.

Each way is a function of the port that gives changes, each of which changes a copy of the mapping in place.
Whether what comes out is still a scenario is for the schema to say.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from clearance_sim.clock import MINUTE

Change = Callable[[dict[str, Any]], object]
Path = tuple[Any, ...]
SHAPES: Final = {"exponential", "erlang", "gamma", "lognormal", "triangular", "uniform", "weibull", "empirical"}
KEPT: Final = {"title", "seed"}


def without_flows(case: Any) -> Iterator[Change]:
    """Leave one flow out."""
    for name in _port(case.written)["flows"]:
        yield lambda written, name=name: _port(written)["flows"].pop(name)


def shorter(case: Any) -> Iterator[Change]:
    """Let the period end sooner."""
    minutes = int(case.written["period"]["length"].split()[0])
    for fewer in dict.fromkeys((minutes // 2, minutes * 3 // 4, minutes - 10, minutes - 1)):
        if 1 <= fewer < minutes:
            yield lambda written, fewer=fewer: written["period"].update(length=f"{fewer} min")


def without_steps(case: Any) -> Iterator[Change]:
    """Leave one step out; those after it follow those before it."""
    for flow, planned in _port(case.written)["flows"].items():
        for name in planned["steps"]:
            yield partial(_leave_out, flow=flow, name=name)


def _leave_out(written: dict[str, Any], flow: str, name: str) -> None:
    planned = _port(written)["flows"][flow]
    before = planned["steps"].pop(name).get("after") or []
    for step in planned["steps"].values():
        if name in step.get("after", ()):
            kept = [each for each in step["after"] if each != name]
            step["after"] = list(dict.fromkeys([*kept, *before]))
        for key in ("only_if", "unless", "draws_as", "with_group"):
            if step.get(key) == name:
                del step[key]
    if planned.get("starting_at") == name:
        del planned["starting_at"]


def as_recorded(case: Any) -> Iterator[Change]:
    """Write the drawn arrivals out one by one, so that single ones can be left out."""
    plan = case.plan
    for planned in plan.flows:
        ticks = sorted(planned.entry[planned.entry >= 0].tolist())
        times = [_local(tick // MINUTE) for tick in ticks if tick < plan.horizon]
        old = _port(case.written)["flows"].get(planned.name, {})
        if times and ("recorded" not in old.get("arrivals", {}) or len(old["arrivals"]) > 1 or old.get("volume", 1) != 1):
            recorded = {"recorded": {"file": "arrivals.csv", "times": times}}
            yield lambda written, name=planned.name, new=recorded: _port(written)["flows"][name].update(
                arrivals=new, volume=1.0
            )


def _local(minute: int) -> str:
    return (datetime.datetime(2019, 1, 1) + datetime.timedelta(minutes=minute)).isoformat()


def without_parts(case: Any) -> Iterator[Change]:
    """Leave one key or one entry of a list out, wherever it stands; of long lists the halves first."""
    for path, value in _places(case.written):
        if isinstance(value, list) and len(value) > 3:
            middle = len(value) // 2
            yield partial(_put, path=path, value=value[:middle])
            yield partial(_put, path=path, value=value[middle:])
        if path[-1] not in KEPT:
            yield partial(_delete, path=path)


def simpler(case: Any) -> Iterator[Change]:
    """Make one number smaller or one thing sure that was drawn."""
    for path, value in _places(case.written):
        if path[-1] not in KEPT:
            for other in _simpler_values(value):
                yield partial(_put, path=path, value=other)


def _simpler_values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict) and len(value) == 1 and set(value) <= SHAPES:
        yield "10 min"
    elif isinstance(value, dict) and set(value) == {"low", "high"} and isinstance(value["low"], int):
        yield from (1, 2)
    elif isinstance(value, int) and value > 1:
        yield from dict.fromkeys((1, value // 2, value - 1))
    elif isinstance(value, str) and (found := re.fullmatch(r"(\d+) min", value)) and int(found[1]) > 1:
        yield from (f"{minutes} min" for minutes in dict.fromkeys((1, int(found[1]) // 2)))
    elif isinstance(value, str) and value.endswith(" %") and value != "100 %":
        yield "100 %"


SMALLER: Final = (without_flows, shorter, without_steps, without_parts, as_recorded, simpler)


def _port(written: dict[str, Any]) -> dict[str, Any]:
    port: dict[str, Any] = written["ports"]["lab"]
    return port


def _places(written: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Give every place and what stands there, what is written further out first."""
    level: list[tuple[Path, Any]] = [((), written)]
    while level:
        inner: list[tuple[Path, Any]] = []
        for path, value in level:
            keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
            inner += [((*path, key), value[key]) for key in keys]
        yield from inner
        level = inner


def _delete(written: dict[str, Any], path: Path) -> None:
    del _at(written, path[:-1])[path[-1]]


def _put(written: dict[str, Any], path: Path, value: Any) -> None:
    _at(written, path[:-1])[path[-1]] = value


def _at(written: Any, path: Path) -> Any:
    for key in path:
        written = written[key]
    return written
