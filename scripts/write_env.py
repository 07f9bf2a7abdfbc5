"""Writes .env for this machine once. A variable that is there already is never touched."""

import secrets
from pathlib import Path

ENV_FILE = Path(__file__).resolve().parent.parent / ".env"


def main() -> None:
    defaults = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": "http://127.0.0.1:8000",
        "DEMO_PASSWORD": "-".join(secrets.token_hex(2) for _ in range(4)),
    }
    ENV_FILE.touch(mode=0o600)
    text = ENV_FILE.read_text(encoding="utf-8")
    present = {line.split("=", 1)[0].strip() for line in text.splitlines() if "=" in line}
    missing = {name: value for name, value in defaults.items() if name not in present}
    if not missing:
        return
    if text and not text.endswith("\n"):
        text += "\n"
    text += "".join(f"{name}={value}\n" for name, value in missing.items())
    ENV_FILE.write_text(text, encoding="utf-8")
    print(f"Wrote {', '.join(missing)} to .env")


if __name__ == "__main__":
    main()
