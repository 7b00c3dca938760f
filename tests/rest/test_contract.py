"""The OpenAPI document and the service agree, as far as a few hundred requests can tell.

`tests/e2e/schemathesis_run.py` makes more than ten thousand.
"""

import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parents[1] / "e2e" / "schemathesis_run.py"


def test_the_service_does_what_its_document_says():
    """Every border of every field, allowed and forbidden, with all checks of schemathesis."""
    command = [sys.executable, str(RUN), "300", "examples,coverage"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr
