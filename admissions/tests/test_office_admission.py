"""Commitment, admission, letters, release: everything at once or nothing, and told to nobody before release."""

import datetime
import io
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from pypdf import PdfReader

from admissions.models import Commitment, LetterText
from admissions.services import admission
from admissions.services.admission import record_commitment
from admissions.services.files import stored_pdfs
from admissions.services.letters import prepare_refusal, release_letter, renew_letter
from admissions.tests.office_cases import CANARY, decide, make_application, recommend
from clusters.models import Certificate, Cluster, Membership
from labels.models import SilverDuty
from notifications.models import OutboxMessage
from notifications.services import discard
from records.errors import ActRefused
from records.models import AuditEntry, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def admitted(applicant, office, ministry, board1, board2):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    decide(application, ministry, "admitted")
    return application


@pytest.fixture
def refused(applicant, office, ministry, board1, board2):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2, points=59)
    decide(application, ministry, "refused", reason="Die Steuerung überzeugt nicht.", starts_on=None)
    return application


def commit(application, actor, day, **changes):
    values = {"text_version": "1", "signatory": "Dr. Vorsitz", "signed_on": day, "document": None, **changes}
    return record_commitment(application, actor=actor, day=day, **values)


def text_of(stored):
    with stored.file.open("rb") as content:
        reader = PdfReader(io.BytesIO(content.read()))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def written_files():
    folder = Path(settings.MEDIA_ROOT)
    return {path for path in folder.rglob("*") if path.is_file()}


def test_admission_takes_effect_with_the_commitment(admitted, office, today):
    commit(admitted, office, today)
    membership = Membership.objects.get(application_number=admitted.number)
    assert membership.cluster == admitted.cluster
    assert (membership.starts_on, membership.public_from) == (today, None)
    assert SilverDuty.objects.get().membership == membership
    certificate = membership.certificate
    assert certificate.number == admitted.number.replace("A-", "U-")
    decision = admitted.decisions.get()
    letter = decision.letter
    assert (letter.state, letter.kind, letter.to_email) == ("held", "decision-letter", admitted.created_by.email)
    number = admitted.number
    names = [
        f"Bescheid-{number}.pdf",
        f"Bescheid-{number}-en.pdf",
        f"Urkunde-{certificate.number}.pdf",
        f"Urkunde-{certificate.number}-en.pdf",
    ]
    assert sorted(one.name for one in letter.attachments.all()) == sorted(names)
    assert decision.notified_on is None
    assert not Cluster.objects.public_on(today).filter(pk=admitted.cluster.pk).exists()
    for last in letter.attachments.filter(name__startswith="Urkunde"):
        assert certificate.code in text_of(last).replace(" ", "")


def test_a_failure_in_the_last_step_leaves_nothing(admitted, office, today, monkeypatch):
    before = written_files()
    held = admission.hold_letter

    def fail_after(*args):
        held(*args)
        raise RuntimeError("no more power")

    monkeypatch.setattr(admission, "hold_letter", fail_after)
    with pytest.raises(RuntimeError):
        commit(admitted, office, today)
    for model in (Commitment, Certificate, SilverDuty, OutboxMessage, StoredFile):
        assert not model.objects.exists()
    assert not Membership.objects.filter(cluster=admitted.cluster).exists()
    assert not AuditEntry.objects.filter(subject_key=admitted.number).exists()
    assert admitted.decisions.get().letter is None
    assert written_files() == before
    monkeypatch.undo()
    commit(admitted, office, today)


def test_a_second_commitment_is_refused(admitted, office, today):
    commit(admitted, office, today)
    with pytest.raises(ActRefused, match="bereits erfasst"):
        commit(admitted, office, today)
    assert Membership.objects.filter(cluster=admitted.cluster).count() == 1


@pytest.mark.parametrize("who", ["ministry", "administrator", "applicant", "board1"])
def test_only_the_office_records_commitments(who, admitted, today, request):
    with pytest.raises(ActRefused):
        commit(admitted, request.getfixturevalue(who), today)
    assert not Commitment.objects.exists()


def test_a_refused_application_takes_no_commitment(refused, office, today):
    with pytest.raises(ActRefused, match="nur zu einer Aufnahme"):
        commit(refused, office, today)


def test_no_commitment_before_the_decision(applicant, office, today):
    with pytest.raises(ActRefused):
        commit(make_application("recommended", applicant, office), office, today)


@pytest.mark.parametrize("changes", [{"signatory": " "}, {"signed_on": datetime.date(2999, 1, 1)}])
def test_an_unsigned_commitment_is_refused(changes, admitted, office, today):
    with pytest.raises(ActRefused):
        commit(admitted, office, today, **changes)
    assert not Commitment.objects.exists()


def test_release_tells_and_publishes(admitted, office, today):
    commit(admitted, office, today)
    release_letter(admitted, actor=office, day=today)
    decision = admitted.decisions.get()
    assert (decision.notified_on, decision.public_from) == (today, today)
    assert decision.letter.state == "queued"
    assert Membership.objects.get(application_number=admitted.number).public_from == today
    assert Cluster.objects.public_on(today).filter(pk=admitted.cluster.pk).exists()
    with pytest.raises(ActRefused, match="bereits mitgeteilt"):
        release_letter(admitted, actor=office, day=today)


def test_nothing_is_released_before_the_commitment(admitted, office, today):
    with pytest.raises(ActRefused):
        release_letter(admitted, actor=office, day=today)
    assert admitted.decisions.get().notified_on is None


@pytest.mark.parametrize("who", ["ministry", "administrator", "applicant"])
def test_only_the_office_releases(who, admitted, office, today, request):
    commit(admitted, office, today)
    with pytest.raises(ActRefused):
        release_letter(admitted, actor=request.getfixturevalue(who), day=today)
    assert OutboxMessage.objects.get().state == "held"


def test_a_letter_bears_the_day_of_its_release(admitted, office, today):
    commit(admitted, office, today)
    StoredFile.objects.update(uploaded_at=timezone.now() - datetime.timedelta(days=3))
    old = set(StoredFile.objects.filter(name__startswith="Bescheid").values_list("pk", flat=True))
    release_letter(admitted, actor=office, day=today)
    attached = admitted.decisions.get().letter.attachments.all()
    assert len(attached) == 4
    assert not old & {one.pk for one in attached}
    assert not StoredFile.objects.filter(pk__in=old).exists()


def test_a_waiting_letter_can_be_made_anew_also_after_it_was_discarded(admitted, office, today):
    commit(admitted, office, today)
    LetterText.objects.filter(kind="admission").update(body_de="Neue Worte für {cluster}.")
    renew_letter(admitted, actor=office, day=today)
    letter = admitted.decisions.get().letter
    german = letter.attachments.get(name=f"Bescheid-{admitted.number}.pdf")
    assert f"Neue Worte für {admitted.cluster.name}." in text_of(german)
    discard(letter, actor=office)
    with pytest.raises(ActRefused, match="neu"):
        release_letter(admitted, actor=office, day=today)
    renewed = renew_letter(admitted, actor=office, day=today)
    assert renewed != letter
    assert renewed.attachments.count() == 4
    release_letter(admitted, actor=office, day=today)
    assert [message.state for message in OutboxMessage.objects.order_by("pk")] == ["discarded", "queued"]


def test_the_refusal_letter_tells_totals_and_reasons_and_nothing_else(refused, office, board1, board2, ministry, today):
    board1.name = CANARY
    board1.save()
    decision = refused.decisions.get()
    message = prepare_refusal(decision, office, today)
    assert message.state == "held"
    assert decision.explanation_de not in message.body
    german, english = (
        text_of(message.attachments.get(name=name))
        for name in (f"Bescheid-{refused.number}.pdf", f"Bescheid-{refused.number}-en.pdf")
    )
    assert decision.explanation_de in german
    assert decision.explanation_en in english
    assert "Die Steuerung überzeugt nicht." in german
    for secret in (CANARY, board2.name, board1.email, "K11", "Gutachten"):
        assert secret not in german
        assert secret not in english
    release_letter(refused, actor=office, day=today)
    decision.refresh_from_db()
    assert (decision.notified_on, decision.public_from) == (today, None)


def test_files_go_again_when_the_transaction_around_them_fails(refused, office, today):
    mail = {"key": "taken", "kind": "x", "to_email": "x@portal.test", "language": "de", "subject": "x", "body": "x"}
    OutboxMessage.objects.create(**mail)
    before = written_files()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        stored_pdfs([("Bescheid.pdf", b"%PDF-1.7")], by=office),
    ):
        OutboxMessage.objects.create(**mail)
    assert written_files() == before
    assert not StoredFile.objects.exists()
    assert prepare_refusal(refused.decisions.get(), office, today).state == "held"


def test_letters_of_an_unreachable_applicant_become_a_task(refused, office, applicant, today):
    applicant.functions.update(ends_on=today - datetime.timedelta(days=1))
    message = prepare_refusal(refused.decisions.get(), office, today)
    assert message.to_user is None
    assert message.to_email == "office@demo.example"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="threads need row locks")
def test_two_people_press_at_once_and_one_membership_comes_of_it(admitted, office, today):
    barrier = Barrier(2)
    answers = []

    def press():
        barrier.wait()
        try:
            commit(admitted, office, today)
            answers.append("done")
        except ActRefused as refused:
            answers.append(refused.message)
        finally:
            connections["default"].close()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["Die Verpflichtungserklärung ist bereits erfasst.", "done"]
    assert Membership.objects.filter(cluster=admitted.cluster).count() == 1
    assert OutboxMessage.objects.count() == 1
    assert StoredFile.objects.count() == 4  # letter and certificate in two languages
    assert connection.vendor == "postgresql"
