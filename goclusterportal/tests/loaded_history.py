"""A history of invented clusters as a file for import_history, with the numbers that a person counted from its cohorts.

On 31 October 2022 it has what the programme published for that month: 81 members, 14 of them with gold, 42 with silver,
4 with bronze, 21 without a valid label. The days around it are edges: a cohort leaves on that day, one comes, labels
begin, end and are revoked.
"""

import csv
import io
from dataclasses import dataclass

from labels.importing import COLUMNS


@dataclass(frozen=True)
class Counted:
    """The hand-counted figures of one day."""

    members: int
    unknown_start: int
    gold: int
    silver: int
    bronze: int

    @property
    def labels(self):
        return self.gold + self.silver + self.bronze


# Which cohort counts on which day is written out in the comment of each line.
NUMBERS = {
    "2014-04-30": Counted(66, 0, 0, 0, 0),  # 58 A, 5 C, 3 F; the 2 G are recorded on the next day
    "2014-05-01": Counted(68, 2, 0, 0, 0),  # and 2 G
    "2015-02-28": Counted(68, 2, 0, 0, 0),
    "2015-03-01": Counted(80, 2, 0, 0, 0),  # and 12 B
    "2020-06-30": Counted(80, 2, 5, 3, 0),  # gold: C; silver: F on its last day
    "2020-07-01": Counted(77, 2, 5, 0, 0),  # without F
    "2021-12-31": Counted(77, 2, 19, 43, 0),  # gold: 14 A and C; silver: 30 A, 12 B, A45 (its bronze is lower)
    "2022-01-01": Counted(72, 2, 14, 43, 0),  # C left
    "2022-10-30": Counted(72, 2, 14, 43, 0),
    "2022-10-31": Counted(81, 2, 14, 42, 4),  # 9 D came, 3 with bronze; A45's silver is revoked, bronze is left
    "2022-11-01": Counted(73, 2, 10, 33, 8),  # B left, 4 E came with bronze; 4 gold ended, 2 had silver too; A56 began
    "2023-12-31": Counted(76, 2, 0, 16, 7),  # F is back with its silver; 10 A renewed, A11, A12, A56; bronze: D, E
}


def rows():
    """Every row of the history, by cohort."""
    for cohort, count, land in (
        ("A", 58, "Bayern"),
        ("B", 12, "Berlin"),
        ("C", 5, "Hessen"),
        ("D", 9, "Sachsen"),
        ("E", 4, "Sachsen"),
        ("F", 3, "Hamburg"),
        ("G", 2, "Bremen"),
    ):
        for number in range(1, count + 1):
            yield {"kind": "cluster", "cluster": name(cohort, number), "federal_state": land}
            yield from ({"kind": "membership", "cluster": name(cohort, number), **period} for period in PERIODS[cohort])
    for cohort, first, last, *days in LABELS:
        for number in range(first, last + 1):
            yield label(name(cohort, number), *days)
    yield from (
        {"kind": "figures", "cluster": name(*who), "key_date": key_date, "companies": companies, "released": released}
        for who, key_date, companies, released in FIGURES
    )


def name(cohort, number):
    return f"Erfundenes Cluster {cohort}{number:02d}"


PERIODS = {
    "A": [{"starts_on": "2012-07-01"}],
    "B": [{"starts_on": "2015-03", "ends_on": "2022-10-31", "reason": "resigned"}],
    "C": [{"starts_on": "2012", "ends_on": "2021", "reason": "merged"}],
    "D": [{"starts_on": "2022-10-31"}],
    "E": [{"starts_on": "01.11.2022"}],
    # The later period first: the order of rows does not matter.
    "F": [{"starts_on": "2023-06-01"}, {"starts_on": "2012-07-01", "ends_on": "2020-06-30", "reason": "excluded"}],
    "G": [{"recorded_on": "2014-05-01"}],
}

# cohort, first and last number, level, valid from, valid until; then assessed on, revoked on where they differ.
LABELS = [
    ("A", 1, 10, "gold", "2020-11-01", "2023-10-31"),
    ("A", 11, 14, "gold", "2020-11-01", "2022-10-31"),
    ("A", 11, 12, "silver", "2021-07-01", "2024-06"),
    ("A", 15, 44, "silver", "2021-06-01", "2023-05-31"),
    # Renewed late, dated back to the day after the previous end.
    ("A", 15, 24, "silver", "2023-06-01", "2026-05-31", "2023-09-12"),
    ("A", 45, 45, "bronze", "2021-02-01", "2023-01-31"),
    ("A", 45, 45, "silver", "2021-02-01", "2023-01-31", "2021-01-20", "2022-10-31"),
    ("A", 46, 55, "silver", "2018-01-01", "2019-12-31"),
    ("A", 56, 56, "silver", "2022-11-01", "2024-10-31"),
    ("B", 1, 12, "silver", "2021-01-01", "2022-12-31"),
    ("C", 1, 5, "gold", "2019", "2021"),
    ("D", 1, 3, "bronze", "2022-10-31", "2024-10-31"),
    ("E", 1, 4, "bronze", "2022-11-01", "2024-11-30"),
    ("F", 1, 3, "silver", "2019-01-01", "2023-12-31"),
]

FIGURES = [
    (("A", 1), "2021-12-31", "100", "ja"),
    (("A", 1), "2022-10-31", "120", "ja"),
    (("A", 2), "2020", "50", "ja"),
    (("A", 3), "2021-12-31", "70", "nein"),
    (("B", 1), "2021-12-31", "10", "ja"),
]
# Companies, and how many clusters named them: A1's later count replaces its earlier one, B1 leaves, A3 is not released.
COMPANIES = {"2021-12-30": (50, 1), "2021-12-31": (160, 3), "2022-10-31": (180, 3), "2022-11-01": (170, 2)}

LAENDER = {"DE-BY": 58, "DE-BE": 12, "DE-SN": 9, "DE-HB": 2}


def label(cluster, level, valid_from, valid_until, assessed_on="", revoked_on=""):
    return {
        "kind": "label",
        "cluster": cluster,
        "level": level,
        "assessed_on": assessed_on or valid_from,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "revoked_on": revoked_on,
        "body": "Erfundene Labelstelle",
    }


def write_history(path, *, german=False):
    """The file; with `german` under the German names of its columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS), restval="", lineterminator="\n")
    if german:
        writer.writerow(COLUMNS)
    else:
        writer.writeheader()
    writer.writerows(rows())
    path.write_text(out.getvalue())
    return path
