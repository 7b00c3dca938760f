"""The whole line against a real server that nobody here wrote: llama.cpp's `llama-server`.

    pip install gguf
    python tests/e2e/llama_server.py [--server PATH/TO/llama-server] [--runs N]

Without `--server`, one is looked for on the PATH and else built from the source that the package
llama-cpp-python carries (CMake and a C++ compiler; some minutes), into `build/llama`. The model is
tiny_model.py's: random weights. What it writes is nonsense in the form that the schema asks for, so
the line has to read every reply and verification has to drop every claim, and say so.
"""

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tiny_model import write

from keyquestions.analysis import Analysis, AnalysisStatus
from keyquestions.article import Article, read_article
from keyquestions.errors import NothingVerified
from keyquestions.settings import load_settings
from keyquestions.wiring import open_service

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "evals" / "fixtures" / "istanbul-talks" / "article.txt"
SOURCE = "llama-cpp-python==0.3.36"
CONTEXT = 65_536
START_SECONDS = 60


def main() -> int:
    """Run the analysis a few times; 0 if every claim of the nonsense was dropped."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    binary = options.server or _on_path() or build(ROOT / "build" / "llama")
    article = read_article(SAMPLE.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "tiny.gguf"
        write(model)
        with running(binary, model) as url:
            faults = [
                fault for n in range(options.runs) for fault in asyncio.run(once(article, url, n))
            ]
    print(*(faults or ["every reply was read, and nothing unproved was shown"]), sep="\n")
    return 1 if faults else 0


async def once(article: Article, url: str, number: int) -> list[str]:
    """Analyse once, tell what came of it in a line, and return what should not have happened."""
    settings = load_settings(model="openai:tiny-random", openai_base_url=url, replies="off")
    async with open_service(settings) as service:
        try:
            analysis = await service.analyze(article)
        except NothingVerified as error:
            print(f"run {number}: nothing left ({error.code}): {error.message}")
            return []
    served, structure = analysis.provenance.model_served, analysis.provenance.structure
    print(
        f"run {number}: {analysis.status}, {analysis.provenance.calls} calls to {served} by "
        f"{structure}, {len(analysis.dropped)} dropped, shown: {shown(analysis)}"
    )
    return list(misplaced(analysis, article)) + unexplained(analysis)


def shown(analysis: Analysis) -> int:
    """How many findings are left that make a claim about the article."""
    framing = analysis.framing
    kept = len(analysis.summary.sentences) if analysis.summary else 0
    if framing is not None:
        kept += len(framing.frames) + len(framing.signals) + len(framing.perspectives)
    return kept + len(analysis.questions)


def misplaced(analysis: Analysis, article: Article) -> Iterator[str]:
    """Quotes that are not in the article at their place."""
    findings = [
        *(analysis.summary.sentences if analysis.summary else ()),
        *(analysis.framing.frames if analysis.framing else ()),
        *(analysis.framing.signals if analysis.framing else ()),
        *analysis.questions,
    ]
    for finding in findings:
        for anchor in finding.evidence:
            if article.text[anchor.start : anchor.end] != anchor.exact:
                yield f"not in the article at {anchor.start}: {anchor.exact}"


def unexplained(analysis: Analysis) -> list[str]:
    """A stage without a part, or an analysis without findings, has to say why."""
    if analysis.status is AnalysisStatus.PARTIAL and not analysis.failures:
        return ["the analysis is partial and names no stage"]
    return [] if shown(analysis) or analysis.dropped else ["nothing is shown and nothing dropped"]


@contextmanager
def running(binary: Path, model: Path) -> Iterator[str]:
    """The server, ready, on a free port of loopback; its base URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(binary), "-m", str(model), "--host", "127.0.0.1", "--port", str(port)]
    command += ["-c", str(CONTEXT), "-np", "1"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()


def _wait(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def build(folder: Path) -> Path:
    """Build `llama-server` from source, once; needs CMake and a C++ compiler."""
    binary = folder / "build" / "bin" / "llama-server"
    if binary.exists():
        return binary
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*pip, "--dest", str(folder), SOURCE], check=True)
    (archive,) = folder.glob("llama_cpp_python-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    (source,) = folder.glob("llama_cpp_python-*/vendor/llama.cpp")
    off = ("LLAMA_CURL", "LLAMA_BUILD_TESTS", "LLAMA_BUILD_EXAMPLES")
    configure = ["cmake", "-S", str(source), "-B", str(folder / "build")]
    configure += ["-DCMAKE_BUILD_TYPE=Release", *(f"-D{name}=OFF" for name in off)]
    subprocess.run(configure, check=True)
    make = ["cmake", "--build", str(folder / "build"), "--target", "llama-server"]
    subprocess.run([*make, f"-j{os.cpu_count() or 2}"], check=True)
    return binary


def _on_path() -> Path | None:
    found = shutil.which("llama-server")
    return Path(found) if found else None


if __name__ == "__main__":
    sys.exit(main())
