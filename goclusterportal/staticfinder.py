"""Finds the few front-end files that we take from npm packages (settings.NODE_FILES)."""

from django.conf import settings
from django.contrib.staticfiles import utils
from django.contrib.staticfiles.finders import BaseFinder
from django.core import checks
from django.core.files.storage import FileSystemStorage


class _NodeFiles(FileSystemStorage):
    """node_modules under the names that the files have as static files."""

    def path(self, name):
        return str(settings.NODE_MODULES / settings.NODE_FILES[name])


class NodePackageFinder(BaseFinder):
    """A package's folder holds far more than a page needs; only the listed files are served."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = _NodeFiles(location=settings.NODE_MODULES)
        self.storage.prefix = ""

    def check(self, **kwargs):
        missing = [source for source in settings.NODE_FILES.values() if not (settings.NODE_MODULES / source).is_file()]
        if not missing:
            return []
        return [
            checks.Warning(
                "Front-end files are missing from node_modules: " + ", ".join(missing),
                hint="Run `npm ci`, or `make` any target: each does its own set-up.",
                id="goclusterportal.W001",
            )
        ]

    def find(self, path, find_all=False, **kwargs):
        if path not in settings.NODE_FILES:
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        for name in settings.NODE_FILES:
            if not utils.matches_patterns(name, ignore_patterns or []):
                yield name, self.storage
