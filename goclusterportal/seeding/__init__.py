"""Invented clusters and applications in bulk, to see how the portal behaves when there are many.

`manage.py seed` and `make bench` use it. Rows are written directly, not through the services: thousands of acts would
take hours and fill the outbox. Every row is one that the services could have written.
"""

from .service import Counts, seed

__all__ = ["Counts", "seed"]
