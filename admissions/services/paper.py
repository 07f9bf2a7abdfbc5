"""The decision paper: assessment by the office, result, recommendation and minutes in one PDF (SPEC 2.1)."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.services import record

from .. import pdf, scoring
from ..models import DecisionPaper, Recommendation
from ..result import frozen_result, reviews_of, scores_of, spec_of
from ..workflow import State
from .casework import require_casework
from .files import stored_pdfs
from .states import SUBJECT_KIND, lock


def prepare_paper(application, *, file_reference, assessment, actor, day):
    """Make the paper on which the ministry decides, once the recommendation is there. Returns the DecisionPaper.

    A second paper in the same round is a correction: the latest counts, the earlier ones stay in the file.
    """
    _check(application, file_reference, assessment, actor, day)
    paper = contents_of(application, file_reference.strip(), assessment.strip(), day)
    document = pdf.decision_paper(application, paper, day)
    name = f"Entscheidungsvorlage-{application.number}-{application.round}.pdf"
    with stored_pdfs([(name, document)], by=actor) as (stored,), transaction.atomic():
        locked = lock(application)
        _check(locked, file_reference, assessment, actor, day)
        if locked.round != application.round:
            raise ActRefused(_("Der Antrag wurde inzwischen zurückgestellt. Bitte laden Sie die Seite neu."))
        made = DecisionPaper.objects.create(
            application=locked,
            round=locked.round,
            file_reference=paper.file_reference,
            assessment=paper.assessment,
            pdf=stored,
            prepared_by=actor,
        )
        record(
            actor=actor,
            verb="prepare_paper",
            subject_kind=SUBJECT_KIND,
            subject_key=locked.number,
            to_state=paper.file_reference,
        )
    return made


def contents_of(application, file_reference, assessment, day):
    """What the paper says, from the counting reviews of today."""
    recommendation = Recommendation.objects.filter(application=application, round=application.round).first()
    return pdf.Paper(
        file_reference=file_reference,
        assessment=assessment,
        result=frozen_result(application, day),
        recommendation=recommendation,
        interviews=list(application.interviews.all()),
        dissent=dissent(application, recommendation, day),
        earlier=tuple(
            application.decisions.filter(round__lt=application.round)
            .select_related("decided_by", "recorded__entered_by", "recorded__checked_by")
            .order_by("round")
        ),
    )


def dissent(application, recommendation, day):
    """Votes against the recommendation and criteria on which the reviewers lie far apart, without names; German."""
    spec = spec_of(application.catalogue)
    reviews = [scores_of(review) for review in reviews_of(application, day)]
    wide = set(scoring.disagreement(spec, reviews, ProgrammeSettings.load().disagreement_points))
    with translation.override("de"):
        sentences = []
        if recommendation is not None:
            sentences += _against(recommendation)
        sentences += [
            _("Kriterium %(code)s: zwischen %(lowest)s und %(highest)s Punkten.")
            % {"code": one.code, "lowest": one.lowest, "highest": one.highest}
            for one in scoring.spreads(spec, reviews)
            if one.code in wide
        ]
        return "\n".join(sentences) or _("Keine.")


def _against(recommendation):
    against = recommendation.no if recommendation.value == Recommendation.Value.ADMIT else recommendation.yes
    if not against:
        return []
    return [
        ngettext(
            "%(count)s Mitglied hat gegen die Empfehlung gestimmt.",
            "%(count)s Mitglieder haben gegen die Empfehlung gestimmt.",
            against,
        )
        % {"count": against}
    ]


def _check(application, file_reference, assessment, actor, day):
    require_casework(actor, application, day)
    if application.state != State.RECOMMENDED:
        raise ActRefused(_("Die Vorlage wird erstellt, sobald die Empfehlung vorliegt."))
    if not file_reference.strip() or not assessment.strip():
        raise ActRefused(_("Bitte geben Sie Aktenzeichen und Bewertung an."))
