"""Every command has its roles, and every role its fences."""

import pytest
from msgspec.structs import replace

from service.kernel.purposes import PURPOSES, USED_BY
from service.kernel.roles import ROLES, Actor, Scope
from service.policies.access import (
    NotAllowed,
    OutOfScope,
    PurposeNotAllowed,
    may,
    may_know_household,
    may_read_names,
    purposes_of,
    require,
    require_household,
    require_purpose,
    require_village,
)
from service.policies.reads import READS_NAMES
from service.policies.rights import RULES
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


ABOUT_OTHERS = [command for command in RULES if command != "account.keep"]


@pytest.mark.parametrize("command", ABOUT_OTHERS)
def test_auditors_write_nothing(command):
    with pytest.raises(NotAllowed):
        require(actor("auditor"), command, village=KLEGO)


@pytest.mark.parametrize("command", ABOUT_OTHERS)
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
    agreed = replace(actor(areas=("33.09",)), agreed=Scope(("33.09.15",)))
    assert not may_read_names(actor(), KLEGO)
    assert may_read_names(agreed, KLEGO)
    assert not may_read_names(agreed, FOREIGN)


def test_a_token_without_the_power_reads_no_names():
    assert not may_read_names(replace(actor("mentor"), powers=frozenset({"read"})), KLEGO)
    assert purposes_of(replace(actor("mentor"), powers=frozenset({"read"}))) == ()


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_purpose_is_for_those_whose_task_it_is(purpose):
    for role in ROLES:
        if role in USED_BY[purpose]:
            require_purpose(actor(role), purpose)
        else:
            with pytest.raises(PurposeNotAllowed):
                require_purpose(actor(role), purpose)


@pytest.mark.parametrize("role", sorted(READS_NAMES))
def test_whoever_reads_names_has_a_purpose_for_it(role):
    assert purposes_of(actor(role))


def test_a_restricted_household_is_kept_from_partners_alone():
    agreed = replace(actor(), agreed=Scope(("33.09.15",)))
    assert may_know_household(agreed, KLEGO, is_restricted=False)
    assert not may_know_household(agreed, KLEGO, is_restricted=True)
    assert may_know_household(actor("mentor"), KLEGO, is_restricted=True)
    with pytest.raises(OutOfScope):
        require_household(agreed, KLEGO, is_restricted=True)
    with pytest.raises(OutOfScope):
        require_household(actor(), KLEGO, is_restricted=False)


def test_a_village_outside_the_own_areas_is_not_shown():
    require_village(actor(), KLEGO)
    with pytest.raises(OutOfScope) as refusal:
        require_village(actor(), FOREIGN)
    assert refusal.value.why == {"village": FOREIGN}
