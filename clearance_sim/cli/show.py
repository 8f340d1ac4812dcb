"""Command ``show``: print the resolved scenario, each value with the file and line it came from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from clearance_sim.cli.spoken import command, json_option, language_option


@command(
    "show",
    zh="显示合并后的场景（extends、口岸、名称都已展开），每个值注明出自哪个文件第几行。",
    en="Show the resolved scenario (files merged, ports and names filled in), each value with its file and line.",
)
@click.argument("scenarios", type=click.Path(path_type=Path), nargs=-1, required=True)
@language_option
@json_option
def show(scenarios: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Print each scenario as YAML, several as YAML documents, or as JSON."""
    from clearance_sim.ports.shelf import open_scenario
    from clearance_sim.scenario.written_yaml import to_yaml

    loaded = [open_scenario(path) for path in scenarios]
    if as_json:
        listed = [
            {"file": str(path), "digest": each.digest, "scenario": each.resolved}
            for path, each in zip(scenarios, loaded, strict=True)
        ]
        click.echo(json.dumps({"scenarios": listed}, ensure_ascii=False, indent=2))
        return
    click.echo("---\n".join(to_yaml(each) for each in loaded), nl=False)
