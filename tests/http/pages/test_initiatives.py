"""Area groups and initiatives by clicking: A0 steps 1 and 2, the gate, the matrix to take along."""

import re
from typing import Any

import pytest

from tests.http.api.asking import DAY
from tests.http.api.given import Client, made
from tests.http.api.test_area_groups import FIVE, created
from tests.http.api.test_figures import enrolled
from tests.http.api.test_initiatives import EVIDENCE, complete, partner, started
from tests.http.conftest import KLEGO, PULISEN, As
from tests.http.pages.browsing import send, sign_in
from tests.http.pages.test_figures import page, rows

FORM: dict[str, Any] = {
    "acronym": "PUKIS-SISDAMAS",
    "name": "Penurunan Kemiskinan Berbasis Pemberdayaan Masyarakat",
    "initiative": "pukis-sisdamas",
    "owner": "baznas",
    "horizon": "short",
    "period_from": DAY,
    "period_until": "2024-12-31",
    "source_text": "Aksi perubahan kinerja organisasi\ndengan 10 tahapan kegiatan utama",
    "area_group": "eks-kawedanan",
    "template": "pukis_sisdamas",
    "occurred_on": DAY,
}
PROOF = {f"evidence[0].{key}": value for key, value in EVIDENCE[0].items()}


def stages(html: str) -> list[str]:
    """Return the letters of the stages that a page shows."""
    return re.findall(r'<tr id="tahap-(\w+)">', html)


def test_a_group_and_its_initiative_are_made_by_clicking(client: Client, as_: As):
    partner(client, as_)
    sign_in(client, "secretariat")
    sent = send(
        client,
        "/kelompok-wilayah/baru",
        name="5 eks kawedanan",
        area_group="eks-kawedanan",
        kind="eks_kawedanan",
        kecamatan=FIVE,
    )
    assert sent.headers["location"] == "/kelompok-wilayah/eks-kawedanan", sent.text
    shown = page(client, "/kelompok-wilayah/eks-kawedanan")
    assert "Eks kawedanan: 5 anggota" in shown
    sent = send(client, "/inisiatif/baru", **FORM)
    assert sent.headers["location"] == "/inisiatif/pukis-sisdamas", sent.text
    shown = page(client, "/inisiatif/pukis-sisdamas")
    assert stages(shown) == list("abcdefghij")
    assert "<b>10</b><span>tahap</span>" in shown
    sent = send(
        client,
        "/inisiatif/pukis-sisdamas/tahap-baru",
        stage="k",
        name="Replikasi ke seluruh kabupaten",
        needs=["i", "j"],
    )
    assert sent.status_code == 303, sent.text
    shown = page(client, "/inisiatif/pukis-sisdamas")
    assert stages(shown) == list("abcdefghijk")
    assert "<b>11</b><span>tahap</span>" in shown
    assert "dengan 10 tahapan kegiatan utama" in shown
    assert "Inisiatif di kelompok ini" in page(client, "/kelompok-wilayah/eks-kawedanan")
    assert "PUKIS-SISDAMAS" in page(client, "/kelompok-wilayah/eks-kawedanan")
    assert "/ 11" in page(client, "/inisiatif")


def test_a_code_of_elsewhere_is_refused_in_words(client: Client):
    sign_in(client, "secretariat")
    filled = {"name": "Keliru", "area_group": "keliru", "kind": "typology"}
    sent = send(client, "/kelompok-wilayah/baru", **filled, villages="33.09.15.2999")
    assert sent.status_code == 409
    assert "Kode wilayah ini tidak ada di kabupaten ini" in sent.text
    assert "<dt>Kode wilayah</dt><dd>33.09.15.2999</dd>" in sent.text
    assert 'value="33.09.15.2999"' in sent.text


def test_members_are_changed_from_what_they_are(client: Client, as_: As):
    created(client, as_, kecamatan=["33.09.05"], villages=[KLEGO])
    sign_in(client, "secretariat")
    form = page(client, "/kelompok-wilayah/eks-kawedanan/ubah")
    assert re.search(r'value="33.09.05"[^>]*checked', form)
    assert f'value="{KLEGO}"' in form
    sent = send(
        client,
        "/kelompok-wilayah/eks-kawedanan/ubah",
        name="5 eks kawedanan",
        kecamatan=["33.09.15"],
        reason="Seluruh kecamatan ikut",
    )
    assert sent.status_code == 303, sent.text
    shown = page(client, "/kelompok-wilayah/eks-kawedanan")
    assert "Perubahan terakhir: Seluruh kecamatan ikut" in shown
    sign_in(client, "auditor")
    assert "Ubah anggota kelompok" not in page(client, "/kelompok-wilayah/eks-kawedanan")


def test_the_gate_warns_before_and_asks_for_a_reason(client: Client, as_: As):
    pukis = started(client, as_)
    sign_in(client, "village_operator")
    path = f"/inisiatif/{pukis}/tahap/i/selesai"
    form = page(client, f"{path}?desa={KLEGO}")
    assert "Syaratnya (d. Updating dan validasi" in form
    assert "belum selesai di Desa Klego" in form
    sent = send(client, path, villages=[KLEGO], **PROOF)
    assert sent.status_code == 409
    assert "Tahap yang menjadi syaratnya belum selesai di desa ini" in sent.text
    assert "<dt>Desa</dt><dd>Desa Klego</dd>" in sent.text
    sent = send(client, path, villages=[KLEGO], **PROOF, override_reason="Perintah bupati")
    assert sent.status_code == 303, sent.text
    shown = page(client, f"/inisiatif/{pukis}/desa")
    assert "tanpa syarat" in shown
    assert 'title="Perintah bupati"' in shown
    assert "1 tanpa syarat" in page(client, f"/inisiatif/{pukis}")


def test_a_stage_is_skipped_and_opened_again_by_clicking(client: Client, as_: As):
    pukis = started(client, as_)
    sign_in(client, "secretariat")
    path = f"/inisiatif/{pukis}/tahap/c"
    sent = send(client, f"{path}/lewati", villages=[KLEGO], reason="Sudah dibahas musdes")
    assert sent.status_code == 303, sent.text
    assert "dilewati" in page(client, f"/inisiatif/{pukis}/desa?kecamatan=33.09.15")
    sent = send(client, f"{path}/buka", villages=[KLEGO], reason="Keliru desa")
    assert sent.status_code == 303, sent.text
    assert "dilewati" not in page(client, f"/inisiatif/{pukis}/desa?kecamatan=33.09.15")


def test_documents_are_linked_and_the_initiative_ended_by_clicking(client: Client, as_: As):
    pukis = started(client, as_)
    sign_in(client, "baznas")
    sent = send(
        client,
        f"/inisiatif/{pukis}/dokumen",
        kind="governor_letter",
        number="400/12/2024",
        issued_on=DAY,
        title="Replikasi satu perangkat daerah satu desa dampingan",
    )
    assert sent.status_code == 303, sent.text
    assert "Surat gubernur: Replikasi" in page(client, f"/inisiatif/{pukis}")
    sent = send(client, f"/inisiatif/{pukis}/akhiri", outcome="stopped", reason="Diganti program")
    assert sent.status_code == 303, sent.text
    shown = page(client, f"/inisiatif/{pukis}")
    assert "Diganti program" in shown
    assert "Catat tahap selesai" not in shown
    sign_in(client, "company")
    assert "Tautkan dokumen" not in page(client, f"/inisiatif/{pukis}")


def test_each_sees_the_own_villages_now_and_then(client: Client, as_: As):
    pukis = started(client, as_)
    before = client.get(f"/api/v1/initiatives/{pukis}", headers=as_("auditor")).json()["position"]
    made(complete(client, as_, pukis, "d", KLEGO, PULISEN))
    sign_in(client, "village_operator")
    shown = page(client, f"/inisiatif/{pukis}/desa")
    assert "/desa/33.09.15.2009" in shown
    assert "Pulisen" not in shown
    assert "04/11/24" in shown
    assert "04/11/24" not in page(client, f"/inisiatif/{pukis}/desa?diketahui={before}")
    assert "Catat tahap selesai" in page(client, f"/inisiatif/{pukis}")
    assert "Lewati tahap" not in page(client, f"/inisiatif/{pukis}")
    sign_in(client, "auditor")
    assert "Catat tahap selesai" not in page(client, f"/inisiatif/{pukis}")
    assert "Pulisen" in page(client, f"/inisiatif/{pukis}/desa")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_matrix_and_the_numbers_can_be_taken_along(client: Client, as_: As, kind: str):
    pukis = started(client, as_)
    made(complete(client, as_, pukis, "d", KLEGO))
    enrolled(client, as_)
    sign_in(client, "auditor")
    answer = client.get(f"/inisiatif/{pukis}/desa?kecamatan=33.09.15&unduh={kind}")
    assert f"inisiatif-per-desa.{kind}" in answer.headers["content-disposition"]
    titles, *lines = rows(answer.content, kind)
    assert titles[:4] == ["Kode desa", "Desa", "Kecamatan", "Tahap selesai"]
    assert len(titles) == 4 + 2 * 10
    assert len(lines) == 13
    [klego] = [line for line in lines if line[0] == KLEGO]
    assert "Selesai" in klego[4 + 2 * 3]
    answer = client.get(f"/kelompok-wilayah/eks-kawedanan?unduh={kind}")
    titles, *lines = rows(answer.content, kind)
    assert [line[0] for line in lines] == FIVE
    assert titles[-1] == "Persen"


@pytest.mark.parametrize(
    "path",
    [
        "/inisiatif/tidak-ada",
        "/inisiatif/tidak-ada/desa",
        "/inisiatif/tidak-ada/tahap/a/selesai",
        "/kelompok-wilayah/tidak-ada",
        "/kelompok-wilayah/tidak-ada/ubah",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, path: str):
    sign_in(client, "secretariat")
    page(client, path, 404)


def test_a_stage_that_is_not_there_is_not_found(client: Client, as_: As):
    pukis = started(client, as_)
    sign_in(client, "secretariat")
    page(client, f"/inisiatif/{pukis}/tahap/z/selesai", 404)
