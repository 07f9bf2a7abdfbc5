"""Numbers, drafts, answers, evidence: the applicant's services and their refusals."""

import datetime
import threading

import pytest
from django.db import connection, connections, transaction

from admissions.applicants import public_state_for_applicant
from admissions.defaults import SAMPLE_VERSION, load_defaults
from admissions.models import Answer, Application, CriteriaCatalogue, Criterion, Decision, Evidence, LetterText
from admissions.services.drafts import (
    MAX_EVIDENCE,
    AnswerChange,
    add_evidence,
    apply_again,
    catalogue_in_force,
    clusters_free_to_apply,
    delete_draft,
    open_application,
    remove_evidence,
    save_answer,
    save_answers,
)
from admissions.services.numbering import next_application_number
from admissions.services.registration import name_is_known, register_cluster
from clusters.models import Cluster, Function
from clusters.tests.factories import FunctionFactory, MembershipFactory, OperationFactory
from notifications.models import OfficeTask
from records.errors import ActRefused
from records.models import AuditEntry, StoredFile

from .apply_cases import *  # noqa: F403 (fixtures)
from .apply_cases import application_of, criteria_of, decide, store, with_file
from .factories import CatalogueFactory, answer_all

pytestmark = pytest.mark.django_db
needs_threads = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one writer in at a time: nothing to race"
)


def at_once(*calls):
    """Runs the calls in threads that start together; returns what each gave or raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        barrier.wait()
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class TestDefaults:
    def test_the_sample_catalogue_is_in_force_with_30_criteria_and_90_points(self, today):
        catalogue = CriteriaCatalogue.objects.get(version=SAMPLE_VERSION)
        assert catalogue_in_force(today) == catalogue
        assert catalogue.is_sample
        assert (catalogue.rule, catalogue.threshold_numerator, catalogue.threshold_denominator) == ("overall", 2, 3)
        criteria = Criterion.objects.filter(group__catalogue=catalogue)
        assert criteria.count() == 30
        assert sum(criterion.max_points for criterion in criteria) == 90
        assert [group.name_de for group in catalogue.groups.all()] == [
            "Struktur und Zusammensetzung",
            "Clustermanagement und Steuerung",
            "Aktivitäten und Kooperationen",
            "Sichtbarkeit und Wirkung",
        ]
        texts = ["name_de", "name_en", "help_de", "help_en", "evidence_de", "evidence_en"]
        assert all(getattr(criterion, text) for criterion in criteria for text in texts)

    def test_a_second_run_keeps_what_the_office_edited(self):
        LetterText.objects.filter(kind="refusal").update(subject_de="Bescheid")
        Criterion.objects.filter(code="S1").update(help_de="Anders.")
        LetterText.objects.filter(kind="admission").delete()
        load_defaults()
        assert LetterText.objects.count() == 3
        assert LetterText.objects.get(kind="refusal").subject_de == "Bescheid"
        assert Criterion.objects.get(code="S1").help_de == "Anders."

    def test_the_newest_catalogue_in_force_is_taken(self, today):
        newer = CatalogueFactory(in_force_from=today)
        CatalogueFactory(in_force_from=today + datetime.timedelta(days=1))
        CatalogueFactory(in_force_from=None)
        assert catalogue_in_force(today) == newer


class TestNumbers:
    def test_numbers_count_up_per_year(self):
        assert [next_application_number(year) for year in (2026, 2026, 2027, 2026)] == [
            "A-2026-0001",
            "A-2026-0002",
            "A-2027-0001",
            "A-2026-0003",
        ]

    def test_a_number_of_a_deleted_draft_is_not_given_again(self, applicant, applicant_cluster, today):
        first = open_application(applicant_cluster, actor=applicant, day=today)
        delete_draft(first, actor=applicant, day=today)
        second = open_application(applicant_cluster, actor=applicant, day=today)
        assert second.number.endswith("-0002")

    @needs_threads
    @pytest.mark.django_db(transaction=True)
    def test_numbers_taken_at_the_same_moment_differ(self):
        def take():
            with transaction.atomic():
                return next_application_number(2026)

        assert sorted(at_once(*[take] * 8)) == [f"A-2026-{number:04d}" for number in range(1, 9)]


class TestOpening:
    def test_it_is_a_draft_under_the_catalogue_in_force(self, applicant, applicant_cluster, today):
        application = open_application(applicant_cluster, actor=applicant, day=today)
        assert application.number == f"A-{today.year}-0001"
        assert (application.state, application.state_since, application.round) == ("draft", today, 1)
        assert application.catalogue.version == SAMPLE_VERSION
        assert application.organisation == applicant_cluster.operations.get().organisation
        entry = AuditEntry.objects.get(subject_kind="application", subject_key=application.number)
        assert (entry.actor, entry.verb, entry.from_state, entry.to_state) == (applicant, "open", "", "draft")

    @pytest.mark.parametrize("who", ["outsider", "manager", "office", "board1", "ministry", "administrator"])
    def test_others_cannot_open_one(self, who, request, applicant_cluster, today):
        with pytest.raises(ActRefused):
            open_application(applicant_cluster, actor=request.getfixturevalue(who), day=today)
        assert not Application.objects.exists()

    def test_a_member_cannot_apply(self, manager, member_cluster, today):
        with pytest.raises(ActRefused, match="bereits Mitglied"):
            open_application(member_cluster, actor=manager, day=today)

    def test_one_at_a_time(self, applicant, applicant_cluster, today):
        open_application(applicant_cluster, actor=applicant, day=today)
        with pytest.raises(ActRefused, match="laufenden Antrag"):
            open_application(applicant_cluster, actor=applicant, day=today)

    def test_an_untold_decision_is_still_under_way(self, applicant, applicant_cluster, ministry, today):
        application = application_of(applicant_cluster, applicant, state="decided")
        decision = decide(application, ministry, "refused")
        assert not clusters_free_to_apply(applicant, today).exists()
        with pytest.raises(ActRefused, match="laufenden Antrag"):
            open_application(applicant_cluster, actor=applicant, day=today)
        Decision.objects.filter(pk=decision.pk).update(notified_on=today)
        assert clusters_free_to_apply(applicant, today).get() == applicant_cluster
        open_application(applicant_cluster, actor=applicant, day=today)

    def test_without_an_organisation_or_catalogue_it_is_refused(self, applicant, applicant_cluster, today):
        CriteriaCatalogue.objects.update(in_force_from=None)
        with pytest.raises(ActRefused, match="Kriterienkatalog"):
            open_application(applicant_cluster, actor=applicant, day=today)
        applicant_cluster.operations.all().delete()
        with pytest.raises(ActRefused, match="Organisation"):
            open_application(applicant_cluster, actor=applicant, day=today)

    def test_free_clusters_leave_out_members_and_open_applications(self, applicant, applicant_cluster, today):
        member, busy, free = (OperationFactory().cluster for _number in range(3))
        for cluster in (member, busy, free):
            FunctionFactory(user=applicant, cluster=cluster)
        MembershipFactory(cluster=member)
        application_of(busy, applicant, state="in_review")
        assert set(clusters_free_to_apply(applicant, today)) == {applicant_cluster, free}

    @needs_threads
    @pytest.mark.django_db(transaction=True)
    def test_two_at_the_same_moment_make_one(self, applicant, applicant_cluster, today):
        load_defaults()
        results = at_once(*[lambda: open_application(applicant_cluster, actor=applicant, day=today)] * 2)
        assert sorted(type(result).__name__ for result in results) == ["ActRefused", "Application"]
        assert Application.objects.count() == 1


class TestAnswers:
    def test_the_first_and_a_second_save_count_versions(self, draft, applicant, today):
        criterion = criteria_of(draft)[0]
        save_answer(draft, criterion, text="Eins", own_points=None, version=0, actor=applicant, day=today)
        saved = save_answer(draft, criterion, text="Zwei", own_points=3, version=1, actor=applicant, day=today)
        assert saved.conflicts == []
        answer = Answer.objects.get()
        assert (answer.text, answer.own_points, answer.version, answer.edited_by) == ("Zwei", 3, 2, applicant)

    def test_saving_the_same_again_changes_nothing_whatever_the_version(self, draft, applicant, today):
        criterion = criteria_of(draft)[0]
        for version in (0, 0, 7):
            saved = save_answer(
                draft, criterion, text="Eins", own_points=0, version=version, actor=applicant, day=today
            )
            assert saved.conflicts == []
        assert Answer.objects.get().version == 1

    def test_a_stale_version_comes_back_and_loses_nothing(self, draft, applicant, applicant_cluster, outsider, today):
        FunctionFactory(user=outsider, cluster=applicant_cluster, kind=Function.Kind.DEPUTY)
        first, second = criteria_of(draft)[:2]
        save_answer(draft, first, text="Von der Kollegin", own_points=1, version=0, actor=outsider, day=today)
        mine = [AnswerChange(first, "Von mir", 2, 0), AnswerChange(second, "Auch von mir", 3, 0)]
        saved = save_answers(draft, mine, actor=applicant, day=today)
        assert saved.conflicts == mine[:1]
        assert saved.answers[first.pk].text == "Von der Kollegin"
        assert {(a.criterion, a.text) for a in Answer.objects.all()} == {
            (first, "Von der Kollegin"),
            (second, "Auch von mir"),
        }

    def test_nothing_is_written_for_an_empty_answer(self, draft, applicant, today):
        before = draft.edited_at
        save_answer(draft, criteria_of(draft)[0], text="", own_points=None, version=0, actor=applicant, day=today)
        assert not Answer.objects.exists()
        assert Application.objects.get().edited_at == before

    @pytest.mark.parametrize("who", ["outsider", "manager", "office", "board1", "ministry", "administrator"])
    def test_others_cannot_write(self, who, request, draft, today):
        actor = request.getfixturevalue(who)
        with pytest.raises(ActRefused):
            save_answer(draft, criteria_of(draft)[0], text="X", own_points=1, version=0, actor=actor, day=today)
        assert not Answer.objects.exists()

    @pytest.mark.parametrize("state", [s for s in Application.State.values if s not in ("draft", "returned")])
    def test_only_a_draft_or_returned_one_is_open(self, state, applicant, applicant_cluster, today):
        application = application_of(applicant_cluster, applicant, state=state)
        with pytest.raises(ActRefused):
            save_answer(
                application, criteria_of(application)[0], text="X", own_points=1, version=0, actor=applicant, day=today
            )

    def test_the_number_of_queries_does_not_grow(self, draft, applicant, today, django_assert_max_num_queries):
        criteria = criteria_of(draft)
        counts = []
        for chosen, text in ((criteria[:1], "a"), (criteria[1:4], "b")):
            with django_assert_max_num_queries(20) as captured:
                save_answers(
                    draft, [AnswerChange(criterion, text, 1, 0) for criterion in chosen], actor=applicant, day=today
                )
            counts.append(len(captured.captured_queries))
        assert counts[0] == counts[1]


class TestEvidence:
    def test_a_file_and_a_link(self, draft, applicant, today):
        criterion = criteria_of(draft)[0]
        with_file(draft, applicant, today)
        add_evidence(draft, criterion, link="https://example.org/liste", title="Liste", actor=applicant, day=today)
        assert [str(piece) for piece in Evidence.objects.order_by("pk")] == ["Mitgliederliste.pdf", "Liste"]

    def test_removed_evidence_stays_marked(self, draft, applicant, today):
        piece = with_file(draft, applicant, today)
        assert remove_evidence(draft, [piece], actor=applicant, day=today) == 1
        assert remove_evidence(draft, [piece], actor=applicant, day=today) == 0
        piece.refresh_from_db()
        assert piece.removed_at is not None

    def test_there_is_a_limit(self, draft, applicant, today):
        criterion = criteria_of(draft)[0]
        for number in range(MAX_EVIDENCE):
            add_evidence(draft, criterion, link=f"https://example.org/{number}", actor=applicant, day=today)
        with pytest.raises(ActRefused, match="10 Nachweise"):
            add_evidence(draft, criterion, link="https://example.org/mehr", actor=applicant, day=today)

    def test_another_application_is_out_of_reach(self, draft, applicant, manager, member_cluster, today):
        foreign = application_of(member_cluster, manager)
        piece = with_file(foreign, manager, today)
        assert remove_evidence(draft, [piece], actor=applicant, day=today) == 0
        with pytest.raises(ActRefused):
            remove_evidence(foreign, [piece], actor=applicant, day=today)
        with pytest.raises(ActRefused):
            add_evidence(draft, criteria_of(foreign)[0], link="https://example.org/", actor=applicant, day=today)


class TestDeleting:
    def test_answers_and_files_go(self, filled, applicant, today, django_capture_on_commit_callbacks):
        stored = with_file(filled, applicant, today).file
        with django_capture_on_commit_callbacks(execute=True):
            delete_draft(filled, actor=applicant, day=today)
        assert not Application.objects.exists()
        assert not StoredFile.objects.exists()
        assert not stored.file.storage.exists(stored.file.name)
        assert AuditEntry.objects.get(subject_key=filled.number).verb == "delete_draft"

    def test_a_file_another_application_uses_stays(self, applicant, applicant_cluster, today):
        old = application_of(applicant_cluster, applicant)
        answer_all(old)
        with_file(old, applicant, today)
        Application.objects.update(state="withdrawn")
        fresh = apply_again(old, actor=applicant, day=today)
        delete_draft(fresh, actor=applicant, day=today)
        assert StoredFile.objects.count() == 1

    def test_only_drafts_and_only_by_own_people(self, submitted, applicant, office, today):
        with pytest.raises(ActRefused):
            delete_draft(submitted, actor=applicant, day=today)
        Application.objects.update(state="draft")
        with pytest.raises(ActRefused):
            delete_draft(submitted, actor=office, day=today)
        # A draft by its state that was submitted once: cannot be, and is not deleted all the same.
        with pytest.raises(ActRefused):
            delete_draft(submitted, actor=applicant, day=today)
        assert Application.objects.count() == 1


class TestApplyingAgain:
    @pytest.fixture
    def ended(self, filled, applicant, today):
        with_file(filled, applicant, today)
        removed = with_file(filled, applicant, today, "Alt.pdf")
        remove_evidence(filled, [removed], actor=applicant, day=today)
        return filled

    @pytest.mark.parametrize("state", ["withdrawn", "lapsed", "decided"])
    def test_answers_points_and_evidence_are_copied_and_linked(self, state, ended, applicant, ministry, today):
        Application.objects.update(state=state)
        if state == "decided":
            decide(ended, ministry, "refused", notified_on=today)
        fresh = apply_again(ended, actor=applicant, day=today)
        assert (fresh.previous, fresh.state) == (ended, "draft")
        assert fresh.catalogue.version == SAMPLE_VERSION
        assert fresh.answers.count() == 0, "the sample catalogue has no criterion of the old codes"

    def test_criteria_are_matched_by_code(self, ended, applicant, today):
        Application.objects.update(state="withdrawn")
        CatalogueFactory(sizes=(1, 1, 1, 1), in_force_from=today)
        fresh = apply_again(ended, actor=applicant, day=today)
        assert {answer.criterion.code for answer in fresh.answers.select_related("criterion")} == {
            "K11", "K21", "K31", "K41",
        }  # fmt: skip
        assert {(a.text, a.own_points, a.version) for a in fresh.answers.all()} == {("Eine Antwort.", 2, 1)}
        pieces = Evidence.objects.filter(answer__application=fresh)
        assert [str(piece) for piece in pieces] == ["Mitgliederliste.pdf"]

    @pytest.mark.parametrize("state", ["draft", "submitted", "in_review", "decided"])
    def test_not_before_it_has_ended(self, state, ended, applicant, ministry, today):
        Application.objects.update(state=state)
        if state == "decided":
            decide(ended, ministry, "refused")
        with pytest.raises(ActRefused):
            apply_again(ended, actor=applicant, day=today)

    def test_not_by_others(self, ended, outsider, today):
        Application.objects.update(state="withdrawn")
        with pytest.raises(ActRefused):
            apply_again(ended, actor=outsider, day=today)


class TestRegistration:
    ORGANISATION = {"legal_name": "Trägerverein Neu e. V.", "legal_form": "eingetragener Verein", "street": "Weg 1",
                    "postal_code": "01234", "city": "Musterstadt", "signatory": "Vorsitz"}  # fmt: skip

    def register(self, outsider, today, name):
        cluster = {"name": name, "city": "Musterstadt"}
        return register_cluster(organisation=self.ORGANISATION, cluster=cluster, actor=outsider, day=today)

    def test_the_person_speaks_for_the_new_unpublished_cluster(self, outsider, today):
        cluster = self.register(outsider, today, "Photonik Nordufer")
        assert list(Cluster.objects.run_by(outsider, today)) == [cluster]
        assert not Cluster.objects.public_on(today).exists()
        assert not OfficeTask.objects.exists()

    def test_a_likely_duplicate_becomes_a_task_of_the_office(self, outsider, applicant_cluster, today):
        assert name_is_known("leichtbau niederwald")
        assert name_is_known("Leichtbau Niederwald e.V.")
        assert not name_is_known("Photonik Nordufer")
        assert not name_is_known("…")
        self.register(outsider, today, "Leichtbau Niederwalde")
        task = OfficeTask.objects.get()
        assert "Leichtbau Niederwalde" in task.text_de
        assert "„Leichtbau Niederwald“" in task.text_de
        assert task.subject_key == "leichtbau-niederwalde"


def test_everything_from_the_interview_on_looks_the_same(applicant, applicant_cluster, ministry, today):
    """Advice, deferral and an untold decision cannot be told apart (SPEC 2.1)."""
    application = application_of(applicant_cluster, applicant)
    seen = set()
    for state, number in [("interview", 1), ("recommended", 1), ("in_review", 2), ("recommended", 2), ("decided", 2)]:
        application.state, application.round = state, number
        seen.add(public_state_for_applicant(application, today))
    assert {shown.code for shown in seen} == {"advising"}
    decide(application, ministry, "deferred", round=1, notified_on=today)
    assert public_state_for_applicant(application, today).code == "advising"
    decision = decide(application, ministry, "refused", round=2, notified_on=today)
    assert public_state_for_applicant(application, today).code == "refused"
    Decision.objects.filter(pk=decision.pk).update(notified_on=today + datetime.timedelta(days=1))
    assert public_state_for_applicant(Application.objects.get(), today).code == "draft"
    assert store(applicant).size > 0
