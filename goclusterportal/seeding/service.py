"""The door of the seeding: everything or nothing, after what is there already."""

import random
from dataclasses import dataclass

from django.db import transaction

from programme import content
from programme.models import ProgrammeSettings

from . import cases, names, people, register


@dataclass
class Counts:
    """How many rows of each kind are new. Applicants' clusters are counted apart: they are no members."""

    clusters: int = 0
    applications: int = 0
    applicants: int = 0
    memberships: int = 0
    label_awards: int = 0
    duties: int = 0
    answers: int = 0
    reviews: int = 0


def seed(*, clusters, applications, day, progress=lambda what, done, total: None):
    """Add so many invented member clusters and applications to what is there; returns Counts.

    Names and numbers go on after those of earlier runs. Each application has a cluster of its own, besides `clusters`.
    `progress(what, done, total)` is called now and then. Whether seeding is allowed at all is the caller's question.
    """
    counts = Counts(clusters=clusters, applications=applications, applicants=applications)
    with transaction.atomic():
        # Two runs at once would both take the same names.
        ProgrammeSettings.objects.select_for_update().get(pk=ProgrammeSettings.load().pk)
        numbers = names.free_numbers(clusters + applications)
        rng = random.Random(numbers.start)
        if clusters:
            register.add_members(numbers[:clusters], rng, day, counts, progress)
        if applications:
            staff = people.staff(day)
            cases.add_applications(numbers[clusters:], rng, day, staff, counts, progress)
        content.bump()
    return counts
