"""The ladders of reminders a new portal starts with. The office edits them afterwards; nothing is overwritten.

Which kinds there are and who is reminded is [S] (SPEC 2.4); offsets and texts are a proposal [D].
"""

from django.db import transaction

from .ladder_texts import LADDERS
from .models import Ladder, LadderRung


def load_defaults():
    """Add the ladders that are missing, each with all its rungs. A ladder that exists stays as it is."""
    existing = set(Ladder.objects.values_list("kind", flat=True))
    for ladder in LADDERS:
        if ladder.kind in existing:
            continue
        with transaction.atomic():
            row = Ladder.objects.create(
                kind=ladder.kind, name_de=ladder.name_de, name_en=ladder.name_en, courtesy=ladder.courtesy
            )
            LadderRung.objects.bulk_create(
                LadderRung(
                    ladder=row,
                    key=rung.key,
                    months=rung.months,
                    days=rung.days,
                    audience=rung.audience,
                    also_board=rung.also_board,
                    also_ministry=rung.also_ministry,
                    subject_de=rung.subject_de,
                    subject_en=rung.subject_en,
                    body_de=rung.body_de,
                    body_en=rung.body_en,
                )
                for rung in ladder.rungs
            )
