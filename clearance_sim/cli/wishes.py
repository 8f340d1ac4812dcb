"""Read what a user may ask of `run` and `compare` beside the scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from clearance_sim import units
from clearance_sim.cli.conditions import Condition, read_condition
from clearance_sim.cli.spoken import json_option, language_option, option
from clearance_sim.errors import Text, UsageError


@dataclass(frozen=True)
class Wishes:
    """Hold the options of one call.

    Attributes
    ----------
    replications, seed
        Instead of the scenario's; None = as the scenario says.
    precision
        Half of an interval relative to its mean that is to be reached; None = not asked for.
    jobs
        Processes; None = as is worth it.
    out
        The result folder; None = one under ``results/`` named after scenario and digest.
    conditions
        What must not come true.
    """

    replications: int | None
    precision: float | None
    max_replications: int
    seed: int | None
    engine: str
    out: Path | None
    jobs: int | None
    conditions: Sequence[Condition]
    language: str
    as_json: bool


def wishes_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare the options; the command receives them as one `wishes`."""

    @wraps(function)
    def with_wishes(
        *positional: Any,
        replications: int | None,
        precision: str | None,
        max_replications: int | None,
        seed: int | None,
        engine: str,
        out: Path | None,
        jobs: int | None,
        fail_if: tuple[str, ...],
        language: str,
        as_json: bool,
        **own: Any,
    ) -> Any:
        wishes = Wishes(
            replications=replications,
            precision=_read_precision(precision, replications, max_replications),
            max_replications=max_replications or 500,
            seed=seed,
            engine=engine,
            out=out,
            jobs=jobs,
            conditions=[read_condition(written) for written in fail_if],
            language=language,
            as_json=as_json,
        )
        return function(*positional, wishes=wishes, **own)

    return _declared(with_wishes)


def _declared(function: Callable[..., Any]) -> Callable[..., Any]:
    for declare in reversed((
        option("--replications", type=click.IntRange(1, 10_000), metavar="N",
               zh="重复次数；默认按场景文件。", en="Replications; by default the scenario's."),
        option("--precision", metavar="SHARE",
               zh="加大重复次数，直到各平均时间的区间半宽不超过此比例，例如 5%。",
               en="Add replications until half the interval of every mean time is at most this, such as 5%."),
        option("--max-replications", type=click.IntRange(2, 10_000), metavar="N",
               zh="配合 --precision：最多重复多少次；默认 500。", en="With --precision: at most so many; 500."),
        option("--seed", type=click.IntRange(0, 2**32 - 1), metavar="N",
               zh="随机种子；默认按场景文件。", en="Seed of every chance; by default the scenario's."),
        option("--engine", type=click.Choice(["vector", "simpy", "both"]), default="vector",
               zh="模拟引擎：vector 快；simpy 是可读的规范；both 两个都跑并逐条比较。",
               en="Engine: vector is fast, simpy is the readable specification, both runs the two and compares "
               "every record."),
        option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
               zh="结果文件夹；默认 results/<场景>-<编号>。",
               en="Result folder; by default results/<scenario>-<digest>."),
        option("--jobs", type=click.IntRange(1, 1024), metavar="N",
               zh="同时使用几个处理器核；默认视工作量而定。结果与此无关。",
               en="Processes; by default as is worth it. The results do not depend on it."),
        option("--fail-if", multiple=True, metavar="CONDITION",
               zh="条件成立则退出码为 3，可多次使用，例如 \"upper(border_time.p90[FLOW]) > 4 h\"，"
               "FLOW 为 口岸.方式.进出口.货类。",
               en="Exit code 3 if this holds; may be given several times. Such as "
               "\"upper(border_time.p90[FLOW]) > 4 h\", FLOW being port.mode.direction.cargo."),
        language_option,
        json_option,
    )):  # fmt: skip
        function = declare(function)
    return function


def _read_precision(written: str | None, replications: int | None, most: int | None) -> float | None:
    if written is None:
        if most is not None:
            raise UsageError(
                Text(zh="--max-replications 要与 --precision 一起用", en="--max-replications goes with --precision")
            )
        return None
    if replications is not None:
        raise UsageError(
            Text(zh="--replications 与 --precision 只能用一个", en="use --replications or --precision, not both")
        )
    try:
        share = units.parse_share(written)
    except units.UnitError as error:
        raise UsageError(Text(zh=f"--precision：{error.text.zh}", en=f"--precision: {error.text.en}")) from None
    if share == 0:
        raise UsageError(Text(zh="--precision 必须大于 0 %", en="--precision must be above 0 %"))
    return share
