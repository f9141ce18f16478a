"""What is wrong with a source, told to the staff member who can mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    """The article, or the whole file, was left out."""
    WARNING = "warning"
    """Nothing was left out, but somebody should look."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it is, what is wrong and what to do, in Vietnamese."""

    severity: Severity
    file: str
    line: int | None
    message: str
    remedy: str

    @property
    def place(self) -> str:
        return self.file if self.line is None else f"{self.file}, dòng {self.line}"
