"""Page furniture: what stands around an article and is no content of it."""

import re

from keyquestions.article.blocks import BlockKind, Part
from keyquestions.article.characters import FOLDS

_MONTH = (
    r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|ene|abr|ago|dic|janv|f[eé]v"
    r"|avr|juin|juil|ao[uû]t|d[eé]c)[^\W\d_]{0,9}\.?"
)
_DATE = (
    r"(?:(?:[^\W\d_]{2,8}(?:day|tag|di)|mittwoch|lunes|martes|mi[eé]rcoles|jueves|viernes"
    rf"|s[aá]bado|domingo),?\ )?(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\ (?:de\ )?)?{_MONTH}\ (?:de\ )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?,?\ )?(?:19|20)\d\d"
    r"(?:,?\ (?:at\ |um\ |à\ )?\d{1,2}[:.h]\d{2}.{0,12})?"
    r"|(?:19|20)\d\d-\d{2}-\d{2}(?:[T\ ]\d{2}:\d{2}.{0,12})?"
    r"|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d(?:,?\ \d{1,2}[:.]\d{2}.{0,12})?"
)
_LINES = re.compile(
    rf"""(?:
      (?:advertisement|anzeige|publicit[eé]|publicidad|sponsored|paid\ post)
    | (?:story|article)\ continues\ (?:below|after|on)\b.{{0,60}}
    | continue\ reading\b.{{0,100}}
    | (?:share|teilen|partager|compartir)
      (?:\ (?:this|the)\ (?:article|story|post|page|item|news)
        |\ this|\ (?:on|via|auf|sur|en)\ [^\W\d_]+|\ (?:article|story))?
      (?:\ (?:on|via|with|by|auf|sur|en)\ .{{0,60}})?
    | (?:subscribe|sign\ up|abonnez|suscr[ií]bete|abonnieren\ sie|jetzt\ abonnieren)
      \b.{{0,120}}\b(?:newsletter|updates|inbox|briefing|bolet[ií]n|lettre)\b.{{0,120}}
    | (?:get|receive)\ (?:our|the)\b.{{0,80}}\bnewsletter\b.{{0,120}}
    | (?:subscribe|sign\ up)(?:\ (?:now|today|here|free|for\ free))?
    | (?:follow|like|join|find)\ us\ (?:on|at)\b.{{0,80}}
    | (?:read\ (?:more|next|also)|see\ also|related|watch|listen|lesen\ sie\ auch|lire\ aussi
      |lea\ tambi[eé]n|mehr\ zum\ thema)(?:\ (?:stor(?:y|ies)|articles?))?\s*:.{{0,200}}
    | read\ (?:more|next)
    | (?:click|tap)\ here\b.{{0,100}}
    | (?:copyright|©|\(c\))\ .{{0,120}}
    | all\ rights\ reserved.{{0,120}}
    | \d+\ (?:min(?:ute)?s?|Min\.|minutos|minutes?)\ (?:read|lesezeit|de\ lectura|de\ lecture)
    | (?:\d+\ )?(?:comments?|kommentare|commentaires|comentarios)(?:\ \(\d+\))?
    | (?:this\ (?:site|website)\ uses|we\ use)\ cookies\b.{{0,300}}
    | (?:by|von|par|por)\ [^\W\d_][\w.'-]*(?:\ [\w.'&-]+){{0,5}}
      (?:\s*[,|-]\s*.{{0,60}})?
    | (?:(?:published|updated|posted|ver[oö]ffentlicht|aktualisiert|publi[eé]|publicado|last|on
      |at|am|le|el|first)[\ :]+){{1,4}}(?:{_DATE})
    | https?://\S+
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_BARE_DATE = re.compile(rf"(?:{_DATE})\W*", re.IGNORECASE | re.VERBOSE)
_BYLINE = re.compile(r"(?:by|von|par|por)\ ", re.IGNORECASE)
_NAME = re.compile(r"[A-ZÀ-Þ][\w.'’-]*")
_NAME_WORD = re.compile(rf"(?:{_NAME.pattern}|and|und|et|y|de|van|von|der|la|&|,|\||–|-)")
_CAPTIONS = re.compile(
    r"(?:photo(?:graph)?s?|image|picture|illustration|caption|video|graphic|foto|bild|grafik|imagen"
    r"|crédit photo|file photo)\s*(?:credit|caption)?\s*(?::|©|/|by (?-i:[A-ZÀ-Þ])|courtesy\b)",
    re.IGNORECASE,
)
_SECTIONS = re.compile(
    r"(?:related(?: (?:articles?|stories|posts|content|topics|news))?|share(?: this.*)?"
    r"|read (?:more|next)"
    r"|(?:more|also) (?:from|on|in)\b.*|more stories\b.*|most (?:read|popular|viewed)"
    r"|recommended(?: for you)?|comments?"
    r"|you (?:may|might) also like|newsletter|sign up.*|subscribe.*|tags|topics|follow us|trending"
    r"|latest (?:news|stories)|editors'? picks|mehr zum thema|auch interessant|lire aussi"
    r"|à lire aussi|lea también|temas relacionados|das könnte sie auch interessieren)\W*",
    re.IGNORECASE,
)
_OURS = re.compile(r"key questions about this article\W*", re.IGNORECASE)
_OURS_FIRST = re.compile(r"bias analysis\W*", re.IGNORECASE)
_LONGEST_LINE = 400
"""Characters; what is longer says something."""

_LONGEST_LINK = 25
"""Words; a headline in a list of links is not longer."""


def without_furniture(parts: list[Part]) -> list[Part]:
    """The parts that are content, in order: captions, bylines and calls to subscribe are not.

    Whatever stands at the end under a heading such as "Related" goes, and so do headings at the
    end with nothing under them.
    """
    parts = _before_our_own(parts)
    begins = next((at for at, (_, text) in enumerate(parts) if is_prose(text)), len(parts))
    kept = [
        part
        for at, part in enumerate(parts)
        # A date above the text is the day of print; within it, it is a heading of a chronicle.
        if not is_furniture(part) and not (at < begins and _BARE_DATE.fullmatch(part[1]))
    ]
    kept = _without_link_sections(kept)
    while kept and _leads_to_nothing(kept[-1]):
        kept.pop()
    return kept


def _leads_to_nothing(last: Part) -> bool:
    """Whether the last part is a heading, or the label of a box that is gone."""
    kind, text = last
    if kind is BlockKind.HEADING or _OURS_FIRST.fullmatch(text):
        return True
    return not is_prose(text) and bool(_SECTIONS.fullmatch(text.translate(FOLDS)))


def is_furniture(part: Part) -> bool:
    """Whether a part is a caption, a byline or a call to subscribe, share or read on."""
    kind, text = part
    if kind is BlockKind.CAPTION:
        return True
    if len(text) > _LONGEST_LINE:
        return False
    folded = text.translate(FOLDS)
    if _CAPTIONS.match(folded):
        return True
    if not _LINES.fullmatch(folded):
        return False
    # "By Friday the river had risen" is no byline: in one, every word is a name's.
    if _BYLINE.match(folded):
        first, *others = (word.rstrip(",;.") for word in text.split()[1:8])
        return bool(_NAME.fullmatch(first)) and all(map(_NAME_WORD.fullmatch, others))
    return True


def _before_our_own(parts: list[Part]) -> list[Part]:
    """What comes before an analysis of ours that a page already carries."""
    for at, (_, text) in enumerate(parts):
        if _OURS.fullmatch(text):
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
            dropping = not is_prose(text)
        if not dropping:
            kept.append((kind, text))
    return kept


def is_prose(text: str) -> bool:
    """Sentences rather than a headline."""
    return len(text.split()) > _LONGEST_LINK or text.rstrip("\"'”’)»").endswith(
        (".", "!", "…", "。")
    )
