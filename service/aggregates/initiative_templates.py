"""Stages that are known beforehand, for whoever starts an initiative of that kind.

A template is only a beginning: the stages are copied into the first event, and what is counted
later is counted from the events. No rate is determined in a village whose data were not validated:
(i) needs (d).

Source: PUKIS-SISDAMAS, Dinas Pemberdayaan Masyarakat dan Desa Boyolali, ten main activities.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from service.aggregates.initiative_events import InitiativeStage

Template: TypeAlias = Literal["pukis_sisdamas"]

TEMPLATE_LABELS: dict[Template, str] = {"pukis_sisdamas": "PUKIS-SISDAMAS, tahap a sampai j"}

_PUKIS_SISDAMAS = (
    InitiativeStage(stage="a", name="Pembentukan tim efektif"),
    InitiativeStage(stage="b", name="Sosialisasi dan internalisasi"),
    InitiativeStage(stage="c", name="FGD bersama stakeholder"),
    InitiativeStage(
        stage="d", name="Updating dan validasi kemiskinan dan angka kemiskinan per desa"
    ),
    InitiativeStage(stage="e", name="Edukasi penanganan kemiskinan"),
    InitiativeStage(stage="f", name="Penyusunan peta rekomendasi sesuai parameter kemiskinan"),
    InitiativeStage(stage="g", name="Pendampingan desa"),
    InitiativeStage(stage="h", name="Penyusunan APBDes sesuai peta rekomendasi"),
    InitiativeStage(
        stage="i", name="Penanganan kemiskinan dan penetapan angka kemiskinan", needs=("d",)
    ),
    InitiativeStage(stage="j", name="Penilaian penanganan kemiskinan pada desa"),
)

TEMPLATES: Mapping[Template, tuple[InitiativeStage, ...]] = MappingProxyType(
    {"pukis_sisdamas": _PUKIS_SISDAMAS}
)
