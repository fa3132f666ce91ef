"""The command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sanitiser.cli import main


def write(path: Path, *records: object) -> Path:
    """Write records as JSON lines."""
    path.write_text(
        "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8"
    )
    return path


@pytest.fixture
def run() -> CliRunner:
    """Give a runner for the command."""
    return CliRunner()


class TestDetect:
    """One answer a line, in the order of the question."""

    def test_answers_keep_ids_and_order(self, run: CliRunner, tmp_path: Path) -> None:
        """A file can be joined to its source."""
        source = write(
            tmp_path / "in.jsonl", {"id": "b", "text": "mail a.b@firm.test"}, {"id": 7, "text": "nothing"}
        )
        target = tmp_path / "out.jsonl"

        result = run.invoke(main, ["detect", str(source), "--out", str(target)])

        answers = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
        assert result.exit_code == 0
        assert [(answer["id"], answer["state"]) for answer in answers] == [("b", "complete"), (7, "complete")]

    def test_a_span_says_where_and_what(self, run: CliRunner, tmp_path: Path) -> None:
        """Offsets count code points."""
        source = write(tmp_path / "in.jsonl", {"id": 1, "text": "🙂 mail a.b@firm.test"})
        target = tmp_path / "out.jsonl"

        run.invoke(main, ["detect", str(source), "--out", str(target)])

        (span,) = json.loads(target.read_text(encoding="utf-8"))["spans"]
        assert (span["start"], span["end"], span["label"]) == (7, 20, "EMAIL")

    @pytest.mark.parametrize(
        "bad",
        ["{", "[]", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 5}', '{"id": 1, "text": "\\ud800"}'],
    )
    def test_a_wrong_line_is_named_and_nothing_is_written(
        self, run: CliRunner, tmp_path: Path, bad: str
    ) -> None:
        """Half a result is worse than none."""
        source = tmp_path / "in.jsonl"
        source.write_text('{"id": 1, "text": "fine"}\n' + bad + "\n", encoding="utf-8")

        result = run.invoke(main, ["detect", str(source), "--out", str(tmp_path / "out.jsonl")])

        assert (result.exit_code, "ine 2" in result.stderr) == (2, True)
        assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]

    def test_bytes_that_are_no_text_are_refused_with_their_line(self, run: CliRunner, tmp_path: Path) -> None:
        """The encoding is UTF-8."""
        source = tmp_path / "in.jsonl"
        source.write_bytes(b'{"id": 1, "text": "fine"}\n{"id": 2, "text": "\xff"}\n')

        result = run.invoke(main, ["detect", str(source), "--out", str(tmp_path / "out.jsonl")])

        assert result.exit_code == 2


class TestRedact:
    """Safe text out."""

    def test_a_file_is_printed_with_placeholders(self, run: CliRunner, tmp_path: Path) -> None:
        """Line ends are kept."""
        source = tmp_path / "a.txt"
        source.write_bytes(b"mail a.b@firm.test\r\n")

        result = run.invoke(main, ["redact", str(source)])

        assert (result.exit_code, result.stdout_bytes) == (0, b"mail [EMAIL_1]\r\n")

    def test_a_hyphen_reads_standard_input(self, run: CliRunner) -> None:
        """It can stand in a pipe."""
        assert run.invoke(main, ["redact", "-"], input="ask a.b@firm.test").stdout == "ask [EMAIL_1]"

    def test_an_unknown_policy_is_no_stack_trace(self, run: CliRunner) -> None:
        """The exit code is documented."""
        result = run.invoke(main, ["redact", "-", "--policy", "none-such"], input="x")

        assert (result.exit_code, "Traceback" in result.output) == (4, False)


class TestEvaluate:
    """Figures, not promises."""

    def test_a_caught_span_counts(self, run: CliRunner, tmp_path: Path) -> None:
        """Recall is the share of spans covered."""
        span = {"start": 5, "end": 18, "label": "EMAIL", "kind": "d"}
        source = write(tmp_path / "gold.jsonl", {"id": 1, "text": "mail a.b@firm.test", "spans": [span]})

        result = run.invoke(main, ["evaluate", str(source)])

        assert "documents without a missed direct span: 1 of 1" in result.output

    def test_a_span_outside_its_text_is_refused(self, run: CliRunner, tmp_path: Path) -> None:
        """Wrong gold gives wrong figures."""
        source = write(
            tmp_path / "g.jsonl",
            {"id": 1, "text": "x", "spans": [{"start": 0, "end": 9, "label": "ORG", "kind": "d"}]},
        )

        assert run.invoke(main, ["evaluate", str(source)]).exit_code == 2


@pytest.mark.parametrize("command", [[], ["detect"], ["redact"], ["evaluate"]])
def test_help_shows_an_example(run: CliRunner, command: list[str]) -> None:
    """Nobody has to guess."""
    assert "Example: sanitiser" in run.invoke(main, [*command, "--help"]).output
