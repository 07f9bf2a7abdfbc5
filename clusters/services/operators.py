"""Which organisation runs a cluster from a day on, and who speaks for the cluster then (SPEC 1: operators change)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from clusters import permissions
from clusters.models import ClusterOperation, Function, ManagementOrganisation
from notifications.services import open_task, queue_mail
from notifications.services.office_tasks import in_both_languages
from programme import content
from programme.errors import ActRefused
from records.services import record

from .founding import add_organisation
from .profile import locked


@dataclass(frozen=True)
class OperatorPreview:
    """Who speaks before and from the day of the change on, and who is told."""

    starts_on: date | None
    speakers: list[User]
    leaving: list[User]
    told: list[User]


def preview_operator(cluster, *, organisation, starts_on, day):
    """What a change of operator means. `organisation` None: a new one, for which nobody speaks yet."""
    then = max(starts_on or day, day)
    before = list(permissions.speakers_for(cluster, day))
    functions = Function.objects.speaking_on(then).filter(Q(cluster=cluster) | _in(organisation), user__is_active=True)
    after = list(User.objects.filter(pk__in=functions.values("user"), is_active=True).order_by("email"))
    return OperatorPreview(
        starts_on=starts_on,
        speakers=after,
        leaving=[person for person in before if person not in after],
        told=sorted({*before, *after}, key=lambda person: person.email),
    )


def _in(organisation):
    return Q(organisation=organisation) if organisation is not None else Q(pk__in=[])


def set_operator(cluster, *, organisation, starts_on, actor, day, tell=True):
    """Let another organisation run the cluster from a day on, past or to come; the one before ends the day before.

    `organisation` is a ManagementOrganisation, or a dict of OrganisationDetails fields for a new one. Everyone who
    speaks for the cluster before or afterwards is told; where nobody will, the office gets a task.
    """
    with transaction.atomic():
        row = locked(cluster)
        if not permissions.may_keep_register(actor, day):
            raise ActRefused(_("Nur das Programmbüro darf den Träger ändern."))
        present = row.operations.filter(ends_on=None).select_related("organisation").first()
        if present:
            if organisation == present.organisation:
                raise ActRefused(_("Diese Organisation trägt das Cluster bereits."))
            if starts_on is None or (present.starts_on and starts_on <= present.starts_on):
                raise ActRefused(_("Der neue Träger kann erst nach dem Beginn des jetzigen anfangen."))
        if not isinstance(organisation, ManagementOrganisation):
            organisation = add_organisation(organisation, actor=actor, day=day, is_invented=row.is_invented)
        preview = preview_operator(row, organisation=organisation, starts_on=starts_on, day=day)
        if present:
            present.ends_on = starts_on - timedelta(days=1)
            present.save()
        operation = ClusterOperation.objects.create(cluster=row, organisation=organisation, starts_on=starts_on)
        entry = record(
            actor=actor,
            verb="set_operator",
            subject_kind="cluster",
            subject_key=row.slug,
            from_state=present.organisation.key if present else "",
            to_state=organisation.key,
        )
        content.bump()
        if tell:
            _tell(operation, present, preview, entry)
    return operation


def _tell(operation, before, preview, entry):
    cluster = operation.cluster
    for person in preview.told:
        queue_mail(
            "operator-changed",
            key=f"operator-changed:{entry.pk}:{person.pk}",
            kind="operator-changed",
            to_user=person,
            context={"operation": operation, "before": before, "may_act": person in preview.speakers},
            subject_kind="cluster",
            subject_key=cluster.slug,
        )
    if preview.speakers:
        return

    def write():
        values = {"cluster": cluster.name, "organisation": operation.organisation.name}
        if operation.starts_on is None:
            return _("Für %(cluster)s spricht niemand. Träger ist %(organisation)s.") % values
        return _("Ab %(day)s spricht niemand für %(cluster)s. Träger ist dann %(organisation)s.") % {
            **values,
            "day": date_format(operation.starts_on, "SHORT_DATE_FORMAT"),
        }

    german, english = in_both_languages(write)
    open_task(
        key=f"nobody-speaks:{operation.pk}",
        text_de=german,
        text_en=english,
        subject_kind="cluster",
        subject_key=cluster.slug,
    )
