"""Counts how many small faults in a module its tests notice: `python bench/mutants.py [NAME …]`.

    python bench/mutants.py                         all modules of TARGETS
    python bench/mutants.py layout wire             some of them
    python bench/mutants.py --path assistant/core/wire.py --tests tests/core/test_wire.py

A mutant is the module with one small fault: `<` instead of `<=`, a condition turned round, `+` instead of `-`, a number
that is one too large, a statement left out. It is killed if a test fails. Each module gets a random sample of all its
mutants; the same seed draws the same sample from the same source. The checkout is never changed: mutants live in a copy
of it. Survivors are listed with the line and the change, and a line "figure …" for each module ends the output.

The changes are made by this file and not by mutmut or cosmic-ray: neither draws a sample by seed or runs named test
files only, and about half of mutmut's changes (None for an argument or a value, an argument left out) fail at the first
call, whatever the tests check.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.util
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.core.child_process import child_environment, python_command

ROOT = Path(__file__).resolve().parent.parent
BAR = 0.70
"""Share of mutants that the tests of a module must kill."""
COPIED = ("assistant", "sketchpainter", "tests", "bench")
"""Folders that are copied; all others of the checkout are linked."""
SLOWEST = 4.0
"""A run that takes longer than SLOWEST times the run without a fault, and SLACK_S, hangs: its mutant is killed."""
SLACK_S = 20.0


@dataclass(frozen=True, slots=True)
class Target:
    """Names a module and the test files that must notice its faults."""

    name: str
    path: str
    tests: tuple[str, ...]


_LAYOUT_TESTS = ("tests/sketchpainter/layout/test_layout.py", "tests/sketchpainter/layout/test_placing.py")
TARGETS = (
    Target("layout", "sketchpainter/layout/layout.py", _LAYOUT_TESTS),
    Target("relations", "sketchpainter/layout/relations.py", _LAYOUT_TESTS),
    Target("trigger", "assistant/hearing/wake/trigger.py", ("tests/hearing/wake/test_trigger.py",)),
    Target("wire", "assistant/core/wire.py", ("tests/core/test_wire.py", "tests/core/test_messages.py")),
    Target(
        "presenter",
        "assistant/ui/overlay/presenter.py",
        ("tests/ui/overlay/test_presenter.py", "tests/ui/overlay/test_overlay.py"),
    ),
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """Holds one small fault in a module."""

    line: int
    before: str
    after: str
    source: str
    """The whole module with the fault."""


_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_UNTOUCHED = frozenset({"annotation", "returns", "decorator_list", "type_params"})
"""Fields of a node in which a change does not alter what the program does."""


def mutants_of(source: str) -> list[Mutant]:
    """Returns every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    found = []
    for holder, key, node in list(_sites(tree)):
        for changed in _changes(node):
            ast.copy_location(changed, node)
            _put(holder, key, changed)
            line = min(getattr(part, "lineno", sys.maxsize) for part in ast.walk(node))
            found.append(Mutant(line, _short(node), _short(changed), ast.unparse(ast.fix_missing_locations(tree))))
            _put(holder, key, node)
    return sorted(found, key=lambda mutant: mutant.line)


def _sites(node: ast.AST) -> Iterator[tuple[list[ast.AST] | ast.AST, int | str, ast.AST]]:
    """Yields every node below one, with what holds it and where."""
    for name, value in ast.iter_fields(node):
        if name in _UNTOUCHED:
            continue
        for key, child in enumerate(value) if isinstance(value, list) else [(name, value)]:
            if not isinstance(child, ast.AST) or isinstance(child, (ast.Assert, ast.Import, ast.ImportFrom)):
                continue
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                continue
            # zip(…, strict=True) only says what the writer knows.
            if isinstance(child, ast.keyword) and child.arg == "strict":
                continue
            yield value if isinstance(value, list) else node, key, child
            yield from _sites(child)


def _put(holder: list[ast.AST] | ast.AST, key: int | str, node: ast.AST) -> None:
    if isinstance(holder, list):
        assert isinstance(key, int)
        holder[key] = node
    else:
        setattr(holder, str(key), node)


def _short(node: ast.AST) -> str:
    """Returns the first line of a node's source."""
    if isinstance(node, ast.match_case):
        return ast.unparse(ast.Match(ast.Name("_"), [node])).splitlines()[1].strip()
    lines = ast.unparse(node).splitlines()
    return lines[0][:100]


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yields what may stand in the place of a node."""
    new = copy.deepcopy(node)
    match new:
        case ast.Compare():
            for number, operator in enumerate(new.ops):
                changed = copy.deepcopy(new)
                changed.ops[number] = _COMPARISONS[type(operator)]()
                yield changed
        case ast.BoolOp():
            new.op = ast.Or() if isinstance(new.op, ast.And) else ast.And()
            yield new
        case ast.BinOp() | ast.AugAssign() if type(new.op) in _ARITHMETIC:
            new.op = _ARITHMETIC[type(new.op)]()
            yield new
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield new.operand
        case ast.If() | ast.While() | ast.IfExp():
            new.test = ast.UnaryOp(ast.Not(), new.test)
            yield new
        case ast.comprehension(ifs=[_, *_]):
            new.ifs[0] = ast.UnaryOp(ast.Not(), new.ifs[0])
            yield new
        case ast.match_case() if not (isinstance(new.pattern, ast.MatchAs) and new.pattern.pattern is None):
            new.guard = ast.Constant(False)
            yield new
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            new.func = ast.Name(_CALLS[name])
            yield new
    yield from _changes_of_small_things(new)


def _changes_of_small_things(new: ast.AST) -> Iterator[ast.AST]:
    """Yields the changes of constants and of whole statements."""
    match new:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield ast.Constant(value + 1)
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise() | ast.Delete():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()


def copy_of_checkout(place: Path) -> None:
    """Makes a tree in which a module may be changed: its own code, and links to everything that is only read."""
    for entry in ROOT.iterdir():
        if entry.name in COPIED:
            shutil.copytree(entry, place / entry.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif not entry.name.startswith("."):
            (place / entry.name).symlink_to(entry)


def run_tests(place: Path, tests: tuple[str, ...], limit_s: float) -> bool:
    """Runs test files until the first failure; True if all passed within `limit_s` seconds."""
    environment = child_environment() | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    command = python_command("pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not xfail", *tests)
    process = subprocess.Popen(
        command, cwd=place, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return process.wait(limit_s) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        # What the tests started goes with them.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def judge(place: Path, target: Target, sample: int, seed: int) -> tuple[int, int]:
    """Runs the tests of a module on a sample of its mutants and prints the survivors.

    Args:
        place: A copy of the checkout.
        target: The module.
        sample: Mutants to draw at most.
        seed: The same seed draws the same sample.

    Returns:
        How many were killed, and of how many.

    Raises:
        SystemExit: The tests fail without a fault, or do not import the copy.
    """
    path = place / target.path
    original = path.read_text("utf-8")
    # A file of the same size that was written within the same second would be taken for the one that was compiled.
    compiled = Path(importlib.util.cache_from_source(str(path)))

    def passes(source: str, limit_s: float) -> bool:
        path.write_text(source, "utf-8")
        compiled.unlink(missing_ok=True)
        return run_tests(place, target.tests, limit_s)

    started = time.monotonic()
    if not passes(original, 1800):
        raise SystemExit(f"{target.name}: the tests fail without a fault")
    limit_s = SLOWEST * (time.monotonic() - started) + SLACK_S
    if passes(original + "\nraise RuntimeError\n", limit_s):
        raise SystemExit(f"{target.name}: the tests do not import {target.path}")
    everything = mutants_of(original)
    drawn = random.Random(f"{seed} {target.name}").sample(everything, min(sample, len(everything)))
    print(f"\n{target.path}: {len(drawn)} of {len(everything)} mutants, at most {limit_s:.0f} s each", flush=True)
    killed = 0
    for mutant in sorted(drawn, key=lambda one: one.line):
        if passes(mutant.source, limit_s):
            print(f"  survived  {target.path}:{mutant.line}: {mutant.before}  →  {mutant.after}", flush=True)
        else:
            killed += 1
    path.write_text(original, "utf-8")
    compiled.unlink(missing_ok=True)
    print(f"  killed {killed} of {len(drawn)} in {time.monotonic() - started:.0f} s", flush=True)
    return killed, len(drawn)


def main() -> int:
    """Judges the modules that were asked for; 1 if the tests of one kill too few."""
    parser = argparse.ArgumentParser(prog="python bench/mutants.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="modules of TARGETS; all of them if none is named")
    parser.add_argument("--path", help="another module, from the root of the checkout")
    parser.add_argument("--tests", nargs="+", default=(), help="its test files")
    parser.add_argument("--sample", type=int, default=40, help="mutants of each module")
    parser.add_argument("--seed", type=int, default=15)
    arguments = parser.parse_args()
    targets = [target for target in TARGETS if not arguments.names or target.name in arguments.names]
    if arguments.path:
        targets = [Target(Path(arguments.path).stem, arguments.path, tuple(arguments.tests))]
    if not targets:
        parser.error(f"no such module; there are {', '.join(target.name for target in TARGETS)}")
    figures = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        copy_of_checkout(Path(place))
        for target in targets:
            killed, total = judge(Path(place), target, arguments.sample, arguments.seed)
            figures.append((target.name, killed / total))
    print()
    for name, share in figures:
        print(f"figure mutants_killed_{name} {share:.2f} {BAR:.2f} {'ok' if share >= BAR else 'short'}")
    return int(any(share < BAR for _, share in figures))


if __name__ == "__main__":
    sys.exit(main())
