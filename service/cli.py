"""Every chore, one verb each."""

import argparse
import json
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import msgspec
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from service.app import open_regency
from service.commands.lists import About
from service.config import BadSetting, Settings
from service.database.embedded import Embedded, NoPostgres
from service.database.pools import open_pool
from service.demo import bootstrap, story
from service.exchange import boundaries, duplicates, journal, lists
from service.exchange.progress import Progress
from service.http import server
from service.http.operations import readiness
from service.kernel.helixes import ORG_TYPES
from service.kernel.lists import LAYOUT_LABELS
from service.kernel.refusals import Refused
from service.kernel.roles import ROLES
from service.projections.engine import Stopped
from service.projections.moment import NOW
from service.reference.regions import territory
from service.regency import Regency
from service.vault.keyring import KeysUnavailable
from service.vault.rotation import rotate

EXAMPLES = """\
contoh:
  sanding demo --port 8080              kabupaten contoh, siap di peramban
  sanding demo --households 2000 --json alamat dan token untuk program
  sanding import dtks.txt --period 2026-10 --purpose Verifikasi --basis "UU 13/2011"
  sanding boundaries batas.geojson --source BIG --source-date 2024-01-01 --licence Terbuka
  sanding rebuild statuses              bangun ulang satu tampilan
  sanding export journal >dana.journal  uang kabupaten sebagai jurnal hledger
  sanding doctor                        periksa basis data, kunci, tampilan
"""

_REFUSED, _UNUSABLE, _BROKEN = 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one verb.

    Returns:
        0 done; 1 a rule said no; 2 wrong arguments or settings; 3 the database or the keys are
        not to be had.
    """
    given = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        settings = _settings(given)
        verb: Callable[[argparse.Namespace, Settings], int] = given.verb
        return verb(given, settings)
    except KeyboardInterrupt:
        return 0 if given.verb in (_demo, _serve) else 130
    except (BadSetting, server.PortTaken, lists.Unreadable) as err:
        return _say(err, _UNUSABLE)
    except Refused as err:
        return _say(f"{err.title()} {err.way_out} {json.dumps(err.why, default=str)}", _REFUSED)
    except (NoPostgres, KeysUnavailable, Stopped, OperationalError, PoolTimeout) as err:
        return _say(err, _BROKEN)


def _demo(given: argparse.Namespace, settings: Settings) -> int:
    server.require_free(settings.host, settings.port)
    with _database(settings) as settings:  # noqa: PLR1704  (the same settings, completed)
        with open_regency(settings) as regency:
            personas = story.tell(regency, settings.households, Progress(sys.stderr))
        base = f"http://{settings.host}:{settings.port}"
        announce = threading.Thread(
            target=_announce, args=(base, personas, given.json), daemon=True
        )
        announce.start()
        _run_server(msgspec.structs.replace(settings, is_demo=True))
    return 0


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    with _database(settings) as settings:  # noqa: PLR1704
        _run_server(settings)
    return 0


def _import(given: argparse.Namespace, settings: Settings) -> int:
    with _database(settings) as settings, open_regency(settings) as regency:  # noqa: PLR1704
        about = About(
            name=given.name or Path(given.file).name,
            issuer=given.issuer,
            letter_number=given.letter,
            letter_date=given.letter_date or regency.ledger.today,
            period=given.period,
            purpose=given.purpose,
            legal_basis=given.basis,
        )
        with lists.from_path(Path(given.file)) as file:
            report = lists.receive(
                regency,
                lists.operator(regency),
                file,
                file_name=Path(given.file).name,
                layout=given.layout,
                village=given.village,
                about=about,
                progress=Progress(sys.stderr),
            )
        _print(msgspec.to_builtins(report))
    return 0


def _boundaries(given: argparse.Namespace, settings: Settings) -> int:
    said = {name: getattr(given, name) for name in ("source", "source_date", "licence")}
    with _database(settings) as settings, open_regency(settings) as regency:  # noqa: PLR1704
        _print(msgspec.to_builtins(boundaries.take_in(regency, Path(given.file), **said)))
    return 0


def _rebuild(given: argparse.Namespace, settings: Settings) -> int:
    with _database(settings) as settings, open_regency(settings) as regency:  # noqa: PLR1704
        names = list(regency.engine.projections) if given.view == "all" else [given.view]
        for name in names:
            if name not in regency.engine.projections:
                known = ", ".join(regency.engine.projections)
                return _say(f"Tampilan {name} tidak ada. Yang ada: {known}.", _UNUSABLE)
            start = time.monotonic()
            regency.engine.rebuild(name)
            seconds = time.monotonic() - start
            head = regency.engine.head()
            print(f"{name}: {head} peristiwa, {seconds:.1f} s, {head / seconds:,.0f}/s")
        regency.engine.retire()
    return 0


def _export(given: argparse.Namespace, settings: Settings) -> int:
    with _database(settings) as settings, open_regency(settings) as regency:  # noqa: PLR1704
        position = NOW if given.as_of is None else given.as_of
        sys.stdout.writelines(journal.written(regency, partner=given.partner, position=position))
    return 0


def _duplicates(given: argparse.Namespace, settings: Settings) -> int:
    with _database(settings) as settings, open_regency(settings) as regency:  # noqa: PLR1704
        everywhere = [one.code for one in territory(regency.code).kecamatan]
        found = duplicates.search(
            regency,
            lists.operator(regency),
            given.area or everywhere,
            purpose="verification",
            channel="cli",
            progress=Progress(sys.stderr),
        )
        _print(msgspec.to_builtins(found))
    return 0


def _keys(_: argparse.Namespace, settings: Settings) -> int:
    with _database(settings) as settings, open_regency(settings) as regency:  # noqa: PLR1704
        assert settings.vault_url, "the regency is open"
        start = time.monotonic()
        with open_pool(settings.vault_url, size=1, name="keys rotate") as pool:
            done = rotate(pool, regency.schema, settings.keys_file)
        print(
            f"{done.keys} kunci dibungkus ulang di bawah versi {done.version} "
            f"({time.monotonic() - start:.1f} s). Cadangkan {settings.keys_file} dan basis data "
            "kunci sekarang; cadangan lama tidak lagi dapat dibuka."
        )
    return 0


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    with _database(settings) as settings, open_regency(settings) as regency:  # noqa: PLR1704
        found = readiness(regency.engine)
        _print(
            {
                "regency": settings.regency,
                "schema": regency.schema,
                "data_folder": str(settings.data_folder),
                "keys_file": str(settings.keys_file),
                "postgres": _version(regency),
                **msgspec.to_builtins(found),
            }
        )
        return 0 if found.is_ready else _BROKEN


def _account(given: argparse.Namespace, settings: Settings) -> int:
    with _database(settings) as settings, open_regency(settings) as regency:  # noqa: PLR1704
        bootstrap.ensure_partner(regency, given.organisation, given.organisation_name, given.kind)
        bootstrap.ensure_account(
            regency,
            given.account,
            name=given.name,
            position=given.position,
            role=given.role,
            organisation=given.organisation,
            areas=tuple(given.area or (settings.regency,)),
        )
        told = {"account": given.account}
        told["invitation"] = settings.address + bootstrap.invite(regency, given.account)
        if given.token:
            told["token"] = bootstrap.issue_token(
                regency, given.account, label="sanding", days=given.days
            )
        _print(told)
    return 0


@contextmanager
def _database(settings: Settings) -> Iterator[Settings]:
    """Give settings that name a running database; the local one stops when the block ends."""
    if settings.database_url:
        yield settings
        return
    with Embedded(settings.data_folder / "postgres", postgres_bin=settings.postgres_bin) as local:
        yield msgspec.structs.replace(
            settings,
            database_url=local.app_url,
            owner_url=local.owner_url,
            vault_url=local.vault_url,
        )


def _run_server(settings: Settings) -> None:
    os.environ.update(settings.as_environment())
    server.serve(
        "service.app:from_environment",
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
    )


def _announce(base: str, personas: Sequence[story.Persona], as_json: bool) -> None:  # noqa: FBT001
    """Say where the service is, once it answers."""
    while True:
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:  # noqa: PLR2004
                    break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    if as_json:
        print(json.dumps({"address": base, "personas": msgspec.to_builtins(personas)}), flush=True)
        return
    print(f"\nSanding siap: {base}\nBuka di peramban dan pilih peran. Untuk program, token:\n")
    width = max(len(p.position) for p in personas)
    for persona in personas:
        print(f"  {persona.position:<{width}}  {persona.token}")
    print("\nCtrl-C menghentikan semuanya; data tetap ada untuk lain kali.", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sanding",
        description="Ingatan bersama semua yang mengentaskan kemiskinan di satu kabupaten.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(required=True, metavar="PERINTAH")
    demo = _verb(verbs, _demo, "demo", "kabupaten contoh dengan data buatan, lalu layani")
    demo.add_argument("--households", type=int, help="banyaknya keluarga buatan (20000)")
    demo.add_argument("--json", action="store_true", help="cetak alamat dan token sebagai JSON")
    serve = _verb(verbs, _serve, "serve", "layani kabupaten")
    for each in (demo, serve):
        each.add_argument("--host", help="alamat yang didengarkan (127.0.0.1)")
        each.add_argument("--port", type=int, help="port yang didengarkan (8000)")
    taken = _verb(verbs, _import, "import", "terima berkas daftar (teks, Excel, ODS, ZIP DTSEN)")
    taken.add_argument("file", metavar="BERKAS")
    taken.add_argument("--layout", choices=LAYOUT_LABELS, help="bila tidak dikenali sendiri")
    taken.add_argument("--village", default="", help="kode desa semua baris, bila tanpa kolom desa")
    taken.add_argument("--name", help="nama daftar (nama berkas)")
    taken.add_argument("--issuer", default="", help="penerbit daftar")
    taken.add_argument("--letter", default="", help="nomor surat pengantar")
    taken.add_argument(
        "--letter-date", type=_day, help="tanggal surat pengantar, 2026-11-04 (hari ini)"
    )
    taken.add_argument("--period", default="", help="periode data, 2026-10")
    taken.add_argument("--purpose", default="", help="tujuan penggunaan")
    taken.add_argument("--basis", default="", help="dasar hukum")
    bounds = _verb(verbs, _boundaries, "boundaries", "muat batas desa (GeoJSON) untuk peta")
    bounds.add_argument("file", metavar="BERKAS")
    bounds.add_argument("--source", required=True, help="siapa yang menggambar")
    bounds.add_argument("--source-date", required=True, type=_day, help="tanggal datanya")
    bounds.add_argument("--licence", required=True, help="izin pemakaian")
    rebuild = _verb(verbs, _rebuild, "rebuild", "bangun ulang tampilan dari peristiwa pertama")
    rebuild.add_argument("view", metavar="TAMPILAN", help='nama tampilan, atau "all"')
    doubles = _verb(verbs, _duplicates, "duplicates", "cari orang yang mungkin tercatat dua kali")
    doubles.add_argument("--area", action="append", help="kode desa atau kecamatan; boleh berulang")
    export = _verb(verbs, _export, "export", "tulis uang kabupaten sebagai jurnal untuk hledger")
    export.add_argument("what", metavar="journal", choices=("journal",))
    export.add_argument("--partner", help="hanya dana dan komitmen mitra ini (semua mitra)")
    export.add_argument("--as-of", type=int, help="posisi terakhir yang diketahui (semuanya)")
    keys = _verb(verbs, _keys, "keys", "ganti kunci pembungkus; layanan boleh tetap berjalan")
    keys.add_argument("act", metavar="rotate", choices=("rotate",))
    _verb(verbs, _doctor, "doctor", "periksa basis data, kunci, dan tampilan")
    _account_verb(verbs)
    return parser


def _account_verb(verbs: Any) -> None:
    account = _verb(verbs, _account, "account", "buka akun dan undang pemegangnya")
    account.add_argument("account", metavar="AKUN", help="misalnya inspektorat.ratna")
    account.add_argument("--name", required=True)
    account.add_argument("--position", required=True, help="jabatan seperti dibaca orang")
    account.add_argument("--role", required=True, choices=ROLES)
    account.add_argument("--organisation", required=True, help="nama pendek mitra")
    account.add_argument("--organisation-name", default="", help="nama lengkap, bila mitra baru")
    account.add_argument("--kind", choices=ORG_TYPES, default="perangkat_daerah")
    account.add_argument("--area", action="append", help="kode wilayah; boleh berulang")
    account.add_argument("--token", action="store_true", help="terbitkan juga token untuk program")
    account.add_argument("--days", type=int, default=90, help="masa berlaku token (90)")


def _verb(verbs: Any, function: Any, name: str, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about)
    parser.set_defaults(verb=function)
    parser.add_argument("--data", type=Path, help="folder data (SANDING_DATA)")
    parser.add_argument("--regency", help="kode kabupaten (33.09)")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as err:
        raise argparse.ArgumentTypeError(
            f"“{text}” bukan tanggal. Isi seperti 2026-11-04."
        ) from err


def _settings(given: argparse.Namespace) -> Settings:
    chosen: Mapping[str, Any] = vars(given)
    return Settings.from_environment(
        os.environ,
        data_folder=chosen.get("data"),
        regency=chosen.get("regency"),
        host=chosen.get("host"),
        port=chosen.get("port"),
        households=chosen.get("households"),
    )


def _version(regency: Regency) -> str:
    with regency.pool.connection() as conn:
        row = conn.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else ""


def _print(value: Any) -> None:
    print(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def _say(what: object, code: int) -> int:
    print(f"sanding: {what}", file=sys.stderr)
    return code


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
