"""Where the model and the index are: the environment says, or `.env`, or they are in their usual places.

Raises SourceError when `.env` cannot be read.
"""

import os
from pathlib import Path

from dotenv import dotenv_values

from corpus.errors import SourceError

_ROOT = Path(__file__).resolve().parent.parent


def index_path() -> Path:
    return Path(_setting("TINSO_INDEX") or _ROOT / "var" / "index")


def model_name() -> str:
    """A folder, or a name that sentence-transformers knows."""
    return _setting("TINSO_MODEL") or str(_ROOT / "models" / "multilingual-e5-small")


def takedown_setting() -> Path | None:
    """The takedown list, where it does not lie in the index folder."""
    path = _setting("TINSO_TAKEDOWN")
    return Path(path) if path else None


def questions_setting() -> Path | None:
    """The department's own questions, where they do not lie in the index folder."""
    path = _setting("TINSO_QUESTIONS")
    return Path(path) if path else None


def kept_setting() -> str | None:
    """How many index versions stay on disk, as written."""
    return _setting("TINSO_KEPT_VERSIONS")


def _setting(name: str) -> str | None:
    try:
        return os.environ.get(name) or dotenv_values(".env").get(name)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"Không đọc được tệp .env: {error}. Hãy lưu lại tệp với mã UTF-8.") from error
