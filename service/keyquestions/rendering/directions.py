"""Which way a language is written."""

_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he khw ks nqo pnb ps sd syr ug ur yi".split())
_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())
_SCRIPT_LETTERS = 4


def direction(language: str, otherwise: str = "ltr") -> str:
    """`rtl` where a BCP 47 code names a language or script that is written so."""
    main, *subtags = language.lower().replace("_", "-").split("-")
    scripts = [tag for tag in subtags if len(tag) == _SCRIPT_LETTERS and tag.isalpha()]
    right = scripts[0] in _SCRIPTS if scripts else main in _RIGHT_TO_LEFT
    return "rtl" if right else otherwise
