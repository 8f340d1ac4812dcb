"""Command ``check``: say whether scenarios could run, and everything that is wrong with them; run nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from clearance_sim.cli.forewarned import warnings_of, written
from clearance_sim.cli.spoken import command, json_option, language_option
from clearance_sim.errors import Text

REFUSED = 2
"""Exit code of a scenario that is wrong."""
_NOT_DATA = ("error", "noted")


@command(
    "check",
    zh="检查场景文件：逐条说明错在哪里、应怎样改，并提醒可疑之处（如忙不过来的作业点）；不运行模拟。有错时退出码为 2。",
    en="Check scenario files: name everything that is wrong and what to write instead, and warn of what is hardly "
    "meant, such as stations offered more than they can do; run nothing. Exit code 2 if something is wrong.",
)
@click.argument("scenarios", type=click.Path(path_type=Path), nargs=-1, required=True)
@language_option
@json_option
@click.pass_context
def check(context: click.Context, scenarios: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Check every file, print what is right on stdout and what is wrong on stderr."""
    findings = [_look_at(path) for path in scenarios]
    if as_json:
        shown = [{key: value for key, value in finding.items() if key not in _NOT_DATA} for finding in findings]
        click.echo(json.dumps({"scenarios": shown}, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            error = finding.pop("error", None)
            if error is None:
                click.echo(_praise(finding).in_language(language))
                for warning in finding["noted"]:
                    click.echo(written(warning, language) + "\n", err=True)
            else:
                click.echo(error.render(language) + "\n", err=True)
    if not all(finding["is_ok"] for finding in findings):
        context.exit(REFUSED)


def _look_at(path: Path) -> dict[str, Any]:
    """Give what `check` has to say about one file."""
    from clearance_sim.experiments.rehearsal import rehearse
    from clearance_sim.ports.shelf import open_scenario
    from clearance_sim.scenario.located import ScenarioFileError

    try:
        loaded = open_scenario(path)
        with loaded.locating():
            rehearse(loaded.scenario)
            noted = warnings_of(loaded, loaded.scenario)
    except ScenarioFileError as error:
        return {"file": str(path), "is_ok": False, "problems": error.as_data(), "warnings": [], "error": error}
    scenario = loaded.scenario
    return {
        "file": str(path),
        "is_ok": True,
        "problems": [],
        "warnings": [each.as_data() for each in noted],
        "noted": noted,
        "ports": list(scenario.ports),
        "flows": sum(len(port.flows) for port in scenario.ports.values()),
        "variants": list(scenario.variants),
        "digest": loaded.digest,
    }


def _praise(finding: dict[str, Any]) -> Text:
    ports, variants = len(finding["ports"]), len(finding["variants"])
    return Text(
        zh=f"{finding['file']}：可用（{ports} 个口岸，{finding['flows']} 个货流，{variants} 个方案）",
        en=f"{finding['file']}: ok ({ports} ports, {finding['flows']} flows, {variants} variants)",
    )
