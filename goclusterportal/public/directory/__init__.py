"""The directory: what the public may see of the clusters today, searched, filtered, counted, drawn and taken along."""

from .rows import public_clusters

__all__ = ["public_clusters"]
