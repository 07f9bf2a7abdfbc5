"""What was submitted, to keep: the receipt as a page and as PDF, and what changed from one version to the next."""

import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.responses import made_pdf

from .. import pdf
from ..applicants import offers_commitment_sample, public_state_for_applicant
from ..changes import changes_between, in_language
from ..figures import snapshot_values
from ..models import Submission
from ..services.letters import LANGUAGES
from ..services.submission import snapshot_of
from ..sheet import sheet_of
from ..workflow import State
from .apply_access import own_case, render_case


def submission_of(application, sequence):
    """One submission of the case, with its people at hand; Http404 without it."""
    return get_object_or_404(
        Submission.objects.select_related("submitted_by"), application=application, sequence=sequence
    )


@own_case
@require_safe
def receipt(request, application, day, sequence):
    """GET /apply/<number>/receipt/<sequence>/: what was submitted, from the snapshot, unchanged."""
    submission = submission_of(application, sequence)
    snapshot = submission.snapshot
    for named in (
        snapshot["catalogue"],
        *snapshot["groups"],
        *(criterion for group in snapshot["groups"] for criterion in group["criteria"]),
    ):
        named["name"] = in_language(named)
        if "text" in named:
            named["figures"] = snapshot_values(named)
    for paper in snapshot.get("paper", []):
        paper["day"] = datetime.date.fromisoformat(paper["received_on"])
    return render_case(
        request, "admissions/apply_receipt.html", application, {"submission": submission, "snapshot": snapshot}
    )


@own_case
@require_safe
def receipt_file(request, application, day, sequence, language):
    """GET /apply/<number>/receipt/<sequence>/<language>/: the same as PDF, always the same bytes."""
    if language not in LANGUAGES:
        raise Http404
    submission = submission_of(application, sequence)
    submission.application = application
    return made_pdf(pdf.receipt(submission, language), pdf.receipt_name(submission, language))


@own_case
@require_safe
def changes_now(request, application, day):
    """GET /apply/<number>/changes/: what stands now in a returned application against what was submitted last."""
    last = application.submissions.last() if application.state == State.RETURNED else None
    if last is None:
        raise Http404
    title = _("Geändert seit dem Einreichen")
    return _changes_page(request, application, title, last.snapshot, snapshot_of(sheet_of(application), day))


@own_case
@require_safe
def changes_of_version(request, application, day, sequence):
    """GET /apply/<number>/changes/<sequence>/: what a submission changed against the one before."""
    before, after = two_versions(application, sequence)
    title = version_title(sequence)
    return _changes_page(request, application, title, before.snapshot, after.snapshot)


def _changes_page(request, application, title, before, after):
    context = changes_context(request, before, after)
    return render_case(request, "admissions/apply_changes.html", application, {"title": title, **context})


def two_versions(application, sequence):
    """The submission with this number and the one before it; Http404 unless both exist."""
    found = {one.sequence: one for one in application.submissions.filter(sequence__in=[sequence - 1, sequence])}
    if len(found) != 2:
        raise Http404
    return found[sequence - 1], found[sequence]


def version_title(sequence):
    return _("Fassung %(after)s gegenüber Fassung %(before)s") % {"after": sequence, "before": sequence - 1}


def changes_context(request, before, after):
    """What templates/admissions/changes.html needs: the changes and the filter "only what changed"."""
    everything = request.GET.get("show") == "all"
    changes = changes_between(before, after, everything=everything)
    chips = [
        {"label": _("Nur was sich geändert hat"), "count": changes["changed"], "url": "?", "current": not everything},
        {"label": _("Alle Kriterien"), "count": changes["total"], "url": "?show=all", "current": everything},
    ]
    return {"changes": changes, "chips": chips}


@own_case
@require_safe
def commitment_sample(request, application, day, language):
    """GET /apply/<number>/commitment/<language>/: the commitment to read beforehand; the same for every applicant."""
    if language not in LANGUAGES or not offers_commitment_sample(public_state_for_applicant(application, day)):
        raise Http404
    data = pdf.commitment_form(pdf.commitment_text(), language, day)
    return made_pdf(data, pdf.commitment_name(None, language))
