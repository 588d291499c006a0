"""The instruments in use: Regsosek 2022, BPS 14, Kepmensos 262, and the need-oriented local one.

They are data, one file an instrument in `instruments/`. Answer codes are the official ones; labels
are ours, in words that can be read out at a door. Questions that Regsosek asks person by person are
asked once for the household, as a number of people, under the official number with a suffix
(`412_7_18`): who it is, is the register's to say.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from service.kernel.indicators import Instrument, InstrumentName, Question

_FOLDER = Path(__file__).parent / "instruments"
_ORDER: tuple[InstrumentName, ...] = ("lokal", "regsosek", "bps14", "kemensos262")


def _read(name: str) -> Instrument:
    text = _FOLDER.joinpath(f"{name}.json").read_bytes()
    return msgspec.json.decode(text, type=Instrument)


INSTRUMENTS: Mapping[InstrumentName, Instrument] = {name: _read(name) for name in _ORDER}
"""By name, the shortest way to a recommendation map first."""

QUESTIONS: Mapping[str, Question] = {
    question.code: question for each in INSTRUMENTS.values() for question in each.questions()
}
"""Every question by its code, which is unique across instruments."""


def field_of(code: str) -> str:
    """Return the name of a form's field for a question: `309a` is `q_309a`."""
    return "q_" + code.replace(".", "_")
