"""The one tree of errors. A message is one Vietnamese sentence for staff: what, where, what to do.

TinsoError
├── SourceError              a source that cannot be read            (corpus)
├── ModelError               the model is missing or damaged         (retrieval)
├── IndexUnusable            the index cannot be used                (retrieval)
│   ├── IndexMissing         nothing was built yet
│   ├── IndexDamaged         a checksum or the structure is wrong
│   └── IndexForeign         made by another model or format
└── SettingsError            a setting is missing or out of bounds   (bot)
"""


class TinsoError(Exception):
    """Something that staff or an operator can mend; its text says how."""


class SourceError(TinsoError):
    """A source that cannot be read at all."""
