"""Small word lists of the summary: what carries no content, and what leans on a sentence before."""

from functools import cache

_STOPS = {
    "en": """a about after again all also am an and any are as at be because been before being
        between both but by can could did do does during each for from had has have he her
        here him his how i if in into is it its just like made make may me might more most
        much must my new no not now of on one only or other our out over own said say says
        she should since so some such than that the their them then there these they this
        those three to told two under until up us was we were what when where which while
        who whose why will with would year years you your""",
    "de": """aber alle allem allen aller alles als also am an auch auf aus bei bis da dann das
        dass dem den denn der des die dies diese diesem diesen dieser dieses doch dort durch
        ein eine einem einen einer eines er es für gegen haben hat hatte hier ich ihr ihre
        ihrem ihren ihrer im in ist ja jahr jahre jahren kann kein keine können man mehr mit
        muss nach nicht noch nun nur ob oder ohne sagt sagte sei sein seine seinem seinen
        seiner seit sich sie sind so soll sollen sowie über um und uns unter vom von vor war
        waren was weil wenn werde werden wie wird wir wo wurde wurden zu zum zur zwei
        zwischen""",
    "es": """a al algo ante antes años como con contra cuando cual de del desde donde dos durante
        e el él ella ellos en entre era es esa ese eso esta está estaba están este esto
        estos fue fueron ha había han hasta hay la las le les lo los más me mi mientras muy
        ni no nos o os otra otro para pero por porque que qué quien se según ser será si sí
        sin sobre son su sus también tan tiene tienen todo todos tras tres tu un una uno
        unos y ya año dijo""",
    "fr": """à afin ainsi après au aucun aussi autre aux avant avec avait avoir c ce ceci cela
        celle ces cet cette chez comme contre d dans de depuis des deux dit donc dont du
        elle elles en encore entre est et été être eu fait font il ils j jusque l la le les
        leur leurs lors lui mais même mes moins n ne nos notre nous on ont ou où par pas
        pendant peut plus pour pourquoi qu quand que quel qui s sa sans se sera ses si son
        sont sous sur tous tout toute trois très un une vers y an ans année""",
}
_LEANING = {
    "en": """he she it they them his her its their him this that these those such there then here
        one another both neither either each others some many few several all most none so
        also instead otherwise still yet now meanwhile because nor or and but i we you my
        our your another""",
    "de": """er sie es ihr ihre ihm ihnen sein seine dies diese dieser dieses das dort dann daher
        deshalb darum dabei damit dazu dafür davon darin darauf daran danach denn doch auch
        so ich wir unser mein andere beide manche einige viele hier und oder""",
    "es": """él ella ellos ellas esto esta este estos estas eso esa ese esos esas así entonces
        allí ahí aquí también tampoco su sus lo les yo nosotros nuestro mi otro otra otros
        ambos ambas algunos muchos y o e aquel aquella""",
    "fr": """il elle ils elles cela ceci ce cet cette ces celui celle ceux ainsi alors là son sa
        ses leur leurs lui je nous notre mon ma autre autres tous certains beaucoup puis
        aussi et ou on c'est en y""",
}
_CONNECTIVES = {
    "en": """however|further|furthermore|moreover|in addition|additionally|meanwhile|but|and|
        yet|still|
        notably|importantly|nevertheless|nonetheless|also|indeed|therefore|thus|as a result|
        consequently|for example|for instance|in fact|of course|in turn|by contrast|in contrast|
        on the other hand|at the same time|instead|similarly|likewise|finally|overall|besides|
        in conclusion|to be sure|after all|that said|so|hence|accordingly|in other words""",
    "de": """jedoch|allerdings|außerdem|zudem|ferner|aber|und|dennoch|trotzdem|hingegen|dagegen|
        gleichzeitig|schließlich|darüber hinaus|im gegensatz dazu|zum beispiel""",
    "es": """sin embargo|además|pero|no obstante|por otra parte|por otro lado|asimismo|por tanto|
        por lo tanto|por ejemplo|en cambio|mientras tanto|finalmente|al mismo tiempo|de hecho|y""",
    "fr": """cependant|toutefois|en outre|de plus|par ailleurs|mais|néanmoins|pourtant|en revanche|
        par exemple|enfin|en effet|ainsi|donc|dans le même temps|et|d'autre part""",
}
_FIRST_PERSON = {
    "en": "i we me us my our ours i'm i've we're we've you your",
    "de": "ich wir mich uns mein meine unser unsere",
    "es": "yo nosotros mi nuestro nuestra nos me",
    "fr": "je j nous notre nos mon ma mes me",
}


@cache
def stops(language: str) -> frozenset[str]:
    """Words that carry no content; none for a language without a list."""
    return frozenset(_STOPS.get(language, "").split())


@cache
def leaning(language: str) -> frozenset[str]:
    """First words that point back to an earlier sentence."""
    return frozenset(_LEANING.get(language, "").split())


@cache
def connectives(language: str) -> frozenset[str]:
    """Openings that only join a sentence to the one before."""
    return frozenset(part.strip() for part in _CONNECTIVES.get(language, "").split("|") if part)


@cache
def first_person(language: str) -> frozenset[str]:
    """Words of somebody who speaks of themselves or to the reader."""
    return frozenset(_FIRST_PERSON.get(language, "").split())
