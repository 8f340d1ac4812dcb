"""Command ``run``: simulate one scenario as it stands, without its variants."""

from __future__ import annotations

from pathlib import Path

import click

from clearance_sim.cli.asked import Asked
from clearance_sim.cli.outcome import answer
from clearance_sim.cli.spoken import command, option
from clearance_sim.cli.wishes import Wishes, wishes_options
from clearance_sim.errors import Text

_VARIANTS_LEFT_OUT = Text(
    zh="提示：文件中的方案不参加 run，请用 compare 比较",
    en="note: `run` leaves the file's variants out; `compare` compares them",
)


@command(
    "run",
    zh="模拟一个场景（不含其中的方案），打印表格，写出结果文件夹。",
    en="Simulate one scenario (without its variants), print the table and write the result folder.",
)
@click.argument("scenario", type=click.Path(path_type=Path))
@option(
    "--trace", is_flag=True,
    zh="另写第一次重复的事件记录 trace.parquet，并讲述一辆车和一列车的经过。",
    en="Also write the first replication's event log, trace.parquet, and tell one truck's and one train's story.",
)  # fmt: skip
@wishes_options
def run(scenario: Path, trace: bool, wishes: Wishes) -> None:
    """Open the scenario, take its variants out, and answer."""
    from clearance_sim.ports.shelf import open_scenario

    loaded = open_scenario(scenario)
    alone = loaded.scenario
    if alone.variants:
        click.echo(_VARIANTS_LEFT_OUT.in_language(wishes.language), err=True)
        alone = alone.model_copy(update={"variants": {}, "ladders": {}, "investment_years": None})
    answer(Asked(loaded, alone, scenario.stem), wishes, trace=trace)
