"""
Acts of the web admin: what a person does to one record beyond editing its fields.

"Antrag annehmen", "Schreiben freigeben": each act calls one service. The change page offers a link per act that is
allowed now; it leads to a page that says what will happen, asks for what the act needs, and runs it on POST:

    class ApplicationAdmin(PortalModelAdmin):
        acts = [
            Act(
                name="return",
                label=_("Zur Vervollständigung zurückgeben"),
                form_class=ReturnForm,
                allowed=permissions.may_return,  # (application, user) -> bool
                run=lambda application, form, user: services.return_application(
                    application, reason=form.cleaned_data["reason"], actor=user, day=timezone.localdate()
                ),
                description=_("Die Organisation erhält eine Nachricht mit Ihrer Begründung."),
            ),
        ]
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from programme.errors import ActRefused
from programme.forms import PortalForm


def _always(obj, user):
    return True


@dataclass(frozen=True, kw_only=True)
class Act:
    """One button on a change page and the page behind it."""

    # Part of the address: /admin/<app>/<model>/<pk>/act/<name>/
    name: str
    # The verb, on the button and as title of the page.
    label: Any
    # (obj, form, user): calls one service. May return a sentence for the success message.
    run: Callable
    # (obj, user) -> bool: whether the button is there now. The service checks again.
    allowed: Callable = _always
    # What the act needs to know; a PortalForm or PortalModelForm. None asks for a confirmation only.
    form_class: type | None = None
    # (obj, user) -> keyword arguments of the form, such as initial, instance or querysets.
    form_kwargs: Callable | None = None
    # The page, where the usual one does not fit; default: ActsMixin.act_template.
    template: str = ""
    # What will happen, to how many, whether it can be undone: a sentence, or (obj) -> sentence.
    description: Any = ""
    # Said after it was done; default: "<label>: erledigt."
    done: Any = ""
    # Cannot be undone, or hurts somebody.
    danger: bool = False
    # The one thing that is to be done next. The first allowed act with this mark becomes the primary button.
    primary: bool = False

    def describe(self, obj):
        return self.description(obj) if callable(self.description) else self.description

    def build_form(self, obj, user, data=None, files=None):
        kwargs = self.form_kwargs(obj, user) if self.form_kwargs else {}
        return (self.form_class or PortalForm)(data, files, **kwargs)


class ActsMixin:
    """Gives a ModelAdmin its acts: addresses, the buttons' context, and the page of one act."""

    acts: list[Act] = []
    # Fields that change only through an act: shown, never edited in the form of an existing record.
    act_fields: tuple = ()
    act_template = "admin/act.html"

    def get_acts(self, request, obj):
        """The acts that are allowed now."""
        return [act for act in self.acts if act.allowed(obj, request.user)]

    def get_readonly_fields(self, request, obj=None):
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields + tuple(name for name in self.act_fields if name not in fields) if obj else fields

    def get_urls(self):
        act_page = path(
            "<path:object_id>/act/<slug:act_name>/",
            self.admin_site.admin_view(self.act_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_act",
        )
        return [act_page, *super().get_urls()]

    def act_url(self, obj, act):
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_act"
        return reverse(name, args=[quote(obj.pk), act.name])

    def change_url(self, obj):
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[quote(obj.pk)])

    def act_buttons(self, request, obj):
        """(primary, others) for components/todo_box.html: what this person can do with this record now."""
        buttons = [
            {"label": act.label, "url": self.act_url(obj, act), "danger": act.danger, "primary": act.primary}
            for act in self.get_acts(request, obj)
        ]
        primary = next((button for button in buttons if button["primary"]), None)
        return primary, [button for button in buttons if button is not primary]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.acts:
            context["act_primary"], context["act_others"] = self.act_buttons(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def act_view(self, request, object_id, act_name):
        """The page of one act. A refusal stands above the form, and nothing typed is lost."""
        request.current_app = self.admin_site.name
        obj = self.get_object(request, unquote(object_id))
        act = next((act for act in self.acts if act.name == act_name), None)
        if obj is None or act is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        if not act.allowed(obj, request.user):
            messages.warning(request, _("„%(act)s“ ist zurzeit nicht möglich.") % {"act": act.label})
            return HttpResponseRedirect(self.change_url(obj))
        if request.method == "POST":
            form = act.build_form(obj, request.user, request.POST, request.FILES)
            if form.is_valid() and self._run(request, act, obj, form):
                return HttpResponseRedirect(self._after_act_url(request, object_id))
        else:
            form = act.build_form(obj, request.user)
        return TemplateResponse(request, act.template or self.act_template, self._act_context(request, act, obj, form))

    def _run(self, request, act, obj, form):
        try:
            sentence = act.run(obj, form, request.user)
        except ActRefused as refusal:
            form.add_error(None, refusal.message)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            default = _("%(act)s: erledigt.") % {"act": act.label}
            messages.success(request, sentence if isinstance(sentence, str) else act.done or default)
            return True
        return False

    def _after_act_url(self, request, object_id):
        obj = self.get_object(request, unquote(object_id))
        if obj is not None and self.has_view_permission(request, obj):
            return self.change_url(obj)
        return reverse(f"{self.admin_site.name}:index")

    def _act_context(self, request, act, obj, form):
        return {
            **self.admin_site.each_context(request),
            "title": act.label,
            "opts": self.opts,
            "original": obj,
            "act": act,
            "description": act.describe(obj),
            "form": form,
            "media": self.media + form.media,
            "back_url": self.change_url(obj),
        }
