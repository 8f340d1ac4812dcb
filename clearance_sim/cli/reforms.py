"""Command ``reforms``: list the reforms, or explain one: words, passage in the reply, parameters, sources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import click

from clearance_sim.cli.pages import Page
from clearance_sim.cli.spoken import command, json_option, language_option
from clearance_sim.errors import ScenarioError, Text, UsageError

if TYPE_CHECKING:
    from clearance_sim.reforms.reform import Reform

_HEADER: Final = (Text("名称", "name"), Text("措施", "reform"), Text("参数", "parameters"))
_MORE: Final = Text(zh="说明一项：clearance-sim reforms {name}", en="explain one: clearance-sim reforms {name}")
_PASSAGE: Final = Text(
    zh="答复原文（第0243号提案，2019年）", en="In the reply to proposal 0243 of 2019 (Chinese text)"
)
_NOT_IN_REPLY: Final = Text(zh="答复中没有", en="not in the reply")
_PARAMETERS: Final = Text(zh="参数", en="Parameters")
_SOURCE: Final = Text(zh="出处：", en="source: ")
_CAVEAT: Final = Text(zh="注意", en="Caveat")
_SOURCES: Final = Text(zh="出处", en="Sources")
_WRITTEN: Final = Text(zh="写法", en="How to write it")


@command(
    "reforms",
    zh="列出改革措施；给出名称（中文或英文）则说明该措施：改了什么、答复原文、参数及范围、出处。",
    en="List the reforms; with a name (Chinese or English) explain one: what it changes, its passage in the "
    "reply, its parameters with ranges, its sources.",
)
@click.argument("name", required=False)
@language_option
@json_option
def reforms(name: str | None, language: str, as_json: bool) -> None:
    """Print the list, or the page of one reform."""
    from clearance_sim.reforms.registry import known

    chosen = list(known().values()) if name is None else [_find(name)]
    if as_json:
        click.echo(json.dumps({"reforms": [_as_data(reform) for reform in chosen]}, ensure_ascii=False, indent=2))
    elif name is None:
        page = Page()
        page.table([text.in_language(language) for text in _HEADER], [_row(reform, language) for reform in chosen])
        page.paragraph(_MORE.in_language(language).format(name=chosen[0].NAME), indent=0)
    else:
        _explain(chosen[0], language)


def _find(name: str) -> Reform:
    from clearance_sim.reforms.registry import find

    try:
        return find(name)
    except ScenarioError as error:
        raise UsageError(*error.problems) from None


def _row(reform: Reform, language: str) -> list[str]:
    return [reform.NAME, reform.TITLE.in_language(language), ", ".join(reform.Parameters.model_fields)]


def _explain(reform: Reform, language: str) -> None:
    from clearance_sim.reforms.parameters import explained

    page = Page()
    page.heading(f"{reform.TITLE.in_language(language)}  ({reform.NAME})")
    page.paragraph(reform.EXPLANATION.in_language(language))
    page.heading(_PASSAGE.in_language(language))
    page.paragraph(reform.PASSAGE or _NOT_IN_REPLY.in_language(language))
    page.heading(_PARAMETERS.in_language(language))
    for name, parameter in explained(reform.Parameters).items():
        page.paragraph(f"{name}: {parameter.default_of(reform.Parameters, name).in_language(language)}")
        page.paragraph(parameter.text.in_language(language), indent=6)
        bounds = f"{parameter.low} – {parameter.high}; " if parameter.low else ""
        page.paragraph(
            f"{bounds}{_SOURCE.in_language(language)}{parameter.source.in_language(language)}", indent=6
        )
    if reform.CAVEAT is not None:
        page.heading(_CAVEAT.in_language(language))
        page.paragraph(reform.CAVEAT.in_language(language))
    page.heading(_SOURCES.in_language(language))
    for source in reform.SOURCES:
        page.paragraph(f"- {source}")
    page.heading(_WRITTEN.in_language(language))
    page.paragraph(f"reforms:\n  - {reform.NAME}: {_example(reform)}")


def _example(reform: Reform) -> str:
    """Write a call with the first parameters that have a value of their own."""
    from clearance_sim.reforms.parameters import explained

    written = [
        f"{name}: {parameter.default_of(reform.Parameters, name).en}"
        for name, parameter in explained(reform.Parameters).items()
        if parameter.low and parameter.standard is None
    ]
    return "{" + ", ".join(written) + "}"


def _as_data(reform: Reform) -> dict[str, Any]:
    from clearance_sim.reforms.parameters import explained

    caveat = reform.CAVEAT
    return {
        "name": reform.NAME,
        "title": reform.TITLE._asdict(),
        "row_in_reply": reform.ROW,
        "passage": reform.PASSAGE or None,
        "explanation": reform.EXPLANATION._asdict(),
        "caveat": None if caveat is None else caveat._asdict(),
        "parameters": [
            {
                "name": name,
                "text": parameter.text._asdict(),
                "low": parameter.low or None,
                "high": parameter.high or None,
                "default": parameter.default_of(reform.Parameters, name)._asdict(),
                "source": parameter.source._asdict(),
            }
            for name, parameter in explained(reform.Parameters).items()
        ],
        "sources": list(reform.SOURCES),
    }
