"""Print results: tables for people, JSON for programs; where the results are goes to stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

import click

from clearance_sim.cli.asked import Asked
from clearance_sim.cli.results import Left
from clearance_sim.errors import Text

if TYPE_CHECKING:
    from clearance_sim.experiments.study import StudyResult

WIDTH_OF_A_FILE: Final = 150
"""Cells of a line where stdout is no terminal."""
_EQUAL: Final = Text(
    zh="两个引擎（simpy 与 vector）的事件记录逐条相等", en="equal: both engines gave the same event log, record by record"
)
_WRITTEN: Final = Text(zh="结果在 {folder}", en="results are in {folder}")


def print_tables(result: StudyResult, asked: Asked, left: Left, language: str) -> None:
    """Print the tables, the stories, and on stderr the folder."""
    from clearance_sim.report.console import printable
    from clearance_sim.report.sources import source_rows
    from clearance_sim.report.tables import table_text

    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else WIDTH_OF_A_FILE
    colour = is_terminal and not os.environ.get("NO_COLOR")
    table = table_text(result, language, width, source_rows(asked.loaded), colour)
    for text in (table, *left.stories):
        click.echo(printable(text, sys.stdout.encoding))
    click.echo(printable(_WRITTEN.in_language(language).format(folder=left.folder), sys.stderr.encoding), err=True)


def print_equal(language: str) -> None:
    """Say on stderr that both engines agreed; where they differ the run has ended with the first difference."""
    from clearance_sim.report.console import printable

    click.echo(printable(_EQUAL.in_language(language), sys.stderr.encoding), err=True)


def print_json(result: StudyResult, left: Left) -> None:
    """Print the results for programs; ASCII only, which every console and pipe carries unharmed."""
    from clearance_sim.report.json_form import json_form

    click.echo(json.dumps({**json_form(result), "result_folder": left.folder.as_posix()}, allow_nan=False))
