"""Make ``policies/search/pinyin.txt``: the readings of every common Chinese character.

The readings are those of pypinyin 0.55.0 (MIT), which a search does not need at run time: it would
cost every process 58 MB and most of a second, for phrases and tones that no search looks at.

    pip install pypinyin==0.55.0 && python scripts/pinyin.py
"""

from pathlib import Path

from pypinyin import Style, pinyin

TARGET = Path(__file__).parents[1] / "policies" / "search" / "pinyin.txt"
FIRST, LAST = 0x4E00, 0x9FFF  # CJK unified ideographs
MOST_READINGS = 2  # the usual ones; what comes after them is for scholars
HEADER = """\
# The characters of each syllable without tone, and the rank of the reading among those of the
# character. Made by scripts/pinyin.py from pypinyin 0.55.0, copyright 2016 mozillazg and others,
# MIT licence.
"""


def main() -> None:
    """Write the table, syllables in order."""
    table: dict[tuple[str, int], list[str]] = {}
    for code in range(FIRST, LAST + 1):
        character = chr(code)
        readings = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        for rank, syllable in enumerate(readings[0][:MOST_READINGS] if readings else ()):
            if syllable.isascii() and syllable.isalpha():
                table.setdefault((syllable, rank), []).append(character)
    lines = [f"{key} {rank} {''.join(found)}" for (key, rank), found in sorted(table.items())]
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
