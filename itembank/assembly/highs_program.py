"""The program that runs HiGHS, in a process of its own: a line of JSON for each model in, lines of JSON out.

It is started by `engine` by its path and imports nothing of ours, so that it sees a model's numbers and
nothing else, and can be killed at any moment: HiGHS does not always keep its own time limit.
"""

import json
import math
import os
import resource
import sys
from pathlib import Path
from typing import Any, TextIO

import highspy

# A model that needs more fails here, and not the machine.
_MEMORY = 4 * 1024**3

_STATUS = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    # Every column that counts has bounds or is held by a row, so nothing here is unbounded.
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "time",
    highspy.HighsModelStatus.kSolutionLimit: "nodes",
}


def main() -> None:
    """Answer each model on standard input until it closes."""
    _cap_memory()
    answers = _own_output()
    for line in sys.stdin:
        request = json.loads(line)
        _say(answers, {"answer": _run(request, answers)})


def _cap_memory() -> None:
    """Lower our own limit to what a model may need, or to what the machine allows if that is less."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _own_output() -> TextIO:
    """Keep standard output for answers alone: HiGHS prints a banner of its own, which goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return answers


def _say(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def _run(request: dict[str, Any], answers: TextIO) -> dict[str, Any]:
    """Solve one model from nothing: HiGHS 1.16 can take a form it is given to start from for the best."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy leaves its constructor untyped
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - the library's own signature
    for name, value in request["options"].items():
        highs.setOptionValue(name, value)
    highs.passModel(_programme(request))

    def tell(event: highspy.HighsCallbackEvent) -> None:
        _say(answers, _incumbent(event, request["items"]))

    highs.cbMipImprovingSolution += tell
    highs.run()
    return _answer(highs, request["items"])


def _programme(request: dict[str, Any]) -> highspy.HighsLp:
    rows, items, width = request["rows"], request["items"], len(request["costs"])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = width, len(rows)
    lp.col_cost_ = request["costs"]
    lp.col_lower_ = [_bound(low, -math.inf) for low, _ in request["bounds"]]
    lp.col_upper_ = [_bound(high, math.inf) for _, high in request["bounds"]]
    lp.row_lower_ = [_bound(row["lower"], -math.inf) for row in rows]
    lp.row_upper_ = [_bound(row["upper"], math.inf) for row in rows]
    whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [whole] * items + [real] * (width - items)
    _fill(lp.a_matrix_, rows, width)
    return lp


def _bound(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else float(value)


def _fill(matrix: highspy.HighsSparseMatrix, rows: list[dict[str, Any]], width: int) -> None:
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row["columns"]))
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = width, len(rows)
    matrix.start_ = starts
    matrix.index_ = [column for row in rows for column in row["columns"]]
    matrix.value_ = [float(value) for row in rows for value in row["values"]]


def _incumbent(event: highspy.HighsCallbackEvent, items: int) -> dict[str, Any]:
    out = event.data_out
    return {
        "chosen": _chosen(list(out.mip_solution), items),
        "objective": out.objective_function_value,
        "bound": _finite(out.mip_dual_bound),
        "seconds": out.running_time,
    }


def _answer(highs: highspy.Highs, items: int) -> dict[str, Any]:
    info = highs.getInfo()
    found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    return {
        "status": _STATUS.get(highs.getModelStatus(), "failed"),
        "chosen": _chosen(list(highs.getSolution().col_value), items) if found else None,
        "objective": info.objective_function_value if found else None,
        "bound": _finite(info.mip_dual_bound),
        "version": highs.version(),
    }


def _chosen(values: list[float], items: int) -> list[int]:
    return [place for place in range(items) if values[place] > 0.5]  # noqa: PLR2004 - yes or no, within rounding


def _finite(value: float) -> float | None:
    return value if abs(value) < highspy.kHighsInf else None


if __name__ == "__main__":
    main()
