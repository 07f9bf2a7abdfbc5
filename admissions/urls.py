"""Addresses of the procedure: the applicant's here, the board's and the ministry's in urls_board."""

from django.urls import include, path

from .views import (
    apply,
    apply_case,
    apply_interview,
    apply_invitation,
    apply_people,
    apply_section,
    apply_selfcheck,
    apply_speakers,
    apply_versions,
)

app_name = "admissions"

people = [
    path("", apply_people.people, name="apply-people"),
    path("invite/", apply_people.invite, name="apply-invite"),
    path("<int:pk>/", apply_people.colleague, name="apply-colleague"),
    path("<int:pk>/right/", apply_people.change_right, name="apply-colleague-right"),
    path("<int:pk>/end/", apply_people.end, name="apply-colleague-end"),
    path("<int:pk>/renew/", apply_people.renew, name="apply-colleague-renew"),
    path("<int:pk>/revoke/", apply_people.revoke, name="apply-colleague-revoke"),
    path("deputy/", apply_speakers.deputy, name="apply-deputy"),
    path("hand-over/", apply_speakers.hand_over, name="apply-hand-over"),
    path("function/<int:pk>/end/", apply_speakers.end_function, name="apply-function-end"),
    path("speaker/<int:pk>/", apply_speakers.speaker, name="apply-speaker"),
    path("speaker/<int:pk>/renew/", apply_speakers.renew, name="apply-speaker-renew"),
    path("speaker/<int:pk>/revoke/", apply_speakers.revoke, name="apply-speaker-revoke"),
]

urlpatterns = [
    path("apply/", apply.apply, name="apply"),
    path("apply/start/", apply.start, name="apply-start"),
    path("apply/register/", apply.register, name="apply-register"),
    path("apply/self-check/discard/", apply_selfcheck.discard, name="apply-self-check-discard"),
    path("apply/invitation/<slug:token>/", apply_invitation.invitation, name="apply-invitation"),
    path("apply/invitation/<slug:token>/accept/", apply_invitation.accept, name="apply-invitation-accept"),
    path("apply/invitation/<slug:token>/decline/", apply_invitation.decline, name="apply-invitation-decline"),
    path("apply/<slug:number>/", apply_case.case, name="apply-case"),
    path("apply/<slug:number>/self-check/", apply_selfcheck.take_over, name="apply-self-check"),
    path("apply/<slug:number>/section/<slug:group>/", apply_section.section, name="apply-section"),
    path("apply/<slug:number>/section/<slug:group>/autosave/", apply_section.autosave, name="apply-autosave"),
    path("apply/<slug:number>/answers/", apply_case.answers, name="apply-answers"),
    path("apply/<slug:number>/check/", apply_case.check, name="apply-check"),
    path("apply/<slug:number>/submit/", apply_case.submit_application, name="apply-submit"),
    path("apply/<slug:number>/receipt/<int:sequence>/", apply_versions.receipt, name="apply-receipt"),
    path(
        "apply/<slug:number>/receipt/<int:sequence>/<slug:language>/",
        apply_versions.receipt_file,
        name="apply-receipt-file",
    ),
    path("apply/<slug:number>/changes/", apply_versions.changes_now, name="apply-changes"),
    path(
        "apply/<slug:number>/changes/<int:sequence>/", apply_versions.changes_of_version, name="apply-changes-version"
    ),
    path("apply/<slug:number>/commitment/<slug:language>/", apply_versions.commitment_sample, name="apply-commitment"),
    path("apply/<slug:number>/withdraw/", apply_case.withdraw_application, name="apply-withdraw"),
    path("apply/<slug:number>/interview/", apply_interview.interview, name="apply-interview"),
    path("apply/<slug:number>/interview/calendar/", apply_interview.calendar, name="apply-interview-calendar"),
    path("apply/<slug:number>/delete/", apply_case.delete, name="apply-delete"),
    path("apply/<slug:number>/again/", apply_case.again, name="apply-again"),
    path("apply/<slug:number>/files/<slug:token>/", apply_case.evidence_file, name="apply-file"),
    path("apply/<slug:number>/paper/<slug:token>/", apply_case.paper_file, name="apply-paper"),
    path("apply/<slug:number>/letter/<slug:token>/", apply_case.letter_file, name="apply-letter"),
    path("apply/<slug:number>/people/", include(people)),
    path("", include("admissions.urls_board")),
]
