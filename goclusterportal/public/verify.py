"""The check of a certificate."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.models import Certificate, Membership


@require_safe
def verify(request, code):
    """Whether the certificate with this code is valid today, and nothing more. An unknown code is an answer, too."""
    if not code.isalnum():
        return render(request, "public/verify.html", {"is_answered": True, "is_valid": False})
    day = timezone.localdate()
    is_valid = Certificate.objects.filter(code=code.upper(), membership__in=Membership.objects.public_on(day)).exists()
    return render(request, "public/verify.html", {"is_answered": True, "code": code, "is_valid": is_valid})


@require_safe
def verify_form(request):
    """The place to type a code; it leads to the code's own address."""
    code = "".join(request.GET.get("code", "").split()).upper()
    if code.isalnum():
        return redirect("public:verify", code=code[:16])
    return render(request, "public/verify.html", {"asked": bool(request.GET.get("code"))})
