"""/api/v1/: lists, figures, the self-check, the schema and its reference page."""

from django.urls import path

from . import facts, reference, schema, selfcheck, views

app_name = "api"

urlpatterns = [
    path("", reference.reference, name="root"),
    path("reference/", reference.reference, name="reference"),
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    path("clusters/", views.ClusterList.as_view(), name="clusters"),
    path("events/", views.EventList.as_view(), name="events"),
    path("news/", views.NewsList.as_view(), name="news"),
    path("labels/", views.LabelList.as_view(), name="labels"),
    path("facts/", facts.FactsView.as_view(), name="facts"),
    path("self-check/", selfcheck.SelfCheckView.as_view(), name="self-check"),
]
