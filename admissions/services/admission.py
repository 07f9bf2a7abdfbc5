"""Admission takes effect with the commitment: membership, duty, certificate, letter in one transaction (SPEC 2.1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Certificate
from clusters.models.register import new_verify_code
from clusters.services import issue_certificate, start_membership
from labels.services.duties import create_silver_duty
from records.errors import ActRefused

from .. import pdf
from ..models import Commitment
from ..permissions import refusal
from ..workflow import Act, admits
from .files import stored_pdfs
from .letters import LANGUAGES, decision_to_tell, hold_letter, letter_documents
from .states import change_state


def certificate_number(application):
    """The certificate bears the number of its application: U-2026-0001 belongs to A-2026-0001."""
    return f"U{application.number.removeprefix('A')}"


def certificate_documents(certificate, decision):
    """(name, PDF) of the certificate in both languages. German is authoritative."""
    return [
        (
            f"Urkunde-{certificate.number}{'' if language == 'de' else f'-{language}'}.pdf",
            pdf.certificate(certificate, decision.application, decision.starts_on, language),
        )
        for language in LANGUAGES
    ]


def record_commitment(application, *, text_version, signatory, signed_on, document, actor, day):
    """Record the signed commitment; with it the cluster is a member. Not public and told to nobody before release.

    `document` is the stored scan, or None. In one transaction: commitment, membership, silver duty, certificate and
    the held letter. Raises ActRefused; then nothing of it exists. Returns the Commitment.
    """
    decision = decision_to_tell(application)
    _check(application, decision, signatory, signed_on, actor, day)
    draft = Certificate(number=certificate_number(application), code=new_verify_code(), issued_on=day)
    documents = [
        *letter_documents(decision, day),
        *certificate_documents(draft, decision),
    ]
    with stored_pdfs(documents, by=actor) as stored, transaction.atomic():
        locked = change_state(application, Act.RECORD_COMMITMENT, actor=actor, day=day)
        decision = decision_to_tell(locked)
        _check(locked, decision, signatory, signed_on, actor, day)
        commitment = Commitment.objects.create(
            application=locked,
            text_version=text_version,
            signatory=signatory.strip(),
            signed_on=signed_on,
            document=document,
            recorded_by=actor,
        )
        membership = start_membership(
            locked.cluster,
            starts_on=decision.starts_on,
            recorded_on=day,
            application_number=locked.number,
            actor=actor,
        )
        create_silver_duty(membership, actor=actor)
        issue_certificate(membership, number=draft.number, code=draft.code, day=day, actor=actor)
        hold_letter(decision, stored, day)
    return commitment


def _check(application, decision, signatory, signed_on, actor, day):
    reason = refusal(actor, Act.RECORD_COMMITMENT, application, day)
    if reason:
        raise ActRefused(reason)
    if decision is None or not admits(decision.outcome):
        raise ActRefused(_("Eine Verpflichtungserklärung gehört nur zu einer Aufnahme."))
    if Commitment.objects.filter(application=application).exists():
        raise ActRefused(_("Die Verpflichtungserklärung ist bereits erfasst."))
    if signed_on > day:
        raise ActRefused(_("Der Tag der Unterschrift liegt in der Zukunft."))
    if not signatory.strip():
        raise ActRefused(_("Bitte geben Sie an, wer unterzeichnet hat."))
