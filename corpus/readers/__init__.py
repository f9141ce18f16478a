"""One small module a source format.

Every module here has `SUFFIXES`, the file name endings it reads (lower case, a tuple of literals), and
`read(document)`, which gives the articles of a file and every problem found on the way. Whatever the
file holds, it raises nothing but `Unreadable` and `UnknownEncoding`. A new module is found by itself.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from corpus.document import Document, Found
from corpus.problem import Problem

Reader = Callable[[Document], Iterator[Found | Problem]]


@cache
def readers() -> Mapping[str, Reader]:
    """The reader for each file name ending.

    A module is imported when it first reads: the libraries of all take half a second, and a rebuild with
    few changes needs none.
    """
    paths = sorted(path for path in Path(__file__).parent.glob("*.py") if path.name != Path(__file__).name)
    return {suffix: _reader(path.stem) for path in paths for suffix in _suffixes(path)}


def _suffixes(path: Path) -> tuple[str, ...]:
    """What a module says it reads, without importing it."""
    for statement in ast.parse(path.read_bytes()).body:
        match statement:
            case ast.Assign([ast.Name("SUFFIXES")], value):
                return tuple(ast.literal_eval(value))
    raise AttributeError(f"{path} has no SUFFIXES")


def _reader(name: str) -> Reader:
    def read(document: Document) -> Iterator[Found | Problem]:
        yield from import_module(f"{__name__}.{name}").read(document)

    return read
