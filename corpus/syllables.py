"""Whether letters spell a Vietnamese syllable; what tells one character encoding from another."""

import re
import unicodedata

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
_RIMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
    oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u uc ui um un ung up ut ua uân uâng uât uây uê uêch uênh uơ uôc uôi uôm uôn uông uôt
    uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
"""
_SYLLABLE = re.compile(f"{_ONSET}(?:{'|'.join(_RIMES.split())})")


def is_syllable(word: str) -> bool:
    """Whether `word` could be one Vietnamese syllable, tone aside."""
    toneless = unicodedata.normalize("NFD", word.lower()).translate(_TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)) is not None
