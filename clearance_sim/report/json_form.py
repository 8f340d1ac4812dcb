"""Give a study as JSON with documented, stable keys; ``docs/json.md`` tells every one of them.

Units are in the keys. An estimate is ``{"mean", "low", "high", "replications", "flag"}`` with the 95 % interval
over replications; what was not measured is absent, what is saturated has null numbers and the flag ``saturated``.
A new key may come at any time; a key that goes or changes its meaning raises the number in `SCHEMA`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from clearance_sim.clock import DAY, HOUR
from clearance_sim.report.answers.cheapest import cheapest_json
from clearance_sim.report.answers.growth import growth_json
from clearance_sim.report.answers.smallest import smallest_json
from clearance_sim.report.binding import MODES, busiest
from clearance_sim.report.causes import causes_of
from clearance_sim.report.reader import BASELINE, Reader, Value
from clearance_sim.report.recovery import Recovered, event_title, recovered
from clearance_sim.report.titles import full_flow_title, station_title

if TYPE_CHECKING:
    from clearance_sim.errors import Text
    from clearance_sim.experiments.study import StudyResult

SCHEMA: Final = "clearance-sim/result/1"
_CLOCKS: Final = (
    "clearance_hours",
    "working_hours",
    "crossing_hours",
    "crossing_home_hours",
    "crossing_partner_hours",
    "before_port_hours",
    "after_port_hours",
    "zone_hours",
    "passage_hours",
)
_STATISTICS: Final = ("mean", "p50", "p90", "p95")
_OF_FLOW: Final = {
    "documents": "documents_per_unit", "documents_per_declaration": "documents_per_declaration",
    "steps": "steps_per_unit", "mean_queue_vehicles": "mean_queue_vehicles",
    "cost_cny_per_declaration": "cost_cny_per_declaration",
    "cost_cny_per_teu": "cost_cny_per_teu", "throughput_per_day": "throughput_per_day",
    "unfinished_share": "unfinished_share", "released_before_arrival_share": "released_before_arrival_share",
}  # fmt: skip
_OF_STATION: Final = {
    ("wait_hours", "mean"): "mean_wait_hours", ("handling_hours", "mean"): "mean_handling_hours",
    ("queue_length", "mean"): "mean_queue", ("utilisation", "mean"): "utilisation",
    ("utilisation", "peak_hour"): "peak_hour_utilisation", ("saturation_per_day", "mean"): "queue_growth_per_day",
}  # fmt: skip
_COMPARED: Final = (*_CLOCKS, "mean_queue_vehicles", "documents", "steps", "cost_cny_per_declaration", "cost_cny_per_teu")


def json_form(result: StudyResult) -> dict[str, Any]:
    """Give everything of a study that another program may read.

    Parameters
    ----------
    result
        The study.

    Returns
    -------
        Plain dicts, lists, texts and numbers, ready for ``json.dumps(..., allow_nan=False)``.
    """
    reader = Reader(result, in_hours=True)
    return {
        "schema": SCHEMA,
        "version": result.version,
        "digest": result.digest,
        "seed": result.seed,
        "engine": result.engine,
        "replications": result.n_replications,
        "confidence": 0.95,
        "scenario": _scenario(result),
        "variants": [
            {"key": info.key, "title": _text(info.title), "reforms": list(info.reforms)} for info in result.variants
        ],
        "ports": {port: _port(reader, port) for port in reader.ports},
        "growth": growth_json(reader),
        "ladders": smallest_json(reader),
        "investment": cheapest_json(reader),
        "not_applicable": [
            {"variant": variant, "port": port, "reform": reform, "reason": _text(reason)}
            for (variant, port, reform), reason in result.not_applicable.items()
        ],
        "references": [
            {
                "title": _text(one.title.text), "clock": f"{one.clock}_hours", "scope": _text(one.scope.text),
                "year": one.year, "hours": one.value / HOUR, "source": one.source,
            }
            for one in result.references
        ],
    }  # fmt: skip


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _scenario(result: StudyResult) -> dict[str, Any]:
    scenario = result.scenario
    return {
        "title": _text(scenario.title.text),
        "question": None if scenario.question is None else _text(scenario.question.text),
        "first_date": scenario.period.from_.isoformat(),
        "last_date": None if scenario.period.to is None else scenario.period.to.isoformat(),
        "days": _days(result),
        "warm_up_days": scenario.warm_up / DAY,
        "cool_down_days": scenario.cool_down / DAY,
    }


def _days(result: StudyResult) -> float:
    """Give the length of the simulated period."""
    period = result.scenario.period
    if period.to is not None:
        return float((period.to - period.from_).days + 1)
    return (period.length or 0) / DAY


def _port(reader: Reader, port: str) -> dict[str, Any]:
    keys = [BASELINE, *reader.variants]
    return {
        "title": _text(reader.port(port).title.text),
        "variants": {
            key: {"stations": _stations(reader, key, port), "staff": _staff(reader, key, port),
                  "busiest": _busiest(reader, key, port),
                  "flows": {flow: _flow(reader, key, flow) for flow in reader.flows(port)}}
            for key in keys
        },
        "comparison": {
            key: {flow: _compared(reader, key, flow) for flow in reader.flows(port)} for key in reader.variants
        },
        "recovery": {key: told for key in reader.variants if (told := _recovery(reader, key, port))},
    }  # fmt: skip


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _estimate(value: Value) -> dict[str, Any]:
    return {
        "mean": _number(value.mean), "low": _number(value.low), "high": _number(value.high),
        "replications": value.replications, "flag": value.flag,
    }  # fmt: skip


def _titled(reader: Reader, port: str, item: str) -> dict[str, Any]:
    return {"title": {language: station_title(reader, port, item, language) for language in ("zh", "en")}}


def _stations(reader: Reader, variant: str, port: str) -> dict[str, Any]:
    """Give the measures of every station that somebody visited, and the waits for places in yards."""
    found = {}
    scenario = reader.result.scenario
    counted_days = _days(reader.result) - (scenario.warm_up + scenario.cool_down) / DAY
    for item in reader.items(variant, port, "", "wait_hours"):
        told = _titled(reader, port, item)
        for (measure, statistic), key in _OF_STATION.items():
            if (value := reader.value(variant, port, "", measure, statistic, item)) is not None:
                told[key] = _estimate(value)
        waits = reader.value(variant, port, "", "wait_hours", "mean", item)
        if waits is not None:
            told["visits"] = waits.n
            told["throughput_per_day"] = waits.n / counted_days if counted_days > 0 else None
        told["saturated"] = "queue_growth_per_day" in told
        found[item] = told
    return found


def _staff(reader: Reader, variant: str, port: str) -> dict[str, Any]:
    found = {}
    for item in reader.port(port).staff:
        told = _titled(reader, port, item)
        for statistic, key in (("mean", "utilisation"), ("peak_hour", "peak_hour_utilisation")):
            if (value := reader.value(variant, port, "", "utilisation", statistic, item)) is not None:
                told[key] = _estimate(value)
        found[item] = told
    return found


def _busiest(reader: Reader, variant: str, port: str) -> dict[str, list[str]]:
    """Name by mode the stations that vehicles pass one after the other, the most used first."""
    return {mode: [one.station for one in busiest(reader, variant, port, mode)] for mode in MODES}


def _flow(reader: Reader, variant: str, flow: str) -> dict[str, Any]:
    port = flow.split(".", 1)[0]
    told: dict[str, Any] = {
        "title": {language: full_flow_title(reader, flow, language) for language in ("zh", "en")}
    }
    for clock in _CLOCKS:
        values = {name: reader.value(variant, port, flow, clock, name) for name in _STATISTICS}
        if any(value is not None for value in values.values()):
            told[clock] = {name: _estimate(value) for name, value in values.items() if value is not None}
            told[clock]["n"] = max(value.n for value in values.values() if value is not None)
    for measure, key in _OF_FLOW.items():
        statistic = "share" if measure.endswith("share") else "mean"
        if (value := reader.value(variant, port, flow, measure, statistic)) is not None:
            told[key] = _estimate(value)
    told["parties"] = _parties(reader, variant, flow)
    causes = {cause: reader.value(variant, port, flow, "cause_hours", "mean", cause)
              for cause in causes_of(reader, port, flow, [variant])}  # fmt: skip
    told["cause_hours"] = {cause: _estimate(value) for cause, value in causes.items() if value is not None}
    for measure in ("turned_away", "lost"):
        if (value := reader.value(variant, port, flow, measure, "mean")) is not None:
            told[measure] = value.mean
    return told


def _parties(reader: Reader, variant: str, flow: str) -> dict[str, Any]:
    port = flow.split(".", 1)[0]
    found: dict[str, dict[str, Any]] = {}
    for measure, key in (("party_handling_hours", "handling_hours"), ("party_wait_hours", "waiting_hours")):
        for party in reader.items(variant, port, flow, measure):
            if (value := reader.value(variant, port, flow, measure, "mean", party)) is not None:
                found.setdefault(party, {})[key] = _estimate(value)
    return found


def _compared(reader: Reader, variant: str, flow: str) -> dict[str, Any]:
    """Give the paired changes of a flow by measure and statistic."""
    port = flow.split(".", 1)[0]
    found: dict[str, Any] = {}
    for measure in _COMPARED:
        for statistic in _STATISTICS if measure in _CLOCKS else ("mean",):
            effect = reader.effect(variant, port, flow, measure, statistic)
            if effect is not None:
                numbers = {name: _number(getattr(effect, name)) for name in _EFFECT}
                found.setdefault(measure, {})[statistic] = {"verdict": effect.verdict, **numbers}
    for cause in causes_of(reader, port, flow, [BASELINE, variant]):
        if (effect := reader.effect(variant, port, flow, "cause_hours", "mean", cause)) is not None:
            told = {name: _number(getattr(effect, name)) for name in _EFFECT[:6]}
            found.setdefault("cause_hours", {})[cause] = {"verdict": effect.verdict, **told}
    return found


def _recovery(reader: Reader, variant: str, port: str) -> dict[str, Any]:
    """Give what a variant's events do to the queues of a port, by flow or ``truck``, ``train``, ``passenger``."""
    rows = [one for one in recovered(reader, variant) if one.port == port]
    if not rows:
        return {}
    titles = {language: event_title(reader, variant, rows[0], language) for language in ("zh", "en")}
    return {"events": list(rows[0].events), "title": titles,
            "queues": {one.flow or one.kind: _recovered(one) for one in rows}}  # fmt: skip


def _recovered(one: Recovered) -> dict[str, Any]:
    usual = one.numbers["usual"]
    days = {key: one.numbers[name] for name, key in _RECOVERY_DAYS.items() if name in one.numbers}
    return {
        "usual_queue_vehicles": {"mean": usual.mean, "band_high": _number(usual.high)},
        "peak_queue_vehicles_without": one.without["peak"],
        "peak_queue_vehicles": _estimate(one.numbers["peak"]),
        "queue_at_end_vehicles": _estimate(one.numbers["at_end"]),
        **{key: _estimate(value) for key, value in days.items()},
    }


_RECOVERY_DAYS: Final = {"queue_days": "queue_recovery_days", "stay_days": "stay_recovery_days"}
_EFFECT: Final = (
    "baseline", "value", "difference", "low", "high", "percent", "correlation",
    "slower_share", "slower_low", "slower_high",
)  # fmt: skip
