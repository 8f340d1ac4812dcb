"""Check a scenario as a whole: warm-up, variants, targets."""

from __future__ import annotations

from clearance_sim.clock import DAY
from clearance_sim.errors import Text
from clearance_sim.scenario import names
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.check.marks import flow_key
from clearance_sim.scenario.check.sizes import length_in_ticks
from clearance_sim.scenario.study import Scenario

BASELINE = "baseline"


def check_study(scenario: Scenario, doubts: Doubts) -> None:
    """Add what is wrong between the parts of a study."""
    cut, length = scenario.warm_up + scenario.cool_down, length_in_ticks(scenario.period)
    if cut >= length:
        key = "warm_up" if scenario.warm_up >= scenario.cool_down else "cool_down"
        doubts.add((key,), f"warm_up 与 cool_down 共 {cut / DAY:g} 天，不少于时段的 {length / DAY:g} 天，没有可计量的时间",
                   f"warm_up and cool_down take {cut / DAY:g} d of a period of {length / DAY:g} d; nothing is left to "
                   "measure")  # fmt: skip
    _check_variants(scenario, doubts)
    _check_targets(scenario, doubts)


def _check_variants(scenario: Scenario, doubts: Doubts) -> None:
    if BASELINE in scenario.variants:
        doubts.add(("variants", BASELINE), "baseline 是基准的名称，方案请用别的键",
                   "`baseline` is the name of the baseline; give the variant another key")  # fmt: skip
    kind = Text(zh="方案", en="variant")
    for key, variant in scenario.variants.items():
        for position, name in enumerate(variant.union):
            others = [other for other in scenario.variants if other != key]
            doubts.unknown(
                ("variants", key, "union", position), kind, name, [*others, key] if name == key else others
            )
    for key in scenario.variants:
        if key in _united_with(scenario, key):
            doubts.add(
                ("variants", key, "union"),
                f"方案 {key} 合并时绕回了自己",
                f"the union of {key} comes back to {key}",
            )


def _united_with(scenario: Scenario, key: str) -> set[str]:
    """Name all variants that `key` unites, however deep."""
    found: set[str] = set()
    todo = list(scenario.variants[key].union)
    while todo:
        name = todo.pop()
        if name in scenario.variants and name not in found:
            found.add(name)
            todo += scenario.variants[name].union
    return found


def _check_targets(scenario: Scenario, doubts: Doubts) -> None:
    known = [f"{name}.{flow_key(flow)}" for name, port in scenario.ports.items() for flow in port.flows.values()]
    for position, target in enumerate(scenario.targets):
        where = ("targets", position, "flow")
        inside = [name for name in known if name.startswith(target.flow + ".")]
        if inside:
            listed = ", ".join(inside)
            doubts.add(where, f"{target.flow} 没有写全，应是其中一个货流：{listed}",
                       f"{target.flow} is no complete name of a flow; write one of: {listed}")  # fmt: skip
            continue
        if target.flow not in known:
            titled = {names.flow_title(name).zh: name for name in known}
            near = names.closest(target.flow, [*known, *titled])
            meant = titled.get(near or "", near)
            doubts.unknown(where, Text(zh="货流", en="flow"), target.flow, known, meant)
