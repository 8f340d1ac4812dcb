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
    _check_investment(scenario, doubts)
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
        _check_year(scenario, key, doubts)
    for key, variant in scenario.variants.items():
        if any(key in scenario.united(member) for member in variant.union):
            doubts.add(
                ("variants", key, "union"),
                f"方案 {key} 合并时绕回了自己",
                f"the union of {key} comes back to {key}",
            )


def _check_year(scenario: Scenario, key: str, doubts: Doubts) -> None:
    """Refuse a year without a growth path, one outside it, and two years in one union."""
    year, path = scenario.variants[key].year, scenario.growth
    where = ("variants", key, "year")
    if year is None:
        years = sorted({scenario.variants[name].year or 0 for name in scenario.united(key)} - {0})
        if len(years) > 1:
            doubts.add(("variants", key, "union"), f"合并的方案分别是 {years[0]} 年和 {years[1]} 年；请写明 year",
                       f"the united variants have the years {years[0]} and {years[1]}; write the `year` of this one")  # fmt: skip
    elif path is None:
        doubts.add(where, "没有增长路径：请在顶层写 growth: {year: 基准年, yearly: {年份: 比上年增长}}",
                   "there is no growth path; write `growth: {year: ..., yearly: {...}}` at the top level")  # fmt: skip
    elif path.yearly and not min(path.yearly) - 1 <= year <= max(path.yearly):
        first, last = min(path.yearly) - 1, max(path.yearly)
        doubts.add(where, f"增长路径为 {first} 至 {last} 年；其外的年份没有业务量",
                   f"the growth path goes from {first} to {last}; it has no volume of another year")  # fmt: skip


def _check_investment(scenario: Scenario, doubts: Doubts) -> None:
    paid = [key for key, variant in scenario.variants.items() if variant.investment is not None]
    if paid and scenario.investment_years is None:
        doubts.add(("variants", paid[0], "investment"),
                   "写了投入，还要在顶层写 investment_years，说明一次性投入按几年平摊，例如 investment_years: 10",
                   "with an investment say over how many years what is spent once is spread: write "
                   "`investment_years: 10` at the top level")  # fmt: skip


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
