"""The public API, version 1: the same facts as the pages, and nothing that the pages do not show."""
