"""Measures how follow-up questions are understood, on each of the project's two sets of dialogues."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from corpus.errors import TinsoError
from retrieval.evaluation.dialogues import Outcome, Tally, play, read_dialogues, tally
from retrieval.paths import index_path, model_name
from retrieval.serving import Serving

_CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SETS = {
    "quy tắc được chỉnh theo bộ này": _CORPUS / "dialogues.jsonl",
    "để riêng, không chỉnh theo": _CORPUS / "dialogues-held-out.jsonl",
}


@click.command(add_help_option=False)
@click.option(
    "--index",
    "directory",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path),
    help="Chỉ mục của các bài mẫu (mặc định: TINSO_INDEX, hoặc var/index).",
)
@click.option("--wrong", is_flag=True, help="In từng hội thoại chưa đúng của bộ dùng để chỉnh.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(directory: Path | None, wrong: bool, as_json: bool) -> None:
    """Đo việc hiểu câu hỏi nối tiếp trên hai bộ hội thoại hai lượt."""
    try:
        serving = Serving(directory or index_path(), model_name())
        outcomes = {name: _played(path, serving) for name, path in SETS.items()}
    except TinsoError as error:
        sys.exit(str(error))
    tallies = {name: tally(played) for name, played in outcomes.items()}
    if as_json:
        click.echo(json.dumps({name: asdict(found) for name, found in tallies.items()}, ensure_ascii=False))
    else:
        Console(width=None if sys.stdout.isatty() else 130).print(_table(tallies))
    if wrong:  # the held-out set stays unseen, or it would be tuned on next
        for outcome in next(iter(outcomes.values())):
            if not outcome.is_understood or (outcome.dialogue.article and outcome.place != 1):
                click.echo(_said(outcome))


def _played(path: Path, serving: Serving) -> list[Outcome]:
    return [play(dialogue, serving) for dialogue in read_dialogues(path)]


def _table(tallies: dict[str, Tally]) -> Table:
    table = Table()
    table.add_column("bộ hội thoại")
    for heading in ("hội thoại", "hiểu đúng", "có bài đích", "bài đích @1", "@3", "@1 nếu hỏi riêng"):
        table.add_column(heading, justify="right")
    for name, found in tallies.items():
        table.add_row(name, *map(str, asdict(found).values()))
    return table


def _said(outcome: Outcome) -> str:
    dialogue = outcome.dialogue
    return (
        f"{dialogue.first} | {dialogue.second} → {outcome.asked} "
        f"[{dialogue.article}: {outcome.place}; hỏi riêng: {outcome.place_alone}]"
    )


if __name__ == "__main__":
    main()
