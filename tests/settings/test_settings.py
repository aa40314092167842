"""Environment before `sla.toml` before default, and nothing misspelt passes unnoticed."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from sla_plugin.errors import BadInput, Code
from sla_plugin.settings import Settings
from sla_plugin.settings.model import default_data_folder
from sla_plugin.settings.refusals import variable

URL = "postgresql://sla_app:Kra-bi@db.example:5432/sla"
KEY = urlsafe_b64encode(bytes(range(32))).decode()


def refused(environ: dict[str, str], file: Path | None = None) -> BadInput:
    with pytest.raises(BadInput) as caught:
        Settings.load(environ, file)
    return caught.value


def written(folder: Path, text: str, name: str = "sla.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_word_it_listens_to_this_machine_only() -> None:
    settings = Settings.load({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8090)
    assert settings.database_url is None


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = written(tmp_path, 'port = 9000\nlog_level = "debug"\n')
    settings = Settings.load({"SLA_PORT": "9100", "PATH": "/bin"}, file)
    assert (settings.port, settings.log_level, settings.host) == (9100, "debug", "127.0.0.1")


def test_a_variable_that_is_set_to_nothing_is_not_set(tmp_path: Path) -> None:
    file = written(tmp_path, "port = 9000")
    assert Settings.load({"SLA_PORT": "", "SLA_DATABASE_URL": ""}, file).port == 9000


def test_the_demo_keeps_nothing_in_the_store_of_the_installation() -> None:
    settings = Settings.load({"SLA_DOCUMENTS_URL": "s3://papers/lanna", "SLA_DOCUMENT_LIMIT": "1000"})
    assert (settings.documents_url, settings.document_limit) == ("s3://papers/lanna", 1000)
    assert settings.for_demo().documents_url is None


def test_settings_do_not_change_once_they_are_read() -> None:
    settings = Settings.load({})
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1
    assert settings.port == 8090


def test_durations_are_iso_8601() -> None:
    settings = Settings.load({"SLA_PUMP_INTERVAL": "PT0.5S", "SLA_TOKEN_MAX_LIFETIME": "P90D"})
    assert settings.pump_interval == timedelta(milliseconds=500)
    assert settings.token_max_lifetime == timedelta(days=90)


@pytest.mark.parametrize(
    ("misspelt", "nearest"),
    [
        ("SLA_PROT", "SLA_PORT"),
        ("SLA_DATABASE_URI", "SLA_DATABASE_URL"),
        ("SLA_SECRETKEY", "SLA_SECRET_KEY"),
        ("SLA_SECRET_KEY_FIL", "SLA_SECRET_KEY_FILE"),
        ("SLA_port", "SLA_PORT"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_one(misspelt: str, nearest: str) -> None:
    error = refused({misspelt: "1"})
    assert (error.code, error.field) == (Code.SETTING_UNKNOWN, misspelt)
    assert str(error) == f"There is no setting {misspelt}. The nearest one is {nearest}."


def test_an_unknown_key_of_the_file_is_refused_in_the_form_of_the_file(tmp_path: Path) -> None:
    error = refused({}, written(tmp_path, "prot = 9000"))
    assert (error.code, error.field) == (Code.SETTING_UNKNOWN, "prot")
    assert error.hint == "The nearest one is port."


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SLA_PORT", "http", "Give a number from 0 to 65535; 0 takes any free port."),
        ("SLA_PORT", "70000", "input should be less than or equal to 65535."),
        ("SLA_LOG_LEVEL", "loud", "Give `debug`, `info`, `warning` or `error`."),
        ("SLA_INTROSPECTION", "perhaps", "Give `true` or `false`."),
        ("SLA_PUMP_INTERVAL", "PT0S", "input should be greater than 0 seconds."),
        ("SLA_POSTGRES_BIN", "/no/such/folder", "path does not point to a directory."),
        ("SLA_DOCUMENTS_URL", "ftp://example/papers", "it names no store that is known."),
        ("SLA_DOCUMENTS_URL", "/var/papers", "Give `file:///…`, `s3://bucket/folder`"),
        ("SLA_DOCUMENT_LIMIT", "0", "input should be greater than 0."),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_is_accepted(name: str, value: str, why: str) -> None:
    error = refused({name: value})
    assert (error.code, error.field) == (Code.SETTING_INVALID, name)
    assert str(error).startswith(f"{name} is ")
    assert why in str(error)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SLA_DATABASE_URL", "mysql://root:Kra-bi@db/sla", "it names no PostgreSQL database"),
        ("SLA_DATABASE_URL", "postgresql://sla_app:Kra-bi@db", "it names no PostgreSQL database"),
        ("SLA_SECRET_KEY", "Kra-bi", "it is not url-safe base64"),
        ("SLA_SECRET_KEY", urlsafe_b64encode(b"Kra-bi").decode(), "it holds 6 bytes"),
    ],
)
def test_a_secret_that_cannot_be_used_is_not_repeated(name: str, value: str, why: str) -> None:
    error = refused({name: value})
    assert error.message == f"{name} cannot be used: {why}."
    assert value not in repr(error)
    assert error.__cause__ is None


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = Settings.load({"SLA_DATABASE_URL": URL, "SLA_SECRET_KEY": KEY})
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == URL
    assert "Kra-bi" not in repr(settings)
    assert KEY not in repr(settings)


def test_a_secret_can_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    key_file = written(tmp_path, KEY + "\n", "key")
    settings = Settings.load({"SLA_SECRET_KEY_FILE": str(key_file)})
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == KEY


def test_a_secret_given_twice_is_refused_and_one_over_the_file_is_not(tmp_path: Path) -> None:
    key_file = written(tmp_path, KEY, "key")
    error = refused({"SLA_SECRET_KEY": KEY, "SLA_SECRET_KEY_FILE": str(key_file)})
    assert error.message == "secret_key is given twice, by value and by file."
    settings = Settings.load(
        {"SLA_SECRET_KEY_FILE": str(key_file)}, written(tmp_path, 'secret_key = "other"', "sla.toml")
    )
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == KEY


def test_what_is_no_secret_has_no_file_of_its_own() -> None:
    assert refused({"SLA_PORT_FILE": "/etc/port"}).code is Code.SETTING_UNKNOWN


@pytest.mark.parametrize("text", ["port = = 1", "port 9000", "\x00"])
def test_a_file_that_is_not_toml_is_named(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, text)
    error = refused({}, file)
    assert error.code is Code.SETTING_INVALID
    assert error.message.startswith(f"{file} cannot be read: ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "sla.toml"
    assert str(refused({}, missing)) == f"{missing} cannot be read: No such file or directory."
    error = refused({"SLA_SECRET_KEY_FILE": str(missing)})
    assert error.message == (
        f"{missing}, which SLA_SECRET_KEY_FILE names, cannot be read: No such file or directory."
    )
    assert error.field == "SLA_SECRET_KEY_FILE"


def test_data_goes_where_the_user_keeps_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert default_data_folder({"XDG_DATA_HOME": "/srv/data"}) == Path("/srv/data/sla_plugin")
    assert default_data_folder({}) == Path.home() / ".local/share/sla_plugin"
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert default_data_folder({"XDG_DATA_HOME": "/srv/data"}) == Path("/var/lib/sla_plugin")


def test_a_relative_data_folder_is_fixed_when_it_is_read() -> None:
    assert Settings.load({"SLA_DATA": "here"}).data == Path.cwd() / "here"


def test_every_field_has_its_meaning() -> None:
    assert [variable(name) for name, field in Settings.model_fields.items() if not field.description] == []
