"""Who is who and how it stands, settled by clicking: asked, disagreed on, doubled, moved."""

from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, SignIn
from tests.browser.test_musdes import fits

BOTH = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
SERIALS = count(7001)


def on_a_phone(sign_in: SignIn, account: str, *, has_script: bool = True) -> Page:
    page: Page = sign_in(account, viewport=PHONE, java_script_enabled=has_script)
    return page


def from_the_menu(page: Page, name: str) -> None:
    """Open a page the way people find it."""
    page.goto("/")
    page.locator("nav summary").click()
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    fits(page)


def press(page: Page, name: str) -> None:
    """Press a button, and expect to be told that it was done."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("status").first).to_be_visible()
    fits(page)


def choose(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
    fits(page)


def opened_names(page: Page, back: str) -> None:
    page.goto(f"/nama?kembali={back}")
    page.get_by_role("radio").first.check()
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(f"**{back}")


def registered(page: Page, village: str, name: str = "Sugeng Contoh", **other: str) -> str:
    """Register a household of one by its form; return its address."""
    page.goto(f"/keluarga/baru?desa={village}")
    given = {
        "residence.address": "Dukuh Contoh 7",
        "residence.rt": "003",
        "members[0].name": name,
        "members[0].nik": f"990915010170{next(SERIALS)}",
        "members[0].birth_date": "1970-01-01",
        **other,
    }
    for field, value in given.items():
        page.locator(f"[name='{field}']").fill(value)
    page.get_by_role("button", name="Daftarkan keluarga").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keluarga")
    return urlsplit(page.url).path


def village_of(page: Page) -> str:
    page.goto("/desa")
    href = page.locator("a[href^='/desa/33']").first.get_attribute("href")
    assert href
    return href.removeprefix("/desa/")


@BOTH
def test_a_proposal_is_filed_in_the_village_and_answered_by_another(
    sign_in: SignIn, *, has_script: bool
) -> None:
    operator = on_a_phone(sign_in, "desa-1.operator", has_script=has_script)
    from_the_menu(operator, "Usulan dan sanggahan")
    choose(operator, "Catat usulan")
    operator.get_by_label("Permohonannya").fill("Belum pernah didata")
    operator.get_by_label("Nama pemohon").fill("Melati Contoh")
    press(operator, "Catat usulan")
    expect(operator.get_by_role("main")).not_to_contain_text("Melati")
    choose(operator, "Catat pemeriksaan")
    operator.get_by_label("Diterima", exact=True).check()
    operator.get_by_label("Yang ditemukan").fill("Benar demikian")
    press(operator, "Catat pemeriksaan")
    number = operator.get_by_role("heading", level=1).inner_text().split()[-1]

    head = on_a_phone(sign_in, "desa-1.kepala", has_script=has_script)
    from_the_menu(head, "Perlu diputuskan")
    head.get_by_role("listitem").filter(has_text="sanggahan yang menunggu").get_by_role(
        "link"
    ).click()
    choose(head, number)
    choose(head, "Putuskan usulan")
    expect(head.get_by_role("main")).to_contain_text("diterima (desa-1.operator)")
    head.get_by_label("Diterima", exact=True).check()
    head.get_by_label("Alasan").fill("Layak menurut RT")
    press(head, "Putuskan usulan")
    expect(head.get_by_role("main")).to_contain_text("Dapat dibanding sampai")
    expect(head.get_by_role("link", name="Daftarkan keluarganya")).to_be_visible()


def test_an_objection_starts_at_the_household_and_changes_how_it_stands(sign_in: SignIn) -> None:
    operator = on_a_phone(sign_in, "desa-1.operator")
    home = registered(operator, village_of(operator))
    choose(operator, "Catat sanggahan")
    operator.get_by_label("padahal mampu").check()
    operator.get_by_label("Permohonannya").fill("Punya dua mobil")
    operator.get_by_label("Nama pemohon").fill("Melati Contoh")
    press(operator, "Catat sanggahan")
    objection = operator.url
    choose(operator, "Catat pemeriksaan")
    operator.get_by_label("Diterima", exact=True).check()
    operator.get_by_label("Yang ditemukan").fill("Benar ada dua")
    press(operator, "Catat pemeriksaan")

    head = on_a_phone(sign_in, "desa-1.kepala")
    head.goto(objection)
    choose(head, "Kabulkan sanggahan")
    head.locator("[name='finding.verdict']").select_option("better_off")
    head.locator("[name='finding.method'][value='visit']").check()
    head.locator("[name='finding.reason']").select_option("assets")
    head.get_by_role("button", name="Tambah bukti").click()
    head.locator("[name='finding.evidence[0].kind']").select_option("visit")
    head.locator("[name='finding.evidence[0].reference']").fill("kunjungan-1")
    head.locator("[name='finding.evidence[0].on']").fill("2026-11-01")
    head.locator("[name='reason']").fill("Dilihat bersama RT")
    press(head, "Kabulkan sanggahan")
    head.goto(home)
    expect(head.get_by_role("main")).to_contain_text("Mampu, tidak layak lagi")
    expect(head.get_by_role("main")).to_contain_text("menerima sanggahan nomor")


def judge(page: Page, home: str, verdict: str, *, photo: str = "") -> None:
    """Record a household verdict, with a photo or a visit as its evidence."""
    page.goto(home)
    choose(page, "Validasi keluarga")
    page.locator("[name='verdict']").select_option(verdict)
    page.locator("[name='method'][value='visit']").check()
    if verdict == "better_off":
        page.locator("[name='reason']").select_option("assets")
    page.get_by_role("button", name="Tambah bukti").click()
    page.locator("[name='evidence[0].kind']").select_option("photo" if photo else "visit")
    page.locator("[name='evidence[0].reference']").fill(photo or "kunjungan-1")
    page.locator("[name='evidence[0].on']").fill("2026-11-01")
    press(page, "Validasi keluarga")


@BOTH
def test_two_who_disagree_are_both_heard_and_a_third_decides(
    sign_in: SignIn, *, has_script: bool
) -> None:
    operator = on_a_phone(sign_in, "desa-1.operator", has_script=has_script)
    home = registered(operator, village_of(operator))
    judge(operator, home, "eligible")
    secretary = on_a_phone(sign_in, "tkpkd.sekretaris", has_script=has_script)
    judge(secretary, home, "better_off")
    expect(secretary.get_by_role("main")).to_contain_text("Menunggu keputusan orang ketiga.")

    head = on_a_phone(sign_in, "desa-1.kepala", has_script=has_script)
    from_the_menu(head, "Perlu diputuskan")
    head.get_by_role("listitem").filter(has_text="Pertentangan").get_by_role("link").click()
    fits(head)
    row = head.get_by_role("row").filter(has=head.locator(f"a[href='{home}']")).first
    expect(row).to_contain_text("desa-1.operator: Tetap layak")
    expect(row).to_contain_text("tkpkd.sekretaris: Mampu, tidak layak lagi")
    row.get_by_role("link", name="Putuskan").click()
    expect(head.get_by_role("main")).to_contain_text("desa-1.operator: Tetap layak")
    second = head.locator("[name='holds'] option").filter(has_text="tkpkd.sekretaris")
    head.locator("[name='holds']").select_option(second.get_attribute("value"))
    head.get_by_label("Alasan").fill("Dilihat bersama RT")
    press(head, "Putuskan pertentangan")
    expect(head.get_by_role("main")).to_contain_text("Mampu, tidak layak lagi")
    expect(head.get_by_role("main")).not_to_contain_text("Dipertentangkan")


def test_two_records_of_one_person_are_merged_and_told_apart_again(sign_in: SignIn) -> None:
    operator = on_a_phone(sign_in, "desa-1.operator")
    village = village_of(operator)
    homes = [registered(operator, village, "Kembar Contoh") for _ in range(2)]
    from_the_menu(operator, "Perlu diputuskan")
    operator.get_by_role("listitem").filter(has_text="Dugaan data ganda").get_by_role(
        "link"
    ).click()
    operator.get_by_role("button", name="Cari data ganda").click()
    operator.wait_for_url("**/nama?kembali=/ganda")
    opened_names(operator, "/ganda")
    press(operator, "Cari data ganda")
    pair = operator.get_by_role("article").filter(has_text="Kembar Contoh").first
    expect(pair).to_contain_text("Nama sama")
    pair.get_by_role("link", name="Satukan catatan").click()
    fits(operator)
    operator.locator("[name='survivor']").last.select_option(index=1)
    evidence(operator)
    press(operator, "Satukan catatan")
    operator.get_by_role("link", name="Disatukan").click()
    fits(operator)
    merged = operator.get_by_role("article").filter(has_text="Kembar Contoh").first
    expect(merged).to_contain_text("tetap dipakai")
    merged.get_by_role("link", name="Pisahkan kembali").click()
    operator.get_by_label("Alasan").fill("Ternyata dua orang")
    press(operator, "Pisahkan kembali")
    for home in homes:
        operator.goto(home)
        expect(operator.get_by_role("main")).not_to_contain_text("Catatan ini ganda")


def evidence(page: Page) -> None:
    page.locator("[name='evidence[0].kind']").select_option("statement")
    page.locator("[name='evidence[0].reference']").fill("470/12")
    page.locator("[name='evidence[0].on']").fill("2026-11-01")


@BOTH
def test_a_household_listed_twice_is_found_by_number_and_merged_with_who_is_who(
    sign_in: SignIn, *, has_script: bool
) -> None:
    operator = on_a_phone(sign_in, "desa-1.operator", has_script=has_script)
    village = village_of(operator)
    nik = f"990915010170{next(SERIALS)}"
    kept = registered(operator, village, "Wening Contoh", **{"members[0].nik": nik})
    gone = registered(operator, village, "Wening Contoh")
    opened_names(operator, gone)
    choose(operator, "Satukan dengan catatan lain")
    operator.get_by_label("NIK atau nomor KK").fill(nik)
    operator.get_by_role("button", name="Cari catatan").click()
    fits(operator)
    stays = operator.get_by_role("row").filter(has=operator.locator(f"a[href='{kept}']"))
    stays.get_by_role("link", name="Tetap pakai yang ini").click()
    fits(operator)
    who: Any = operator.locator("[name='same[0].survivor'] option:checked")
    expect(who).to_contain_text("Wening Contoh")
    evidence(operator)
    press(operator, "Satukan keluarga")
    expect(operator.get_by_role("main")).to_contain_text("Termasuk catatan ganda")
    operator.goto(gone)
    expect(operator.get_by_role("main")).to_contain_text("Catatan ini ganda")
    choose(operator, "Pisahkan kembali")
    operator.get_by_label("Alasan").fill("Ternyata dua keluarga")
    press(operator, "Pisahkan kembali")
    expect(operator.get_by_role("main")).not_to_contain_text("Catatan ini ganda")


def test_a_move_is_seen_by_the_village_that_is_left_and_by_the_one_that_is_reached(
    sign_in: SignIn,
) -> None:
    left = on_a_phone(sign_in, "desa-1.operator")
    home = registered(left, village_of(left))
    reached = on_a_phone(sign_in, "desa-2.operator")
    there = village_of(reached)
    choose(left, "Catat kepindahan")
    left.locator("[name='village']").select_option(there)
    press(left, "Catat kepindahan")
    expect(left.get_by_role("main")).to_contain_text(home[-8:])

    from_the_menu(reached, "Perlu diputuskan")
    reached.get_by_role("listitem").filter(has_text="Pindah masuk").get_by_role("link").click()
    fits(reached)
    row = reached.get_by_role("row").filter(has=reached.locator(f"a[href='{home}']"))
    expect(row).to_contain_text("perlu dilihat")
    row.get_by_role("link", name=home[-8:]).click()
    judge(reached, home, "eligible")
    reached.goto("/perpindahan?arah=masuk")
    expect(reached.locator(f"a[href='{home}']")).to_have_count(0)
