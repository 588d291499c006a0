import os
from pathlib import Path
from typing import get_type_hints

import pytest

from service import config
from service.config import BadSetting, Settings

URL = "postgresql://sanding_app:rahasia@db.example/sanding"


@pytest.mark.parametrize("value", ["0", "65536", "-1", "80.5", "delapan", "²"])
def test_a_port_that_is_none_is_refused_by_the_name_of_its_variable(value: str):
    with pytest.raises(BadSetting, match=r"SANDING_PORT: .*1 sampai 65535") as refusal:
        Settings.from_environment({"SANDING_PORT": value})
    assert refusal.value.variable == "SANDING_PORT"


@pytest.mark.parametrize("value", ["boyolali", "3309", "33.9", "33.09.15", "03.09"])
def test_a_regency_is_a_kemendagri_code(value: str):
    with pytest.raises(BadSetting, match=r"SANDING_REGENCY: .*33\.09"):
        Settings.from_environment({"SANDING_REGENCY": value})


def test_a_misspelt_variable_is_refused_with_the_nearest_name():
    with pytest.raises(BadSetting, match=r"SANDING_PROT: .*SANDING_PORT"):
        Settings.from_environment({"SANDING_PROT": "8080"})


def test_an_unknown_variable_is_refused_with_all_the_names():
    with pytest.raises(BadSetting, match=r"XYZZY_WALDO: .*SANDING_DATA"):
        Settings.from_environment({"SANDING_QUX_XYZZY_WALDO": "1"})


@pytest.mark.parametrize("value", ["mysql://a:rahasia@b/c", "rahasia", "http://[rahasia"])
def test_an_address_that_is_not_postgres_is_refused_without_repeating_it(value: str):
    with pytest.raises(BadSetting, match="SANDING_DATABASE_URL") as refusal:
        Settings.from_environment({"SANDING_DATABASE_URL": value})
    assert "rahasia" not in str(refusal.value)


def test_a_server_of_ones_own_needs_all_three_addresses():
    with pytest.raises(BadSetting, match="SANDING_OWNER_URL: belum diisi"):
        Settings.from_environment({"SANDING_DATABASE_URL": URL, "SANDING_VAULT_URL": URL})


def test_an_empty_value_counts_as_not_set():
    settings = Settings.from_environment({"SANDING_PORT": " ", "SANDING_DATABASE_URL": ""})

    assert settings.port == 8000
    assert settings.database_url is None


def test_what_the_command_line_gives_wins_and_is_checked_as_well():
    env = {"SANDING_PORT": "8001", "SANDING_REGENCY": "33.10"}

    settings = Settings.from_environment(env, port=8002, regency=None)

    assert (settings.port, settings.regency) == (8002, "33.10")
    with pytest.raises(BadSetting, match="SANDING_PORT"):
        Settings.from_environment(env, port=0)


def test_the_keys_lie_in_the_data_folder_unless_said_otherwise():
    beside = Settings.from_environment({"SANDING_DATA": "/srv/sanding"})
    apart = Settings.from_environment({"SANDING_DATA": "/srv/sanding", "SANDING_KEYS": "/k.json"})

    assert beside.keys_file == Path("/srv/sanding/keys.json")
    assert apart.keys_file == Path("/k.json")


def test_the_data_folder_follows_the_desktop_standard():
    settings = Settings.from_environment({"XDG_DATA_HOME": "/home/ani/data", "HOME": "/home/ani"})

    assert settings.data_folder == Path("/home/ani/data/sanding")


def test_without_the_standards_variable_it_lies_in_the_home_or_for_root_where_postgres_can_enter():
    settings = Settings.from_environment({"HOME": "/home/ani", "XDG_DATA_HOME": "relative"})

    assert settings.data_folder == (
        Path("/var/lib/sanding") if os.geteuid() == 0 else Path("/home/ani/.local/share/sanding")
    )


def test_every_field_names_its_variable():
    source = Path(config.__file__).read_text()

    for field in get_type_hints(Settings):
        after = source.split(f"    {field}: ")[1].split("\n")[1]
        assert after.strip().startswith('"""`SANDING_')


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SANDING_PUBLIC_URL", "sanding.example.go.id"),
        ("SANDING_PUBLIC_URL", "ftp://sanding.example.go.id"),
        ("SANDING_OIDC_ISSUER", "sso"),
        ("SANDING_OIDC_GROUPS", "pendamping"),
        ("SANDING_OIDC_GROUPS", "pendamping=bupati"),
        ("SANDING_TRUSTED_PROXIES", "proxy.example"),
        ("SANDING_OIDC_ONLY", "ya"),
    ],
)
def test_a_way_in_that_is_none_is_refused_by_its_variable(variable: str, value: str):
    with pytest.raises(BadSetting, match=variable) as refusal:
        Settings.from_environment({variable: value})
    assert refusal.value.variable == variable


def test_a_provider_without_groups_would_let_nobody_in():
    with pytest.raises(BadSetting, match="SANDING_OIDC_GROUPS: belum diisi"):
        Settings.from_environment({"SANDING_OIDC_ISSUER": "https://sso.example.go.id"})


def test_groups_stand_for_roles():
    settings = Settings.from_environment(
        {
            "SANDING_OIDC_ISSUER": "https://sso.example.go.id",
            "SANDING_OIDC_GROUPS": "pendamping=mentor, inspektorat = auditor",
        }
    )

    assert settings.role_by_group() == {"pendamping": "mentor", "inspektorat": "auditor"}
    assert Settings.from_environment(settings.as_environment()) == settings


def test_browsers_reach_the_service_where_it_listens_unless_said_otherwise():
    here = Settings.from_environment({"SANDING_PORT": "8010"})
    elsewhere = Settings.from_environment({"SANDING_PUBLIC_URL": "https://sanding.example.go.id"})

    assert here.address == "http://127.0.0.1:8010"
    assert elsewhere.address == "https://sanding.example.go.id"
