"""What set-up writes, and that it writes it once."""

import stat

from scripts import check_lock, serve, write_env


def test_env_is_written_once_and_for_its_owner_only(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(write_env, "ENV_FILE", tmp_path / ".env")
    write_env.main()
    first = write_env.ENV_FILE.read_text(encoding="utf-8")
    names = [line.split("=")[0] for line in first.splitlines()]
    assert names == ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DEMO_PASSWORD"]
    assert stat.S_IMODE(write_env.ENV_FILE.stat().st_mode) == 0o600
    write_env.main()
    assert write_env.ENV_FILE.read_text(encoding="utf-8") == first


def test_env_of_a_person_is_completed_not_changed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(write_env, "ENV_FILE", tmp_path / ".env")
    write_env.ENV_FILE.write_text("SECRET_KEY=mine\nSITE_URL=https://portal.example", encoding="utf-8")
    write_env.main()
    lines = write_env.ENV_FILE.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["SECRET_KEY=mine", "SITE_URL=https://portal.example"]
    assert [line.split("=")[0] for line in lines[2:]] == ["ALLOWED_HOSTS", "DEMO_PASSWORD"]


def test_the_lock_holds_what_is_required(capsys):
    assert check_lock.main() == 0


def test_a_taken_port_is_noticed():
    with serve.socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert not serve.port_is_free(port)
    assert serve.port_is_free(port)
    assert not serve.port_is_free(70_000)
