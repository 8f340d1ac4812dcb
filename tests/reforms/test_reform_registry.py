"""Show that reforms are found by name, in both languages, here and in outside packages."""

from __future__ import annotations

import sys
import tomllib
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearance_sim.errors import ScenarioError, Text
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.reforms import registry
from clearance_sim.reforms.package import apply_package
from clearance_sim.reforms.parameters import explained
from clearance_sim.reforms.reform import REQUIRED
from clearance_sim.scenario import names

BUILT_IN = list(registry.BUILT_IN)
OUTSIDE_THE_REPLY = ["extended_hours", "appointment_booking", "risk_based_inspection", "trusted_traders"]


@pytest.fixture
def fresh_registry() -> Iterator[None]:
    """Forget what was found, before and after."""
    registry.known.cache_clear()
    yield
    registry.known.cache_clear()
    sys.modules.pop("quick_gates", None)


@pytest.fixture
def outside_package(fresh_registry: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a package with a real entry point on the path, as an installation would."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "outside_package"))


def announce(folder: Path, entry: str, module: str = "", content: str = "") -> str:
    """Write a distribution whose entry point is `entry`; give the folder for the path."""
    info = folder / "strange-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: strange\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text(f"[clearance_sim.reforms]\n{entry}\n")
    if module:
        (folder / f"{module}.py").write_text(content, encoding="utf-8")
    return str(folder)


def test_reforms_are_known_in_the_order_of_the_reply() -> None:
    shipped = [name for name in registry.known() if name in BUILT_IN]
    assert shipped == BUILT_IN and shipped[-4:] == OUTSIDE_THE_REPLY
    rows = [registry.known()[name].ROW for name in shipped]
    assert rows == sorted(rows)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_reform_says_what_it_is_in_both_languages(name: str) -> None:
    reform = registry.known()[name]
    assert all(hasattr(reform, required) for required in REQUIRED)
    for text in (reform.TITLE, reform.EXPLANATION, reform.CAVEAT):
        assert text is not None and text.zh and text.en
    assert bool(reform.PASSAGE) == (name not in OUTSIDE_THE_REPLY) and reform.SOURCES
    assert list(explained(reform.Parameters)) == list(reform.Parameters.model_fields)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("提前申报", "advance_declaration"), ("绿色通道", "green_lanes"), ("联合查验", "joint_inspection"),
        ("Joint Inspection", "joint_inspection"), ("advance-declaration", "advance_declaration"),
    ],
)  # fmt: skip
def test_reforms_are_found_by_chinese_and_english_names(written: str, name: str) -> None:
    assert name == registry.find(written).NAME


def test_a_mistyped_reform_is_refused_with_what_was_probably_meant() -> None:
    with pytest.raises(ScenarioError) as caught:
        registry.find("green_lane5", ("reforms", 0))
    (problem,) = caught.value.problems
    assert problem.path == ("reforms", 0)
    assert "did you mean green_lanes?" in problem.text.en and "green_lanes（" in problem.text.zh


def test_an_outside_package_adds_a_reform_by_entry_point(outside_package: None, border: Draft) -> None:
    assert Text(zh="快速卡口", en="Quick gates") == registry.find("快速卡口").TITLE
    before, after = draw(border, 0), draw(apply_package(border, [{"quick_gates": {"saving": "50 %"}}]).draft, 0)
    gate = before.flows[0].step("gate").rows
    work = abs(after.work[gate] - before.work[gate] / 2)
    assert work.max() <= 1, "the same draws, halved, to the rounding of a tick"


def test_outside_reforms_come_after_those_of_the_reply(outside_package: None) -> None:
    assert list(registry.known()) == [*BUILT_IN, "quick_gates"]


@pytest.mark.parametrize(
    ("entry", "content", "why"),
    [
        ("absent = no_such_module_at_all", "", "No module named"),
        ("half = half_reform", 'NAME = "half"\n', "lacks"),
        ("broken = broken_reform", "raise RuntimeError('out of order')\n", "out of order"),
        ("green_lanes = other_lanes", "", "exists already"),
    ],
)
def test_a_broken_package_is_left_out_with_a_warning(
    entry: str, content: str, why: str, tmp_path: Path, fresh_registry: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = entry.split(" = ")[1] if content else ""
    monkeypatch.syspath_prepend(announce(tmp_path, entry, module, content))
    with pytest.warns(registry.ReformWarning, match=why):
        found = registry.known()
    assert list(found) == BUILT_IN
    assert found["green_lanes"].apply.__module__ == "clearance_sim.reforms.green_lanes"


def test_what_ships_gives_no_warning(fresh_registry: None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(registry.known()) == BUILT_IN


def test_every_built_in_reform_is_announced_as_an_entry_point_and_named_in_two_languages() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    announced = project["project"]["entry-points"]["clearance_sim.reforms"]
    assert announced == {name: f"clearance_sim.reforms.{name}" for name in BUILT_IN}
    assert all(name in names.known("reform") for name in BUILT_IN)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_reform_that_examines_less_says_that_detection_is_not_modelled(name: str) -> None:
    less = {"data_sharing", "inland_clearance", "risk_based_inspection", "trusted_traders"}
    caveat = registry.known()[name].CAVEAT
    assert caveat is not None and ("detection is not modelled yet" in caveat.en) == (name in less)
