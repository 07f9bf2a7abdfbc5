"""Static files as the production variant collects them."""

import json
import os
import subprocess
import sys

from django.conf import settings
from django.contrib.staticfiles import finders

from goclusterportal.staticfinder import NodePackageFinder


def test_only_the_listed_files_come_from_node_packages():
    assert finders.find("vendor/kern.min.css") == str(settings.NODE_MODULES / "@kern-ux/native/dist/kern.min.css")
    assert finders.find("@kern-ux/native/package.json") is None
    assert sorted(name for name, _storage in NodePackageFinder().list([])) == sorted(settings.NODE_FILES)


def test_a_missing_package_is_reported(settings, tmp_path):
    assert NodePackageFinder().check() == []
    settings.NODE_MODULES = tmp_path
    (warning,) = NodePackageFinder().check()
    assert "@kern-ux/native/dist/kern.min.css" in warning.msg
    assert "npm ci" in warning.hint


def test_everything_is_collected_hashed_and_compressed(tmp_path):
    """Every file that a style sheet names exists; otherwise the names could not be hashed."""
    environment = {
        **os.environ,
        "TESTING": "0",
        "DEBUG": "0",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "portal.example",
        "VAR_DIR": str(tmp_path),
    }
    result = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    names = json.loads((tmp_path / "static" / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    for name in (*settings.NODE_FILES, "css/portal.css"):
        assert (tmp_path / "static" / names[name]).is_file(), name
        assert not (tmp_path / "static" / name).exists()
    assert (tmp_path / "static" / f"{names['css/portal.css']}.br").is_file()
