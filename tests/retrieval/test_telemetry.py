"""Nothing is reported to the makers of the libraries."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]

OPEN = "from retrieval.encoder import open_encoder; open_encoder({model!r}).encode_query('thử')"


def test_the_encoder_leaves_no_device_number_and_no_reports_to_send(tmp_path: Path) -> None:
    model = str(REPOSITORY / "models" / "multilingual-e5-small")
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    home = kept | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)}
    subprocess.run([sys.executable, "-c", OPEN.format(model=model)], env=home, check=True)
    assert list(tmp_path.iterdir()) == []
