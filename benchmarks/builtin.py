"""How fast the built-in analyst is, where its time goes, and whether any text breaks it.

    python benchmarks/builtin.py [ARTICLE ...] [--seconds 5] [--words 50000] [--fuzz 0] [--profile]

Without articles it reads the fixtures. Speed is articles of 600 words a second of CPU time: reading
the text, a summary, a framing analysis and questions, without verification (which
`benchmarks/verification.py` measures). `linear` is the time a word takes in a text as long as
`--words`, relative to one of a tenth of that; 1 is linear. `memory_mb` is what the process grew by
while it read every article over and over. `--fuzz N` also drafts N texts out of many scripts,
marks, emoji and markup, from one character to five million, and reports the first that raises.
Figures are JSON; `--profile` prints the functions that take most time on standard error.
"""

import argparse
import cProfile
import json
import pstats
import random
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from keyquestions.article import Article, read_article
from keyquestions.builtin.asking import ask
from keyquestions.builtin.document import Document
from keyquestions.builtin.framing import frame
from keyquestions.builtin.summary import summarise
from keyquestions.errors import KeyQuestionsError

FIXTURES = Path(__file__).parents[1] / "evals" / "fixtures"
SIZE = 600
"""Words of the article that speed is counted in."""
LONGEST = 5_000_000
SEED = 7
PIECES = (
    "the mayor said", "Ruth Bell", "“", "”", '"', "'", "(", ")", ".", "…", "?!", ",", ";", ":", "—",
    "because", "if", "whether to", "who", "whose", "did not say", "40", "1,5", "£3.4 million", "%",
    "\n\n", "\n- ", "# ", "<p>", "</div>", "<b", "&amp;", "&#0;", "https://a.b/c?d=e", "@x", "#y",
    "😀", "👩‍👩‍👧", "🇩🇪", "é", "e\u0301", "ß", "İ", "ſ", "ﬁ", "ﷺ", "中文新聞", "東京で",
    "서울", "ไทย", "हिन्दी", "العربية", "עברית", "Ελλάδα", "Москва", "\u200b", "\u202e",
    "\ufeff", "\x00", "\t", "\r", "according to", "It", "they", "There were 12", "Opinion:",
    "was passed by 3 votes to 2",
)  # fmt: skip


def main() -> int:
    """Measure, print one JSON object, and fail where a text broke the analyst."""
    given = _arguments()
    articles = [_read(Path(name).read_text("utf-8")) for name in given.articles or _fixtures()]
    english = [article for article in articles if article.language == "en"]
    for article in articles:
        _draft(article)
    before = _memory()
    speed, rounds = _speed(english, given.seconds)
    figures: dict[str, object] = {
        "articles": len(english),
        "articles_a_second": round(speed, 1),
        "rounds": rounds,
        "memory_mb": round(_memory() - before, 1),
        "linear": round(_linear(english, given.words), 2),
        "parts": {name: round(share, 2) for name, share in _parts(english).items()},
    }
    if given.profile:
        _profile(english)
    broken = _fuzz(given.fuzz)
    figures["fuzzed"] = given.fuzz
    figures["broken"] = broken
    json.dump(figures, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
    return 1 if broken else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("articles", nargs="*")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--words", type=int, default=50_000)
    parser.add_argument("--fuzz", type=int, default=0)
    parser.add_argument("--profile", action="store_true")
    return parser.parse_args()


def _fixtures() -> Sequence[Path]:
    return sorted(path for path in FIXTURES.glob("*/article.*") if path.suffix in {".txt", ".html"})


def _read(content: str) -> Article:
    return read_article(content)


def _draft(article: Article) -> None:
    document = Document.of(article)
    summarise(document)
    frame(document)
    if document.tagged:
        ask(document)


def _speed(articles: Sequence[Article], seconds: float) -> tuple[float, int]:
    """Articles of 600 words a second of CPU time, and how often all were read."""
    words = sum(article.words for article in articles)
    started, rounds = time.process_time(), 0
    while rounds == 0 or time.process_time() - started < seconds:
        for article in articles:
            _draft(article)
        rounds += 1
    return rounds * words / SIZE / (time.process_time() - started), rounds


def _linear(articles: Sequence[Article], words: int) -> float:
    """What a word takes in a long text, as a multiple of what it takes in a tenth of it."""
    paragraphs = [block.text for article in articles for block in article.blocks[1:]]
    long, short = _long(paragraphs, words), _long(paragraphs, words // 10)
    return (_seconds(long) / long.words) / (_seconds(short) / short.words)


def _long(paragraphs: Sequence[str], words: int) -> Article:
    taken: list[str] = []
    count = at = 0
    while count < words:
        taken.append(paragraphs[at % len(paragraphs)])
        count, at = count + len(taken[-1].split()), at + 1
    return read_article("\n\n".join(taken), language="en", markup="text")


def _seconds(article: Article) -> float:
    started = time.process_time()
    _draft(article)
    return time.process_time() - started


def _parts(articles: Sequence[Article]) -> dict[str, float]:
    """The share of each part; what they have in common counts for the first that needs it."""
    spent = dict.fromkeys(("reading", "summary", "framing", "questions"), 0.0)
    for article in articles:
        marks = [time.process_time()]
        document = Document.of(article)
        marks.append(time.process_time())
        for part in (summarise, frame, ask):
            part(document)
            marks.append(time.process_time())
        for name, start, end in zip(spent, marks, marks[1:], strict=False):
            spent[name] += end - start
    total = sum(spent.values())
    return {name: seconds / total for name, seconds in spent.items()}


def _profile(articles: Sequence[Article]) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for article in articles:
        _draft(article)
    profiler.disable()
    pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)


def _fuzz(count: int) -> str | None:
    """The first text that raises something else than an error of ours, and what it raises."""
    dice = random.Random(SEED)  # noqa: S311 - the same texts every time, nothing secret
    for number in range(count):
        text = _text(dice, LONGEST if count > 1 and number == count - 1 else 0)
        try:
            _draft(read_article(text, language=dice.choice((None, "en", "de", "es", "fr"))))
        except KeyQuestionsError:
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            return f"{type(error).__name__}: {error} in {text[:400]!r}"
    return None


def _text(dice: random.Random, size: int) -> str:
    if size:
        piece = " ".join(dice.choices(PIECES, k=2_000)) + " Nobody was there on that day.\n\n"
        return (piece * (size // len(piece) + 1))[:size]
    length = dice.choice((1, 2, 5, 40, 200, 1_000))
    made = dice.choices(PIECES, k=length)
    noise = [chr(dice.randrange(1, 0xD7FF)) for _ in range(dice.choice((0, 0, 3, 30)))]
    made += noise
    dice.shuffle(made)
    return dice.choice((" ", "", " ")).join(made)


def _memory() -> float:
    """The most memory that the process has had, in MB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1_000_000 if sys.platform == "darwin" else 1_000)


if __name__ == "__main__":
    sys.exit(main())
