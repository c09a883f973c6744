"""Make ``policies/search/traditional.txt``: simplified characters for traditional ones.

The pairs are those of ICU's transliterator, which a search does not need at run time. Left out are
characters that are written in simplified texts as well, such as 著 in 著作权 (GB 2312 has those),
rare simplified ones outside the common block, and what the table of readings does not know.

    apt-get install icu-devtools && python scripts/traditional.py
"""

import subprocess
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "policies" / "search"
TARGET = FOLDER / "traditional.txt"
FIRST, LAST = 0x4E00, 0x9FFF  # CJK unified ideographs
ALWAYS = "於"  # in GB 2312 as a surname, in traditional texts in every line
HEADER = """\
# Simplified characters, each with the traditional ones that are written for it. Made by
# scripts/traditional.py from ICU 72.1 (Traditional-Simplified), copyright Unicode, Inc.,
# Unicode licence.
"""


def main() -> None:
    """Write the table, simplified characters in order."""
    known = set((FOLDER / "pinyin.txt").read_text(encoding="utf-8"))
    every = map(chr, range(FIRST, LAST + 1))
    characters = [
        one for one in every if one in known and (one in ALWAYS or not is_simplified(one))
    ]
    lines = subprocess.run(
        ["uconv", "-x", "Traditional-Simplified"],
        input="\n".join(characters),
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.split("\n")
    table: dict[str, str] = {}
    for character, simplified in zip(characters, lines, strict=True):
        if len(simplified) == 1 and simplified != character and FIRST <= ord(simplified) <= LAST:
            table[simplified] = table.get(simplified, "") + character
    TARGET.write_text(
        HEADER + "\n".join(f"{key} {found}" for key, found in sorted(table.items())) + "\n",
        encoding="utf-8",
    )


def is_simplified(character: str) -> bool:
    """Whether the standard of simplified texts has it."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    main()
