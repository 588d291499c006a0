"""Forms made from what a command asks for: its Struct says which fields, and their limits.

    Struct → describe → form → posted → read → Struct, or every fault at once

A part within is a group; several parts are rows that the form can have more or fewer of, by
buttons that work without a script.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Struct, inspect
from msgspec.structs import FieldInfo

from service.commands.requests import MONTH, PERCENT, REGION, SLUG, VILLAGE
from service.http import typed
from service.http.bodies import faults
from service.http.forms import Posted
from service.http.pages import labels, words
from service.http.problems import FieldError

Choices: TypeAlias = Sequence[tuple[str, str]]
"""Values and what they are called."""

Widget: TypeAlias = Literal[
    "text",
    "textarea",
    "money",
    "number",
    "date",
    "select",
    "radios",
    "checkboxes",
    "group",
    "rows",
    "hidden",
]

S = TypeVar("S", bound=Struct)

MOST_RADIOS = 7
LONG_TEXT = 300
LONGEST_CODE = 60
MOST_ROWS = 50
_ROW = re.compile(r"\[(\d{1,3})\]")
_SHAPES = {
    MONTH: "tulis tahun dan bulan, misalnya 2026-11",
    PERCENT: "tulis persentase dengan dua desimal, misalnya 8,07",
    SLUG: "hanya huruf kecil dan angka, dipisah titik atau tanda hubung, misalnya zakat-2026",
    VILLAGE: "tulis kode desa menurut Kemendagri, misalnya 33.09.15.2009",
    REGION: "tulis kode wilayah menurut Kemendagri, misalnya 33.09.15",
}


class Field(Struct, frozen=True, kw_only=True):
    """One field of a form, with what was filled in and what is wrong with it.

    Args:
        name: its path in the request: `members[0].nik`.
        values: what was ticked, of checkboxes.
        parts: the fields of a group; `rows` those of each row; `one` what a row is called.
        most: how many letters it takes.
        shape: what to say when it has not the form it should.
    """

    name: str
    label: str
    widget: Widget
    hint: str = ""
    required: bool = True
    value: str = ""
    values: tuple[str, ...] = ()
    choices: Choices = ()
    parts: tuple["Field", ...] = ()
    rows: tuple[tuple["Field", ...], ...] = ()
    one: str = ""
    most: int | None = None
    shape: str = ""
    error: str = ""


class Fault(Struct, frozen=True):
    """What is wrong with a field, with the field's name in the sentence."""

    field: str
    message: str


class Faulty(Exception):  # noqa: N818  (an answer to whoever filled in the form)
    """The form has faults; every one is named."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)


class Form(Struct, frozen=True, kw_only=True):
    """How a request is asked for.

    Args:
        kind: what it becomes.
        choices: what can be chosen, by the last name of a field: `programme`, `person`.
        hidden: fields that are not asked for, by their last name or their whole path.
        given: fields that are not asked for because it is known what they say, by their path.
    """

    kind: type[Struct]
    choices: Mapping[str, Choices] = {}
    hidden: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    def fields(self, posted: Posted, faults: Sequence[Fault] = ()) -> tuple[Field, ...]:
        """Return the fields with what was filled in and what is wrong."""
        errors = {fault.field: fault.message for fault in reversed(faults)}
        return tuple(self._fields(self.kind, rearranged(posted), errors, ""))

    def read(self, posted: Posted, kind: type[S]) -> S:
        """Return what was asked for.

        Args:
            kind: the form's own, for whoever checks types.

        Raises:
            Faulty: with every wrong field.
        """
        assert kind is self.kind
        plain = self._plain(kind, posted, "")
        tag = kind.__struct_config__.tag_field
        tagged = plain | ({tag: kind.__struct_config__.tag} if tag else {})
        wrong = list(faults(plain, kind))
        if wrong:
            known = {one.name: (one, within) for one, within in placed(self.fields(posted))}
            raise Faulty([_worded(one, known) for one in wrong])
        return msgspec.convert(tagged, kind)

    def _fields(
        self, kind: type[Struct], posted: Posted, errors: Mapping[str, str], prefix: str
    ) -> Iterator[Field]:
        for field in msgspec.structs.fields(kind):
            name = prefix + field.name
            if name in self.given or not self.hidden.isdisjoint((field.name, name)):
                continue
            label, hint = words.of_field(kind.__name__, field.name)
            given = posted.get(name, [])
            yield Field(
                name=name,
                label=label,
                hint=hint,
                # That questions of an instrument may stay open is said once, above all of them.
                required=_is_required(field) or field.name in words.ASKED,
                value=", ".join(given),
                values=tuple(given),
                error=errors.get(name, ""),
                **self._widget(field, posted, errors, name),
            )

    def _widget(
        self, field: FieldInfo, posted: Posted, errors: Mapping[str, str], name: str
    ) -> dict[str, Any]:
        """Return which widget a field is, and what that needs."""
        found = bare(inspect.type_info(field.type))
        several = isinstance(found, inspect.VarTupleType)
        inner = bare(found.item_type) if isinstance(found, inspect.VarTupleType) else found
        if isinstance(inner, inspect.StructType) and several:
            rows = range(max(row_count(posted, name), 1 if _is_required(field) else 0))
            return {
                "widget": "rows",
                "one": words.ONE.get(field.name, "Baris"),
                "rows": tuple(
                    tuple(self._fields(inner.cls, posted, errors, f"{name}[{row}]."))
                    for row in rows
                ),
            }
        if isinstance(inner, inspect.StructType):
            parts = self._fields(inner.cls, posted, errors, f"{name}.")
            return {"widget": "group", "parts": tuple(parts)}
        choices = self.choices.get(field.name)
        if choices is None and isinstance(inner, inspect.LiteralType):
            choices = labels_of(inner.values)
        if choices is not None:
            few = len(choices) <= MOST_RADIOS and isinstance(inner, inspect.LiteralType)
            one: Widget = "radios" if few and _is_required(field) else "select"
            return {"widget": "checkboxes" if several else one, "choices": choices}
        if several and _are_lines(inner):
            return {"widget": "textarea"}
        return _typed_in(inner, field.name)

    def _plain(self, kind: type[Struct], posted: Posted, prefix: str) -> dict[str, Any]:
        """Return what was filled in, as the JSON of a request would say it; blanks left out."""
        plain: dict[str, Any] = {}
        for field in msgspec.structs.fields(kind):
            if field.name in self.hidden and prefix + field.name not in posted:
                continue
            value = self._value(field, posted, prefix + field.name)
            if value not in (None, "", [], {}) or (value == {} and _is_required(field)):
                plain[field.encode_name] = value
        return plain

    def _value(self, field: FieldInfo, posted: Posted, name: str) -> Any:
        found = bare(inspect.type_info(field.type))
        if isinstance(found, inspect.StructType):
            return self._plain(found.cls, posted, f"{name}.")
        if isinstance(found, inspect.VarTupleType):
            inner = bare(found.item_type)
            if isinstance(inner, inspect.StructType):
                rows = (
                    self._plain(inner.cls, posted, f"{name}[{row}].")
                    for row in range(row_count(posted, name))
                )
                return [row for row in rows if any(not _is_blank(value) for value in row.values())]
            if _are_lines(inner):
                return [line.strip() for text in posted.get(name, []) for line in text.splitlines()]
            return _listed(posted.get(name, []))
        return typed.value(found, posted.get(name, [""])[0])


def rearranged(posted: Posted) -> Posted:
    """Return a form with a row more or less, as its buttons `_add` and `_drop` ask for."""
    new = {name: values for name, values in posted.items() if name not in ("_add", "_drop")}
    for rows in posted.get("_add", []):
        if row_count(posted, rows) < MOST_ROWS:
            # At least one, for a form shows a row of a required part before it is sent.
            new[f"{rows}[{row_count(posted, rows)}]."] = [""]
    for dropped in posted.get("_drop", []):
        if found := re.fullmatch(r"(.*)\[(\d{1,3})\]", dropped):
            new = dict(_without(new, found[1], int(found[2])))
    return new


def row_count(posted: Posted, rows: str) -> int:
    """Return how many rows of a repeated part a form has."""
    found = (_ROW.match(name, len(rows)) for name in posted if name.startswith(rows + "["))
    return min(max((int(one[1]) + 1 for one in found if one), default=0), MOST_ROWS)


def placed(fields: Sequence[Field], within: str = "") -> Iterator[tuple[Field, str]]:
    """Yield fields and those within them, each with what the part around it is called."""
    for field in fields:
        yield field, within
        yield from placed(field.parts, f"{within}{field.label}, ")
        for number, row in enumerate(field.rows, start=1):
            yield from placed(row, f"{within}{field.one} {number}, ")


def labels_of(values: Sequence[Any]) -> Choices:
    """Return what codes are called, from the labels that know them all and few others."""
    known = [each for each in labels.LABELS.values() if set(values) <= each.keys()]
    assert known, f"nothing says what these are called: {values}"
    best = min(known, key=len)
    return [(code, best[code][:1].upper() + best[code][1:]) for code in best if code in values]


def bare(found: inspect.Type) -> inspect.Type:
    """Return a type without its description, and without None."""
    while isinstance(found, inspect.Metadata):
        found = found.type
    if isinstance(found, inspect.UnionType):
        [inner] = [one for one in found.types if not isinstance(one, inspect.NoneType)]
        return bare(inner)
    return found


def _typed_in(found: inspect.Type, name: str) -> dict[str, Any]:
    """Return the widget of a field that is typed in."""
    match found:
        case inspect.IntType():
            return {"widget": "money" if name.endswith("_rupiah") else "number"}
        case inspect.DateType():
            return {"widget": "date"}
        case inspect.StrType(max_length=most, pattern=pattern):
            long = (most or 0) > LONG_TEXT
            shape = _SHAPES.get(pattern or "", "")
            return {"widget": "textarea" if long else "text", "most": most, "shape": shape}
        case _:
            return {"widget": "text"}


def _are_lines(found: inspect.Type) -> bool:
    """Say whether several of these are typed in line by line: they may hold spaces and commas."""
    return isinstance(found, inspect.StrType) and (found.max_length or 0) > LONGEST_CODE


def _listed(values: Sequence[str]) -> list[str]:
    """Return what was ticked, or typed with commas or spaces between."""
    return [one for value in values for one in re.split(r"[,;\s]+", value) if one]


def _without(posted: Posted, rows: str, dropped: int) -> Iterator[tuple[str, list[str]]]:
    """Yield a form's fields without one row; the rows below it move up."""
    for name, values in posted.items():
        found = _ROW.match(name, len(rows)) if name.startswith(rows + "[") else None
        if found is None or int(found[1]) < dropped:
            yield name, values
        elif int(found[1]) > dropped:
            yield f"{rows}[{int(found[1]) - 1}]{name[found.end() :]}", values


def _is_required(field: FieldInfo) -> bool:
    found = bare(inspect.type_info(field.type))
    return field.required or (isinstance(found, inspect.VarTupleType) and bool(found.min_length))


def _is_blank(value: Any) -> bool:
    return value in (None, "", [], {})


def _worded(fault: FieldError, known: Mapping[str, tuple[Field, str]]) -> Fault:
    """Return a fault as a sentence: what the field is called, and what is wrong with it."""
    # Of several values in one field, the field is at fault.
    path = fault.field if fault.field in known else re.sub(r"\[\d+\]$", "", fault.field)
    message = fault.message
    if path not in known:
        return Fault(path, message)
    field, within = known[path]
    if message == "wajib diisi" and field.choices:
        message = "wajib dipilih"
    elif message == "bentuknya tidak sesuai" and field.shape:
        message = field.shape
    elif field.widget in ("money", "number") and message == "harus bilangan bulat":
        message = "tulis angka bulat, misalnya 1.500.000" if field.widget == "money" else message
    return Fault(path, f"{within}{field.label}: {message}")
