"""My applications, and how one begins."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Function, ManagementOrganisation
from records.errors import ActRefused

from ..applicants import public_state_for_applicant, with_decisions
from ..forms.apply import RegistrationForms, StartForm
from ..permissions import applications_of, editable_by
from ..services.drafts import catalogue_in_force, clusters_free_to_apply, open_application
from ..services.registration import name_is_known, register_cluster
from ..services.selfcheck import open_with_self_check
from ..workflow import State
from .apply_access import list_trail, own_page
from .apply_selfcheck import drafts_to_fill, forget_self_check, kept_self_check, say_taken

OPEN, ENDED = "open", "ended"


@require_safe
def apply(request):
    """GET /apply/: my applications; a visitor learns who may apply and how."""
    if not request.user.is_authenticated:
        day = timezone.localdate()
        return render(request, "admissions/apply_intro.html", {"catalogue": catalogue_in_force(day)})
    return _my_applications(request)


@own_page
def _my_applications(request):
    day = timezone.localdate()
    applications = with_decisions(
        applications_of(request.user, day).select_related("cluster").order_by("-created_at", "-pk")
    )
    editable = set(editable_by(request.user, day).values_list("pk", flat=True))
    rows = [_row(application, day, may_edit=application.pk in editable) for application in applications]
    shown = request.GET.get("show", "")
    chosen = [row for row in rows if row["group"] == shown] if shown in (OPEN, ENDED) else rows
    waiting = sum(row["waits"] for row in rows)
    return render(
        request,
        "admissions/apply.html",
        {
            "rows": chosen,
            "has_any": bool(rows),
            "sentence": _sentence(waiting, len(rows)),
            "chips": _chips(rows, shown),
            "catalogue": catalogue_in_force(day),
        },
    )


def _row(application, day, *, may_edit):
    shown = public_state_for_applicant(application, day)
    url = reverse("admissions:apply-case", args=[application.number])
    row = {
        "title": application.cluster.name,
        "preline": application.number,
        "url": url,
        "badge": shown.label,
        "badge_kind": shown.kind,
        "group": ENDED if shown.is_ended else OPEN,
        "waits": shown.is_editable and may_edit,
        "act": {"label": _("Stand ansehen"), "url": url},
    }
    if application.state == State.RETURNED:
        row |= {"day": application.lapses_on, "day_label": _("ergänzen bis")}
    elif application.state == State.DRAFT:
        row |= {"day": timezone.localdate(application.edited_at), "day_label": _("zuletzt bearbeitet")}
    if row["waits"]:
        row["act"] = {"label": _("Antrag bearbeiten"), "url": url}
    return row


def _sentence(waiting, total):
    if not total:
        return ""
    if not waiting:
        return _("Zurzeit wartet kein Antrag auf Sie.")
    return ngettext("%(count)s Antrag wartet auf Sie.", "%(count)s Anträge warten auf Sie.", waiting) % {
        "count": waiting
    }


def _chips(rows, shown):
    """Filters only where there is something to tell apart."""
    counts = {kind: sum(row["group"] == kind for row in rows) for kind in (OPEN, ENDED)}
    if not all(counts.values()):
        return []
    return [
        {"label": _("Alle"), "count": len(rows), "url": "?", "current": shown not in counts},
        {"label": _("Laufend"), "count": counts[OPEN], "url": f"?show={OPEN}", "current": shown == OPEN},
        {"label": _("Abgeschlossen"), "count": counts[ENDED], "url": f"?show={ENDED}", "current": shown == ENDED},
    ]


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    """GET, POST /apply/start/: for which cluster, and whether with the points of the self-check."""
    day = timezone.localdate()
    clusters = clusters_free_to_apply(request.user, day).order_by("name")
    choice = kept_self_check(request)
    if request.method == "POST":
        form = StartForm(request.POST, clusters=clusters, has_self_check=choice is not None)
        if form.is_valid():
            taken = choice if form.cleaned_data.get("self_check") else None
            try:
                application = _open(form.cleaned_data["cluster"], taken, request, day)
            except ActRefused as refused:
                form.add_error(None, refused.message)
            else:
                forget_self_check(request)
                messages.success(
                    request,
                    _("Ihr Antrag hat die Nummer %(number)s. Sie können ihn jederzeit speichern und später fortsetzen.")
                    % {"number": application.number},
                )
                return redirect("admissions:apply-case", application.number)
    else:
        only = list(clusters[:2])
        initial = {"cluster": only[0].slug} if len(only) == 1 else None
        form = StartForm(clusters=clusters, initial=initial, has_self_check=choice is not None)
    return render(
        request,
        "admissions/apply_start.html",
        {
            "form": form,
            "has_clusters": clusters.exists(),
            "catalogue": catalogue_in_force(day),
            "self_check": choice,
            "drafts": drafts_to_fill(request.user, day) if choice else [],
            "trail": list_trail(),
        },
    )


def _open(cluster, choice, request, day):
    if choice is None:
        return open_application(cluster, actor=request.user, day=day)
    application, count = open_with_self_check(cluster, choice, actor=request.user, day=day)
    say_taken(request, count)
    return application


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def register(request):
    """GET, POST /apply/register/: record a new cluster with the organisation that runs it."""
    day = timezone.localdate()
    spoken_for = ManagementOrganisation.objects.filter(
        pk__in=Function.objects.speaking_on(day).filter(user=request.user).values("organisation")
    ).order_by("name")
    forms = RegistrationForms(
        request.POST if request.method == "POST" else None, organisations=spoken_for, name_is_known=name_is_known
    )
    if request.method == "POST" and forms.is_valid():
        try:
            cluster = register_cluster(
                organisation=forms.organisation_values(), cluster=forms.cluster.values(), actor=request.user, day=day
            )
        except ActRefused as refused:
            forms.cluster.add_error(None, refused.message)
        else:
            messages.success(request, _("„%(name)s“ ist erfasst.") % {"name": cluster.name})
            return redirect("admissions:apply-start")
    return render(
        request,
        "admissions/apply_register.html",
        {"forms": forms, "self_check": kept_self_check(request), "trail": list_trail()},
    )
