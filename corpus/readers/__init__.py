"""One small module a source format.

Every module here has `SUFFIXES`, the file name endings it reads (lower case), and
`read(document)`, which gives the articles of a file and every problem found on the way. Whatever the
file holds, it raises nothing but `Unreadable` and `UnknownEncoding`. A new module is found by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from corpus.document import Document, Found
from corpus.problem import Problem

Reader = Callable[[Document], Iterator[Found | Problem]]


@cache
def readers() -> Mapping[str, Reader]:
    """The reader for each file name ending."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return {suffix: module.read for module in modules for suffix in module.SUFFIXES}
