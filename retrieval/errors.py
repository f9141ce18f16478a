"""What can be wrong with a model or an index; see `corpus.errors` for the whole tree."""

from corpus.errors import TinsoError


class ModelError(TinsoError):
    """The model is missing, damaged, or not the one expected."""


class IndexUnusable(TinsoError):
    """The index cannot be used."""


class IndexMissing(IndexUnusable):
    """No version was published there yet."""


class IndexDamaged(IndexUnusable):
    """A checksum or the structure of a version is wrong."""


class IndexForeign(IndexUnusable):
    """The version was made by another model, or in another format."""
