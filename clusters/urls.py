"""Addresses of the pages of an own cluster."""

app_name = "clusters"

urlpatterns: list = []
