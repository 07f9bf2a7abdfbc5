"""One application as its own people see it: where it stands, what to do now, what happened."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.models import StoredFile
from records.responses import attachment

from ..applicants import (
    ApplicantHistory,
    offers_commitment_sample,
    public_state_for_applicant,
    steps_of,
    told_decision,
)
from ..changes import in_language
from ..forms.apply import WithdrawForm
from ..models import Application, Evidence
from ..people import paper_document_for
from ..permissions import (
    acts_for_applicant,
    application_with_evidence_for,
    applications_of,
    enters_paper,
    is_from_paper,
    may_edit_answers,
    speaks_for_applicant,
)
from ..services.drafts import apply_again, delete_draft, free_to_apply
from ..services.opening import note_opening
from ..services.submission import submit, withdraw
from ..sheet import sheet_of, was_submitted
from ..workflow import EDITABLE_STATES, Act, State
from . import apply_interview
from .apply_access import list_trail, own_case, own_page, render_case
from .apply_status import status_of


def _url(name, application, *args):
    return reverse(f"admissions:{name}", args=[application.number, *args])


@own_case
@require_safe
def case(request, application, day):
    """GET /apply/<number>/"""
    shown = public_state_for_applicant(application, day)
    history = ApplicantHistory(application)
    sheet = sheet_of(application)
    decision = told_decision(application, day)
    submissions = list(application.submissions.order_by("-sequence"))
    plan = apply_interview.shown_plan(application)
    return render_case(
        request,
        "admissions/apply_case.html",
        application,
        {
            "trail": list_trail(),
            "shown": shown,
            "status": status_of(application, shown, history, day),
            "sheet": sheet,
            "steps": steps_of(application, history, day, interview=apply_interview.note_for_stepper(plan)),
            "entries": history.lines,
            "decision": decision,
            "outcome": _outcome(decision),
            "letters": decision.letter.attachments.all() if decision and decision.letter else [],
            "submissions": submissions,
            "todo": _todo(request.user, application, shown, sheet, history, day, plan),
            "changes_url": _url("apply-changes", application) if submissions else "",
            "later": application.later.order_by("pk"),
            "has_commitment_sample": offers_commitment_sample(shown),
            "office": ProgrammeSettings.load(),
        },
    )


def _outcome(decision):
    """Total and group totals of a told decision, in the page's language; nothing of single criteria or persons."""
    if decision is None:
        return None
    points = f"points_{get_language() if get_language() == 'en' else 'de'}"
    groups = [
        {"name": in_language(group), "points": group[points], "maximum": group["maximum"]}
        for group in decision.result["groups"]
    ]
    return {"points": decision.result[points], "maximum": decision.maximum, "groups": groups}


def _todo(user, application, shown, sheet, history, day, plan):
    """The box "Was jetzt zu tun ist": at most one primary act, its due date, lesser acts below."""
    acts = []
    acts_here = acts_for_applicant(user, application, day)
    if shown.is_editable and not acts_here:
        todo = _todo_colleague(application, sheet, may_edit_answers(user, application, day))
    elif shown.code == "draft":
        todo = _todo_draft(application, sheet)
    elif shown.code == "returned":
        todo = _todo_returned(application, sheet, history)
    else:
        todo = apply_interview.todo_of(user, application, plan, day) or {
            "text": _("Sie müssen jetzt nichts tun."),
            "primary": None,
            "due": None,
        }
        if shown.is_ended and acts_here and free_to_apply(day).filter(pk=application.cluster_id).exists():
            todo["primary"] = {"label": _("Neuen Antrag vorbereiten"), "url": _url("apply-again", application)}
            todo["text"] = _("Sie können jederzeit einen neuen Antrag stellen und Ihre bisherigen Angaben übernehmen.")
    if shown.code == "draft" and speaks_for_applicant(user, application, day) and not is_from_paper(application):
        acts.append({"label": _("Entwurf löschen"), "url": _url("apply-delete", application), "danger": True})
    if shown.can_be_withdrawn and acts_here:
        acts.append({"label": _("Antrag zurückziehen"), "url": _url("apply-withdraw", application), "danger": True})
    more = todo.pop("more", [])
    more.append({"label": _("Alle Angaben ansehen und drucken"), "url": _url("apply-answers", application)})
    more.append({"label": _("Wer mitarbeitet"), "url": _url("apply-people", application)})
    return {**todo, "acts": more + acts}


def _todo_colleague(application, sheet, may_edit):
    """For a colleague without the right to submit: fill in, or read."""
    if not may_edit:
        text = _("Sie dürfen diesen Antrag lesen. Ausfüllen und einreichen können ihn andere.")
        return {"text": text, "primary": None, "due": application.lapses_on}
    groups = [group for group in sheet.groups if group.is_open]
    return {
        "text": _("Sie können Antworten und Nachweise bearbeiten. Einreichen kann den Antrag, wer das Recht dazu hat."),
        "primary": {"label": _("Antrag bearbeiten"), "url": _first_section(application, groups or sheet.groups)},
        "due": application.lapses_on,
    }


def _first_section(application, groups):
    return _url("apply-section", application, groups[0].group.code)


def _todo_draft(application, sheet):
    if not sheet.unanswered:
        return {
            "text": _("Alle Kriterien sind beantwortet. Prüfen Sie Ihre Angaben, und reichen Sie den Antrag ein."),
            "primary": {"label": _("Prüfen und einreichen"), "url": _url("apply-check", application)},
            "due": None,
        }
    return {
        "text": _("Beantwortet: %(answered)s von %(total)s Kriterien. Sie können jederzeit später weitermachen.")
        % {"answered": sheet.answered, "total": sheet.total},
        "primary": {
            "label": _("Antrag ausfüllen"),
            "url": _first_section(application, [group for group in sheet.groups if not group.is_done]),
        },
        "due": None,
        "more": [{"label": _("Zeigen, was noch fehlt"), "url": _url("apply-check", application)}],
    }


def _todo_returned(application, sheet, history):
    returned_at = history.last(Act.RETURN_FOR_COMPLETION.value)
    edited = returned_at is not None and application.edited_at > returned_at
    fill = {
        "label": _("Angaben ergänzen"),
        "url": _first_section(application, [group for group in sheet.groups if group.is_open]),
    }
    check = {"label": _("Prüfen und erneut einreichen"), "url": _url("apply-check", application)}
    primary, lesser = (check, fill) if edited and not sheet.unanswered else (fill, check)
    return {
        "text": _("Ergänzen Sie Ihre Angaben, und reichen Sie den Antrag erneut ein. Nach der Frist verfällt er."),
        "primary": primary,
        "due": application.lapses_on,
        "more": [lesser],
    }


@own_case
@require_safe
def answers(request, application, day):
    """GET /apply/<number>/answers/: everything as it stands, for reading and printing."""
    return render_case(
        request,
        "admissions/apply_answers.html",
        application,
        {
            "sheet": sheet_of(application),
            "shown": public_state_for_applicant(application, day),
        },
    )


@own_case
@require_safe
def check(request, application, day):
    """GET /apply/<number>/check/: what is missing, and the whole, before the act that counts."""
    if application.state not in EDITABLE_STATES:
        return redirect("admissions:apply-case", application.number)
    if not may_edit_answers(request.user, application, day):
        messages.info(request, _("Sie dürfen diesen Antrag lesen. Ausfüllen und einreichen können ihn andere."))
        return redirect("admissions:apply-case", application.number)
    may_submit = acts_for_applicant(request.user, application, day)
    return render_case(
        request, "admissions/apply_check.html", application, {"sheet": sheet_of(application), "may_submit": may_submit}
    )


@own_case
@require_POST
def submit_application(request, application, day):
    """POST /apply/<number>/submit/"""
    try:
        submit(application, actor=request.user, day=day)
    except ActRefused as refused:
        messages.error(request, refused.message)
        return redirect("admissions:apply-check", application.number)
    messages.success(
        request,
        _("Ihr Antrag %(number)s ist eingereicht. Die Bestätigung erhalten Sie auch per E-Mail.")
        % {"number": application.number},
    )
    return redirect("admissions:apply-case", application.number)


def _not_yours(request, application):
    """A colleague without the right is told so, on the case's own page."""
    messages.error(request, _("Dazu sind Sie in diesem Verfahren nicht berechtigt."))
    return redirect("admissions:apply-case", application.number)


@own_case
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_application(request, application, day):
    """GET, POST /apply/<number>/withdraw/"""
    if not acts_for_applicant(request.user, application, day):
        return _not_yours(request, application)
    if not public_state_for_applicant(application, day).can_be_withdrawn:
        messages.error(request, _("Dieser Antrag kann nicht mehr zurückgezogen werden."))
        return redirect("admissions:apply-case", application.number)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(application, actor=request.user, day=day, reason=form.cleaned_data["reason"])
        except ActRefused:
            # Said the same way whatever the reason, so that it tells nothing about a decision.
            form.add_error(
                None, _("Dieser Antrag kann jetzt nicht zurückgezogen werden. Bitte fragen Sie das Programmbüro.")
            )
        else:
            messages.success(request, _("Der Antrag ist zurückgezogen."))
            return redirect("admissions:apply-case", application.number)
    return render_case(request, "admissions/apply_withdraw.html", application, {"form": form})


@own_case
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, application, day):
    """GET, POST /apply/<number>/delete/: drafts only, by who speaks for the cluster."""
    if not speaks_for_applicant(request.user, application, day):
        return _not_yours(request, application)
    if application.state != State.DRAFT:
        messages.error(request, _("Ein eingereichter Antrag kann nicht gelöscht werden."))
        return redirect("admissions:apply-case", application.number)
    if request.method == "POST":
        try:
            delete_draft(application, actor=request.user, day=day)
        except ActRefused as refused:
            messages.error(request, refused.message)
            return redirect("admissions:apply-case", application.number)
        messages.success(request, _("Der Entwurf %(number)s ist gelöscht.") % {"number": application.number})
        return redirect("admissions:apply")
    return render_case(request, "admissions/apply_delete.html", application, {"sheet": sheet_of(application)})


@own_case
@require_http_methods(["GET", "HEAD", "POST"])
def again(request, application, day):
    """GET, POST /apply/<number>/again/: a new draft from an application that has ended."""
    if not acts_for_applicant(request.user, application, day):
        return _not_yours(request, application)
    if request.method == "POST":
        try:
            fresh = apply_again(application, actor=request.user, day=day)
        except ActRefused as refused:
            messages.error(request, refused.message)
            return redirect("admissions:apply-case", application.number)
        messages.success(request, _("Ihr neuer Antrag hat die Nummer %(number)s.") % {"number": fresh.number})
        return redirect("admissions:apply-case", fresh.number)
    if not public_state_for_applicant(application, day).is_ended:
        return redirect("admissions:apply-case", application.number)
    return render_case(request, "admissions/apply_again.html", application)


@own_case
@require_safe
def letter_file(request, application, day, token):
    """GET /apply/<number>/letter/<token>/: the letter, its courtesy copy or the certificate, once released."""
    decision = told_decision(application, day)
    if decision is None or decision.letter is None:
        raise Http404
    return attachment(get_object_or_404(decision.letter.attachments, token=token))


@own_case
@require_safe
def paper_file(request, application, day, token):
    """GET /apply/<number>/paper/<token>/: what came on paper, as the office scanned it."""
    return attachment(paper_document_for(application, token))


@own_page
@require_safe
def evidence_file(request, number, token):
    """GET /apply/<number>/files/<token>/: for own people, the office, and board and ministry once declared.

    Others than the own people get what was submitted, never what is being changed in a draft or a returned case.
    """
    day = timezone.localdate()
    try:
        application = application_with_evidence_for(request.user, number, day)
    except Application.DoesNotExist:
        raise Http404 from None
    stored = get_object_or_404(StoredFile, token=token)
    pieces = Evidence.objects.filter(answer__application=application, file=stored)
    is_own = applications_of(request.user, day).filter(pk=application.pk).exists()
    is_entering = not is_own and enters_paper(request.user, application, day)
    if not is_own and not is_entering and not was_submitted(application, token):
        pieces = pieces.filter(~Q(answer__application__state__in=EDITABLE_STATES), removed_at=None)
    if not pieces.exists():
        raise Http404
    if not is_own:
        note_opening(application, by=request.user, day=day)
    return attachment(stored)
