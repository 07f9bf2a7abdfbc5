"""Reading clusters from a CSV file: one service for the command line and the web admin.

`reading` turns bytes into rows, `values` a row into the values of a cluster, `planning` says what would change,
`service` is the door: plan, then write everything or nothing (or everything that is sound).
"""

from .report import Kept, Problem, Report
from .service import import_clusters
from .values import COLUMNS

__all__ = ["COLUMNS", "Kept", "Problem", "Report", "import_clusters"]
