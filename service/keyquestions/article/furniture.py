"""Page furniture: what stands around an article and is no content of it."""

import re

from keyquestions.article.blocks import BlockKind
from keyquestions.article.characters import FOLDS

Part = tuple[BlockKind, str]

_LINES = re.compile(
    r"""(?:
      (?:advertisement|anzeige|publicit[eé]|publicidad|sponsored)
    | (?:story\ continues|article\ continues|continue\ reading)\b.*
    | (?:share|teilen|partager|compartir)(?:\ (?:this|the|on|via|article|story|with)\b.*)?
    | share\ this\b.*
    | (?:subscribe|sign\ up|abonnez|suscr[ií]bete|abonnieren\ sie|jetzt\ abonnieren)
      \b.{0,120}(?:newsletter|updates|inbox|today|now|briefing|bolet[ií]n|lettre)\b.*
    | (?:get|receive)\ (?:our|the)\b.{0,80}\bnewsletter\b.*
    | subscribe(?:\ (?:now|today|here))?
    | (?:follow|like|join|find)\ us\ (?:on|at)\b.*
    | (?:read\ (?:more|next|also)|see\ also|related|watch|listen|lesen\ sie\ auch|lire\ aussi
      |lea\ tambi[eé]n|mehr\ zum\ thema)\s*:.*
    | (?:click|tap)\ here\b.*
    | (?:copyright|©|\(c\))\ .*
    | all\ rights\ reserved.*
    | \d+\ (?:min(?:ute)?s?|Min\.|minutos|minutes?)\ (?:read|lesezeit|de\ lectura|de\ lecture)
    | (?:comments?|kommentare|commentaires|comentarios)(?:\ \(\d+\))?
    | \d+\ comments?
    | (?:this\ (?:site|website)\ uses|we\ use)\ cookies\b.*
    | (?:by|von|par|por)\ [^\W\d_][\w.'’-]*(?:\ [\w.'’&-]+){0,5}
      (?:\s*[,|–—-]\s*.{0,60})?
    | (?:published|updated|posted|last\ updated|ver[oö]ffentlicht|aktualisiert|publi[eé]|publicado)
      \b[^.!?]{0,60}\d{4}[^.!?]{0,30}
    | (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\ )?
      (?:\d{1,2}\ )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?
      \ (?:\d{1,2},?\ )?\d{4}
      (?:[,\ ]+.{0,20}\d{1,2}[:.]\d{2}.{0,12})?
    | \d{4}-\d{2}-\d{2}(?:[T\ ]\d{2}:\d{2}.*)?
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_BYLINE = re.compile(r"(?:by|von|par|por)\ ", re.IGNORECASE)
_NAME_WORD = re.compile(r"(?:[A-ZÀ-Þ][\w.'’-]*|and|und|et|y|de|van|von|der|la|&|,|\||–|-)$")
_CAPTIONS = re.compile(
    r"(?:photo(?:graph)?s?|image|picture|illustration|caption|video|graphic|foto|bild|grafik|imagen"
    r"|crédit photo|file photo)\s*(?:credit|caption)?\s*(?::|©|/|by\b|courtesy\b)",
    re.IGNORECASE,
)
_SECTIONS = re.compile(
    r"(?:related(?: (?:articles?|stories|posts|content|topics|news))?|share(?: this.*)?"
    r"|read (?:more|next)"
    r"|more (?:from|on|stories)\b.*|most (?:read|popular|viewed)|recommended(?: for you)?|comments?"
    r"|you (?:may|might) also like|newsletter|sign up.*|subscribe.*|tags|topics|follow us|trending"
    r"|latest (?:news|stories)|editors'? picks|mehr zum thema|auch interessant|lire aussi"
    r"|à lire aussi|lea también|temas relacionados|das könnte sie auch interessieren)\W*",
    re.IGNORECASE,
)
_OURS = re.compile(r"key questions about this article\W*", re.IGNORECASE)
_OURS_FIRST = re.compile(r"bias analysis\W*", re.IGNORECASE)
_LONGEST_LINK = 25
"""Words; a headline in a list of links is not longer."""


def without_furniture(parts: list[Part]) -> list[Part]:
    """The parts that are content, in order: captions, bylines and calls to subscribe are not.

    Whatever stands at the end under a heading such as "Related" goes, and so do headings at the
    end with nothing under them.
    """
    kept = [part for part in _before_our_own(parts) if not _is_furniture(part)]
    kept = _without_link_sections(kept)
    while kept and kept[-1][0] is BlockKind.HEADING:
        kept.pop()
    return kept


def _is_furniture(part: Part) -> bool:
    kind, text = part
    folded = text.translate(FOLDS)
    if kind is BlockKind.CAPTION or _CAPTIONS.match(folded):
        return True
    if not _LINES.fullmatch(folded):
        return False
    # "By Friday the river had risen" is no byline: in one, every word is a name's.
    if _BYLINE.match(folded):
        return all(_NAME_WORD.match(word.rstrip(",;")) for word in text.split()[1:8])
    return True


def _before_our_own(parts: list[Part]) -> list[Part]:
    """What comes before an analysis of ours that a page already carries."""
    for at, (kind, text) in enumerate(parts):
        if kind is BlockKind.HEADING and _OURS.fullmatch(text):
            first = next((i for i in range(at) if _OURS_FIRST.fullmatch(parts[i][1])), at)
            return parts[:first]
    return parts


def _without_link_sections(parts: list[Part]) -> list[Part]:
    """Drop headings of link lists with the links under them, up to the next heading or prose."""
    kept: list[Part] = []
    dropping = False
    for kind, text in parts:
        if kind is BlockKind.HEADING:
            dropping = bool(_SECTIONS.fullmatch(text.translate(FOLDS)))
        elif dropping:
            dropping = not _is_prose(text)
        if not dropping:
            kept.append((kind, text))
    return kept


def _is_prose(text: str) -> bool:
    """Sentences rather than a headline."""
    return len(text.split()) > _LONGEST_LINK or text.rstrip("\"'”’)»").endswith((".", "!", "…"))
