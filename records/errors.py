"""The one way a service says no."""

from programme.errors import ActRefused

__all__ = ["ActRefused"]
