"""Turn whatever ends a command early into one sentence on stderr and an exit code.

    0  done                                3  done, but a stated target is missed
    1  our bug                           130  interrupted from the keyboard
    2  the command line or the scenario is wrong; nothing has run
"""

from __future__ import annotations

import os
import traceback
from typing import Final

import click

from clearance_sim.errors import ClearanceError, Text

INTERRUPTED: Final = 130
"""128 + SIGINT, what a shell reports for a program that Ctrl-C ended."""
OUR_BUG: Final = 1
DEBUG: Final = "CLEARANCE_SIM_DEBUG"

_INTERRUPTED_TEXT: Final = Text(
    zh="已中断。没有写完的结果不会留下。", en="Interrupted. Nothing half-written is left behind."
)


def refusal(error: BaseException, language: str) -> tuple[str, int]:
    """Give the sentence for `error` and the exit code.

    Examples
    --------
    >>> refusal(KeyboardInterrupt(), "en")
    ('Interrupted. Nothing half-written is left behind.', 130)
    """
    if isinstance(error, ClearanceError):
        return error.render(language), error.exit_code
    if isinstance(error, (KeyboardInterrupt, click.Abort, EOFError)):
        return _INTERRUPTED_TEXT.in_language(language), INTERRUPTED
    if isinstance(error, click.ClickException):
        return _usage(error, language), error.exit_code
    return _bug(error, language), OUR_BUG


def _usage(error: click.ClickException, language: str) -> str:
    if language == "en":
        sentence = error.format_message()
        more = "Try '{} --help'."
    else:
        sentence = _usage_zh(error)
        more = "用法见：{} --help"
    context = getattr(error, "ctx", None)
    return f"{sentence}\n{more.format(context.command_path)}" if context is not None else sentence


def _usage_zh(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f"；是否想写 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}"
    hint = ""
    if isinstance(error, click.BadParameter) and error.param is not None:
        hint = error.param.get_error_hint(error.ctx) if error.ctx else str(error.param.name)
    if isinstance(error, click.MissingParameter):
        return f"缺少 {hint}"
    if isinstance(error, click.BadParameter):
        return f"{hint} 的值不对：{error.message}"
    if isinstance(error, click.FileError):
        return f"文件打不开：{error.ui_filename}"
    return f"命令行写得不对：{error.format_message()}"


def _bug(error: BaseException, language: str) -> str:
    if os.environ.get(DEBUG) == "1":
        return "".join(traceback.format_exception(error)).rstrip()
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Text(
        zh=f"程序内部出错，这是我们的缺陷，不是您的（{what}）。"
        f"请把命令和场景文件发给维护者；设 {DEBUG}=1 再运行可见详情。",
        en=f"This is our bug, not yours ({what}). Please send the maintainers the command and the scenario; "
        f"{DEBUG}=1 shows the details.",
    ).in_language(language)
