"""The demo's register: the 44 real directory entries, and invented members whose labels and duties show every state."""

import datetime
from pathlib import Path

from django.db import transaction

import clusters
from clusters.importing import import_clusters
from clusters.models import Cluster, Function
from clusters.services import (
    appoint,
    found_cluster,
    issue_certificate,
    publish_membership,
    record_actor_figures,
    release_actor_figures,
    start_membership,
    submit_figures,
    update_profile,
)
from clusters.services.figures import COUNTS
from clusters.services.yearly import asked_on
from labels.models import Benchmarking, DutyChange, LabelAward, Level
from labels.services.awards import record_award
from labels.services.benchmarkings import record_benchmarking
from labels.services.duties import create_silver_duty
from labels.services.proposals import propose
from programme.calendar import add_months
from programme.models import Land, TechnologyField

from . import mergers
from .people import SINCE, person

D = datetime.date
MEMBERS_FILE = Path(clusters.__file__).parent / "data" / "members.csv"

# The member of manager@demo.example; board3@demo.example sits on the board of its association.
OWN_MEMBER = "demo-holzbau"

MEMBERS = [
    {
        "external_id": OWN_MEMBER,
        "name": "Holzbau-Cluster Musterland",
        "short_name": "HCM",
        "city": "Musterstadt",
        "laender": ["DE-BW"],
        "fields": ["construction", "forest-wood"],
        "profile_de": (
            "Das **Holzbau-Cluster Musterland** verbindet Sägewerke, Planungsbüros und Hochschulen. Gemeinsam machen "
            "sie den mehrgeschossigen Holzbau bezahlbar.\n\nDieses Cluster ist erfunden."
        ),
        "profile_en": (
            "The **Musterland timber construction cluster** brings sawmills, planners and universities together to "
            "make multi-storey timber buildings affordable.\n\nThis cluster is invented."
        ),
        "admitted": D(2025, 3, 15),
        "awards": [(Level.BRONZE, D(2025, 1, 20), D(2025, 1, 20), D(2027, 1, 31))],
        "figures": {"companies": 142, "sme": 120, "large_companies": 22, "university_institutes": 9, "other": 14},
    },
    {
        "external_id": "demo-sensorik",
        "name": "Sensorik-Verbund Beispielregion",
        "city": "Beispielstadt",
        "laender": ["DE-NI", "DE-HB"],
        "fields": ["measurement", "digitisation"],
        "admitted": D(2021, 6, 1),
        "awards": [(Level.SILVER, D(2025, 5, 12), D(2025, 5, 12), D(2027, 5, 31))],
        "figures": {"companies": 85, "sme": 71, "large_companies": 14, "research_institutions": 6},
        "figures_on": D(2024, 12, 31),
        "reported": {"companies": 124, "sme": 98, "large_companies": 26, "research_institutions": 7},
    },
    {
        "external_id": "demo-biotech",
        "name": "Biotech-Verbund Probestadt",
        "city": "Probestadt",
        "laender": ["DE-SN"],
        "fields": ["biotechnology"],
        "admitted": D(2019, 2, 1),
        "awards": [(Level.GOLD, D(2025, 2, 3), D(2025, 2, 3), D(2028, 2, 2))],
        "figures": {"companies": 61, "sme": 55, "large_companies": 6, "university_institutes": 12},
    },
    {
        # Has gone on in the one above.
        "external_id": "demo-optik",
        "name": "Optik-Netz Beispieltal",
        "city": "Beispieltal",
        "laender": ["DE-NI"],
        "fields": ["measurement"],
        "admitted": D(2020, 5, 1),
        "awards": [(Level.BRONZE, D(2025, 4, 7), D(2025, 4, 7), D(2027, 4, 30))],
        "figures": {},
        "merged_into": "demo-sensorik",
    },
    {
        "external_id": "demo-textil",
        "name": "Textilnetz Übungsheim",
        "city": "Übungsheim",
        "laender": ["DE-TH"],
        "fields": ["textile-apparel"],
        "admitted": D(2023, 9, 1),
        "awards": [],
        "figures": {},
    },
]


def load(cast, day):
    """The real entries through the operator's own import, then the invented members. Returns how many are new."""
    with MEMBERS_FILE.open("rb") as file:
        report = import_clusters(file.read(), file_name=MEMBERS_FILE.name, actor=None, day=day)
    if report.failed:
        raise RuntimeError("\n".join(map(str, report.problems)))
    with transaction.atomic():
        new = [_member(values, cast, day) for values in MEMBERS if not _known(values)]
        for values in MEMBERS:
            if "merged_into" in values:
                absorbed = Cluster.objects.get(external_id=values["external_id"])
                mergers.load(absorbed, Cluster.objects.get(external_id=values["merged_into"]), cast, day)
    return len(report.created) + len(new)


def _known(values):
    return Cluster.objects.filter(external_id=values["external_id"]).exists()


def _report(cluster, counts, manager, day):
    """Yearly figures that wait for the office, with a jump to ask about."""
    key_date, _due_on = asked_on(day)
    submit_figures(
        cluster,
        key_date=key_date,
        counts=dict.fromkeys(COUNTS) | counts,
        statements={"strategy": True, "cooperation": True},
        comment="Ein Netzwerk für Kamerasensorik ist hinzugekommen. Dieses Cluster ist erfunden.",
        to_release=True,
        actor=manager,
        day=day,
    )


def cluster_values(values):
    """The dict that found_cluster takes, from our own."""
    taken = ("external_id", "name", "short_name", "city", "field_words")
    return {
        **{name: values[name] for name in taken if name in values},
        "laender": list(Land.objects.filter(iso__in=values["laender"])),
        "fields": list(TechnologyField.objects.filter(code__in=values["fields"])),
    }


def organisation_values(name, city):
    return {
        "legal_name": name,
        "legal_form": "eingetragener Verein",
        "street": "Beispielweg 1",
        "postal_code": "00000",
        "city": city,
        "signatory": "Die Vorsitzende",
        "signatory_function": "Vorstand",
    }


def _member(values, cast, day):
    own = values["external_id"] == OWN_MEMBER
    manager = (
        cast["manager@demo.example"] if own else person(f"{values['external_id']}@demo.example", "Demo-Management")
    )
    cluster = found_cluster(
        organisation=organisation_values(f"Trägerverein {values['name']} e.V.", values["city"]),
        cluster=cluster_values(values),
        by=manager,
        day=day,
        is_invented=True,
    )
    if own:
        operator = cluster.operations.get().organisation
        appoint(
            cast["board3@demo.example"],
            kind=Function.Kind.BOARD,
            organisation=operator,
            starts_on=SINCE,
            actor=None,
            day=day,
        )
    profile = {name: values[name] for name in ("profile_de", "profile_en") if name in values}
    if profile:
        update_profile(cluster, values=profile, actor=None, day=day)
    membership = start_membership(cluster, starts_on=values["admitted"], recorded_on=values["admitted"], actor=None)
    duty = create_silver_duty(membership, actor=None)
    issue_certificate(membership, number=f"U-{values['admitted'].year}-{membership.pk:04d}", day=values["admitted"])
    publish_membership(membership, public_from=values["admitted"], actor=None)
    for level, assessed_on, valid_from, valid_until in values["awards"]:
        award = LabelAward(
            cluster=cluster,
            level=level,
            assessed_on=assessed_on,
            awarded_on=assessed_on,
            valid_from=valid_from,
            valid_until=valid_until,
            confirmed_on=assessed_on,
            issuing_body="Erfundene Labelstelle",
            dates_reason="Demonstration",
        )
        record_award(award, actor=cast["office@demo.example"], day=day)
        run = Benchmarking(cluster=cluster, held_on=assessed_on, assessor_body="Erfundene Labelstelle")
        record_benchmarking(run, actor=cast["office@demo.example"], day=day)
    if not values["awards"]:
        # Overdue, and the ministry finds a proposal about it.
        propose(
            duty,
            kind=DutyChange.Kind.EXTENSION,
            new_due_on=add_months(day, 6),
            reason="Die Begutachtung ist für das nächste Quartal vereinbart. Dieses Cluster ist erfunden.",
            actor=cast["office@demo.example"],
            day=day,
        )
    if values["figures"]:
        figures = record_actor_figures(
            cluster,
            key_date=values.get("figures_on", D(2025, 12, 31)),
            counts=values["figures"],
            actor=manager,
            day=day,
        )
        release_actor_figures(figures, released=True, actor=manager, day=day)
    if "reported" in values:
        _report(cluster, values["reported"], manager, day)
    return cluster
