"""The portal: settings, addresses and every page that shows several apps."""

from goclusterportal.celery import app as celery_app

__all__ = ["celery_app"]
