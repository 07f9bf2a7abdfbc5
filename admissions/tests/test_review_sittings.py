"""Sittings: who reads what of agenda and minutes, what a chair keeps, the invitation, and the second function."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory
from admissions.models import BoardAppointment, ConflictDeclaration, Contribution, Review, Sitting
from admissions.services import discussion, sittings
from admissions.tests.board import CANARY, recommended
from admissions.tests.board_pages import text_of, url
from notifications.models import OutboxMessage
from records.errors import ActRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting(voting, today):
    made = Sitting.objects.create(kind="sitting", held_on=today, place="Berlin", minutes="Begrüßung.")
    made.agenda.create(position=1, application=voting, minutes=f"{CANARY} Rat")
    made.agenda.create(position=2, title="Verschiedenes")
    voting.ballots.update(sitting=made)
    return made


def page_of(client, sitting, name="review-sitting"):
    return client.get(reverse(f"admissions:{name}", args=[sitting.key]))


def pdf_of(client, sitting):
    reader = PdfReader(io.BytesIO(page_of(client, sitting, "review-sitting-minutes").content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "de"
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_minutes_name_count_and_recommendation(member, sitting, voting, board2, today):
    recommended(voting, board2, today)
    text = pdf_of(member, sitting)
    for part in ("Anwesenheit", "Berta Beirat", voting.number, "Aufnahme empfohlen", "2 Ja", f"{CANARY} Rat"):
        assert part in text


def test_a_member_in_conflict_gets_no_details(member, sitting, voting, board1, board2, today):
    recommended(voting, board2, today)
    ConflictDeclaration.objects.filter(user=board1).update(value="declared")
    page, text = text_of(page_of(member, sitting)), pdf_of(member, sitting)
    assert "gesperrt" in page
    assert url("review-file", voting) not in page
    assert "nicht mitgewirkt (befangen)" in text
    for shown in (page, text):
        assert f"{CANARY} Rat" not in shown
        assert "Aufnahme empfohlen" not in shown


def test_who_owes_a_review_reads_no_minutes_of_the_case(member, sitting, board1):
    assert f"{CANARY} Rat" in text_of(page_of(member, sitting))
    Review.objects.filter(reviewer=board1).update(submitted_at=None)
    assert f"{CANARY} Rat" not in text_of(page_of(member, sitting))
    assert f"{CANARY} Rat" not in pdf_of(member, sitting)


def test_the_calendar_names_no_application(member, sitting, voting):
    entry = page_of(member, sitting, "review-sitting-calendar").content.decode()
    assert "BEGIN:VEVENT" in entry
    assert voting.number not in entry
    assert voting.cluster.name not in entry


def update(sitting, actor, today, **more):
    values = {"minutes": "Neu.", "entries": {}, "attendance": {}} | more
    return sittings.update_sitting(sitting, actor=actor, day=today, **values)


def test_two_chairs_do_not_overwrite_each_other_unseen(client, sitting, board1, board2, today):
    """The second sees what the first has saved, keeps every word of the own, and decides."""
    BoardAppointment.objects.update(is_chair=True)
    client.force_login(board2)
    address = reverse("admissions:review-sitting-edit", args=[sitting.key])
    typed = {name: field.initial or "" for name, field in client.get(address).context["form"].fields.items()}
    update(sitting, board1, today, minutes="Von der Vorsitzenden.")
    answer = client.post(address, typed | {"minutes": "Vom Stellvertreter."})
    sitting.refresh_from_db()
    assert sitting.minutes == "Von der Vorsitzenden."
    shown = text_of(answer)
    assert "Von der Vorsitzenden." in shown
    assert "Vom Stellvertreter." in shown
    again = typed | {"minutes": "Beides.", "version": answer.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302
    sitting.refresh_from_db()
    assert sitting.minutes == "Beides."


@pytest.mark.parametrize("person", ["board1", "office", "ministry", "applicant", "outsider"])
def test_only_a_chair_keeps_the_minutes(request, sitting, person, today):
    with pytest.raises(ActRefused):
        update(sitting, request.getfixturevalue(person), today)
    sitting.refresh_from_db()
    assert sitting.minutes == "Begrüßung."


def test_a_chair_in_conflict_leaves_the_text_of_the_case(sitting, board1, board2, today):
    ConflictDeclaration.objects.filter(user=board2).update(value="declared")
    entries = {item.pk: sittings.Entry(1, "überschrieben") for item in sitting.agenda.all()}
    update(sitting, board2, today, entries=entries, attendance={board1.pk: "excused"}, new_point="Termine")
    texts = list(sitting.agenda.order_by("pk").values_list("minutes", flat=True))
    assert texts == [f"{CANARY} Rat", "überschrieben", ""]
    assert sitting.attendance.get().value == "excused"


def test_the_invitation_goes_once_to_the_people_that_were_shown(sitting, office, board1, board2, today):
    with pytest.raises(ActRefused, match="geändert"):
        sittings.invite(sitting, actor=office, day=today, expected=[board1.pk])
    with pytest.raises(ActRefused):
        sittings.invite(sitting, actor=board2, day=today)
    assert not OutboxMessage.objects.exists()
    for _twice in range(2):
        sittings.invite(sitting, actor=office, day=today, expected=[board1.pk, board2.pk])
    assert set(OutboxMessage.objects.values_list("to_user", flat=True)) == {board1.pk, board2.pk}
    assert OutboxMessage.objects.count() == 2
    assert CANARY not in OutboxMessage.objects.first().body


# --- The discussion -----------------------------------------------------------


def test_the_discussion_opens_with_the_own_review(member, voting, board1, board2, today):
    first = discussion.contribute(voting, actor=board2, day=today, text=f"{CANARY}-Beitrag")
    assert f"{CANARY}-Beitrag" in text_of(member.get(url("review-discussion", voting)))
    with pytest.raises(ActRefused, match="eigenen Beiträge"):
        discussion.contribute(voting, actor=board1, day=today, text="Nein.", corrects=first)
    Review.objects.filter(reviewer=board1).update(submitted_at=None)
    assert f"{CANARY}-Beitrag" not in text_of(member.get(url("review-discussion", voting), follow=True))
    with pytest.raises(ActRefused, match="eigenes Gutachten"):
        discussion.contribute(voting, actor=board1, day=today, text="Doch.")
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("person", ["office", "ministry", "administrator", "applicant", "outsider"])
def test_only_the_board_writes(request, voting, person, today):
    with pytest.raises(ActRefused):
        discussion.contribute(voting, actor=request.getfixturevalue(person), day=today, text="Ich auch.")


# --- Two functions at once ----------------------------------------------------


def test_office_and_board_at_once_sees_no_more_than_the_member(client, voting, sitting, board1, board2, today):
    """The admin is no way round the own review: neither case nor sitting nor minutes."""
    RoleGrantFactory(user=board1, role=RoleGrant.Role.OFFICE)
    board1.is_staff = True
    board1.save()
    Review.objects.filter(reviewer=board2).update(summary=f"{CANARY}-Fazit")
    discussion.contribute(voting, actor=board2, day=today, text=f"{CANARY}-Beitrag")
    client.force_login(board1)
    case = reverse("admin:admissions_application_change", args=[voting.pk])
    pages = [case, reverse("admin:admissions_sitting_change", args=[sitting.pk])]
    assert f"{CANARY}-Fazit" in text_of(client.get(case))
    Review.objects.filter(reviewer=board1).update(submitted_at=None)
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200
        for leak in ("-Fazit", "-Beitrag", " Rat"):
            assert f"{CANARY}{leak}" not in text_of(response)
        assert "von 12 Punkten" not in text_of(response)
    minutes = client.get(reverse("admin:admissions_sitting_minutes", args=[sitting.pk]))
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(minutes.content)).pages).split())
    assert f"{CANARY} Rat" not in text
