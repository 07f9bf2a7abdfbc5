"""The office's table of cases: what the list shows, never what single reviewers gave."""

from import_export.fields import Field

from programme.exports import TableResource

from .models import Application, Decision
from .officework import next_step


class ApplicationResource(TableResource):
    """Over the rows of ApplicationAdmin: filtered as the list is, without cases under the person's own conflict."""

    number = Field(attribute="number", column_name="number")
    cluster = Field(attribute="cluster__name", column_name="cluster")
    organisation = Field(attribute="organisation__name", column_name="organisation")
    state = Field(column_name="state")
    since = Field(attribute="state_since", column_name="since")
    catalogue = Field(attribute="catalogue__version", column_name="catalogue")
    round = Field(attribute="round", column_name="round")
    next_step = Field(column_name="next_step")
    due = Field(column_name="due")
    outcome = Field(column_name="outcome")
    notified_on = Field(attribute="step_notified", column_name="notified_on")

    class Meta:
        model = Application
        fields = (
            "number",
            "cluster",
            "organisation",
            "state",
            "since",
            "catalogue",
            "round",
            "next_step",
            "due",
            "outcome",
            "notified_on",
        )
        export_order = fields

    def dehydrate_state(self, application):
        return application.get_state_display()

    def dehydrate_next_step(self, application):
        return next_step(application).text

    def dehydrate_due(self, application):
        due = next_step(application).due
        return due.isoformat() if due else ""

    def dehydrate_outcome(self, application):
        return Decision.Outcome(application.step_outcome).label if application.step_outcome else ""
