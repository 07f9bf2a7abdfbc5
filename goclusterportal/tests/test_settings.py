"""What the environment decides, read by a process of its own as at a real start."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from goclusterportal.celery import app

PROBE = """
import json
from django.conf import settings
print(json.dumps({name: str(getattr(settings, name)) for name in %r}))
"""
COMPLETE = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "portal.example"}


def start(arguments, tmp_path, **environment):
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "SYSTEMROOT"}}
    # A copy's .env must not decide; an empty variable counts as missing and wins over the file.
    blank = {"SECRET_KEY": "", "ALLOWED_HOSTS": "", "SITE_URL": "http://127.0.0.1:8000", "EMAIL_URL": ""}
    portal = {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "goclusterportal.settings"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={**kept, **blank, **portal, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def values(tmp_path, *names, **environment):
    result = start(["-c", PROBE % (names,)], tmp_path, **{**COMPLETE, **environment})
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_without_key_or_hosts_the_start_says_what_to_do(tmp_path, missing):
    result = start(["manage.py", "check"], tmp_path, **{**COMPLETE, missing: " "})
    assert result.returncode != 0
    assert result.stderr.startswith(f"Configuration error: {missing} is not set.")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("wrong", ["portal.example", "ftp://portal.example", "https://portal.example/path"])
def test_a_wrong_site_url_stops_the_start(tmp_path, wrong):
    result = start(["manage.py", "check"], tmp_path, **COMPLETE, SITE_URL=wrong)
    assert result.returncode != 0
    assert "SITE_URL must be scheme and host" in result.stderr


def test_a_site_without_tls_gets_no_tls_headers(tmp_path):
    found = values(
        tmp_path, "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"
    )
    assert found == {
        "SESSION_COOKIE_SECURE": "False",
        "CSRF_COOKIE_SECURE": "False",
        "SECURE_SSL_REDIRECT": "False",
        "SECURE_HSTS_SECONDS": "0",
    }


def test_the_scheme_of_site_url_turns_tls_on(tmp_path):
    found = values(
        tmp_path,
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "CSRF_TRUSTED_ORIGINS",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
        "DEBUG",
        SITE_URL="https://portal.example",
    )
    assert found == {
        "SESSION_COOKIE_SECURE": "True",
        "CSRF_COOKIE_SECURE": "True",
        "SECURE_SSL_REDIRECT": "True",
        "SECURE_HSTS_SECONDS": "31536000",
        "CSRF_TRUSTED_ORIGINS": "['https://portal.example']",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": "False",
        "DEBUG": "False",
    }


def test_defaults_need_no_service(tmp_path):
    found = values(tmp_path, "CELERY_BROKER_URL", "EMAIL_BACKEND", "EMAIL_FILE_PATH", "CACHES", "DATABASES")
    assert found["CELERY_BROKER_URL"] == "filesystem://localhost//"
    assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert found["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert "FileBasedCache" in found["CACHES"]
    assert str(tmp_path / "db.sqlite3") in found["DATABASES"]
    assert "IMMEDIATE" in found["DATABASES"]


def test_production_services_come_from_the_environment(tmp_path):
    found = values(
        tmp_path,
        "CELERY_BROKER_URL",
        "EMAIL_BACKEND",
        "EMAIL_HOST",
        "CACHES",
        "DATABASES",
        DATABASE_URL="postgres://someone:secret@127.0.0.1:5432/portal",
        REDIS_URL="redis://127.0.0.1:6379/1",
        EMAIL_URL="smtp://mail.example:25",
    )
    assert found["CELERY_BROKER_URL"] == "redis://127.0.0.1:6379/1"
    assert (found["EMAIL_BACKEND"], found["EMAIL_HOST"]) == (
        "notifications.smtp.EmailBackend",
        "mail.example",
    )
    assert "RedisCache" in found["CACHES"]
    assert "'CONN_HEALTH_CHECKS': True" in found["DATABASES"]


def test_no_request_is_one_transaction():
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


@pytest.mark.parametrize("task", sorted(entry["task"] for entry in app.conf.beat_schedule.values()))
def test_every_scheduled_task_exists(task):
    app.loader.import_default_modules()
    assert task in app.tasks
