"""Command ``sources``: list every number of a scenario with its source or its assumed range."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from clearance_sim.cli.spoken import command, json_option, language_option, option
from clearance_sim.errors import Text

if TYPE_CHECKING:
    from clearance_sim.scenario.inputs import Input

KINDS: Final = ("source", "assumption", "none")


@command(
    "sources",
    zh="列出场景所用的每个数字：公布的来源，或假设及其范围，并给出各类个数。",
    en="List every number that a scenario rests on: its published source, or the assumption with its range, "
    "and how many there are of each.",
)
@click.argument("scenarios", type=click.Path(path_type=Path), nargs=-1, required=True)
@option(
    "--only", type=click.Choice(KINDS),
    zh="只列一类：source 有来源，assumption 假设，none 两者都没有。",
    en="List one kind only; `none` has neither source nor assumption.",
)  # fmt: skip
@language_option
@json_option
def sources(scenarios: tuple[Path, ...], only: str | None, language: str, as_json: bool) -> None:
    """Print the numbers of each scenario and their counts."""
    from clearance_sim.ports.shelf import open_scenario
    from clearance_sim.scenario.inputs import inputs

    found = {path: inputs(open_scenario(path)) for path in scenarios}
    if as_json:
        listed = [_as_data(path, numbers, only) for path, numbers in found.items()]
        click.echo(json.dumps({"scenarios": listed}, ensure_ascii=False, indent=2))
        return
    for path, numbers in found.items():
        for line in _lines([number for number in numbers if only in (None, number.kind)], language):
            click.echo(line)
        click.echo(_counts(path, numbers).in_language(language))


def _as_data(path: Path, numbers: Sequence[Input], only: str | None) -> dict[str, Any]:
    from clearance_sim.scenario.located import key_path

    counts = Counter(number.kind for number in numbers)
    return {
        "file": str(path),
        "counts": {kind: counts[kind] for kind in KINDS},
        "numbers": [
            {
                "path": key_path(number.path),
                "value": number.value,
                "kind": number.kind,
                "source": number.note.source if number.note else None,
                "low": number.note.low if number.note else None,
                "likely": number.note.likely if number.note else None,
                "high": number.note.high if number.note else None,
                "why": number.note.why if number.note else None,
                "file": number.place.source.shown,
                "line": number.place.line,
            }
            for number in numbers
            if only in (None, number.kind)
        ],
    }


def _lines(numbers: Sequence[Input], language: str) -> list[str]:
    """Write the numbers, those under one note together."""
    from clearance_sim.scenario.located import key_path

    lines: list[str] = []
    for _, group in groupby(numbers, key=lambda number: number.note.path if number.note else number.path):
        together = list(group)
        first = together[0]
        note_path = first.note.path if first.note else first.path
        lines.append(f"{key_path(note_path)}  ({first.place.short})")
        values = [f"{key_path(number.path[len(note_path) :])} {number.value}".strip() for number in together]
        lines.append("    " + ", ".join(values))
        lines.append(f"    {_behind(first).in_language(language)}")
    return lines


def _behind(number: Input) -> Text:
    """Say what stands behind a number."""
    note = number.note
    if note is None or number.kind == "none":
        return Text(zh="没有来源，也没有标为假设", en="neither a source nor an assumption")
    why_zh = f"；{note.why}" if note.why else ""
    why_en = f"; {note.why}" if note.why else ""
    if number.kind == "source":
        return Text(zh=f"来源：{note.source}{why_zh}", en=f"source: {note.source}{why_en}")
    after_zh = f"；参考：{note.source}" if note.source else ""
    after_en = f"; see {note.source}" if note.source else ""
    return Text(
        zh=f"假设：{note.low} 至 {note.high}，最可能 {note.likely}{why_zh}{after_zh}",
        en=f"assumption: {note.low} to {note.high}, likely {note.likely}{why_en}{after_en}",
    )


def _counts(path: Path, numbers: Sequence[Input]) -> Text:
    counts = Counter(number.kind for number in numbers)
    return Text(
        zh=f"{path}：共 {len(numbers)} 个数字，有来源 {counts['source']} 个，假设 {counts['assumption']} 个，"
        f"两者都没有 {counts['none']} 个",
        en=f"{path}: {len(numbers)} numbers, {counts['source']} with a source, {counts['assumption']} assumptions, "
        f"{counts['none']} with neither",
    )
