"""The main process of the server; how it renews its workers is tried in tests/stack."""

import subprocess
import sys

from tests.conftest import ROOT


def test_it_holds_nothing_of_the_site_so_that_a_reload_loads_the_code_that_is_there():
    code = "import sys, embassy.serving.__main__; print({'django', 'releases', 'embassy.settings'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"
