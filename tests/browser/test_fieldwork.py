"""The work at the door, by clicking: a photo, a second look by lot, an odd sign explained."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.test_identity import (
    BOTH,
    choose,
    from_the_menu,
    judge,
    on_a_phone,
    opened_names,
    press,
    registered,
    village_of,
)
from tests.browser.test_musdes import fits
from tests.support.pictures import PLACE, photo


def attach(page: Page, kind: str, colour: tuple[int, int, int], *, agreed: bool = False) -> None:
    """Attach a photo that says where it was taken."""
    content = photo(colour=colour, place=PLACE)
    page.get_by_label("Foto", exact=True).set_input_files(
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": content}
    )
    page.get_by_label("Yang difoto").select_option(kind)
    if agreed:
        page.get_by_label("Keluarga setuju lokasi dicatat").check()
    press(page, "Lampirkan foto")


@BOTH
def test_photos_are_attached_shown_for_a_purpose_and_taken_back(
    sign_in: SignIn, *, has_script: bool
) -> None:
    page = on_a_phone(sign_in, "desa-1.operator", has_script=has_script)
    home = registered(page, village_of(page))
    choose(page, "Foto keluarga")
    attach(page, "front", (10, 120, 40))
    attach(page, "side", (120, 10, 40), agreed=True)
    album = page.get_by_role("main").get_by_role("list").filter(has_text="Tampak depan rumah")
    front = album.get_by_role("listitem").filter(has_text="Tampak depan rumah")
    side = album.get_by_role("listitem").filter(has_text="Tampak samping rumah")
    expect(front).to_contain_text("tanpa lokasi")
    expect(side).to_contain_text("lokasi dicatat dengan persetujuan keluarga")
    expect(page.locator("main img")).to_have_count(0)

    opened_names(page, f"{home}/foto")
    fits(page)
    for shown in (front, side):
        picture = shown.get_by_role("img")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("picture => picture.naturalWidth") > 0
    expect(side).to_contain_text(f"{PLACE[0]:.3f}"[:5])
    expect(front).not_to_contain_text(f"{PLACE[0]:.3f}"[:5])

    front.get_by_role("link", name="Tarik foto ini").click()
    fits(page)
    page.get_by_label("Alasan").fill("Ada wajah tetangga")
    press(page, "Tarik foto")
    expect(front).to_contain_text("Ada wajah tetangga")
    expect(front.get_by_role("img")).to_have_count(0)
    expect(side.get_by_role("img")).to_have_count(1)


def test_what_is_wrong_with_a_photo_is_said_where_it_was_chosen(sign_in: SignIn) -> None:
    page = on_a_phone(sign_in, "desa-1.operator")
    registered(page, village_of(page))
    choose(page, "Foto keluarga")
    page.get_by_label("Foto", exact=True).set_input_files(
        {"name": "surat.jpg", "mimeType": "image/jpeg", "buffer": b"bukan foto"}
    )
    page.get_by_label("Yang difoto").select_option("front")
    page.get_by_role("button", name="Lampirkan foto").click()
    expect(page.get_by_role("alert")).to_contain_text("bukan foto yang dapat dibaca")
    expect(page.get_by_label("Yang difoto")).to_have_value("front")
    fits(page)


def test_a_second_look_is_drawn_by_lot_and_recorded_by_somebody_else(sign_in: SignIn) -> None:
    mentor = on_a_phone(sign_in, "perkim.pendamping", has_script=False)
    village = village_of(mentor)  # of the whole kecamatan, the lot might fall on others' villages

    secretary = on_a_phone(sign_in, "tkpkd.sekretaris")
    from_the_menu(secretary, "Mutu verifikasi")
    choose(secretary, "Kecamatan Klego")
    choose(secretary, "Undi pemeriksaan ulang")
    area = secretary.get_by_label("Wilayah", exact=True)
    expect(area).to_have_value("33.09.15")
    area.select_option(village)
    press(secretary, "Undi pemeriksaan ulang")
    main = secretary.get_by_role("main")
    expect(main).to_contain_text("keluarga terundi dari")
    expect(main).to_contain_text("cocok")
    expect(main).to_contain_text("tertutup")

    mentor.goto(secretary.url)
    fits(mentor)
    mentor.get_by_role("link", name=re.compile("^Catat hasil")).first.click()
    fits(mentor)
    mentor.locator("[name='found']").select_option("eligible")
    mentor.locator("[name='evidence[0].reference']").fill("kunjungan kedua")
    mentor.locator("[name='evidence[0].on']").fill("2026-11-20")
    press(mentor, "Catat pemeriksaan ulang")
    expect(mentor.get_by_role("main")).to_contain_text(re.compile("sepakat|berbeda"))
    expect(mentor.locator(".figures li").first).to_contain_text("1 /")


def test_an_odd_sign_is_looked_at_and_explained(sign_in: SignIn) -> None:
    operator = on_a_phone(sign_in, "desa-1.operator")
    village = village_of(operator)
    for _ in range(2):
        judge(operator, registered(operator, village), "eligible", photo="ab" * 32)

    secretary = on_a_phone(sign_in, "tkpkd.sekretaris")
    from_the_menu(secretary, "Mutu verifikasi")
    choose(secretary, "Kecamatan Klego")
    choose(secretary, "Foto yang sama dipakai untuk beberapa keluarga")
    main = secretary.get_by_role("main")
    expect(main).to_contain_text("menunggu penjelasan")
    expect(main.locator("a[href^='/jejak/']").first).to_be_visible()
    choose(secretary, "Jelaskan tanda ini")
    secretary.get_by_role("radio").first.check()
    secretary.get_by_label("Alasan").fill("Dua keluarga dalam satu rumah")
    press(secretary, "Jelaskan tanda ini")
    expect(main).to_contain_text("Dua keluarga dalam satu rumah")
    expect(main).to_contain_text("dijelaskan")
