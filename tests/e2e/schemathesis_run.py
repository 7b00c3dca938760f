"""Schemathesis, with all its checks, against a service that really runs: 10,000 cases and more.

    python tests/e2e/schemathesis_run.py [SECONDS]

It starts the service over a database in a temporary folder, publishes one article, so that there is
something to read, and ends with schemathesis' own exit code.
"""

import os
import subprocess
import sys
from pathlib import Path

from rest_service import HERE, KEY, publish, running

TOOL = str(Path(sys.executable).with_name("schemathesis"))


def main(seconds: str = "420", phases: str = "examples,coverage,fuzzing,stateful") -> int:
    """Run it, for so long at most."""
    with running() as url:
        publish(url)
        command = ["--config-file", str(HERE / "schemathesis.toml"), "--no-color", "run"]
        authorized = ["-H", f"Authorization: Bearer {os.environ[KEY]}"]
        extent = ["-c", "all", "-n", "100", "--max-time", seconds, "--phases", phases]
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": "schemathesis_checks",
            "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]),
        }
        return subprocess.call(
            [TOOL, *command, f"{url}/openapi.json", *authorized, *extent], env=environment
        )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
