"""Start every command: the list of commands, the language, and what a failure looks like.

A command's module is imported when the command is called, so that ``--help`` and a mistyped word answer at
once; matplotlib, scipy and duckdb cost seconds on an officer's laptop.
"""

from __future__ import annotations

import difflib
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

import click

from clearance_sim import __version__
from clearance_sim.cli.language import choose_language
from clearance_sim.cli.refusals import refusal
from clearance_sim.cli.spoken import SpokenHelp, SpokenOption, spoken_language
from clearance_sim.errors import Text, UsageError

COMMANDS: Final[dict[str, Text]] = {
    "run": Text(zh="模拟一个场景：各口岸的时间、排队、费用和单证", en="simulate one scenario"),
    "compare": Text(zh="把改革方案与基准作有无对比", en="compare variants with their baseline"),
    "check": Text(zh="检查场景文件，只检查，不运行", en="check scenario files and run nothing"),
    "show": Text(zh="显示合并后的场景，每行注明出自哪个文件", en="show the resolved scenario with origins"),
    "sources": Text(zh="列出每个数字的来源或假设", en="list the source or assumption of every number"),
    "ports": Text(zh="列出随附的口岸", en="list the ports that ship with the tool"),
    "reforms": Text(zh="列出改革措施、参数和出处", en="list the reforms, their parameters and sources"),
    "schema": Text(zh="输出场景文件的 JSON Schema，供编辑器使用", en="print the JSON Schema for editors"),
    "doctor": Text(zh="检查运行环境、字体和选装组件", en="check environment, fonts and extras"),
}
"""What each command does, in one line; told here so that the list needs no import."""

PROGRAM: Final = "clearance-sim"
_SUMMARY: Final = Text(
    zh="模拟边境口岸通关，比较改革方案：时间、排队、费用、单证，并给出把握有多大。",
    en="Simulate customs clearance at border ports and compare reforms: hours, queues, cost, documents, "
    "and how sure we are.",
)
_COMMANDS_HEADING: Final = Text(zh="命令", en="Commands")


class Program(SpokenHelp, click.Group):
    """Hold the commands by name and import each when it is called."""

    text = _SUMMARY

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and give the command, None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(f"clearance_sim.cli.{cmd_name}"), cmd_name)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was called, or name the one that was probably meant."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise _unknown(args[0])
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the list of commands."""
        super().format_options(ctx, formatter)
        language = spoken_language(ctx)
        with formatter.section(_COMMANDS_HEADING.in_language(language)):
            formatter.write_dl([(name, text.in_language(language)) for name, text in COMMANDS.items()])

    def main(self, args: Sequence[str] | None = None, *positional: Any, **settings: Any) -> NoReturn:
        """Run a command line and leave with its exit code; nothing that goes wrong shows a traceback."""
        words = list(sys.argv[1:] if args is None else args)
        language = choose_language(words, os.environ)
        settings.update(prog_name=PROGRAM, standalone_mode=False, obj=language)
        try:
            code = super().main(words, **settings)
        except (Exception, KeyboardInterrupt) as error:
            sentence, code = refusal(error, language)
            click.echo(sentence, err=True)
        # Click hands back what the command returned, or the code with which it left on purpose.
        sys.exit(code if isinstance(code, int) else 0)


def _unknown(word: str) -> UsageError:
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    known = ", ".join(COMMANDS)
    return UsageError(
        Text(
            zh=f"没有命令 {word}" + (f"；是否想写 {near[0]}？" if near else f"；可用的命令：{known}"),
            en=f"no command {word!r}" + (f"; did you mean {near[0]}?" if near else f"; there are: {known}"),
        )
    )


@click.group(
    PROGRAM, cls=Program, invoke_without_command=True, context_settings={"max_content_width": 110}
)
@click.option(
    "--version", is_flag=True, cls=SpokenOption, text=Text(zh="显示版本号。", en="Show the version.")
)
@click.option(
    "--lang", cls=SpokenOption, type=click.Choice(["zh", "en"]), expose_value=False,
    text=Text(zh="语言：zh 中文，en 英文；默认随系统。",
              en="Language: zh or en; by default the machine's own."),
)  # fmt: skip
@click.pass_context
def program(context: click.Context, version: bool) -> None:
    """Answer a call without a command: the version, or the help."""
    if version:
        click.echo(f"{PROGRAM} {__version__}")
        context.exit(0)
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main() -> NoReturn:
    """Run the program on this process's arguments and streams.

    A console of code page 936 cannot print every sign that we use; a question mark is better than a crash.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    # A build that is cancelled sends SIGTERM: let it end as Ctrl-C does, so that workers and folders are tidied.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    program.main()
