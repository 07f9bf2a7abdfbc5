"""What the database would refuse about an event is said beside the field that it is about."""

from django import forms

from .models import Event

FIELD_OF = {
    "event_undated_has_no_day": "starts_on",
    "event_ends_after_start": "ends_on",
    "event_time_needs_day": "starts_at",
    "event_ends_after_start_time": "ends_at",
    "event_qualifier_needs_number": "participants",
}


def check_event(form, event):
    """Adds to the form, at its field, what the event's constraints would refuse."""
    for constraint in Event._meta.constraints:
        if constraint.name in FIELD_OF:
            try:
                constraint.validate(Event, event)
            except forms.ValidationError as error:
                form.add_error(FIELD_OF[constraint.name], error)
