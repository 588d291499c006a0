"""The documentation as the tests see it: its pages, its blocks of code, its generated parts.

`python -m tests.support.documents` writes the generated parts anew.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


class Step(NamedTuple):
    """A block of commands, and what the page says it prints; None if it doesn't say.

    Args:
        line: where the block starts on its page, from 1.
    """

    line: int
    commands: str
    output: str | None


def pages() -> list[Path]:
    """Return every page of the project that people read."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def without_code(text: str) -> str:
    """Return a page without its blocks of code."""
    return _FENCE.sub("", text)


def steps(page: Path) -> Iterator[Step]:
    """Yield the `sh` blocks of a page, each with the `text` or `json` block right after it."""
    text = page.read_text()
    blocks = list(_FENCE.finditer(text))
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block[1] == "sh":
            shows = following is not None and following[1] in ("text", "json")
            line = text.count("\n", 0, block.start()) + 1
            yield Step(line, block[2], following[2] if following and shows else None)


def matches(said: str, printed: str) -> bool:
    """Say whether a page shows what was printed; `…` stands for anything."""
    pattern = ".*?".join(re.escape(part) for part in said.strip().split("…"))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def with_parts(text: str, parts: dict[str, str]) -> str:
    """Return a page with its generated parts as they should be."""
    return _PART.sub(lambda found: f"{found[1]}\n{parts[found[2]]}\n{found[3]}", text)


def main() -> None:
    """Write every generated part."""
    # Only here: whoever looks at pages alone needs no service.
    from service.regency import Regency  # noqa: PLC0415
    from service.vault import keyring  # noqa: PLC0415
    from tests.support.database import throwaway_server  # noqa: PLC0415
    from tests.support.generated import parts  # noqa: PLC0415

    with (
        throwaway_server() as server,
        Regency.open(
            "33.09",
            app_url=server.app_url,
            owner_url=server.owner_url,
            vault_url=server.vault_url,
            ring=keyring.make(),
        ) as regency,
    ):
        made = parts(regency)
    for page in pages():
        page.write_text(with_parts(page.read_text(), made))


if __name__ == "__main__":
    main()
