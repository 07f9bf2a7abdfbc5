"""The yearly report of a cluster's actors: handed in by its people, accepted or asked back by the office."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clusters import permissions
from clusters.models import ActorFigures, FiguresReport, InternationalisationStatement, Membership
from clusters.yearly import YearlyTerms, due_day, jumps, key_date_for
from notifications.services import queue_mail
from programme.errors import ActRefused
from programme.models import ProgrammeSettings
from records.services import record

from .figures import COUNTS, record_actor_figures, release_actor_figures, state_internationalisation
from .profile import locked

State = FiguresReport.State
WAITING = (State.SUBMITTED, State.QUESTION)
STATEMENTS = {
    "strategy": InternationalisationStatement.Kind.STRATEGY,
    "cooperation": InternationalisationStatement.Kind.COOPERATION,
}


def terms_of(settings):
    """The configured days, as the rules read them."""
    return YearlyTerms(
        settings.figures_key_month, settings.figures_key_day, settings.figures_due_month, settings.figures_due_day
    )


def asked_on(day, settings=None):
    """(key date, due day) of what is asked for on `day`."""
    terms = terms_of(settings or ProgrammeSettings.load())
    key_date = key_date_for(day, terms)
    return key_date, due_day(key_date, terms)


def reporting_members(key_date, day):
    """The memberships that report a key date on `day`; the query form of clusters.yearly.reports."""
    told = Membership.objects.told()
    return told.counting_on(key_date) & told.counting_on(day)


def figures_before(cluster, key_date):
    """The figures of the last key date before this one, or None."""
    return cluster.actor_figures.filter(key_date__lt=key_date).order_by("-key_date").first()


def figures_present(cluster, key_date):
    """What stands for this key date already and would be corrected, or None."""
    return cluster.actor_figures.filter(key_date=key_date).first()


def counts_of(row):
    return {name: getattr(row, name) for name in COUNTS}


def jumps_of(cluster, key_date, counts):
    """The names of the numbers that need a word: gone or far, against the last ones or those that stand already."""
    percent = ProgrammeSettings.load().figures_jump_percent
    known = (figures_before(cluster, key_date), figures_present(cluster, key_date))
    far = {name for row in known if row is not None for name in jumps(counts_of(row), counts, percent)}
    return [name for name in COUNTS if name in far]


def plausibility(counts):
    """Why these counts cannot be, as sentences: parts beyond their whole. The register's own constraints."""
    try:
        ActorFigures(**counts).validate_constraints(exclude={"cluster", "key_date"})
    except ValidationError as error:
        return error.messages
    return []


def submit_figures(cluster, *, key_date, counts, statements, comment, to_release, actor, day):
    """Hand a report in. `statements` {"strategy": True, False or None, ...}; what jumps needs a comment.

    It takes the place of one that waits. Public it becomes when the office has accepted it, and only with `to_release`.
    """
    with transaction.atomic():
        row = locked(cluster)
        if not permissions.may_edit_profile(actor, row, day):
            raise ActRefused(_("Sie dürfen die Zahlen dieses Clusters nicht ändern."))
        if key_date != asked_on(day)[0] or not reporting_members(key_date, day).filter(cluster=row).exists():
            raise ActRefused(_("Für diesen Stichtag sind keine Zahlen zu melden."))
        faults = plausibility(counts)
        if all(value is None for value in counts.values()):
            faults = [_("Bitte geben Sie mindestens eine Zahl ein.")]
        elif jumps_of(row, key_date, counts) and not comment.strip():
            faults.append(_("Bitte erläutern Sie die großen Veränderungen."))
        if faults:
            raise ActRefused(" ".join(faults))
        row.figures_reports.filter(key_date=key_date, state__in=WAITING).update(state=State.REPLACED)
        report = FiguresReport.objects.create(
            cluster=row,
            key_date=key_date,
            comment=comment.strip(),
            to_release=to_release,
            submitted_by=actor,
            **counts,
            **statements,
        )
        _note(report, "submit_figures", actor)
        return report


def accept_figures(report, *, actor, day):
    """The office accepts: the figures and statements become the cluster's, public when it wished so."""
    with transaction.atomic():
        report = _answered(report, State.ACCEPTED, actor, day)
        cluster, key_date = report.cluster, report.key_date
        by = {"actor": actor, "day": day}
        figures = record_actor_figures(cluster, key_date=key_date, counts=counts_of(report), **by)
        if figures.released != report.to_release:
            release_actor_figures(figures, released=report.to_release, **by)
        for name, kind in STATEMENTS.items():
            holds = getattr(report, name)
            if holds is not None:
                state_internationalisation(cluster, kind=kind, holds=holds, as_of=key_date, **by)
        _note(report, "accept_figures", actor)
        return report


def ask_back(report, *, question, actor, day):
    """The office asks; everyone who speaks for the cluster gets the question by mail."""
    with transaction.atomic():
        if not question.strip():
            raise ActRefused(_("Bitte schreiben Sie, was Sie wissen möchten."))
        report = _answered(report, State.QUESTION, actor, day, answer=question.strip())
        _note(report, "ask_about_figures", actor, note=question)
        for person in permissions.speakers_for(report.cluster, day):
            queue_mail(
                "figures-question",
                key=f"figures-question:{report.pk}:{person.pk}",
                kind="figures-question",
                to_user=person,
                context={"report": report, "cluster": report.cluster},
                subject_kind="cluster",
                subject_key=report.cluster.slug,
                about=report.cluster.slug,
            )
        return report


def _answered(report, state, actor, day, answer=""):
    cluster = locked(report.cluster)
    report = FiguresReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    report.cluster = cluster
    if not permissions.is_office(actor, day):
        raise ActRefused(_("Gemeldete Zahlen prüft das Programmbüro."))
    if report.state not in WAITING:
        raise ActRefused(_("Diese Meldung wartet nicht mehr auf eine Prüfung."))
    report.state, report.answer, report.answered_by, report.answered_on = state, answer, actor, day
    report.save()
    return report


def _note(report, verb, actor, note=""):
    slug, day = report.cluster.slug, report.key_date.isoformat()
    record(actor=actor, verb=verb, subject_kind="cluster", subject_key=slug, to_state=day, note=note)
