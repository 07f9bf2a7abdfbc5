"""Addresses of the procedure: the applicant's here, the board's and the ministry's in urls_board."""

from django.urls import include, path

from .views import apply, apply_case, apply_interview, apply_section

app_name = "admissions"

urlpatterns = [
    path("apply/", apply.apply, name="apply"),
    path("apply/start/", apply.start, name="apply-start"),
    path("apply/register/", apply.register, name="apply-register"),
    path("apply/<str:number>/", apply_case.case, name="apply-case"),
    path("apply/<str:number>/section/<slug:group>/", apply_section.section, name="apply-section"),
    path("apply/<str:number>/section/<slug:group>/autosave/", apply_section.autosave, name="apply-autosave"),
    path("apply/<str:number>/answers/", apply_case.answers, name="apply-answers"),
    path("apply/<str:number>/check/", apply_case.check, name="apply-check"),
    path("apply/<str:number>/submit/", apply_case.submit_application, name="apply-submit"),
    path("apply/<str:number>/receipt/<int:sequence>/", apply_case.receipt, name="apply-receipt"),
    path("apply/<str:number>/withdraw/", apply_case.withdraw_application, name="apply-withdraw"),
    path("apply/<str:number>/interview/", apply_interview.interview, name="apply-interview"),
    path("apply/<str:number>/interview/calendar/", apply_interview.calendar, name="apply-interview-calendar"),
    path("apply/<str:number>/delete/", apply_case.delete, name="apply-delete"),
    path("apply/<str:number>/again/", apply_case.again, name="apply-again"),
    path("apply/<str:number>/files/<str:token>/", apply_case.evidence_file, name="apply-file"),
    path("apply/<str:number>/letter/<str:token>/", apply_case.letter_file, name="apply-letter"),
    path("", include("admissions.urls_board")),
]
