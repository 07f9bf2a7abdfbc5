"""Label awards through their one door, from the services and from the office's pages."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goclusterportal.tests.world import PDF
from labels.models import LabelAward, Level
from labels.services.awards import confirm_award, proposed_dates, record_award, revoke_award
from labels.tests.factories import LabelAwardFactory
from labels.validity import Form
from programme.errors import ActRefused
from records.models import AuditEntry

D = datetime.date


def award(cluster, **fields):
    return LabelAward(
        **{
            "cluster": cluster,
            "level": Level.SILVER,
            "assessed_on": D(2025, 2, 10),
            "valid_from": D(2025, 2, 10),
            "valid_until": D(2027, 2, 28),
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("level", "previous_end", "interview", "start", "until", "form"),
    [
        (Level.SILVER, None, D(2024, 2, 10), D(2024, 2, 10), D(2026, 2, 28), Form.FIRST),
        (Level.BRONZE, None, D(2024, 12, 31), D(2024, 12, 31), D(2026, 12, 31), Form.FIRST),
        (Level.BRONZE, D(2024, 5, 31), D(2025, 5, 31), D(2024, 6, 1), D(2027, 5, 31), Form.RENEWAL),
        (Level.BRONZE, D(2024, 5, 31), D(2025, 6, 1), D(2025, 6, 1), D(2027, 6, 30), Form.FIRST),
        (Level.GOLD, None, D(2025, 1, 15), D(2025, 1, 15), None, Form.FIRST),
    ],
)
def test_the_form_proposes_dates_from_the_terms(member_cluster, level, previous_end, interview, start, until, form):
    if previous_end:
        LabelAwardFactory(
            cluster=member_cluster, level=level, valid_from=D(2022, 6, 1), valid_until=previous_end, assessed_on=None
        )
    found, proposal = proposed_dates(member_cluster, level, interview)
    assert (found, proposal.valid_from, proposal.valid_until) == (form, start, until)


def test_the_proposal_is_taken_without_a_reason(member_cluster, office):
    record_award(award(member_cluster), actor=office, day=D(2025, 3, 1))
    assert LabelAward.objects.get().is_renewal is False
    assert AuditEntry.objects.get(subject_kind="label-award").verb == "create"


def test_other_dates_need_a_reason(member_cluster, office):
    odd = {"valid_until": D(2028, 2, 28)}
    with pytest.raises(ActRefused, match=r"28\.02\.2027"):
        record_award(award(member_cluster, **odd), actor=office, day=D(2025, 3, 1))
    assert not LabelAward.objects.exists()
    record_award(award(member_cluster, **odd, dates_reason="Bescheid"), actor=office, day=D(2025, 3, 1))
    assert LabelAward.objects.get().valid_until == D(2028, 2, 28)


@pytest.mark.parametrize("name", ["manager", "ministry", "board1", "administrator"])
def test_only_the_office_records_confirms_and_revokes(name, request, member_cluster):
    actor = request.getfixturevalue(name)
    stored = LabelAwardFactory(cluster=member_cluster, confirmed_on=None)
    for act in (
        lambda: record_award(award(member_cluster), actor=actor, day=D(2025, 3, 1)),
        lambda: confirm_award(stored, confirmed_on=D(2025, 3, 1), actor=actor, day=D(2025, 3, 1)),
        lambda: revoke_award(stored, revoked_on=D(2025, 3, 1), reason="x", actor=actor, day=D(2025, 3, 1)),
    ):
        with pytest.raises(ActRefused, match="Programmbüro"):
            act()
    stored.refresh_from_db()
    assert (stored.confirmed_on, stored.revoked_on, LabelAward.objects.count()) == (None, None, 1)


def test_valid_means_confirmed_within_its_days_and_not_revoked(member_cluster, office):
    stored = LabelAwardFactory(cluster=member_cluster, confirmed_on=None)
    assert not LabelAward.objects.valid_on(D(2026, 1, 1)).exists()
    confirm_award(stored, confirmed_on=D(2025, 3, 1), actor=office, day=D(2025, 3, 1))
    for day, valid in [
        (D(2024, 12, 31), False),
        (D(2025, 1, 1), True),
        (D(2026, 12, 31), True),
        (D(2027, 1, 1), False),
    ]:
        assert LabelAward.objects.valid_on(day).exists() is valid
    revoke_award(stored, revoked_on=D(2026, 5, 1), reason="Täuschung", actor=office, day=D(2026, 5, 1))
    assert LabelAward.objects.valid_on(D(2026, 4, 30)).exists()
    assert not LabelAward.objects.valid_on(D(2026, 5, 1)).exists()


def test_the_office_records_an_award_on_its_page(client, office, member_cluster):
    client.force_login(office)
    typed = {
        "cluster": member_cluster.pk,
        "level": "silver",
        "assessed_on": "2025-02-10",
        "awarded_on": "",
        "valid_from": "2025-02-10",
        "valid_until": "2028-02-29",
        "dates_reason": "",
        "score_percent": "",
        "issuing_body": "ESCA",
        "confirmed_on": "2025-03-01",
    }
    refused = client.post(reverse("admin:labels_labelaward_add"), typed)
    assert refused.status_code == 200
    assert "28.02.2027" in refused.context["adminform"].form.errors["dates_reason"][0]
    assert 'value="ESCA"' in refused.content.decode()
    client.post(reverse("admin:labels_labelaward_add"), {**typed, "valid_until": "2027-02-28"})
    stored = LabelAward.objects.get()
    assert (stored.valid_until, stored.confirmed_on) == (D(2027, 2, 28), D(2025, 3, 1))
    assert client.get(reverse("admin:labels_labelaward_changelist")).status_code == 200
    assert client.get(reverse("admin:labels_labelaward_change", args=[stored.pk])).status_code == 200


def test_the_form_shows_the_proposed_days_before_it_saves(client, office, member_cluster):
    client.force_login(office)
    address = reverse("admin:labels_labelaward_add")
    typed = {"cluster": member_cluster.pk, "level": "silver", "assessed_on": "2025-02-10"}
    shown = client.post(address, typed)
    form = shown.context["adminform"].form
    assert (form["valid_from"].value(), form["valid_until"].value()) == ("2025-02-10", "2027-02-28")
    assert "Vorschlag eingetragen" in form.errors["valid_from"][0]
    assert not LabelAward.objects.exists()
    file = SimpleUploadedFile("urkunde.pdf", PDF, content_type="application/pdf")
    days = {name: form[name].value() for name in ("valid_from", "valid_until")}
    assert client.post(address, {**typed, **days, "upload": file, "score_percent": "82.5"}).status_code == 302
    stored = LabelAward.objects.get()
    assert (stored.document.name, stored.score_percent) == ("urkunde.pdf", Decimal("82.5"))
    fetched = client.get(reverse("admin:labels_labelaward_file", args=[stored.pk]))
    assert b"".join(fetched.streaming_content) == PDF


@pytest.mark.parametrize(("fields", "field"), [({}, "assessed_on"), ({"awarded_on": "2025-02-10"}, "valid_until")])
def test_where_nothing_can_be_proposed_the_form_says_what_it_needs(client, office, member_cluster, fields, field):
    client.force_login(office)
    answer = client.post(
        reverse("admin:labels_labelaward_add"), {"cluster": member_cluster.pk, "level": "gold", **fields}
    )
    assert field in answer.context["adminform"].form.errors
    assert not LabelAward.objects.exists()


def test_moving_the_days_of_a_label_needs_a_new_reason(member_cluster, office):
    stored = record_award(award(member_cluster, dates_reason="Bescheid"), actor=office, day=D(2025, 3, 1))
    stored.valid_until = D(2028, 2, 29)
    with pytest.raises(ActRefused, match="begründen"):
        record_award(stored, actor=office, day=D(2025, 3, 2))
    assert LabelAward.objects.get().valid_until == D(2027, 2, 28)
    stored.dates_reason = "Zweiter Bescheid"
    record_award(stored, actor=office, day=D(2025, 3, 2))
    assert LabelAward.objects.get().valid_until == D(2028, 2, 29)
