"""Words that turn a sentence around: negators and pairs of opposites."""

from collections import defaultdict

from keyquestions.grounding.lists import listed, pairs

PLAIN_NEGATORS = listed(
    """
    not no never neither nor without nobody none cannot nothing
    """
)
"""Negate what follows; they are no content of their own."""

STRONG_NEGATORS = frozenset(["fail", "deny", "refuse", "unlikely", "unable", "decline", "reject"])
"""Verbs and adjectives (base forms) that negate what follows."""

SOFT_NEGATORS = listed(
    """
    stop cease halt lack avoid prevent block against oppose only barely hardly few little
    rarely doubt false instead rather until unless except short delay postpone cancel ban
    prohibit absent miss lose end drop abandon scrap dismiss resist untrue impossible
    unclear withhold suspend prohibit forbid seldom scarcely anything any ever yet whether if
    unsuccessful unwilling reluctant
    """
)
"""Words that may stand for a negation in a paraphrase: near one of them nothing is judged."""

CANCELLED = pairs(
    """
    not only | not just | not merely | not simply | not least | not until | no doubt | no fewer
    no less | no more | no later | no longer | no matter | nothing but
    nicht nur | nicht zuletzt | ohne zweifel | sin embargo | sin duda | sin dudas
    no solo | no sólo | no obstante | pas seulement | sans doute
    """
)
"""A negator and its next word that together negate nothing, or only half of it."""

CLAUSE_OPENERS = frozenset(["because", "although", "though", "whereas", "since"])
"""Where the reach of a negator ends: "failed because" negates no cause."""

OPENERS = listed(
    """
    although because since unless though whereas despite upon amid among between during within
    toward towards against via per anyone everyone somebody someone whoever whenever wherever either
    yes together altogether nevertheless nonetheless otherwise hence thus moreover furthermore
    besides beyond beneath behind without neither nor none nobody according given following until
    once whether if plus unlike versus whatever whichever lest
    según para con tras desde sobre ante contra entre cuando mientras aunque como pero si también
    hasta sin por en la el los las selon pour avec après depuis sur contre quand lorsque mais et
    comme chez dans sans le les laut nach für mit seit gegen über als während obwohl aber und wenn
    wie bei von auch doch dass
    """
)
"""Words that begin a sentence, may stand before a name and are no name."""

OTHER_NEGATORS = {
    "de": listed(
        """
        nicht kein keine keinen keinem keiner keines nie niemals ohne weder niemand nichts
        """
    ),
    "fr": frozenset(["pas", "jamais", "sans", "aucun", "aucune", "rien"]),
    "es": frozenset(["no", "nunca", "sin", "jamás", "ningún", "ninguna", "tampoco", "nadie", "ni"]),
}
"""Negators of other languages."""

NEGATORS = PLAIN_NEGATORS.union(*OTHER_NEGATORS.values())
"""Negators of all languages."""

NEGATIVE_PREFIXES = ("un", "in", "im", "il", "ir", "dis")
"""What turns the rest of a word around."""

MUTUAL = listed(
    """
    meet marry talk agree play face share speak join say add explain note write argue and with like
    negotiation negotiate meeting war conflict dispute match game agreement deal treaty border
    relation ceasefire truce merger alliance
    """
)
"""Base forms whose two sides may change places."""

FUNCTION_WORDS = {
    "en": listed(
        """
        a an the and or but if of to in on at by for with from as into about that this
        these those it its he she they them his her their him we our us you your i me my is
        are was were be been being am has have had do does did will would shall should may
        might can could must there here who whom whose which what when where why how than
        then so such also too very just still even while both each other some s
        """
    ),
    "de": listed(
        """
        der die das den dem des ein eine einen einem einer eines und oder aber von zu zum
        zur in im an am auf aus bei mit nach für als wie er sie es sich ist sind war waren
        wird werden wurde wurden hat haben hatte hatten dass auch noch welche welcher welches
        welchen welchem was wer wen wem wessen wann wo wohin woher warum weshalb wieso
        """
    ),
    "fr": listed(
        """
        le la les un une des du de d l et ou mais à au aux en dans sur par pour avec que
        qui il elle ils elles se est sont était ont a été être ce cette ces son sa ses leur
        leurs ne n quel quelle quels quelles quoi où quand comment pourquoi
        """
    ),
    "es": listed(
        """
        el la los las un una unos unas de del y o pero a al en con por para que quien se su
        sus es son fue fueron ha han era lo le les qué cuál cuáles quién quiénes cómo cuándo
        dónde cuánto cuánta cuántos cuántas
        """
    ),
}
"""Words that carry no content, by language."""

_OPPOSITES = pairs(
    """
    rise fall | rise drop | rise decline | rise decrease | increase decrease | increase fall
    increase drop | increase decline | grow shrink | grow fall | grow decline | gain lose
    climb fall | climb drop | up down | more less | more fewer | before after | above below
    high low | higher lower | raise lower | raise cut | raise reduce | increase reduce
    increase cut | expand cut | win lose | support oppose | accept reject | approve reject
    guilty innocent | allow ban | open close | over under | buy sell | include exclude
    majority minority | strengthen weaken | accelerate slow | improve worsen | north south
    east west | upheld overturn | uphold overturn | convict acquit | hire fire | success failure
    succeed fail | minimum maximum | best worst | largest smallest | faster slower
    earlier later | inside outside | praise criticise | praise criticize | praise condemn
    welcome condemn | confirm deny | admit deny | legal illegal | agree disagree | male female
    men women | arrive leave | import export | public private
    widen narrow | know unknown | early late | lengthen shorten | tighten loosen | tighten ease
    welcome criticise | welcome criticize | accept dispute | accept deny | accept refuse | hot cold
    approval refusal | approval rejection | support opposition | backing opposition
    strong weak | rich poor | fast slow | safe dangerous | safe unsafe | easy difficult | full empty
    begin end | start end | start finish | begin finish | enter leave | appoint dismiss | hire sack
    appoint sack | hire dismiss | borrow lend | lend repay | attack defend | advance retreat
    remember forget | love hate | live die | survive die | alive dead | true false | profit loss
    surplus deficit | boom slump | victory defeat | win defeat | arrest release | jail free
    imprison free | impose lift | build demolish | create destroy | build destroy | give take
    send receive | cause prevent | encourage discourage | permit forbid | permit ban | allow forbid
    legalise ban | enable prevent | optimistic pessimistic | positive negative | permanent temporary
    voluntary mandatory | domestic foreign | urban rural | maximum minimum | upper lower
    double halve | better worse | superior inferior | recover worsen | boost curb | extend shorten
    renew cancel | favour oppose | favor oppose | endorse reject | pass reject
    """
)


def _opposites() -> dict[str, frozenset[str]]:
    known: dict[str, set[str]] = defaultdict(set)
    for one, other in _OPPOSITES:
        known[one].add(other)
        known[other].add(one)
    return {word: frozenset(others) for word, others in known.items()}


ANTONYMS = _opposites()
"""The opposites of a base form."""
