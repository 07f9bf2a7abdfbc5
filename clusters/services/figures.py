"""Counts of a cluster's actors per key date."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clusters import permissions
from clusters.models import ActorFigures, InternationalisationStatement
from programme import content
from programme.errors import ActRefused
from records.services import record

from .profile import check_fields, locked

COUNTS = ("companies", "sme", "large_companies", "university_institutes", "research_institutions", "other")


def record_actor_figures(cluster, *, key_date, counts, actor, day):
    """Enter or correct the counts for a key date (COUNTS; None is "not recorded"). Not yet public."""
    with transaction.atomic():
        row = locked(cluster)
        if not permissions.may_edit_profile(actor, row, day):
            raise ActRefused(_("Sie dürfen die Zahlen dieses Clusters nicht ändern."))
        if key_date > day:
            raise ActRefused(_("Der Stichtag liegt in der Zukunft."))
        figures = ActorFigures.objects.filter(cluster=row, key_date=key_date).first()
        if figures is None:
            figures = ActorFigures(cluster=row, key_date=key_date)
        for name in COUNTS:
            if name in counts:
                setattr(figures, name, counts[name])
        if all(getattr(figures, name) is None for name in COUNTS):
            raise ActRefused(_("Bitte geben Sie mindestens eine Zahl ein."))
        figures.recorded_on = day
        check_fields(figures)
        _check_constraints(figures)
        return _save(figures, "record_actor_figures", actor)


def release_actor_figures(figures, *, released, actor, day):
    """Let the public see the counts of a key date, or take them back."""
    with transaction.atomic():
        row = locked(figures.cluster)
        figures = ActorFigures.objects.get(pk=figures.pk)
        figures.cluster = row
        if not permissions.may_edit_profile(actor, row, day):
            raise ActRefused(_("Sie dürfen die Zahlen dieses Clusters nicht freigeben."))
        figures.released = released
        content.bump()
        return _save(figures, "release_actor_figures" if released else "withdraw_actor_figures", actor)


def state_internationalisation(cluster, *, kind, holds, as_of, actor, day):
    """Enter or correct what the cluster says of one kind of internationalisation as of a day."""
    with transaction.atomic():
        row = locked(cluster)
        if not permissions.may_edit_profile(actor, row, day):
            raise ActRefused(_("Sie dürfen die Zahlen dieses Clusters nicht ändern."))
        if kind not in InternationalisationStatement.Kind.values:
            raise ActRefused(_("Bitte wählen Sie, worum es geht."))
        if as_of > day:
            raise ActRefused(_("Der Stichtag liegt in der Zukunft."))
        statement = InternationalisationStatement.objects.filter(cluster=row, kind=kind, as_of=as_of).first()
        if statement is None:
            statement = InternationalisationStatement(cluster=row, kind=kind, as_of=as_of)
        statement.holds, statement.recorded_on = holds, day
        statement._history_user = actor  # type: ignore[attr-defined]  # simple-history reads it
        statement.save()
        content.bump()
        record(
            actor=actor,
            verb="state_internationalisation",
            subject_kind="cluster",
            subject_key=row.slug,
            to_state=f"{kind} {as_of.isoformat()} {'yes' if holds else 'no'}",
        )
        return statement


def _check_constraints(figures):
    try:
        figures.validate_constraints()
    except ValidationError as error:
        raise ActRefused(" ".join(error.messages)) from error


def _save(figures, verb, actor):
    figures._history_user = actor
    figures.save()
    if figures.released:
        content.bump()
    record(
        actor=actor,
        verb=verb,
        subject_kind="cluster",
        subject_key=figures.cluster.slug,
        to_state=figures.key_date.isoformat(),
    )
    return figures
