"""Loading a history: memberships, labels, benchmarkings and figures of past years from one table.

`columns` names the table, `reading` turns a CSV or Excel file into rows, `values` a row into facts, `writing` compares
them with the register and acts through the services, `service` is the door: everything or nothing.
"""

from .columns import COLUMNS, COLUMNS_OF, Kind
from .report import HistoryReport
from .service import import_history

__all__ = ["COLUMNS", "COLUMNS_OF", "HistoryReport", "Kind", "import_history"]
