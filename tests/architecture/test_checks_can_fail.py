"""Show that every check of the house rules can fail: one small bad tree per rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import tree_checks

BAD_TREES: dict[str, tuple[Callable[[Path], list[str]], dict[str, str], str]] = {
    "upward import": (
        tree_checks.wrong_directions,
        {"plan/a.py": "from clearance_sim.report import words\n"},
        "plan imports clearance_sim.report.words",
    ),
    "upward import inside a function": (
        tree_checks.wrong_directions,
        {"plan/a.py": "def f():\n    import clearance_sim.cli.main\n"},
        "plan imports clearance_sim.cli.main",
    ),
    "sideways import": (
        tree_checks.wrong_directions,
        {"engine/a.py": "from clearance_sim.reforms.lanes import apply\n"},
        "engine imports clearance_sim.reforms",
    ),
    "a room in no layer": (tree_checks.wrong_directions, {"attic/a.py": "x = 1\n"}, "stands in no layer"),
    "a ring of two": (
        tree_checks.import_cycles,
        {"plan/a.py": "from clearance_sim.plan import b\n",
         "plan/b.py": "def f():\n    from clearance_sim.plan.a import x\n"},
        "clearance_sim.plan.a -> clearance_sim.plan.b -> clearance_sim.plan.a",
    ),
    "a long file": (tree_checks.long_files, {"plan/a.py": "x = 1\n" * 401}, "401 lines"),
    "a long function": (
        tree_checks.long_functions,
        {"plan/a.py": "def f():\n" + "    x = 1\n" * 60},
        "f: 61 lines",
    ),
    "simpy outside the engine": (tree_checks.strangers, {"plan/a.py": "import simpy\n"}, "engine/"),
    "a generator outside streams": (
        tree_checks.strangers,
        {"analysis/a.py": "import numpy as np\nx = np.random.default_rng(1)\n"},
        "streams/",
    ),
    "the standard generator": (
        tree_checks.strangers,
        {"analysis/a.py": "from random import Random\n"},
        "streams/",
    ),
    "a generator imported by name": (
        tree_checks.strangers,
        {"analysis/a.py": "from numpy.random import Philox\n"},
        "streams/",
    ),
    "pyplot": (tree_checks.strangers, {"report/a.py": "import matplotlib.pyplot as plt\n"}, "pyplot"),
    "an attic": (tree_checks.attics, {"plan/utils.py": "x = 1\n"}, "name it for what it holds"),
    "a module without docstring": (tree_checks.undocumented, {"plan/a.py": "x = 1\n"}, "no docstring"),
    "a method without docstring": (
        tree_checks.undocumented,
        {"plan/a.py": '"""A."""\nclass C:\n    """C."""\n    def m(self):\n        return 1\n'},
        "m: no docstring",
    ),
    "work put off": (tree_checks.promises, {"plan/a.py": "# TO" + "DO later\n"}, "TO" + "DO"),
}  # fmt: skip


@pytest.mark.parametrize("rule", BAD_TREES)
def test_check_names_what_is_wrong(rule: str, tmp_path: Path) -> None:
    check, files, expected = BAD_TREES[rule]
    package = tmp_path / "clearance_sim"
    for name, content in files.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(content, encoding="utf-8")
    complaints = check(package)
    assert any(expected in complaint for complaint in complaints), complaints


def test_checks_accept_a_small_good_tree(tmp_path: Path) -> None:
    package = tmp_path / "clearance_sim"
    (package / "plan").mkdir(parents=True)
    (package / "plan" / "good.py").write_text(
        '"""Good."""\n\nfrom clearance_sim.errors import Text\n\nX = Text("一", "one")\n', encoding="utf-8"
    )
    assert {check.__name__: check(package) for check, _, _ in BAD_TREES.values()} == {
        check.__name__: [] for check, _, _ in BAD_TREES.values()
    }


# Written in two halves, or this file would be found itself.
TRACES = ["/ro" + "ot/a", "/ho" + "me/anna", "C:" + r"\Users\anna", "--index" + "-url x", "pypi" + ".org"]


@pytest.mark.parametrize("trace", TRACES)
def test_machine_traces_are_found(trace: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"see {trace} for more", encoding="utf-8")
    assert tree_checks.machine_traces([page])


def test_a_page_that_promises_a_missing_command_is_found() -> None:
    page = "Try:\n```\nclearance-sim fly scenarios/none.yaml\n```\n"
    assert tree_checks.missing_commands(page, ["run"]) == ["clearance-sim fly is no command"]


def test_a_page_that_names_a_missing_file_is_found(tmp_path: Path) -> None:
    page = "[model](docs/none.md)\n\n```\nclearance-sim run scenarios/none.yaml\n```\n"
    assert tree_checks.missing_files(page, tmp_path, tmp_path) == [
        "docs/none.md does not exist",
        "scenarios/none.yaml does not exist",
    ]
