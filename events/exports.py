"""Tables of registered people: one row each, the answers to the event's questions as columns."""

from django.utils import timezone
from import_export.fields import Field

from programme.exports import TableResource, plain_cell

from .models import Registration, RegistrationQuestion
from .registration_facts import answer_words


class AnswerField(Field):
    """The answer to one question, in German words."""

    def __init__(self, question):
        # A label is the office's own text, yet it is a cell like any other.
        super().__init__(column_name=plain_cell(question.label_de), readonly=True)
        self.question = question

    def get_value(self, instance, **kwargs):
        return answer_words(self.question, instance.answers, "de")


class RegistrationResource(TableResource):
    """`settings` is the key of one event's registration; its questions then have columns of their own."""

    event = Field(attribute="settings__event__title_de", column_name="Veranstaltung")
    state = Field(attribute="get_state_display", column_name="Stand")
    name = Field(attribute="name", column_name="Name")
    email = Field(attribute="email", column_name="E-Mail-Adresse")
    organisation = Field(attribute="organisation", column_name="Organisation")
    cluster = Field(attribute="cluster__name", column_name="Innovationscluster")
    language = Field(attribute="language", column_name="Sprache")
    registered_at = Field(attribute="registered_at", column_name="angemeldet am")
    attended = Field(column_name="war da")

    class Meta:
        model = Registration
        fields = (
            "event",
            "state",
            "name",
            "email",
            "organisation",
            "cluster",
            "language",
            "registered_at",
            "attended",
        )
        export_order = fields

    def __init__(self, settings=None, **kwargs):
        super().__init__(**kwargs)
        questions = RegistrationQuestion.objects.filter(settings=settings) if settings else []
        self.fields.update({f"question_{one.key}": AnswerField(one) for one in questions})

    def dehydrate_registered_at(self, registration):
        """By the clock in Berlin, to the minute."""
        return f"{timezone.localtime(registration.registered_at):%Y-%m-%d %H:%M}"

    def dehydrate_attended(self, registration):
        return {True: "ja", False: "nein", None: ""}[registration.attended]
