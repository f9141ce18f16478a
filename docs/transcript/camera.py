"""Photographs HTML in headless Chromium (Debian's package `chromium`)."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

WIDTH = 432
_MEASURE = "<script>document.title = 'height ' + document.documentElement.scrollHeight</script>"


class NoChromium(RuntimeError):
    """There is no Chromium to take pictures with."""


def photograph(html: str, picture: Path) -> None:
    """Writes `html` as it looks on a phone to `picture`, a PNG. Raises NoChromium."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html.replace("</html>", f"{_MEASURE}</html>"), encoding="utf-8")
        height = int(re.findall(r"<title>height (\d+)", _chromium(folder, page, "--dump-dom"))[0])
        _chromium(folder, page, f"--screenshot={picture.resolve()}", height)


def _chromium(folder: str, page: Path, *wanted: str | int) -> str:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise NoChromium("Chromium is not installed: `apt-get install chromium` on Debian.")
    height = next((option for option in wanted if isinstance(option, int)), 800)
    options = [option for option in wanted if isinstance(option, str)]
    command = [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--user-data-dir={folder}/profile", f"--window-size={WIDTH},{height}",
    ]  # fmt: skip
    done = subprocess.run([*command, *options, page.as_uri()], capture_output=True, text=True, check=True)
    return done.stdout
