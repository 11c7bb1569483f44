"""The story of a run, told so that two runs can be compared."""

from .entries import Called, Entry, Ran, Said, Transcript, Used
from .telling import tell

__all__ = ["Called", "Entry", "Ran", "Said", "Transcript", "Used", "tell"]
