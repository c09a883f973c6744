"""Signs of texts that people type: one form for each, and none that only one device can show.

Older input methods and systems write rare signs by code points for private use, which mean nothing
by themselves. Those of GBK and GB 18030 have had a meaning since: 陈 and U+E863 is the name 陈䶮.
"""

from __future__ import annotations

import re
import unicodedata

from policies.rules.identity import holds_identity_number
from policies.rules.wording import EN, ZH

# GBK FE50 to FEA0, which GBK has at U+E815 and onwards, and what GB 18030-2022 says they are; 14
# of them and the ten below are the 24 that GB 18030 itself had for private use until then.
_GBK = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟"
    "㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
    "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟"
    "䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
# Marks of vertical text, GB 18030 A6D9 to A6F3.
_UPRIGHT = "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
_KNOWN = {0xE815 + place: sign for place, sign in enumerate(_GBK)}
_KNOWN |= {0xE78D + place: sign for place, sign in enumerate(_UPRIGHT)}
_KNOWN |= {0xE7C7: "ḿ", 0xE7C8: "ǹ"}  # of pinyin
# Letters and signs that are drawn as nothing, which no name is written with: fillers of Hangul and
# of braille, and the joiner of marks.
_BLANK = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u034f", "\u17b4", "\u17b5"}
_JOINERS = "\u200c\u200d"  # between the letters of some scripts they are part of a name
_LOOSE_JOINER = re.compile(rf"(?<![^\s{_JOINERS}])[{_JOINERS}]|[{_JOINERS}](?![^\s{_JOINERS}])")
_LINES = "\t\n\r"
_UNSEEN_ALONE = {"Cc", "Cf", "Mn", "Me", "Mc", "Zs", "Zl", "Zp"}

IDENTITY = "identity"


class SignError(ValueError):
    """A text cannot be kept as it is.

    Attributes:
        code: the reason for programs: ``private``, ``incomplete`` or :data:`IDENTITY`.
        words: why, and what to do, by language.
    """

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.words = {ZH: zh, EN: en}


def plain_text(text: str) -> str:
    """A text as it is kept: composed (NFC), each sign the one that every device shows.

    What nobody sees is gone (controls, marks that turn the direction of text, signs of no width);
    a text of nothing else is empty.

    Raises:
        SignError: a sign has no meaning that is known, or the text holds the number of an identity
            card, which has no place among what is kept in the plain.
    """
    plain = unicodedata.normalize("NFC", drop_unseen(text.translate(_KNOWN)))
    kinds = {unicodedata.category(sign) for sign in plain}
    if "Co" in kinds:
        raise SignError(
            "private",
            "有一个字是输入法自造的，别的电脑显示不出来。请换一个输入法重新输入，或者写成拼音。",
            "One sign was made up by the keyboard, and other devices cannot show it. Type it with "
            "another keyboard, or write it in pinyin.",
        )
    if "Cs" in kinds:
        raise SignError(
            "incomplete",
            "有一个字没有传完整。请删掉它，重新输入。",
            "One sign arrived incomplete. Delete it and type it again.",
        )
    if holds_identity_number(plain):
        raise SignError(
            IDENTITY,
            "这里有身份证号。身份证号不能存在这里：请删掉它，再继续。",
            "This holds the number of an identity card, which is not kept here: delete it, then go "
            "on.",
        )
    return plain


def odd_sign(text: str) -> str:
    """The first sign of a text that :func:`plain_text` would drop or refuse; empty for none."""
    for place, sign in enumerate(text):
        if unicodedata.category(sign) in ("Co", "Cs"):
            return sign
        if sign in _JOINERS:
            loose = _LOOSE_JOINER.search(text[max(place - 1, 0) : place + 2])
            if loose:
                return sign
        elif _seen(sign) != sign:
            return sign
    return ""


def drop_unseen(text: str) -> str:
    """What one can see of a text, with the signs that change how others look; lines stay lines."""
    kept = "".join(map(_seen, text))
    # signs that are younger than this list of categories are letters as well
    if all(unicodedata.category(sign) in _UNSEEN_ALONE for sign in kept):
        return ""
    return _LOOSE_JOINER.sub("", kept)


def _seen(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in ("Zl", "Zp") or sign == "\x85":
        return " "
    if kind in ("Cc", "Cf") and sign not in _LINES + _JOINERS:
        return ""
    return "" if sign in _BLANK else sign
