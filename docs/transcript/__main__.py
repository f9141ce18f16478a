"""Plays every conversation with the real bot and draws it.

    python -m docs.transcript --html transcript.html          # one page with all of them
    python -m docs.transcript --pictures folder [--only NAME] # a picture of each, by headless Chromium

The index of the sample articles is built if TINSO_INDEX (or var/index) holds none.
"""

import sys
from pathlib import Path

import click

from docs.transcript import bubbles
from docs.transcript.camera import NoChromium, photograph
from docs.transcript.scenes import SCENES, Scene
from docs.transcript.stage import Stage
from retrieval.paths import index_path, model_name
from retrieval.serving import Serving
from tests.bot.conftest import build_index
from tests.telegram.double import Double

_TITLE = "TinSở: bản ghi các cuộc trò chuyện"


@click.command()
@click.option("--html", "page", type=click.Path(path_type=Path), help="Where to write the page.")
@click.option("--pictures", type=click.Path(path_type=Path, file_okay=False), help="Where to put pictures.")
@click.option("--only", multiple=True, type=click.Choice([scene.name for scene in SCENES]))
def main(page: Path | None, pictures: Path | None, only: tuple[str, ...]) -> None:
    """Draws conversations with the bot as chat bubbles."""
    wanted = [scene for scene in SCENES if not only or scene.name in only]
    serving = _serving()
    sections = {scene.name: _played(scene, serving) for scene in wanted}
    if page:
        html = bubbles.page(_TITLE, [f"<h1>{_TITLE}</h1>", *sections.values()])
        page.write_text(html, encoding="utf-8")
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        try:
            for name, section in sections.items():
                photograph(bubbles.page(name, [section]), pictures / f"{name}.png")
        except NoChromium as error:
            sys.exit(str(error))


def _serving() -> Serving:
    if not (index_path() / "current").exists():
        build_index(index_path(), [""])
    return Serving(index_path(), model_name())


def _played(scene: Scene, serving: Serving) -> str:
    with Double() as double:
        stage = Stage(double, serving)
        scene.play(stage)
        if double.refusals:
            click.echo(f"{scene.name}: refused: {double.refusals}", err=True)
    return bubbles.section(scene.name, scene.title, stage.pieces)


if __name__ == "__main__":
    main()
