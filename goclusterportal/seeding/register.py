"""Invented clusters with organisation, manager and everything a member has, in a few queries per part."""

import datetime

from clusters.models import (
    ActorFigures,
    Certificate,
    Cluster,
    ClusterOperation,
    Function,
    ManagementOrganisation,
    Membership,
    OrganisationDetails,
)
from clusters.naming import normalised_name
from clusters.services.history import copy_to_history, keep_history
from clusters.services.profile import search_text_of
from labels.models import SilverDuty
from programme.models import Land, TechnologyField

from . import labels, names, people

PART = 500
REASON = "seed"
DAY = datetime.timedelta(days=1)


def add_members(numbers, rng, day, counts, progress):
    """Clusters with memberships of every kind, awards, duties and figures."""
    for start in range(0, len(numbers), PART):
        progress("clusters", start, len(numbers))
        part = numbers[start : start + PART]
        clusters = add_clusters(part, rng, released=lambda number: number % 33 > 0)
        memberships = add_memberships(
            [row for number, cluster in zip(part, clusters, strict=True) for row in periods(cluster, number, rng, day)]
        )
        counts.memberships += len(memberships)
        counts.duties += len(add_duties(memberships))
        counts.label_awards += labels.add(clusters, memberships, rng, day)
        _add_figures(clusters, rng, day)
    progress("clusters", len(numbers), len(numbers))


def add_clusters(numbers, rng, *, released):
    """Clusters with the organisation that runs them and a confirmed manager. `released(number)`: profile is public."""
    organisations = _add_organisations(numbers)
    laender, fields = list(Land.objects.all()), list(TechnologyField.objects.all())
    chosen = [
        (rng.sample(laender, rng.choice((1, 1, 1, 2))), rng.sample(fields, rng.choice((1, 2, 3)))) for _ in numbers
    ]
    clusters = [
        _cluster(number, *links, released(number)) for number, links in zip(numbers, chosen, strict=True)
    ]  # fmt: skip
    for cluster, slug in zip(clusters, names.slugs([cluster.name for cluster in clusters]), strict=True):
        cluster.slug = slug
    Cluster.objects.bulk_create(clusters)
    for place, name in enumerate(("laender", "fields")):
        through = getattr(Cluster, name).through
        column = f"{through._meta.get_field(('land', 'technologyfield')[place]).name}_id"
        through.objects.bulk_create(
            through(cluster_id=cluster.pk, **{column: row.pk})
            for cluster, links in zip(clusters, chosen, strict=True)
            for row in links[place]
        )
    keep_history(clusters, created=True, actor=None, reason=REASON)
    ClusterOperation.objects.bulk_create(
        ClusterOperation(cluster=cluster, organisation=organisation)
        for cluster, organisation in zip(clusters, organisations, strict=True)
    )
    functions = Function.objects.bulk_create(
        Function(user=user, cluster=cluster, kind=Function.Kind.MANAGER, confirmed_on=datetime.date(2020, 1, 1))
        for user, cluster in zip(people.managers(numbers), clusters, strict=True)
    )
    copy_to_history(Function, functions, created=True, actor=None, reason=REASON)
    return clusters


def _add_organisations(numbers):
    organisations = [
        ManagementOrganisation(name=name, normalised_name=normalised_name(name), is_invented=True)
        for name in map(names.organisation_name, numbers)
    ]
    ManagementOrganisation.objects.bulk_create(organisations)
    copy_to_history(ManagementOrganisation, organisations, created=True, actor=None, reason=REASON)
    OrganisationDetails.objects.bulk_create(
        OrganisationDetails(
            organisation=organisation,
            legal_name=organisation.name,
            legal_form="eingetragener Verein",
            street=f"Beispielweg {number}",
            postal_code="00000",
            city=names.place(number),
            signatory="Die Vorsitzende",
            signatory_function="Vorstand",
        )
        for number, organisation in zip(numbers, organisations, strict=True)
    )
    return organisations


def _cluster(number, laender, fields, released):
    name = names.cluster_name(number)
    cluster = Cluster(
        external_id=names.external_id(number),
        name=name,
        normalised_name=normalised_name(name),
        city=names.place(number),
        website=f"https://cluster-{number:05d}.{names.DOMAIN}/",
        mailbox=names.email("info", number),
        profile_de=f"**{name}** ist erfunden. Der Text steht hier, damit die Seite nicht leer ist.",
        profile_en=f"**{name}** is invented. The text is here so that the page is not empty.",
        profile_released=released,
        source="manage.py seed",
        is_invented=True,
    )
    cluster.search_text = search_text_of(cluster, laender, fields)
    return cluster


def periods(cluster, number, rng, day):
    """The memberships of one cluster: most run, some have ended, begun anew, given notice, or have no known start."""
    start = day - rng.randrange(60, 5400) * DAY
    kind = number % 20
    if kind == 0:
        return [Membership(cluster=cluster, starts_precision="unknown", recorded_on=day, public_from=day)]
    if kind in (1, 2):
        end = start + rng.randrange(30, max(31, (day - start).days)) * DAY
        reason = rng.choice(Membership.EndReason.values)
        ended = _period(
            cluster, start, notice_given_on=start + 20 * DAY, ends_on=min(end, day - DAY), end_reason=reason
        )
        again = ended.ends_on + 30 * DAY
        return [ended, _period(cluster, again)] if kind == 2 and again < day else [ended]
    if kind == 3:
        return [_period(cluster, start, notice_given_on=day - 30 * DAY, ends_on=day + 150 * DAY, end_reason="resigned")]
    if kind == 4:
        return [Membership(cluster=cluster, starts_on=start, recorded_on=start)]
    return [_period(cluster, start)]


def _period(cluster, start, **more):
    return Membership(cluster=cluster, starts_on=start, recorded_on=start, public_from=start, **more)


def add_memberships(memberships):
    """The periods with their history, and a certificate for each known start."""
    Membership.objects.bulk_create(memberships)
    copy_to_history(Membership, memberships, created=True, actor=None, reason=REASON)
    Certificate.objects.bulk_create(
        # "E" for "erfunden": no number of a real certificate has a letter there.
        Certificate(membership=row, number=f"U-{row.starts_on.year}-E{row.pk:05d}", issued_on=row.starts_on)
        for row in memberships
        if row.starts_on
    )
    return memberships


def add_duties(memberships):
    """The silver duty of each membership with a known start."""
    duties = SilverDuty.objects.bulk_create(
        SilverDuty(membership=row, key=f"S-{row.starts_on.year}-{row.pk}") for row in memberships if row.starts_on
    )
    copy_to_history(SilverDuty, duties, created=True, actor=None, reason=REASON)
    return duties


def _add_figures(clusters, rng, day):
    rows = []
    for cluster in clusters:
        for year in range(day.year - 2, day.year):
            if rng.random() < 0.8:
                sme, large = rng.randrange(20, 200), rng.randrange(0, 30)
                rows.append(
                    ActorFigures(
                        cluster=cluster,
                        key_date=datetime.date(year, 12, 31),
                        companies=sme + large,
                        sme=sme,
                        large_companies=large,
                        university_institutes=rng.randrange(0, 20),
                        research_institutions=rng.randrange(0, 12),
                        other=rng.choice((None, 0, 5, 14)),
                        released=rng.random() < 0.9,
                        recorded_on=day,
                    )
                )
    ActorFigures.objects.bulk_create(rows)
    copy_to_history(ActorFigures, rows, created=True, actor=None, reason=REASON)
