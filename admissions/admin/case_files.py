"""What can be fetched from a case: files, receipts, letters, the commitment, the bundle; and versions to compare."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from records.errors import ActRefused
from records.models import StoredFile
from records.responses import attachment, made_pdf, temporary_file

from .. import pdf
from ..changes import changed_since_return
from ..interview_files import calendar_download, minutes_download
from ..interviews import Side
from ..models import Commitment, Evidence
from ..permissions import enters_paper, office_sees_own_points, office_sees_reviews
from ..services.bundle import export_case
from ..services.letters import LANGUAGES, decision_to_tell, letter_name
from ..sheet import was_submitted
from ..views.apply_versions import changes_context, submission_of, two_versions, version_title
from ..workflow import EDITABLE_STATES, admits


class CaseFilesMixin:
    """For ApplicationAdmin: `_case(request, object_id)` finds the case or answers 404."""

    def get_urls(self):
        def page(address, view, name):
            return path(f"<path:object_id>/{address}", self.admin_site.admin_view(view), name=f"{self._prefix}_{name}")

        return [
            page("file/<slug:token>/", self.file_view, "file"),
            page("letter/<slug:language>/", self.letter_view, "letter"),
            page("receipt/<int:sequence>/<slug:language>/", self.receipt_view, "receipt"),
            page("changes/<int:sequence>/", self.changes_view, "changes"),
            page("commitment/<slug:language>/", self.commitment_view, "commitment"),
            page("bundle/", self.bundle_view, "bundle"),
            page("interview/calendar/", self.calendar_view, "calendar"),
            page("interview/<int:interview_id>/minutes/", self.minutes_view, "minutes"),
            *super().get_urls(),
        ]

    @property
    def _prefix(self):
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _url(self, name, *args):
        return reverse(f"admin:{self._prefix}_{name}", args=args)

    def file_view(self, request, object_id, token):
        """A file of the case: evidence, paper, signed commitment, letter."""
        application = self._case(request, object_id)
        kept = Evidence.objects.filter(answer__application=application)
        if not was_submitted(application, token):
            entering = enters_paper(request.user, application, timezone.localdate())
            hidden = application.state in EDITABLE_STATES and not entering
            kept = kept.none() if hidden else kept.filter(removed_at=None)
        decisions = application.decisions.exclude(letter=None)
        tokens = StoredFile.objects.filter(token=token)
        papers = application.papers.all()
        if not office_sees_reviews(request.user, application, timezone.localdate()):
            papers = papers.none()
        for keys in (
            kept.values("file"),
            papers.values("pdf"),
            application.paper_entries.values("document"),
            application.recorded_decisions.values("document"),
            Commitment.objects.filter(application=application).values("document"),
            decisions.values("letter__attachments"),
        ):
            stored = tokens.filter(pk__in=keys).first()
            if stored is not None:
                return attachment(stored)
        raise Http404

    def letter_view(self, request, object_id, language):
        """The letter as it would go out today; nothing is stored. Once it is told, the sent one is in the file."""
        application = self._case(request, object_id)
        decision = decision_to_tell(application)
        if language not in LANGUAGES or decision is None or decision.letter is None or decision.notified_on:
            raise Http404
        data = pdf.decision_letter(decision, pdf.letter_text(decision), language, timezone.localdate())
        return made_pdf(data, letter_name(decision, language))

    def calendar_view(self, request, object_id):
        """The date of the talk for the own calendar."""
        return calendar_download(self._case(request, object_id), Side.OFFICE)

    def minutes_view(self, request, object_id, interview_id):
        """The minutes of a talk as PDF; nothing is stored."""
        return minutes_download(self._case(request, object_id), interview_id, timezone.localdate())

    def _case_with_points(self, request, object_id):
        """The case for a person to whom the applicant's own points are open; they stand in every version."""
        application = self._case(request, object_id)
        if not office_sees_own_points(request.user, application, timezone.localdate()):
            raise Http404
        return application

    def receipt_view(self, request, object_id, sequence, language):
        """The applicant's receipt of one submission, the same bytes as there."""
        application = self._case_with_points(request, object_id)
        if language not in LANGUAGES:
            raise Http404
        submission = submission_of(application, sequence)
        submission.application = application
        return made_pdf(pdf.receipt(submission, language), pdf.receipt_name(submission, language))

    def changes_view(self, request, object_id, sequence):
        """What one submission changed against the one before."""
        application = self._case_with_points(request, object_id)
        before, after = two_versions(application, sequence)
        context = {
            **self.admin_site.each_context(request),
            **changes_context(request, before.snapshot, after.snapshot),
            "title": version_title(sequence),
            "opts": self.opts,
            "original": application,
            "media": self.media,
            "back_url": self.change_url(application),
        }
        return TemplateResponse(request, "admin/admissions/application/changes.html", context)

    def commitment_view(self, request, object_id, language):
        """The commitment to sign, once the decision admits and until the signed one is in the file."""
        application = self._case(request, object_id)
        decision = self._commitment_decision(application)
        if language not in LANGUAGES or decision is None:
            raise Http404
        data = pdf.commitment_form(pdf.commitment_text(), language, timezone.localdate(), decision)
        return made_pdf(data, pdf.commitment_name(application, language))

    def bundle_view(self, request, object_id):
        """The whole case as one ZIP file; logged. Only after declaring no conflict."""
        application = self._case(request, object_id)
        try:
            bundle = export_case(application, actor=request.user, day=timezone.localdate())
        except ActRefused as refused:
            messages.error(request, refused.message)
            return HttpResponseRedirect(self.change_url(application))
        return temporary_file(bundle.file, bundle.name, "application/zip")

    def _commitment_decision(self, application):
        decision = decision_to_tell(application)
        if decision is None or not admits(decision.outcome):
            return None
        return None if Commitment.objects.filter(application=application).exists() else decision

    # --- Links ---

    def _letter_links(self, application):
        decision = decision_to_tell(application)
        if decision is None or decision.letter is None or decision.notified_on:
            return []
        words = {"de": _("Bescheid ansehen (PDF)"), "en": _("Englische Fassung ansehen (PDF)")}
        return [{"label": words[code], "url": self._url("letter", application.pk, code)} for code in LANGUAGES]

    def _file_links(self, application, may_work):
        """What the case page offers to fetch: the letter that waits, the commitment to sign, the bundle."""
        links = self._letter_links(application)
        if self._commitment_decision(application) is not None:
            words = {"de": _("Verpflichtungserklärung (PDF)"), "en": _("Verpflichtungserklärung auf Englisch (PDF)")}
            links += [
                {"label": words[code], "url": self._url("commitment", application.pk, code)} for code in LANGUAGES
            ]
        if may_work:
            links.append({"label": _("Gesamte Akte herunterladen (ZIP)"), "url": self._url("bundle", application.pk)})
        return links

    def _changes_context(self, application):
        """For the check after a return: which criteria changed, and where to see it. Empty without a return."""
        found = changed_since_return(application)
        if found is None:
            return {}
        codes, sequence = found
        return {
            "compared": True,
            "changed_codes": codes,
            "changes_url": self._url("changes", application.pk, sequence),
        }
