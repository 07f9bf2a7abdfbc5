"""What a new portal needs to take an application: the sample catalogue and the texts of letters.

Only fills what is missing; what the office has edited stays.
"""

import csv
from datetime import date
from pathlib import Path

from .models import CriteriaCatalogue, Criterion, CriterionFigure, CriterionGroup, LetterText

SAMPLE_VERSION = "sample-1"
SAMPLE_FILE = Path(__file__).parent / "data" / "criteria_catalogue_sample.csv"

# The four groups in their published order (SPEC 2.1).
GROUPS = [
    ("1", "Struktur und Zusammensetzung", "Structure and composition"),
    ("2", "Clustermanagement und Steuerung", "Cluster management and governance"),
    ("3", "Aktivitäten und Kooperationen", "Activities and cooperation"),
    ("4", "Sichtbarkeit und Wirkung", "Visibility and impact"),
]

# Invented figures of the sample: criterion, code, name and unit in both languages, decimals, maximum.
FIGURES = [
    ("S1", "members", "Verbindliche Mitglieder", "Committed members", "Organisationen", "organisations", 0, None),
    ("S4", "nearby", "Mitglieder im Umkreis von 150 km", "Members within 150 km", "%", "%", 1, 100),
    ("M2", "positions", "Stellen im Clustermanagement", "Positions in the cluster management",
     "Vollzeitäquivalente", "full-time equivalents", 2, None),
]  # fmt: skip

LETTER_TEXTS = [
    {
        "kind": LetterText.Kind.ADMISSION,
        "subject_de": "Aufnahme in das Programm",
        "subject_en": "Admission to the programme",
        "body_de": "Ihr Innovationscluster wird in das Programm aufgenommen. Wir gratulieren Ihnen herzlich.",
        "body_en": "Your innovation cluster is admitted to the programme. Congratulations.",
    },
    {
        "kind": LetterText.Kind.REFUSAL,
        "subject_de": "Entscheidung über Ihren Aufnahmeantrag",
        "subject_en": "Decision on your application",
        "body_de": (
            "Ihr Innovationscluster kann nicht in das Programm aufgenommen werden. "
            "Sie können jederzeit einen neuen Antrag stellen."
        ),
        "body_en": "Your innovation cluster cannot be admitted to the programme. You may apply again at any time.",
    },
    {
        "kind": LetterText.Kind.COMMITMENT,
        "subject_de": "Verpflichtungserklärung",
        "subject_en": "Commitment",
        "body_de": (
            "Wir verpflichten uns, am europäischen Benchmarking teilzunehmen, innerhalb von zwei Jahren nach der "
            "Aufnahme die Kriterien des Silber-Labels zu erfüllen, jährlich unsere Zahlen zu melden und der "
            "Veröffentlichung unseres Profils zuzustimmen."
        ),
        "body_en": (
            "We commit ourselves to take part in the European benchmarking, to meet the criteria of the silver label "
            "within two years of admission, to report our figures every year and to agree to the publication of "
            "our profile."
        ),
    },
]


def load_defaults():
    """The sample catalogue in force and one text per kind of letter; returns nothing, may run any number of times."""
    if not CriteriaCatalogue.objects.filter(version=SAMPLE_VERSION).exists():
        load_sample_catalogue()
    present = set(LetterText.objects.values_list("kind", flat=True))
    LetterText.objects.bulk_create(LetterText(**text) for text in LETTER_TEXTS if text["kind"] not in present)


def load_sample_catalogue():
    """The invented sample: 30 criteria, 90 points, two thirds of the sum. It says of itself that it is a sample."""
    catalogue = CriteriaCatalogue.objects.create(
        version=SAMPLE_VERSION,
        name_de="Beispielkatalog",
        name_en="Sample catalogue",
        is_sample=True,
        rule=CriteriaCatalogue.Rule.OVERALL,
        threshold_numerator=2,
        threshold_denominator=3,
        in_force_from=date(2024, 1, 1),
    )
    groups = {
        code: CriterionGroup(catalogue=catalogue, code=code, position=position, name_de=name_de, name_en=name_en)
        for position, (code, name_de, name_en) in enumerate(GROUPS, start=1)
    }
    CriterionGroup.objects.bulk_create(groups.values())
    with SAMPLE_FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    positions = dict.fromkeys(groups, 0)
    criteria = []
    for row in rows:
        positions[row["group"]] += 1
        criteria.append(
            Criterion(
                group=groups[row["group"]],
                code=row["code"],
                position=positions[row["group"]],
                max_points=int(row["max_points"]),
                **{key: row[key] for key in ("name_de", "name_en", "evidence_de", "evidence_en", "help_de", "help_en")},
            )
        )
    Criterion.objects.bulk_create(criteria)
    by_code = {criterion.code: criterion for criterion in criteria}
    CriterionFigure.objects.bulk_create(
        CriterionFigure(
            criterion=by_code[criterion],
            code=code,
            position=1,
            name_de=name_de,
            name_en=name_en,
            unit_de=unit_de,
            unit_en=unit_en,
            decimals=decimals,
            minimum=0,
            maximum=maximum,
        )
        for criterion, code, name_de, name_en, unit_de, unit_en, decimals, maximum in FIGURES
    )
    return catalogue
