"""Who speaks for whom: dated functions of persons in clusters and organisations."""

from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from clusters import permissions
from clusters.models import Cluster, Function, ManagementOrganisation
from notifications.services import open_task, queue_mail
from programme.errors import ActRefused
from records.services import record

SPEAKING = frozenset({Function.Kind.MANAGER, Function.Kind.DEPUTY})


def appoint(user, *, kind, cluster=None, organisation=None, starts_on, ends_on=None, actor, day):
    """Give a person a confirmed function in a cluster or an organisation (exactly one of the two)."""
    with transaction.atomic():
        function = checked_new(user, kind, cluster, organisation, starts_on, ends_on)
        if not permissions.may_appoint(actor, function, day):
            raise ActRefused(_("Sie dürfen diese Funktion nicht vergeben."))
        function.confirmed_on = day
        return save_function(function, "appoint_function", actor, to_state=function.kind)


def request_function(user, *, kind, cluster=None, organisation=None, day):
    """A person asks to speak for an existing cluster or organisation; it counts once the office confirms it."""
    with transaction.atomic():
        function = checked_new(user, kind, cluster, organisation, day, None)
        save_function(function, "request_function", user, to_state="requested")
        _leave_task(function)
        return function


def confirm_function(function, *, actor, day):
    """The office confirms a requested function: from now on the person may act."""
    with transaction.atomic():
        function = locked_function(function)
        if not permissions.may_keep_register(actor, day):
            raise ActRefused(_("Nur das Programmbüro darf eine Funktion bestätigen."))
        if function.confirmed_on:
            raise ActRefused(_("Diese Funktion ist bereits bestätigt."))
        if function.ends_on and function.ends_on < day:
            raise ActRefused(_("Diese Funktion ist bereits beendet."))
        function.confirmed_on = day
        return save_function(function, "confirm_function", actor, from_state="requested", to_state=function.kind)


def decline_function(function, *, actor, day):
    """The office declines a requested function; the row stays as a record and never counts."""
    with transaction.atomic():
        function = locked_function(function)
        if not permissions.may_keep_register(actor, day):
            raise ActRefused(_("Nur das Programmbüro darf über eine Anfrage entscheiden."))
        if function.confirmed_on or function.ends_on:
            raise ActRefused(_("Über diese Anfrage ist bereits entschieden."))
        function.ends_on = max(day, function.starts_on or day)
        return save_function(function, "decline_function", actor, from_state="requested", to_state="declined")


def end_function(function, *, ends_on, actor, day):
    """End a function with the given day, that day included. An earlier end may replace a later one.

    The last person who speaks for a cluster cannot leave it alone: there must be a successor, or the office ends it.
    """
    with transaction.atomic():
        lock_subject(function)
        function = locked_function(function)
        if not permissions.may_end_function(actor, function, day):
            raise ActRefused(_("Sie dürfen diese Funktion nicht beenden."))
        if function.ends_on and function.ends_on < day:
            raise ActRefused(_("Diese Funktion ist bereits beendet."))
        if function.starts_on and ends_on < function.starts_on:
            raise ActRefused(_("Das Ende liegt vor dem Beginn."))
        if not permissions.may_keep_register(actor, day):
            _refuse_last(function, ends_on)
        function.ends_on = ends_on
        return save_function(function, "end_function", actor, from_state=function.kind, to_state=ends_on.isoformat())


def _refuse_last(function, ends_on):
    """Nobody but the office leaves a cluster without a person who speaks for it."""
    speaks = function.confirmed_on and function.kind in SPEAKING
    alone = permissions.left_alone_without(function, ends_on + timedelta(days=1)) if speaks else []
    if alone:
        raise ActRefused(
            _(
                "Dann spräche niemand mehr für „%(subject)s“. Bitte übergeben Sie zuerst an eine andere Person, oder "
                "wenden Sie sich an das Programmbüro."
            )
            % {"subject": alone[0]}
        )


def lock_subject(function):
    """Two people who speak for the same cluster must not leave it at the same moment."""
    if function.cluster_id:
        Cluster.objects.select_for_update().get(pk=function.cluster_id)
        return
    ManagementOrganisation.objects.select_for_update().get(pk=function.organisation_id)
    run = Cluster.objects.filter(operations__organisation=function.organisation_id)
    list(Cluster.objects.select_for_update().filter(pk__in=run.values("pk")).order_by("pk"))


def locked_function(function):
    return (
        Function.objects.select_for_update(of=("self",))
        .select_related("cluster", "organisation", "user")
        .get(pk=function.pk)
    )


def checked_new(user, kind, cluster, organisation, starts_on, ends_on):
    """An unsaved function that does not repeat a present one; the subject's row is locked against a second one."""
    if (cluster is None) == (organisation is None):
        raise ActRefused(_("Bitte wählen Sie entweder eine Organisation oder ein Cluster."))
    if kind not in Function.Kind.values:
        raise ActRefused(_("Diese Funktion gibt es nicht."))
    if starts_on and ends_on and ends_on < starts_on:
        raise ActRefused(_("Das Ende liegt vor dem Beginn."))
    model, subject = (Cluster, cluster) if cluster else (ManagementOrganisation, organisation)
    model.objects.select_for_update().get(pk=subject.pk)
    same = Function.objects.filter(user=user, kind=kind, cluster=cluster, organisation=organisation)
    if starts_on:
        same = same.exclude(ends_on__lt=starts_on)
    if ends_on:
        same = same.exclude(starts_on__gt=ends_on)
    if same.exists():
        raise ActRefused(_("Die Person hat diese Funktion bereits oder hat sie angefragt."))
    return Function(
        user=user, kind=kind, cluster=cluster, organisation=organisation, starts_on=starts_on, ends_on=ends_on
    )


def save_function(function, verb, actor, *, from_state="", to_state="", note="", tell=True):
    """Write the row with its history, leave the entry, and tell the person unless `tell` is False."""
    function._history_user = actor
    function.save()
    subject_kind, subject_key = subject_of(function)
    entry = record(
        actor=actor,
        verb=verb,
        subject_kind=subject_kind,
        subject_key=subject_key,
        from_state=from_state,
        to_state=f"{to_state} (person {function.user_id})",
        note=note,
    )
    if tell:
        _tell(function, entry)
    return function


def _tell(function, entry):
    """What somebody else did about a person's function, that person hears (SPEC 2.1)."""
    if entry.actor_id == function.user_id or not function.user.is_active:
        return
    speaks = function.kind in SPEAKING
    queue_mail(
        "function-changed",
        key=f"function:{function.pk}:{entry.pk}",
        kind="function-changed",
        to_user=function.user,
        context={
            "function": function,
            "subject": function.cluster or function.organisation,
            "verb": entry.verb,
            "may_act": speaks and entry.verb in {"appoint_function", "confirm_function"},
        },
        subject_kind=entry.subject_kind,
        subject_key=entry.subject_key,
    )


def _leave_task(function):
    """A request waits for the office, which finds it among its tasks."""
    texts = {}
    for language in ("de", "en"):
        with translation.override(language):
            texts[f"text_{language}"] = _(
                "%(person)s möchte für „%(subject)s“ handeln. Bitte prüfen Sie die Anfrage."
            ) % {
                "person": function.user,
                "subject": function.cluster or function.organisation,
            }
    subject_kind, subject_key = subject_of(function)
    open_task(key=f"function-request:{function.pk}", subject_kind=subject_kind, subject_key=subject_key, **texts)


def subject_of(function):
    """What a function belongs to, as the audit trail names it."""
    if function.cluster_id:
        return "cluster", function.cluster.slug
    return "organisation", function.organisation.key
