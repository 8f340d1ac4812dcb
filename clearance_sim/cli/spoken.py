"""Give click's commands, options and refusals a Chinese and an English voice.

Click knows one help text per command and option, chosen when a module is imported. Here each carries a
`Text`, and the language stands in the context's `obj`, where `cli.main` puts it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from clearance_sim.cli.language import LANGUAGES
from clearance_sim.errors import Text

_HELP_OPTION: Final = Text(zh="显示这段说明。", en="Show this help.")
_USAGE: Final = Text(zh="用法：", en="Usage: ")
_OPTIONS: Final = Text(zh="选项", en="Options")


def spoken_language(context: click.Context | None) -> str:
    """Give the language in which this call speaks."""
    return str(context.obj) if context is not None and context.obj in LANGUAGES else "en"


class SpokenOption(click.Option):
    """Hold an option whose help is told in the caller's language."""

    def __init__(self, *names: Any, text: Text, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give the option's names and its help in the language of `ctx`."""
        record = super().get_help_record(ctx)
        return None if record is None else (record[0], self.text.in_language(spoken_language(ctx)))


class SpokenHelp(click.Command):
    """Write usage, explanation and options in the caller's language."""

    text: Text = Text(zh="", en="")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        prefix = _USAGE.in_language(spoken_language(ctx))
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        with formatter.indentation():
            for paragraph in self.text.in_language(spoken_language(ctx)).split("\n\n"):
                formatter.write_paragraph()
                formatter.write_text(paragraph)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, the one for help among them."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for param in options if (record := param.get_help_record(ctx))]
        language = spoken_language(ctx)
        with formatter.section(_OPTIONS.in_language(language)):
            formatter.write_dl(
                [(names, _HELP_OPTION.in_language(language) if names == "--help" else text)
                 for names, text in records]
            )  # fmt: skip


class SpokenCommand(SpokenHelp):
    """Hold a command whose help is told in the caller's language."""

    def __init__(self, *positional: Any, text: Text, **settings: Any) -> None:
        super().__init__(*positional, **settings)
        self.text = text


def command(name: str, *, zh: str, en: str) -> Callable[[Callable[..., Any]], SpokenCommand]:
    """Declare a command with its explanation in both languages."""
    return click.command(name, cls=SpokenCommand, text=Text(zh=zh, en=en))


def option(*names: str, zh: str, en: str, **settings: Any) -> Callable[[Any], Any]:
    """Declare an option with its help in both languages."""
    return click.option(*names, cls=SpokenOption, text=Text(zh=zh, en=en), **settings)


def language_option(function: Any) -> Any:
    """Declare ``--lang``; the command receives `language`.

    The value comes from the context, where `choose_language` has already put what the option says.
    """

    def settle(context: click.Context, _parameter: click.Parameter, written: str | None) -> str:
        return written or spoken_language(context)

    return option(
        "--lang", "language", type=click.Choice(LANGUAGES), callback=settle,
        zh="说明、表格和图的语言：zh 中文，en 英文。",
        en="Language of messages, tables and figures: zh or en.",
    )(function)  # fmt: skip


def json_option(function: Any) -> Any:
    """Declare ``--json``; the command receives `as_json`."""
    return option(
        "--json", "as_json", is_flag=True,
        zh="在标准输出给出机器可读的结果（键名见 docs/json.md）。",
        en="Print machine-readable results on stdout (keys: docs/json.md).",
    )(function)  # fmt: skip
