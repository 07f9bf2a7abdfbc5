"""Opening an application, filling it in, deleting a draft. Nothing is required before submitting."""

from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import Cluster, ClusterOperation, Membership, dated
from clusters.permissions import operator_on
from records.errors import ActRefused
from records.models import StoredFile
from records.services import record

from ..figures import fits
from ..models import Answer, Application, CriteriaCatalogue, Criterion, CriterionFigure, Decision, Evidence
from ..permissions import acts_for_applicant, enters_paper, is_from_paper, may_edit_answers
from ..sheet import open_criteria_ids
from ..workflow import EDITABLE_STATES, OPEN_STATES, Act, State
from .collaboration import carry_over
from .numbering import next_application_number
from .states import SUBJECT_KIND, change_state, lock

MAX_EVIDENCE = 10
"""So many pieces of evidence one criterion may have at a time."""


@dataclass(frozen=True)
class AnswerChange:
    """What a person wrote for one criterion, and the version of the answer it was based on (0: there was none)."""

    criterion: Criterion
    text: str
    own_points: int | None
    version: int
    figures: dict[str, str | None] = field(default_factory=dict)
    """Kept forms by code (admissions.figures); codes that are not named stay as they are."""


@dataclass
class Saved:
    """What came of saving: the answers as they stand now by criterion, and the changes that met a newer answer."""

    answers: dict[int, Answer] = field(default_factory=dict)
    conflicts: list[AnswerChange] = field(default_factory=list)


def catalogue_in_force(day):
    """The newest catalogue in force on `day`, or None."""
    return CriteriaCatalogue.objects.filter(in_force_from__lte=day).order_by("-in_force_from", "-pk").first()


def under_way(day):
    """Q over applications: still open as far as the applicant knows. An untold decision is not yet one."""
    told = Decision.objects.exclude(outcome=Decision.Outcome.DEFERRED).filter(notified_on__lte=day)
    return Q(state__in=OPEN_STATES) | Q(state=State.DECIDED) & ~Q(pk__in=told.values("application"))


def clusters_free_to_apply(user, day):
    """Clusters a person may open an application for: spoken for, and free to apply."""
    return free_to_apply(day).filter(pk__in=Cluster.objects.run_by(user, day).values("pk"))


def free_to_apply(day):
    """Clusters for which an application may begin: no member, no application under way, with operator."""
    return (
        Cluster.objects.exclude(pk__in=Membership.objects.counting_on(day).values("cluster"))
        .exclude(pk__in=Application.objects.filter(under_way(day)).values("cluster"))
        .filter(pk__in=ClusterOperation.objects.filter(dated(day)).values("cluster"))
    )


@transaction.atomic
def open_application(cluster, *, actor, day, previous=None):
    """A new draft for a cluster the person speaks for, under the newest catalogue in force.

    With `previous` (an application of the same cluster that has ended) its answers and evidence are copied by
    criterion code and the two are linked. Raises ActRefused when the cluster is a member, has an application under
    way or nobody who runs it, or when no catalogue is in force.
    """
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not Cluster.objects.run_by(actor, day).filter(pk=cluster.pk).exists():
        raise ActRefused(_("Für dieses Cluster dürfen Sie keinen Antrag stellen."))
    return begin(cluster, actor=actor, day=day, previous=previous)


def begin(cluster, *, actor, day, previous=None, verb="open", note=""):
    """The new draft itself, once the right to open it was asked for. The cluster's row is locked by then."""
    # First what the applicant knows: an admission that is not told yet would show as membership.
    if cluster.applications.filter(under_way(day)).exists():
        raise ActRefused(_("Für „%(cluster)s“ gibt es schon einen laufenden Antrag.") % {"cluster": cluster.name})
    if Membership.objects.counting_on(day).filter(cluster=cluster).exists():
        raise ActRefused(_("„%(cluster)s“ ist bereits Mitglied.") % {"cluster": cluster.name})
    organisation = operator_on(cluster, day)
    if organisation is None:
        raise ActRefused(
            _("Zu diesem Cluster ist keine Organisation erfasst. Bitte wenden Sie sich an das Programmbüro.")
        )
    catalogue = catalogue_in_force(day)
    if catalogue is None:
        raise ActRefused(_("Zurzeit gilt kein Kriterienkatalog. Bitte versuchen Sie es später noch einmal."))
    application = Application.objects.create(
        number=next_application_number(day.year),
        catalogue=catalogue,
        cluster=cluster,
        organisation=organisation,
        state_since=day,
        created_by=actor,
        previous=previous,
    )
    if previous is not None:
        copy_answers(previous, application, actor=actor)
    record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
        to_state=State.DRAFT.value,
        note=previous.number if previous else note,
    )
    return application


@transaction.atomic
def apply_again(application, *, actor, day):
    """A new draft, prefilled from an application that ended without admission and linked to it."""
    previous = lock(application)
    if not acts_for_applicant(actor, previous, day):
        raise ActRefused(_("Für dieses Cluster dürfen Sie keinen Antrag stellen."))
    if previous.state not in (State.WITHDRAWN, State.LAPSED) and not refused_and_told(previous, day):
        raise ActRefused(_("Einen neuen Antrag können Sie stellen, sobald dieser abgeschlossen ist."))
    cluster = Cluster.objects.select_for_update().get(pk=previous.cluster_id)
    fresh = begin(cluster, actor=actor, day=day, previous=previous)
    carry_over(previous, fresh, person=actor, day=day)
    return fresh


def refused_and_told(application, day):
    return application.decisions.filter(outcome=Decision.Outcome.REFUSED, notified_on__lte=day).exists()


def copy_answers(source, target, *, actor):
    """Texts, points, figures and evidence of `source` where the target's catalogue has a criterion of the same code."""
    criteria = {
        criterion.code: criterion
        for criterion in Criterion.objects.filter(group__catalogue=target.catalogue_id).prefetch_related("figures")
    }
    now = timezone.now()
    answers = []
    for old in source.answers.select_related("criterion").prefetch_related("evidence", "criterion__figures"):
        criterion = criteria.get(old.criterion.code)
        if criterion is None:
            continue
        points = old.own_points if old.own_points is not None and old.own_points <= criterion.max_points else None
        copy = Answer(
            application=target,
            criterion=criterion,
            text=old.text,
            own_points=points,
            figures=_figures_that_fit(old, criterion),
            edited_at=now,
            edited_by=actor,
        )
        answers.append((old, copy))
    Answer.objects.bulk_create(answer for _old, answer in answers)
    Evidence.objects.bulk_create(
        Evidence(answer=answer, file_id=evidence.file_id, link=evidence.link, title=evidence.title)
        for old, answer in answers
        for evidence in old.evidence.all()
        if evidence.removed_at is None
    )


def _figures_that_fit(old, criterion):
    """The figures of an earlier answer that the new catalogue asks for in the same unit and within its limits."""
    units = {figure.code: figure.unit_de for figure in old.criterion.figures.all()}
    return {
        figure.code: old.figures[figure.code]
        for figure in criterion.figures.all()
        if old.figures.get(figure.code) is not None
        and units.get(figure.code) == figure.unit_de
        and fits(figure, old.figures[figure.code])
    }


def _locked_for_editing(application, actor, day):
    locked = lock(application)
    if not may_edit_answers(actor, locked, day) and not enters_paper(actor, locked, day):
        raise ActRefused(_("Dazu sind Sie in diesem Verfahren nicht berechtigt."))
    if locked.state not in EDITABLE_STATES:
        raise ActRefused(_("Der Antrag ist eingereicht und kann nicht mehr geändert werden."))
    return locked


def _refuse_closed(application, criteria):
    open_ids = open_criteria_ids(application)
    closed = [criterion for criterion in criteria if criterion.pk not in open_ids]
    if closed:
        raise ActRefused(_("%(codes)s ist nicht zur Änderung geöffnet.") % {"codes": ", ".join(c.code for c in closed)})


@transaction.atomic
def save_answers(application, changes, *, actor, day):
    """Writes the changes whose version is the stored one; what has changed meanwhile comes back as a conflict.

    An unchanged answer keeps its version. Raises ActRefused when the application or a criterion is not open to
    this person; then nothing is written.
    """
    application = _locked_for_editing(application, actor, day)
    changes = list(changes)
    _refuse_closed(application, [change.criterion for change in changes])
    stored = {
        answer.criterion_id: answer
        for answer in Answer.objects.filter(
            application=application, criterion__in=[change.criterion for change in changes]
        ).select_related("edited_by")
    }
    codes = _figure_codes(changes)
    saved = Saved(answers=stored)
    now = timezone.now()
    fresh, changed = [], []
    for change in changes:
        answer = stored.get(change.criterion.pk)
        given = {code: value for code, value in change.figures.items() if (change.criterion.pk, code) in codes}
        if answer is None:
            if not change.text and change.own_points is None and not any(given.values()):
                continue
            answer = Answer(application=application, criterion=change.criterion, version=0)
        elif _is_unchanged(answer, change, given):
            continue
        if change.version != answer.version:
            saved.conflicts.append(change)
            continue
        answer.text, answer.own_points = change.text, change.own_points
        answer.figures = {**answer.figures, **given}
        answer.version += 1
        answer.edited_at, answer.edited_by = now, actor
        (changed if answer.pk else fresh).append(answer)
        stored[change.criterion.pk] = answer
    Answer.objects.bulk_create(fresh)
    Answer.objects.bulk_update(changed, ["text", "own_points", "figures", "version", "edited_at", "edited_by"])
    if fresh or changed:
        _touch(application, now)
    return saved


def _figure_codes(changes):
    """Pairs of criterion and code: the figures that the catalogue asks for."""
    criteria = [change.criterion for change in changes if change.figures]
    return set(CriterionFigure.objects.filter(criterion__in=criteria).values_list("criterion_id", "code"))


def _is_unchanged(answer, change, given):
    """A figure that was never given and one given as nothing are the same."""
    return (answer.text, answer.own_points) == (change.text, change.own_points) and all(
        answer.figures.get(code) == value for code, value in given.items()
    )


def save_answer(application, criterion, *, text, own_points, version, actor, day, figures=None):
    """One answer; see save_answers."""
    change = AnswerChange(criterion, text, own_points, version, figures or {})
    return save_answers(application, [change], actor=actor, day=day)


def _touch(application, now):
    application.edited_at = now
    application.save(update_fields=["edited_at"])


@transaction.atomic
def add_evidence(application, criterion, *, actor, day, stored=None, link="", title="", replaces=()):
    """A stored file or a link as evidence for one criterion. Raises ActRefused.

    `replaces`: pieces of the same answer that the new one takes the place of. They stay, marked and pointing to it.
    """
    application = _locked_for_editing(application, actor, day)
    _refuse_closed(application, [criterion])
    answer = Answer.objects.filter(application=application, criterion=criterion).first()
    if answer is None:
        answer = Answer.objects.create(application=application, criterion=criterion, version=0, edited_by=actor)
    old = list(answer.evidence.filter(pk__in=[piece.pk for piece in replaces], removed_at=None))
    if len(old) != len(replaces):
        raise ActRefused(_("Der Nachweis, der ersetzt werden soll, ist nicht mehr da. Bitte prüfen Sie die Liste."))
    if answer.evidence.filter(removed_at=None).count() - len(old) >= MAX_EVIDENCE:
        raise ActRefused(
            _("Zu %(code)s sind schon %(count)s Nachweise gespeichert. Bitte entfernen Sie zuerst einen.")
            % {"code": criterion.code, "count": MAX_EVIDENCE}
        )
    now = timezone.now()
    evidence = Evidence.objects.create(answer=answer, file=stored, link=link, title=title, added_at=now)
    Evidence.objects.filter(pk__in=[piece.pk for piece in old]).update(removed_at=now, replaced_by=evidence)
    _touch(application, now)
    return evidence


@transaction.atomic
def remove_evidence(application, evidence, *, actor, day):
    """Takes pieces of evidence out of the application; the rows stay, marked. Raises ActRefused."""
    application = _locked_for_editing(application, actor, day)
    rows = list(
        Evidence.objects.filter(
            answer__application=application, removed_at=None, pk__in=[piece.pk for piece in evidence]
        ).select_related("answer__criterion")
    )
    _refuse_closed(application, [row.answer.criterion for row in rows])
    now = timezone.now()
    Evidence.objects.filter(pk__in=[row.pk for row in rows]).update(removed_at=now)
    if rows:
        _touch(application, now)
    return len(rows)


@transaction.atomic
def delete_draft(application, *, actor, day):
    """Deletes a draft with its answers and the files nobody else uses. The number is never given again."""
    locked = change_state(application, Act.DELETE_DRAFT, actor=actor, day=day)
    if locked.submissions.exists():
        raise ActRefused(_("Ein eingereichter Antrag kann nicht gelöscht werden."))
    if is_from_paper(locked):
        raise ActRefused(
            _(
                "Dieser Antrag ist auf Papier eingegangen und lässt sich nicht löschen. "
                "Bitte fragen Sie das Programmbüro."
            )
        )
    files = set(Evidence.objects.filter(answer__application=locked, file__isnull=False).values_list("file", flat=True))
    locked.checks.all().delete()
    locked.delete()
    used = set(Evidence.objects.filter(file__in=files).values_list("file", flat=True))
    for stored in StoredFile.objects.filter(pk__in=files - used):
        stored.delete()
        transaction.on_commit(partial(stored.file.storage.delete, str(stored.file.name)))
