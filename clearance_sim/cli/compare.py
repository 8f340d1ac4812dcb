"""Command ``compare``: a study's variants against its baseline, or further files against a first one."""

from __future__ import annotations

import re
from pathlib import Path

import click

from clearance_sim.cli.asked import Asked, refuse_wrong_reforms
from clearance_sim.cli.outcome import answer
from clearance_sim.cli.spoken import command
from clearance_sim.cli.wishes import Wishes, wishes_options
from clearance_sim.errors import Text, UsageError


@command(
    "compare",
    zh="有无对比：一个含方案的研究文件；或一个基准文件和几个其他文件。"
    "打印表格，写出结果文件夹（xlsx、六张图、Parquet）。",
    en="Compare the variants of one study file with its baseline; or further files with a first one. "
    "Print the tables and write the result folder (xlsx, six figures, Parquet).",
)
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("others", type=click.Path(path_type=Path), nargs=-1)
@wishes_options
def compare(study: Path, others: tuple[Path, ...], wishes: Wishes) -> None:
    """Open every file before anything runs, and answer."""
    from clearance_sim.cli.forewarned import print_warnings
    from clearance_sim.experiments.study import Other
    from clearance_sim.ports.shelf import open_scenario

    loaded = open_scenario(study)
    further, digests = [], {}
    for path in others:
        other = open_scenario(path)
        refuse_wrong_reforms(other, other.scenario)
        with other.locating():
            print_warnings(other, other.scenario, wishes.language)
        further.append(Other(_key(path), other.scenario.title.text, other.scenario))
        digests[further[-1].key] = other.digest
    if not further and not loaded.scenario.variants:
        raise UsageError(
            Text(
                zh=f"{study} 没有方案（variants）可比；请写入方案，或再给一个文件：compare 基准 其他……",
                en=f"{study} has no `variants` to compare; write some, or give a second file: compare BASE OTHER...",
            )
        )
    answer(Asked(loaded, loaded.scenario, study.stem, further, digests), wishes)


def _key(path: Path) -> str:
    """Name a variant after its file, in the characters of keys.

    Examples
    --------
    >>> _key(Path("scenarios/Two lanes.yaml"))
    'two_lanes'
    """
    return re.sub(r"\W+", "_", path.stem.lower())
