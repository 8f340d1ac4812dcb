"""Command ``schema``: print the JSON Schema of scenario files, for editors that check while one types."""

from __future__ import annotations

import json

import click

from clearance_sim.cli.spoken import command, language_option


@command(
    "schema",
    zh="输出场景文件的 JSON Schema，供编辑器提示和检查；随附的一份在 scenarios/scenario.schema.json。",
    en="Print the JSON Schema of scenario files for editors; scenarios/scenario.schema.json is the same.",
)
@language_option
def schema(language: str) -> None:
    """Print the schema in ASCII, so that redirecting it on a Chinese Windows gives the same file."""
    from clearance_sim.scenario.json_schema import editor_schema

    click.echo(json.dumps(editor_schema(), indent=1))
