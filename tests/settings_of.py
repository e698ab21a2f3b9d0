"""What the settings module says in another environment: read in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile

from tests.conftest import ROOT

SCRIPT = """
import json
from embassy import settings
print(json.dumps({name: value for name, value in vars(settings).items() if name.isupper()}, default=str))
"""


def settings_of(**environment: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "VAR_DIR": folder, **environment}
        done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=variables, capture_output=True, check=True)
    return json.loads(done.stdout)
