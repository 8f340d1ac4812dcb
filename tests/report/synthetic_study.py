"""Hold invented result tables with the columns of a study, so that reports are tested without simulating.

Every number here is made up; only the shape is that of a real study: three ports, sixteen flows, four variants.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from clearance_sim.analysis.recovery import RECOVERY
from clearance_sim.analysis.tables import columns
from clearance_sim.errors import Text
from clearance_sim.scenario.study import Scenario

PARTIES = ("trader", "customs", "border_police", "terminal", "partner")
CAUSES = {"handling": 0.5, "queue": 0.14, "closed": 0.09, "event": 0.02, "broken": 0.02, "papers": 0.07, "gathering": 0.02,
          "path": 0.02, "no_staff:officers": 0.03, "yard:compound": 0.02, "partner:queue": 0.05, "partner:closed": 0.02}
FLOWS = {
    "manzhouli": [("rail", "import", "container", "train", 17.0), ("rail", "export", "container", "train", 8.0),
                  ("rail", "import", "bulk", "train", 24.0), ("road", "import", "timber", "truck", 5.2),
                  ("road", "export", "fresh_produce", "truck", 3.1), ("road", "export", "general", "truck", 6.4)],
    "erenhot": [("rail", "import", "container", "train", 14.0), ("rail", "export", "container", "train", 6.0),
                ("rail", "import", "bulk", "train", 20.0), ("road", "import", "general", "truck", 4.2),
                ("road", "export", "fresh_produce", "truck", 2.6), ("road", "export", "general", "truck", 5.1)],
    "ceke": [("road", "import", "coal", "truck", 7.5), ("road", "export", "empties", "truck", 2.2),
             ("road", "export", "general", "truck", 3.4), ("road", "import", "meat", "truck", 4.4)],
}  # fmt: skip
SATURATED = "ceke.road.import.coal"
STATIONS = {
    "road_gate": ("卡口通道", "Gate lanes", "lane", "customs"),
    "declaration_desk": ("报关受理窗口", "Declaration desk", "window", "customs"),
    "examination_bay": ("查验平台", "Examination bays", "bay", "customs"),
    "scanner": ("H986机检", "H986 scanner", "scanner", "customs"),
    "police_lane": ("边检通道", "Border police lanes", "lane", "border_police"),
    "inspection_track": ("联检股道", "Inspection track", "track", "terminal"),
    "transshipment_crane": ("换装吊机", "Transshipment cranes", "crane", "terminal"),
    "partner_gate": ("对方口岸通道", "Partner's gate", "lane", "partner"),
}
TITLES = {
    "manzhouli": ("满洲里口岸", "Manzhouli"),
    "erenhot": ("二连浩特口岸", "Erenhot"),
    "ceke": ("策克口岸", "Ceke"),
}
VARIANTS = {
    "baseline": (Text("基准", "Baseline"), ()),
    "advance": (Text("提前申报", "Advance declaration"), ("advance_declaration",)),
    "green": (Text("农产品绿色通道", "Green lanes for produce"), ("green_lanes",)),
    "joint": (Text("联合查验", "Joint inspection"), ("joint_inspection",)),
    "together": (Text("三项合并", "All three together"), ("advance_declaration", "green_lanes", "joint_inspection")),
}  # fmt: skip


def scenario() -> Scenario:
    """Give a scenario with the titles, flows and hours that reports read."""
    return Scenario.model_validate({
        "title": {"zh": "三口岸通关便利化方案比选（虚构数据）", "en": "Three ports, three reforms (invented data)"},
        "question": {"zh": "三项改革各使三口岸少几个小时？谁变慢？", "en": "What does each reform save, and who loses?"},
        "ports": {name: port_tree(name) for name in FLOWS},
        "period": {"from": "2019-03-01", "to": "2019-04-30"},
        "warm_up": "7 d", "cool_down": "3 d", "replications": 20, "seed": 2019,
        "variants": {key: _variant(key, title) for key, (title, _) in VARIANTS.items() if key != "baseline"},
        "targets": [{"flow": "erenhot.road.export.fresh_produce", "clock": "crossing", "at_most": "4 h"},
                    {"flow": "manzhouli.rail.import.container", "clock": "clearance", "statistic": "mean",
                     "at_most": "24 h"}],
        "references": [{"title": {"zh": "进口整体通关时间", "en": "Import clearance time"}, "clock": "clearance",
                        "scope": {"zh": "全国", "en": "national"}, "year": 2017, "value": "97.39 h",
                        "source": "海关总署"}],
    })  # fmt: skip


def _variant(key: str, title: Text) -> dict[str, Any]:
    content = (
        {"union": ["advance", "green", "joint"]} if key == "together" else {"reforms": [{VARIANTS[key][1][0]: {}}]}
    )
    return {"title": title._asdict(), **content}


def port_tree(name: str) -> dict[str, Any]:
    """Give a port as it is written: a gate with hours, and one step for every flow."""
    step = {"station": "road_gate", "handling": "5 min"}
    return {
        "title": dict(zip(("zh", "en"), TITLES[name], strict=True)),
        "calendars": {"gate_hours": {"weekly": [{"from": "08:00", "to": "18:00"}]}},
        "stations": {key: {"title": {"zh": zh, "en": en}, "kind": kind, "party": party, "lanes": 2,
                           **({"hours": "gate_hours"} if key == "road_gate" else {})}
                     for key, (zh, en, kind, party) in STATIONS.items()},
        "flows": {f"{mode}_{direction}_{cargo}": {
            "mode": mode, "direction": direction, "cargo": cargo, "unit": unit, "arrivals": {"poisson": {"rate": "4/h"}},
            "steps": {"gate": step} if unit == "truck" else {"track": {**step, "station": "inspection_track"}}}
            for mode, direction, cargo, unit, _ in FLOWS[name]},
    }  # fmt: skip


class _Rows:
    """Collect rows of a table and give its columns."""

    def __init__(self, names: str) -> None:
        self.names = names.split()
        self.rows: list[tuple[Any, ...]] = []

    def add(self, *cells: Any) -> None:
        self.rows.append(cells)

    def columns(self) -> dict[str, Any]:
        return {
            name: np.array(column) for name, column in zip(self.names, zip(*self.rows, strict=True), strict=True)
        }


_SUMMARY = "variant port flow measure item statistic unit mean low high n replications flag"
_COMPARISON = ("variant port flow measure item statistic unit baseline value difference low high percent verdict "
               "correlation slower_share slower_low slower_high replications")  # fmt: skip


def _factor(variant: str, flow: str) -> float:
    """Give how much of the baseline's hours remains."""
    produce, rail = "fresh_produce" in flow, ".rail." in flow
    single = {"baseline": 1.0, "advance": 0.93 if rail else 0.86, "green": 0.7 if produce else 1.004,
              "joint": 0.96 if rail else 0.91}  # fmt: skip
    return single.get(variant, single["advance"] * single["green"] * single["joint"])


def _flow_rows(out: _Rows, variant: str, port: str, flow: str, hours: float) -> None:
    factor = _factor(variant, flow)
    flag = "saturated" if flow == SATURATED else ""
    mean = hours * factor

    def add(measure: str, item: str, statistic: str, value: float, spread: float, unit: str = "hours") -> None:
        shown = math.nan if flag and measure.endswith("hours") else value
        out.add(variant, port, flow, measure, item, statistic, unit, shown, shown - spread, shown + spread, 420.0, 20,
                flag if measure.endswith("hours") else "")  # fmt: skip

    for measure, scale in (("crossing_hours", 1.0), ("clearance_hours", 0.55), ("working_hours", 0.12),
                           ("crossing_home_hours", 0.7), ("crossing_partner_hours", 0.3)):  # fmt: skip
        for statistic, ratio in (("mean", 1.0), ("p50", 0.86), ("p90", 1.75), ("p95", 2.2)):
            add(measure, "", statistic, mean * scale * ratio, mean * scale * ratio * 0.02)
    sigma = 0.55
    for grid in np.arange(0.25, 96.25, 0.25):
        z = (math.log(grid) - math.log(mean * 0.86)) / sigma
        share = 0.5 * (1 + math.erf(z / math.sqrt(2)))
        add("crossing_cdf", f"{grid:g}", "share", share, 0.03 * share * (1 - share) * 4, "share")
    for party, work, wait in zip(
        PARTIES, (0.06, 0.12, 0.05, 0.17, 0.1), (0.1, 0.16, 0.03, 0.13, 0.08), strict=True
    ):
        add("party_handling_hours", party, "mean", hours * work, hours * work * 0.01)
        add("party_wait_hours", party, "mean", mean * wait, mean * wait * 0.05)
    add("party_wait_hours", "papers", "mean", mean * 0.07, mean * 0.005)
    for cause, share in CAUSES.items():
        lost = hours * share if cause == "handling" else (mean - hours * CAUSES["handling"]) * share / (1 - CAUSES["handling"])
        add("cause_hours", cause, "mean", lost, lost * 0.04)
    for measure, count in (("turned_away", 3.0 if port == "ceke" else 0.0), ("lost", 0.0)):
        add(measure, "", "mean", count, 0.1 * count, "vehicles")
    for hour in range(24):
        base = (6.0 if ".road." in flow else 0.4) * max(0.0, math.sin((hour - 5) / 19 * math.pi)) * factor
        for day, lift in (("working_day", 1.0), ("monday", 1.5), ("first_day_after_holiday", 2.3)):
            for statistic, ratio in (("mean", 1.0), ("p10", 0.3), ("p50", 0.9), ("p90", 1.9)):
                add("queue_vehicles", f"{day}@{hour}", statistic, base * lift * ratio, base * 0.05, "vehicles")
    for measure, value in (("documents", 9.0), ("steps", 7.4), ("cost_cny_per_declaration", 830.0),
                           ("cost_cny_per_teu", 410.0)):  # fmt: skip
        add(measure, "", "mean", value * (0.9 if variant in ("joint", "together") else 1.0), value * 0.002, "")
    add("unfinished_share", "", "share", 0.002, 0.001, "share")
    add(
        "released_before_arrival_share",
        "",
        "share",
        0.3 if variant in ("advance", "together") else 0.1,
        0.01,
        "share",
    )
    add("throughput_per_day", "", "mean", 8.5, 0.1, "per_day")
    if flow == "erenhot.road.export.fresh_produce":
        add("crossing_within_target_share", "4", "share", 0.86, 0.01, "share")


def _station_rows(out: _Rows, variant: str, port: str) -> None:
    for position, station in enumerate(STATIONS):
        busy = (0.91 - 0.09 * position) * (0.95 if variant in ("joint", "together") else 1.0)
        full = port == "ceke" and station == "road_gate"
        rows = (
            ("utilisation", "mean", 0.97 if full else busy * 0.75, 0.01),
            ("utilisation", "peak_hour", 1.0 if full else busy, 0.02),
            ("wait_hours", "mean", math.nan if full else busy, 0.03), ("queue_length", "mean", 3.2 * busy, 0.1),
            ("handling_hours", "mean", 0.3, 0.002),
            *([("saturation_per_day", "mean", 12.5, 0.3)] if full else []),
        )  # fmt: skip
        for measure, statistic, value, spread in rows:
            flag = "saturated" if full and measure in ("wait_hours", "saturation_per_day") else ""
            out.add(
                variant,
                port,
                "",
                measure,
                station,
                statistic,
                "",
                value,
                value - spread,
                value + spread,
                2000.0,
                20,
                flag,
            )


def _effect_rows(out: _Rows, variant: str, port: str, flow: str, hours: float) -> None:
    factor = _factor(variant, flow)
    for measure, scale in (("crossing_hours", 1.0), ("clearance_hours", 0.55), ("working_hours", 0.12),
                           ("crossing_home_hours", 0.7), ("crossing_partner_hours", 0.3)):  # fmt: skip
        for statistic, ratio in (("mean", 1.0), ("p90", 1.75)):
            base = hours * scale * ratio
            change, spread = base * (factor - 1), base * 0.015
            verdict = (
                "shortened" if change + spread < 0 else "lengthened" if change - spread > 0 else "no_difference"
            )
            if flow == SATURATED:
                base = change = math.nan
                verdict = "saturated"
            elif variant == "green" and ".rail." in flow:
                change = spread = 0.0
                verdict = "not_applicable"
            out.add(variant, port, flow, measure, "", statistic, "hours", base, base + change, change, change - spread,
                    change + spread, 100 * change / base, verdict, 0.98, 0.04, 0.03, 0.05, 20)  # fmt: skip
    share = 0.2 if variant in ("advance", "together") else 0.0
    out.add(variant, port, flow, "released_before_arrival_share", "", "share", "share", 0.1, 0.1 + share, share,
            share * 0.9, share * 1.1, 100 * share / 0.1, "lengthened" if share else "no_difference", 0.9,
            math.nan, math.nan, math.nan, 20)  # fmt: skip
    for cause, ratio in CAUSES.items():
        base = hours * ratio
        change = 0.0 if cause == "handling" else base * (factor - 1) / (1 - CAUSES["handling"])
        spread = 0.0 if change == 0 else 0.01
        verdict = "shortened" if change + spread < 0 else "lengthened" if change - spread > 0 else "no_difference"
        if flow == SATURATED:
            base = change = spread = math.nan
            verdict = "saturated"
        out.add(variant, port, flow, "cause_hours", cause, "mean", "h", base, base + change, change, change - spread,
                change + spread, 100 * change / base, verdict, 0.9, math.nan, math.nan, math.nan, 20)  # fmt: skip
    for measure, value in (("documents", 9.0), ("steps", 7.4), ("cost_cny_per_declaration", 830.0),
                           ("cost_cny_per_teu", 410.0)):  # fmt: skip
        change = value * (-0.1 if variant in ("joint", "together") else 0.0)
        out.add(variant, port, flow, measure, "", "mean", "", value, value + change, change, change * 1.02, change * 0.98,
                100 * change / value, "shortened" if change else "no_difference", 1.0, 0.0, 0.0, 0.0, 20)  # fmt: skip


def study(variants: bool = True, ports: tuple[str, ...] = tuple(FLOWS)) -> Any:
    """Give an invented study; with ``variants=False`` one scenario alone."""
    summary, comparison = _Rows(_SUMMARY), _Rows(_COMPARISON)
    keys = list(VARIANTS) if variants else ["baseline"]
    for variant in keys:
        for port in ports:
            for mode, direction, cargo, _, hours in FLOWS[port]:
                flow = f"{port}.{mode}.{direction}.{cargo}"
                _flow_rows(summary, variant, port, flow, hours)
                if variant != "baseline":
                    _effect_rows(comparison, variant, port, flow, hours)
            _station_rows(summary, variant, port)
    whole = scenario()
    written = whole.model_copy(update={"ports": {port: whole.ports[port] for port in ports}})
    infos = [SimpleNamespace(key=key, title=VARIANTS[key][0], reforms=VARIANTS[key][1]) for key in keys]
    why = {("green", "ceke", "green_lanes"): Text("该口岸没有果蔬货流", "no flow of produce at this port")}
    nothing: dict[str, Any] = {name: np.array([]) for name in _COMPARISON.split()}
    return SimpleNamespace(
        scenario=written if variants else written.model_copy(update={"variants": {}}),
        digest="3f9a" * 16, seed=2019, version="0.1.0", variants=tuple(infos),
        summary=summary.columns(), comparison=comparison.columns() if variants else nothing,
        replications={}, ports=written.ports, engine="simpy", n_replications=20, half_width=None, references=written.references,
        not_applicable=why if variants else {},
        recovery=columns(RECOVERY, []),
    )  # fmt: skip
