"""The command ``sanitiser``.

Exits 0 when done, 2 for wrong use or input, 3 when a text needs a person's attention, 4 when the model or
the policy cannot be loaded.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, TextIO

import click

from sanitiser import engine
from sanitiser.evaluate import GoldSpan, GoldText, evaluate, lines
from sanitiser.findings import COMPLETE, Detection, SanitiserUnavailable
from sanitiser.pseudonyms import Span, replace

WRONG_INPUT = 2
NEEDS_A_PERSON = 3
UNAVAILABLE = 4

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Exit codes: 0 done, 2 wrong use or input, 3 a text needs a person's attention, 4 the sanitiser "
        "cannot be loaded."
    ),
)
def main() -> None:
    """Find and replace what could identify someone. Works without a network.

    Example: sanitiser redact report.txt
    """


@main.command("detect")
@click.argument("source", metavar="IN.jsonl", type=_FILE)
@click.option(
    "--out", "target", metavar="OUT.jsonl", required=True, type=click.Path(dir_okay=False, path_type=Path)
)
@click.option("--policy", default="default", show_default=True, help="Name of the policy to apply.")
def detect_command(source: Path, target: Path, policy: str) -> None:
    """Find identifiers in every text of a file of JSON lines.

    Each line of IN.jsonl is {"id": ..., "text": ...}. Each line of OUT.jsonl is {"id", "state", "spans"},
    in the same order; a span is {"start", "end", "label", "score"}, offsets counting code points. A wrong
    line stops the run before anything is written. Exits 3 when the state of a text is not "complete";
    OUT.jsonl is written all the same.

    Example: sanitiser detect texts.jsonl --out found.jsonl
    """
    sanitiser = _load(policy)
    partial = target.with_name(f".{target.name}.partial")
    unfinished = 0
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as sink:
            for number, record in _records(source):
                detection = sanitiser.detect(_text(record, number))
                unfinished += detection.state != COMPLETE
                sink.write(json.dumps(_answer(record["id"], detection), ensure_ascii=False) + "\n")
        partial.replace(target)
    except OSError as error:
        _stop(f"The result cannot be written ({error.strerror}). Choose another place with --out.")
    finally:
        partial.unlink(missing_ok=True)
    if unfinished:
        click.echo(
            f'{unfinished} texts need a person\'s attention: look for "state" in the result.', err=True
        )
        sys.exit(NEEDS_A_PERSON)


@main.command("redact")
@click.argument("source", metavar="FILE", type=_FILE)
@click.option("--policy", default="default", show_default=True, help="Name of the policy to apply.")
def redact_command(source: Path, policy: str) -> None:
    """Print a text with every finding replaced by a placeholder; - reads standard input.

    Prints nothing and exits 3 when the text could not be examined in full.

    Example: sanitiser redact report.txt > safe.txt
    """
    sanitiser = _load(policy)
    text = _read(source)
    detection = sanitiser.detect(text)
    if detection.state != COMPLETE:
        click.echo(
            "The text could not be examined in full, so nothing is printed. " + " ".join(detection.notes),
            err=True,
        )
        sys.exit(NEEDS_A_PERSON)
    spans = [Span(finding.start, finding.end, finding.kind) for finding in detection.findings]
    sys.stdout.write(replace(text, spans).text)


@main.command("evaluate")
@click.argument("source", metavar="GOLD.jsonl", type=_FILE)
@click.option("--policy", default="default", show_default=True, help="Name of the policy to apply.")
def evaluate_command(source: Path, policy: str) -> None:
    """Compare what is found with an annotated corpus and print the figures.

    Each line is {"id", "text", "spans": [{"start", "end", "label", "kind"}], "keep": [{"start", "end"}]}.
    The kind is d (direct) or q (quasi).

    Example: sanitiser evaluate gold.jsonl
    """
    sanitiser = _load(policy)
    texts = [_gold(record, number) for number, record in _records(source)]
    for line in lines(evaluate(texts, sanitiser.detect)):
        click.echo(line)


def _load(policy: str) -> engine.Sanitiser:
    try:
        return engine.load(policy)
    except SanitiserUnavailable as error:
        click.echo(str(error), err=True)
        sys.exit(UNAVAILABLE)


def _read(source: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(source) == "-" else source.read_bytes()
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        _stop(f"The text is not UTF-8 (byte {error.start}). Convert it and try again.")
    except OSError as error:
        _stop(f"The file cannot be read ({error.strerror}).")


def _records(source: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """Read JSON lines with their numbers; stop the program at the first wrong one."""
    with _opened(source) as lines_in:
        number = 0
        try:
            for number, line in enumerate(lines_in, 1):
                if line.strip():
                    yield number, _record(line, number)
        except UnicodeDecodeError:
            _stop(f"Line {number + 1} is not UTF-8. Convert the file and try again.")


def _opened(source: Path) -> TextIO:
    if str(source) == "-":
        return open(sys.stdin.fileno(), encoding="utf-8", newline="\n", closefd=False)
    return source.open(encoding="utf-8", newline="\n")


def _record(line: str, number: int) -> dict[str, object]:
    try:
        record = json.loads(line)
    except ValueError:
        _stop(f"Line {number} is not JSON. Nothing was written.")
    if not isinstance(record, dict) or "id" not in record or not isinstance(record.get("text"), str):
        _stop(f'Line {number} needs "id" and "text", and the text must be a string. Nothing was written.')
    return record


def _text(record: dict[str, object], number: int) -> str:
    text = record["text"]
    if not isinstance(text, str) or any("\ud800" <= char <= "\udfff" for char in text):
        _stop(f"The text on line {number} holds half a character (a lone surrogate). Nothing was written.")
    return text


def _answer(identifier: object, detection: Detection) -> dict[str, object]:
    spans = [
        {"start": finding.start, "end": finding.end, "label": str(finding.kind), "score": finding.score}
        for finding in detection.findings
    ]
    return {"id": identifier, "state": detection.state, "spans": spans}


def _gold(record: dict[str, object], number: int) -> GoldText:
    text = _text(record, number)
    try:
        spans = tuple(
            GoldSpan(int(span["start"]), int(span["end"]), str(span["label"]), str(span["kind"]))
            for span in _list(record, "spans")
        )
        keep = tuple((int(span["start"]), int(span["end"])) for span in _list(record, "keep"))
    except (KeyError, TypeError, ValueError):
        _stop(
            f'Line {number} needs "spans" of "start", "end", "label" and "kind", and "keep" of "start" '
            'and "end".'
        )
    if any(not 0 <= span.start < span.end <= len(text) for span in spans):
        _stop(f"A span on line {number} is empty or lies outside the text.")
    return GoldText(str(record["id"]), text, spans, keep)


def _list(record: dict[str, object], name: str) -> list[dict[str, int | str]]:
    value = record.get(name, [])
    if not isinstance(value, list):
        raise TypeError
    return value


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(WRONG_INPUT)
