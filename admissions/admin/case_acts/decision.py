"""From the recommendation to the released letter."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.models import OutboxMessage
from programme.acts import Act
from programme.errors import ActRefused
from programme.templatetags.portal import german_date
from records.uploads import store_upload

from ...forms.office import CommitmentForm, PaperForm
from ...models import Commitment, LetterText
from ...pdf.parts import details_of
from ...services.admission import certificate_number, record_commitment
from ...services.files import drop
from ...services.letters import decision_to_tell, release_letter, renew_letter
from ...services.paper import prepare_paper
from ...workflow import State, admits
from .rights import may, today


def _paper(application, form, user):
    prepare_paper(application, actor=user, day=today(), **form.cleaned_data)
    return _("Die Entscheidungsvorlage ist erstellt.")


def _paper_initial(application, user):
    last = application.papers.order_by("-prepared_at").first()
    return {"initial": {"file_reference": last.file_reference, "assessment": last.assessment} if last else {}}


def _commitment_initial(application, user):
    text = LetterText.objects.filter(kind=LetterText.Kind.COMMITMENT).first()
    details = details_of(application, today())
    return {
        "initial": {
            "text_version": text.version if text else "",
            "signatory": details.signatory if details else "",
        }
    }


def _describe_commitment(application):
    decision = decision_to_tell(application)
    return _(
        "Damit entstehen zugleich: die Mitgliedschaft ab %(day)s, die Silber-Verpflichtung, die Urkunde %(number)s und "
        "der Bescheid im Postausgang. Er wartet dort auf Ihre Freigabe; vorher erfährt niemand davon."
    ) % {"day": german_date(decision.starts_on), "number": certificate_number(application)}


def _commitment(application, form, user):
    values = dict(form.cleaned_data)
    document = store_upload(values.pop("document"), by=user)
    try:
        record_commitment(application, document=document, actor=user, day=today(), **values)
    except (ActRefused, ValidationError):
        drop(document)
        raise
    return _("Die Aufnahme ist wirksam. Der Bescheid wartet auf Ihre Freigabe.")


def _describe_release(application):
    decision = decision_to_tell(application)
    what = (
        _("Das Cluster erscheint damit im öffentlichen Verzeichnis.")
        if admits(decision.outcome)
        else _("Der Antragsteller sieht damit Gesamtpunktzahl, Gruppensummen und Begründung.")
    )
    return _(
        "Der Bescheid „%(outcome)s“ geht mit dem heutigen Datum an 1 Person: %(email)s. %(what)s "
        "Das lässt sich nicht zurücknehmen."
    ) % {"outcome": decision.get_outcome_display(), "email": decision.letter.to_email, "what": what}


def _release(application, form, user):
    decision = release_letter(application, actor=user, day=today())
    return _("Der Bescheid geht an %(email)s.") % {"email": decision.letter.to_email}


def _renew(application, form, user):
    renew_letter(application, actor=user, day=today())
    return _("Der Bescheid ist neu erstellt und wartet auf Ihre Freigabe.")


def _needs_commitment(rights):
    decision = rights.decision
    return (
        decision is not None
        and admits(decision.outcome)
        and not Commitment.objects.filter(application=rights.application).exists()
    )


ACTS = [
    Act(
        name="paper",
        label=gettext_lazy("Vorlage erstellen"),
        form_class=PaperForm,
        form_kwargs=_paper_initial,
        allowed=may(State.RECOMMENDED),
        run=_paper,
        description=gettext_lazy(
            "Es entsteht ein PDF mit Ergebnis, Empfehlung, Gesprächsprotokoll und Ihrer Bewertung. Das Ministerium "
            "liest es unter „Entscheiden“."
        ),
    ),
    Act(
        name="commitment",
        label=gettext_lazy("Verpflichtungserklärung erfassen"),
        form_class=CommitmentForm,
        form_kwargs=_commitment_initial,
        allowed=may(State.DECIDED, also=_needs_commitment),
        run=_commitment,
        description=_describe_commitment,
    ),
    Act(
        name="release",
        label=gettext_lazy("Bescheid freigeben"),
        template="admin/admissions/application/release.html",
        allowed=may(State.DECIDED, also=lambda rights: rights.untold_letter == OutboxMessage.State.HELD),
        run=_release,
        description=_describe_release,
        danger=True,
    ),
    Act(
        name="renew",
        label=gettext_lazy("Bescheid neu erstellen"),
        allowed=may(
            State.DECIDED,
            also=lambda rights: rights.untold_letter in (OutboxMessage.State.HELD, OutboxMessage.State.DISCARDED),
        ),
        run=_renew,
        description=gettext_lazy(
            "Der Bescheid entsteht noch einmal mit den heutigen Brieftexten; Zahlen und Begründung bleiben. Er wartet "
            "dann auf Ihre Freigabe, es geht keine E-Mail hinaus."
        ),
    ),
]
