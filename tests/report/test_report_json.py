"""The JSON form: documented keys, no NaN, and what a real textbook run gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clearance_sim.experiments.study import run_study
from clearance_sim.ports.shelf import open_scenario
from clearance_sim.report.briefing import write_report
from clearance_sim.report.json_form import SCHEMA, json_form
from clearance_sim.report.tables import table_text

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def textbook() -> Any:
    """Run the real thing, so that the invented tables cannot drift from those of a study."""
    scenario = open_scenario(ROOT / "scenarios" / "lab" / "mm1.yaml").scenario
    return run_study(scenario, replications=3, jobs=1)


def own_keys(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from own_keys(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from own_keys(value)


def names_of(result: Any) -> set[str]:
    """Give the keys that users choose: ports, flows, stations, variants."""
    ports = result.scenario.ports
    found = {info.key for info in result.variants} | set(ports)
    found |= {
        f"{name}.{flow.mode}.{flow.direction}.{flow.cargo}"
        for name, port in ports.items()
        for flow in port.flows.values()
    }
    causes = {"no_staff:officers", "yard:compound", "partner:queue", "partner:closed"}
    return found | causes | {name for port in ports.values() for kind in (port.stations, port.staff) for name in kind}


def test_it_is_json_without_nan(invented: Any) -> None:
    assert json.loads(json.dumps(json_form(invented), allow_nan=False))["schema"] == SCHEMA


def test_every_key_is_documented(invented: Any, textbook: Any) -> None:
    documented = set(re.findall(r"[a-z0-9_]+", (ROOT / "docs" / "json.md").read_text(encoding="utf-8")))
    for result in (invented, textbook):
        assert set(own_keys(json_form(result))) - names_of(result) - documented == set()


def test_a_saturated_number_is_null_and_says_so(invented: Any) -> None:
    station = json_form(invented)["ports"]["ceke"]["variants"]["baseline"]["stations"]["road_gate"]
    assert station["saturated"] and station["queue_growth_per_day"]["mean"] == 12.5
    assert station["mean_wait_hours"] == {
        "mean": None,
        "low": None,
        "high": None,
        "replications": 20,
        "flag": "saturated",
    }


def test_a_paired_change_carries_its_interval_and_verdict(invented: Any) -> None:
    change = json_form(invented)["ports"]["erenhot"]["comparison"]["green"]["erenhot.road.export.fresh_produce"][
        "crossing_hours"
    ]["mean"]
    assert change["verdict"] == "shortened"
    assert change["low"] < change["difference"] < change["high"] < 0


def test_a_textbook_station_obeys_littles_law_in_its_own_numbers(textbook: Any) -> None:
    (port,) = json_form(textbook)["ports"].values()
    (station,) = port["variants"]["baseline"]["stations"].values()
    assert not station["saturated"]
    assert 0 < station["utilisation"]["mean"] < 1
    # Queue = arrivals per hour x wait; the window of arrivals is shorter than that of time by the cool-down.
    assert station["mean_queue"]["mean"] == pytest.approx(
        station["throughput_per_day"] / 24 * station["mean_wait_hours"]["mean"], rel=0.1
    )


def test_a_real_run_is_told_and_written_as_well(textbook: Any, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        assert "nan" not in table_text(textbook, language, 100).lower()
    written = write_report(textbook, tmp_path, ("zh",))
    assert all(path.stat().st_size > 1000 for path in written)
