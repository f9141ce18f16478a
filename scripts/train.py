"""Learns what depends on the model: projections, ranking weights, the decision whether there is an answer."""

import sys
from pathlib import Path

import click

from corpus.errors import TinsoError
from retrieval.calibrate import calibrate
from retrieval.calibration import SHIPPED, save_calibration, shipped_calibration
from retrieval.encoder import open_encoder
from retrieval.paths import model_name


@click.command()
@click.option("--model", default=model_name, help="Model folder or name (default: TINSO_MODEL).")
@click.option(
    "--projection",
    "anew",
    is_flag=True,
    help="Learn the projection of token states anew too: then every sentence of every index is encoded anew.",
)
@click.option("--output", type=click.Path(path_type=Path), help="File to write (default: the shipped one).")
def main(model: str, anew: bool, output: Path | None) -> None:
    """Trains on retrieval/training/ and writes the calibration that ships with the program."""
    try:
        encoder = open_encoder(model)
        shipped = None if anew else shipped_calibration(encoder.identity)
        calibration = calibrate(encoder, shipped.projection if shipped else None)
    except TinsoError as error:
        sys.exit(str(error))
    target = output or SHIPPED / f"{encoder.identity.partition('/')[0]}.npz"
    target.parent.mkdir(exist_ok=True)
    save_calibration(calibration, target)
    click.echo(f"{target}: answered from {calibration.threshold:.3f}, related from {calibration.related:.3f}")


if __name__ == "__main__":
    main()
