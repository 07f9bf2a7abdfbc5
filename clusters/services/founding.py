"""Organisations, and clusters that come into the register by their own people."""

from django.db import transaction
from django.utils.translation import gettext as _

from clusters import naming, permissions
from clusters.models import Cluster, ClusterOperation, Function, ManagementOrganisation, OrganisationDetails
from programme.errors import ActRefused
from records.services import record

from .profile import check_fields, save_cluster


def found_cluster(*, organisation, cluster, by, day, is_invented=False):
    """Self-registration: a new, unpublished cluster, run by a new organisation whose manager the person is.

    `organisation` is a dict of OrganisationDetails fields (legal_name, …), or a ManagementOrganisation for which the
    person already speaks. `cluster` is a dict of Cluster fields; laender and fields are lists. Returns the cluster.
    """
    with transaction.atomic():
        if isinstance(organisation, ManagementOrganisation):
            if not permissions.may_edit_organisation(by, organisation, day):
                raise ActRefused(_("Für diese Organisation dürfen Sie noch nicht handeln."))
        else:
            organisation = add_organisation(organisation, actor=by, day=day, is_invented=is_invented)
            _make_manager(by, organisation, day)
        values = dict(cluster)
        laender = values.pop("laender", [])
        fields = values.pop("fields", [])
        row = Cluster(**values, is_invented=is_invented)
        if not naming.normalised_name(row.name):
            raise ActRefused(_("Bitte geben Sie einen Namen mit Buchstaben oder Ziffern ein."))
        row.slug = ""
        check_fields(row, exclude={"slug", "external_id"})
        save_cluster(row, laender=laender, fields=fields, actor=by)
        ClusterOperation.objects.create(cluster=row, organisation=organisation, starts_on=None)
        record(actor=by, verb="found_cluster", subject_kind="cluster", subject_key=row.slug, to_state=organisation.key)
    return row


def add_organisation(details, *, actor, day, is_invented=False):
    """A new organisation with its first details, valid since an unknown day. `details` as in found_cluster."""
    with transaction.atomic():
        name = details.get("legal_name", "")
        if not naming.normalised_name(name):
            raise ActRefused(_("Bitte geben Sie einen Namen mit Buchstaben oder Ziffern ein."))
        organisation = ManagementOrganisation(
            name=name, normalised_name=naming.normalised_name(name)[:200], is_invented=is_invented
        )
        organisation._history_user = actor  # type: ignore[attr-defined]  # simple-history reads it
        row = OrganisationDetails(**{"valid_from": None, **details})
        check_fields(row, exclude={"organisation"})
        organisation.save()
        row.organisation = organisation
        row.save()
        record(actor=actor, verb="add_organisation", subject_kind="organisation", subject_key=organisation.key)
    return organisation


def update_organisation(organisation, *, details, valid_from, actor, day):
    """Details that hold from a day on. The row of the same day is put right; earlier rows stay as they were."""
    with transaction.atomic():
        organisation = ManagementOrganisation.objects.select_for_update().get(pk=organisation.pk)
        if not permissions.may_edit_organisation(actor, organisation, day):
            raise ActRefused(_("Sie dürfen diese Organisation nicht ändern."))
        row = OrganisationDetails.objects.filter(organisation=organisation, valid_from=valid_from).first()
        if row is None:
            row = OrganisationDetails(organisation=organisation, valid_from=valid_from)
        for name, value in details.items():
            setattr(row, name, value)
        check_fields(row)
        row.save()
        refresh_organisation(organisation, actor=actor, day=day)
        record(
            actor=actor,
            verb="update_organisation",
            subject_kind="organisation",
            subject_key=organisation.key,
            to_state=valid_from.isoformat() if valid_from else "",
        )
    return row


def note_organisation(organisation, *, added, actor, day):
    """After the office edited an organisation and its dated details in one form: the name for lists, the audit."""
    with transaction.atomic():
        refresh_organisation(organisation, actor=actor, day=day)
        record(
            actor=actor,
            verb="add_organisation" if added else "update_organisation",
            subject_kind="organisation",
            subject_key=organisation.key,
        )


def refresh_organisation(organisation, *, actor, day):
    """The organisation's name for lists: the legal name that holds on `day`."""
    current = details_on(organisation, day)
    name = current.legal_name if current else organisation.name
    normalised = naming.normalised_name(name)[:200]
    if (name, normalised) != (organisation.name, organisation.normalised_name):
        organisation.name = name
        organisation.normalised_name = normalised
        organisation._history_user = actor
        organisation.save()


def details_on(organisation, day):
    """The organisation's details that hold on `day`: the latest row that has begun, or None."""
    rows = [row for row in organisation.details.all() if row.valid_from is None or row.valid_from <= day]
    return max(rows, key=lambda row: (row.valid_from is not None, row.valid_from), default=None)


def possible_duplicates(cluster):
    """Clusters that may be the same body under another spelling, for the office to judge. Nothing is merged."""
    names = Cluster.objects.exclude(pk=cluster.pk).values_list("name", flat=True)
    likely = naming.likely_duplicates(cluster.name, names)
    return list(Cluster.objects.exclude(pk=cluster.pk).filter(name__in=likely))


def _make_manager(user, organisation, day):
    function = Function(
        user=user, organisation=organisation, kind=Function.Kind.MANAGER, starts_on=day, confirmed_on=day
    )
    function._history_user = user  # type: ignore[attr-defined]  # simple-history reads it
    function.save()
