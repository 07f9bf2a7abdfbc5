"""What may be asked for more than once in a request: exceptions from the tests' watch for queries per row (zeal)."""

ALLOWED = [
    # One row, asked for by each part of a page that needs it; never once per row of a list.
    {"model": "programme.ProgrammeSettings", "field": "get()"},
    # allauth reads the one address it confirms several times.
    {"model": "account.EmailAddress", "field": "get()"},
    # And the person of each, where a new address takes the place of the old one.
    {"model": "account.EmailAddress", "field": "user"},
    # allauth looks whether each device that is signed in still is.
    {"model": "sessions.Session", "field": "get()"},
    # Each door that a request goes through locks its row anew.
    {"model": "admissions.Application", "field": "get()"},
    {"model": "clusters.Cluster", "field": "get()"},
    # Several messages released at once: each through the one door, with its own lock.
    {"model": "notifications.OutboxMessage", "field": "get()"},
    # Django's formset looks up each of its rows by the key that was sent.
    {"model": "notifications.LadderRung", "field": "get()"},
    {"model": "admissions.CriterionGroup", "field": "get()"},
    {"model": "admissions.Criterion", "field": "get()"},
    {"model": "events.RegistrationQuestion", "field": "get()"},
]
