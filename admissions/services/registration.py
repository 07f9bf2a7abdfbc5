"""An applicant records an own cluster: new and unpublished; what may be there already is shown to the office."""

from django.db import transaction
from django.utils.translation import gettext

from clusters import naming
from clusters.models import Cluster
from clusters.services import found_cluster, possible_duplicates
from notifications.services import open_task
from notifications.services.office_tasks import in_both_languages


def name_is_known(name):
    """Whether a cluster of this or a very similar name is in the register already. Tells nothing about it."""
    if not naming.normalised_name(name):
        return False
    if Cluster.objects.filter(normalised_name=naming.normalised_name(name)[:200]).exists():
        return True
    return bool(naming.likely_duplicates(name, Cluster.objects.values_list("name", flat=True)))


@transaction.atomic
def register_cluster(*, organisation, cluster, actor, day):
    """A new cluster with its organisation; see clusters.services.found_cluster for the arguments.

    Likely duplicates become a task of the office; nothing is merged. Raises ActRefused.
    """
    founded = found_cluster(organisation=organisation, cluster=cluster, by=actor, day=day)
    duplicates = possible_duplicates(founded)
    if duplicates:
        names = ", ".join(f"„{duplicate.name}“" for duplicate in duplicates)
        text_de, text_en = in_both_languages(
            lambda: (
                gettext("Neu erfasst: „%(name)s“. Ist das dasselbe Cluster wie %(others)s?")
                % {"name": founded.name, "others": names}
            )
        )
        open_task(
            key=f"possible-duplicate:{founded.slug}",
            text_de=text_de,
            text_en=text_en,
            subject_kind="cluster",
            subject_key=founded.slug,
        )
    return founded
