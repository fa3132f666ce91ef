"""The hold on the solver process: send a model, hear of better forms, kill it when time is up."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from itembank.assembly.model import Model, Row
from itembank.core.errors import Unavailable

AnswerStatus = Literal["optimal", "infeasible", "time", "nodes", "killed", "failed"]

_PROGRAM = Path(__file__).with_name("highs_program.py")
# HiGHS may overrun its time by this many seconds, in which it often still ends by itself.
_GRACE = 5.0
# All that the child needs of our environment; it gets no setting and no secret of the application.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LANG")
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Options:
    """How far to go: seconds, branch-and-bound nodes, and the gaps at which to stop."""

    seconds: float
    seed: int = 0
    nodes: int = 100_000
    absolute_gap: float = 1e-6
    relative_gap: float = 0.0
    presolve: bool = True

    def for_highs(self) -> dict[str, float | int | str]:
        """Return HiGHS' own options: one thread, the seed, and tolerances tighter than its defaults."""
        return {
            "threads": 1,
            "parallel": "off",
            "random_seed": self.seed % 2**31,
            "presolve": "on" if self.presolve else "off",
            "time_limit": self.seconds,
            "mip_max_nodes": self.nodes,
            "mip_abs_gap": self.absolute_gap,
            "mip_rel_gap": self.relative_gap,
            "primal_feasibility_tolerance": 1e-9,
            "mip_feasibility_tolerance": 1e-9,
        }


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A form found on the way: items by position in the pool, value, proven bound, seconds so far."""

    items: tuple[int, ...]
    objective: float
    bound: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver said; `items` is None when it knows no form."""

    status: AnswerStatus
    items: tuple[int, ...] | None
    bound: float | None
    version: str = ""


class Engine:
    """A solver process that answers one model after the other; use it in a `with` statement.

    *grace* is how many seconds beyond a model's own limit the process may live.
    """

    def __init__(self, grace: float = _GRACE) -> None:
        """Make the handle; the process starts with the first model."""
        self._grace = grace
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, whatever it is doing."""
        self.close()

    def close(self) -> None:
        """End the process; a later model starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def run(
        self,
        model: Model,
        options: Options,
        hear: Callable[[Incumbent], None] | None = None,
    ) -> Answer:
        """Solve *model*; *hear* is called with each better form on the way.

        A process that overruns its time is killed and the best form it told of is the answer.
        Raises `Unavailable` when the process dies by itself.
        """
        process = self._started()
        late = threading.Event()
        timer = threading.Timer(options.seconds + self._grace, _kill, (process, late))
        timer.start()
        try:
            return _converse(process, model, _request(model, options), hear, late)
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()
            timer.join()
            if late.is_set():
                self.close()

    def _started(self) -> "subprocess.Popen[str]":
        if self._process is None:
            kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
            self._process = subprocess.Popen(  # noqa: S603 - our own program by its path, with our own interpreter
                [sys.executable, "-I", str(_PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env=kept | _ONE_THREAD,
            )
        return self._process


def _kill(process: "subprocess.Popen[str]", late: threading.Event) -> None:
    late.set()
    process.kill()


def _converse(
    process: "subprocess.Popen[str]",
    model: Model,
    request: str,
    hear: Callable[[Incumbent], None] | None,
    late: threading.Event,
) -> Answer:
    """Send the request and read until the answer comes, or until the process ends without one."""
    best: Incumbent | None = None
    for message in _messages(process, request):
        if "answer" in message:
            return _answer(model, message["answer"])
        best = _incumbent(model, message)
        if hear is not None:
            hear(best)
    if not late.is_set():
        raise Unavailable(
            "The solver stopped unexpectedly. Try again; if it stops again, ask the administrator to look."
        )
    return Answer("killed", best.items, best.bound) if best else Answer("killed", None, None)


def _messages(process: "subprocess.Popen[str]", request: str) -> Iterator[dict[str, Any]]:
    """Yield what the process says; a pipe that breaks reads as the end."""
    if process.stdin is None or process.stdout is None:
        return
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(request + "\n")
        process.stdin.flush()
    for line in process.stdout:
        yield json.loads(line)


def _answer(model: Model, message: dict[str, Any]) -> Answer:
    chosen = message["chosen"]
    items = None if chosen is None else tuple(model.items[place] for place in chosen)
    return Answer(message["status"], items, message["bound"], message["version"])


def _incumbent(model: Model, message: dict[str, Any]) -> Incumbent:
    items = tuple(model.items[place] for place in message["chosen"])
    return Incumbent(items, message["objective"], message["bound"], message["seconds"])


def _request(model: Model, options: Options) -> str:
    """Return the model as a line of JSON. A column fixed at 0 keeps an empty pool a model like any other."""
    rest = [] if model.rest is None else [model.rest]
    request = {
        "items": len(model.items),
        "costs": [*model.costs, 0.0],
        "bounds": [*((0.0, 1.0) for _ in model.items), *rest, (0.0, 0.0)],
        "rows": [_row(row) for row in model.rows],
        "options": options.for_highs(),
    }
    return json.dumps(request)


def _row(row: Row) -> dict[str, object]:
    return {"columns": row.columns, "values": row.values, "lower": row.lower, "upper": row.upper}
