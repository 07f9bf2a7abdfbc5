"""What the office does with content beyond editing: release, take back, answer a contribution."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.acts import Act
from programme.forms import DateInput, PortalForm
from programme.templatetags.portal import german_date

from ..contributing import EARLIEST_RELEASE, LATEST_RELEASE, Stage
from ..services import contributions, publishing
from .content_filters import lacks_english

DAY_LIMITS = [MinValueValidator(EARLIEST_RELEASE), MaxValueValidator(LATEST_RELEASE)]


class ReleaseForm(PortalForm):
    on = forms.DateField(
        label=_("veröffentlicht ab"),
        widget=DateInput,
        validators=DAY_LIMITS,
        help_text=_("Von diesem Tag an, ab 0 Uhr. Ein Tag in der Zukunft plant die Veröffentlichung."),
    )


class AnswerForm(PortalForm):
    answer = forms.CharField(
        label=_("Antwort an die Verfasser"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Steht in der E-Mail und beim Beitrag."),
    )


def _stage(content):
    return contributions.stage_of(content, timezone.localdate())


def _may_release(content, user):
    stage = _stage(content)
    return stage in {Stage.SUBMITTED, Stage.PLANNED} or (stage == Stage.DRAFT and content.contributed_for_id is None)


def _release(content, form, user):
    day = timezone.localdate()
    row = publishing.release(content, on=form.cleaned_data["on"], actor=user, day=day)
    words = gettext("Das ist veröffentlicht.") if row.released_on <= day else gettext("Das erscheint am %(day)s.")
    return words % {"day": german_date(row.released_on)}


def _describe_release(content):
    words = [gettext("Es steht dann auf der Website, im Feed und in der Suche; seine Bilder sind öffentlich.")]
    if lacks_english(content):
        words.append(gettext("Der englische Text fehlt noch: Englische Seiten zeigen den deutschen."))
    if content.contributed_for_id:
        words.append(gettext("Die Verfasserin oder der Verfasser bekommt eine E-Mail."))
    return " ".join(words)


CONTENT_ACTS = [
    Act(
        name="release",
        label=_("Veröffentlichen"),
        form_class=ReleaseForm,
        form_kwargs=lambda content, user: {"initial": {"on": content.released_on or timezone.localdate()}},
        allowed=_may_release,
        run=_release,
        description=_describe_release,
        primary=True,
    ),
    Act(
        name="return",
        label=_("Zur Überarbeitung zurückgeben"),
        form_class=AnswerForm,
        allowed=lambda content, user: _stage(content) == Stage.SUBMITTED,
        run=lambda content, form, user: contributions.return_(
            content, answer=form.cleaned_data["answer"], actor=user, day=timezone.localdate()
        ),
        description=_("Das Cluster kann den Beitrag wieder ändern und noch einmal einreichen."),
        done=_("Der Beitrag liegt wieder bei seinem Cluster; die Nachricht geht hinaus."),
    ),
    Act(
        name="decline",
        label=_("Ablehnen"),
        form_class=AnswerForm,
        allowed=lambda content, user: _stage(content) == Stage.SUBMITTED,
        run=lambda content, form, user: contributions.decline(
            content, answer=form.cleaned_data["answer"], actor=user, day=timezone.localdate()
        ),
        description=_("Der Beitrag erscheint nicht. Das lässt sich nicht rückgängig machen."),
        done=_("Der Beitrag ist abgelehnt; die Nachricht geht hinaus."),
        danger=True,
    ),
    Act(
        name="take-back",
        label=_("Veröffentlichung zurücknehmen"),
        allowed=lambda content, user: _stage(content) in {Stage.RELEASED, Stage.PLANNED},
        # It must give back nothing: what an act returns is its message.
        run=lambda content, form, user: publishing.take_back(content, actor=user, day=timezone.localdate()) and None,
        description=_(
            "Die Seite verschwindet sofort von der Website, aus dem Feed und aus der Suche. Wer ihre Adresse kennt,"
            " sieht „nicht gefunden“. Sie können den Text später wieder veröffentlichen. Es bleibt, was draußen ist:"
            " versandte Newsletter und ihr Archiv, und die Adressen der Bilder. Ein Bild löschen Sie unter „Bilder“."
        ),
        done=_("Das ist nicht mehr veröffentlicht."),
        danger=True,
    ),
]
