"""What only one of the two has is told, in table, workbook and JSON, and is no change: coal trains under `rail_shift`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from clearance_sim.experiments.study import run_study
from clearance_sim.ports.shelf import open_scenario
from clearance_sim.report.json_form import json_form
from clearance_sim.report.reader import Reader
from clearance_sim.report.tables import table_text
from clearance_sim.report.workbook.book import write_workbook
from clearance_sim.scenario.study import Variant

ROOT = Path(__file__).parents[2]
TRAINS, TRUCKS = "ceke.rail.import.coal", "ceke.road.import.coal"
FIRST, SECOND = "shift", "all_by_rail"


@pytest.fixture(scope="module")
def shifted() -> Any:
    """Run two weeks at Ceke with a share of the coal, and with all of it, on rails."""
    base = open_scenario(ROOT / "scenarios" / "baseline-2019.yaml").scenario
    variants = {
        FIRST: Variant(title="shift", reforms=[{"rail_shift": {"share": "30 %"}}]),
        SECOND: Variant(title="all", reforms=[{"rail_shift": {"share": "100 %", "tracks": 4}}]),
    }
    period = base.period.model_copy(update={"to": base.period.from_.replace(day=21)})
    own = {"ports": {"ceke": base.ports["ceke"]}, "variants": variants, "period": period, "warm_up": 0, "cool_down": 0}
    return run_study(base.model_copy(update=own), replications=2, jobs=1)


def test_trains_that_only_a_variant_has_stand_in_the_comparison_without_a_change(shifted: Any) -> None:
    table = shifted.comparison
    rows = (table["flow"] == TRAINS) & (table["measure"] == "crossing_hours") & (table["variant"] == FIRST)
    assert set(table["verdict"][rows]) == {"only_in_variant"}
    assert np.isfinite(table["value"][rows]).all()
    assert all(np.isnan(table[name][rows]).all() for name in ("baseline", "difference", "low", "high", "slower_share"))
    summary = shifted.summary
    told = (summary["flow"] == TRAINS) & (summary["measure"] == "crossing_hours") & (summary["variant"] == FIRST)
    assert table["value"][rows] == pytest.approx(summary["mean"][told])


def test_trucks_that_only_the_baseline_has_are_named_as_such(shifted: Any) -> None:
    effect = Reader(shifted).effect(SECOND, "ceke", TRUCKS, "crossing_hours")
    assert effect is not None and effect.verdict == "only_in_baseline"
    assert np.isnan(effect.value) and effect.baseline > 0


@pytest.mark.parametrize(("language", "name", "finding"), [("zh", "铁路进口·煤炭", "仅方案有"),
                                                           ("en", "Rail import, coal", "only in this variant")])  # fmt: skip
def test_the_table_has_them_with_an_empty_baseline(shifted: Any, language: str, name: str, finding: str) -> None:
    text = table_text(shifted, language, 150)
    line = next(line for line in text.splitlines() if line.strip().startswith(name) and line.endswith(finding))
    value = Reader(shifted).value(FIRST, "ceke", TRAINS, "crossing_hours", "mean")
    assert value is not None and f"{value.mean:.2f}/" in line
    assert "nan" not in text.lower()


def test_the_workbook_and_the_json_have_them(shifted: Any, tmp_path: Path) -> None:
    write_workbook(Reader(shifted), tmp_path / "book.xlsx", "zh")
    rows = list(openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[1].iter_rows(values_only=True))
    row = next(row for row in rows if row[0] == "策克·铁路·进口·煤炭")
    assert row[3] is None and row[5] > 0 and row[7] is None and row[15] == "仅方案有"
    told = json_form(shifted)["ports"]["ceke"]
    change = told["comparison"][FIRST][TRAINS]["crossing_hours"]["mean"]
    assert (change["verdict"], change["baseline"], change["difference"]) == ("only_in_variant", None, None)
    assert "rail_line" in told["variants"][FIRST]["stations"]
