"""Every command has its roles, and every role its fences."""

import pytest

from service.kernel.roles import ROLES, Actor, Scope
from service.policies.access import (
    READS_NAMES,
    RULES,
    NotAllowed,
    OutOfScope,
    may,
    may_read_names,
    require,
    require_village,
)
from tests.support.events import KLEGO, MANGGIS

FOREIGN = "33.09.01.2001"


def actor(role="partner_officer", organisation="baznas-boyolali", areas=("33.09.15",)):
    return Actor(
        account="akun",
        position="Jabatan",
        role=role,
        organisation=organisation,
        scope=Scope(areas),
    )


def test_every_role_of_the_table_is_a_role():
    assert {role for rule in RULES.values() for role in rule.roles} <= set(ROLES)
    assert set(ROLES) >= READS_NAMES


@pytest.mark.parametrize("command", RULES)
def test_auditors_write_nothing(command):
    with pytest.raises(NotAllowed):
        require(actor("auditor"), command, village=KLEGO)


@pytest.mark.parametrize("command", RULES)
def test_no_command_is_everybody_s(command):
    allowed = {role for role in ROLES if may(actor(role), command)}
    assert allowed
    assert allowed != set(ROLES)


@pytest.mark.parametrize("command", [c for c in RULES if c.startswith("accounts.")])
@pytest.mark.parametrize("role", [r for r in ROLES if r not in {"administrator", "system"}])
def test_only_administrators_keep_accounts(command, role):
    with pytest.raises(NotAllowed):
        require(actor(role), command)


def test_administrators_keep_accounts_and_see_nobody():
    require(actor("administrator"), "accounts.open")
    assert not may_read_names(actor("administrator"), KLEGO)


@pytest.mark.parametrize("command", [c for c in RULES if c.startswith("deliveries.")])
def test_partners_say_nothing_about_their_own_deliveries(command):
    assert not may(actor("partner_officer"), command)


@pytest.mark.parametrize("role", ["partner_officer", "mentor", "village_head"])
def test_an_officer_promises_for_the_own_organisation_only(role):
    own = actor(role, "dinkes")
    require(own, "commitments.make", village=KLEGO, organisation=("baznas", "dinkes"))
    with pytest.raises(OutOfScope) as refusal:
        require(own, "commitments.make", village=KLEGO, organisation="baznas")
    assert refusal.value.why == {"command": "commitments.make", "organisations": ["baznas"]}


def test_the_secretariat_records_for_those_without_an_account():
    require(actor("secretariat"), "commitments.make", village=KLEGO, organisation="pt-contoh")


@pytest.mark.parametrize("role", ["mentor", "village_operator", "village_head", "secretariat"])
def test_nobody_judges_a_household_of_another_village(role):
    own = actor(role, areas=(KLEGO,))
    require(own, "households.judge", village=KLEGO)
    with pytest.raises(OutOfScope) as refusal:
        require(own, "households.judge", village=MANGGIS)
    assert refusal.value.why == {"command": "households.judge", "village": MANGGIS}


def test_a_command_of_no_role_of_yours_is_not_yours_anywhere():
    with pytest.raises(NotAllowed) as refusal:
        require(actor("monitor"), "commitments.make", village=KLEGO)
    assert refusal.value.why == {"role": "monitor", "right": "commitments.make"}


def test_a_command_that_is_not_in_the_table_cannot_be_given():
    with pytest.raises(KeyError):
        require(actor("secretariat"), "households.delete")


@pytest.mark.parametrize("role", sorted(READS_NAMES))
def test_names_are_read_in_the_own_villages_only(role):
    assert may_read_names(actor(role), KLEGO)
    assert not may_read_names(actor(role), FOREIGN)


def test_partners_read_names_under_an_agreement_only():
    assert not may_read_names(actor(), KLEGO)
    assert may_read_names(actor(), KLEGO, under_agreement=True)
    assert not may_read_names(actor(), FOREIGN, under_agreement=True)


def test_a_village_outside_the_own_areas_is_not_shown():
    require_village(actor(), KLEGO)
    with pytest.raises(OutOfScope) as refusal:
        require_village(actor(), FOREIGN)
    assert refusal.value.why == {"village": FOREIGN}
