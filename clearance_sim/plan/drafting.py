"""Turn a scenario into drafts: one port each, with the period in ticks of the port's own midnight."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from clearance_sim.plan.draft import Draft
from clearance_sim.scenario.study import Scenario


def midnight(date: datetime.date, zone: str) -> int:
    """Give the milliseconds since 1970 UTC of a local midnight.

    Examples
    --------
    >>> midnight(datetime.date(2019, 1, 1), "Asia/Shanghai")
    1546272000000
    """
    local = datetime.datetime.combine(date, datetime.time(), ZoneInfo(zone))
    return round(local.timestamp()) * 1000


def drafts(scenario: Scenario) -> dict[str, Draft]:
    """Give the draft of every port of `scenario`, in the order of the file, before any reform."""
    return {name: _draft(scenario, name) for name in scenario.ports}


def _draft(scenario: Scenario, name: str) -> Draft:
    port, period = scenario.ports[name], scenario.period
    origin = midnight(period.from_, port.zone)
    if period.length is not None:
        horizon = period.length
    else:
        assert period.to is not None  # the schema asks for exactly one of the two
        horizon = midnight(period.to + datetime.timedelta(days=1), port.zone) - origin
    if scenario.growth is not None:
        multiple = scenario.growth.multiple
        grown = {key: flow.model_copy(update={"volume": flow.volume * multiple}) for key, flow in port.flows.items()}
        port = port.model_copy(update={"flows": grown})
    return Draft(
        name=name,
        port=port,
        origin=origin,
        horizon=horizon,
        warm_up=scenario.warm_up,
        cool_down=scenario.cool_down,
        seed=scenario.seed,
        base_flows=tuple(port.flows),
    )
