"""What an administrator is told to type is there: commands with their options, files, units (OPS-01)."""

import os
import re
import shutil
import subprocess

import pytest
from django.core.management import get_commands, load_command_class

from tests.conftest import ROOT

PAPERS = [ROOT / "docs" / name for name in ("operations.md", "mirror.md", "backup.md", "health.md", "scale.md")]
UNITS = sorted((ROOT / "deploy/systemd").iterdir())
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in [*PAPERS, *UNITS])
COMMAND = re.compile(r"manage\.(?:py|sh) ([a-z]\w*)([^\n`|#]*)")
COMMANDS = sorted({(name, tuple(re.findall(r" (--[\w-]+)", rest))) for name, rest in COMMAND.findall(TEXT)})


@pytest.mark.parametrize(("name", "options"), COMMANDS)
def test_every_command_is_there_with_its_options(name, options):
    command = load_command_class(get_commands()[name], name)

    assert set(options) <= options_of(command.create_parser("manage.py", name))


def options_of(parser):
    """Its own, and those of the acts that the command knows."""
    acts = [act for action in parser._actions if isinstance(action.choices, dict) for act in action.choices.values()]
    return {option for action in parser._actions for option in action.option_strings}.union(*map(options_of, acts))


def test_enough_commands_are_named_to_be_worth_the_test():
    assert len(COMMANDS) > 12


def test_every_file_of_ours_that_is_named_is_there():
    named = set(re.findall(r"(?<![\w./])(?:/opt/embassy/)?(deploy/[\w./-]*\w)", TEXT))

    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_has_nothing_against_the_units(tmp_path):
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/embassy", str(ROOT)))
    checked = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
def test_settings_reach_the_site_as_they_are_written_and_stand_on_no_command_line(tmp_path):
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    script = tmp_path / "deploy/manage.sh"
    python = tmp_path / ".venv/bin/python"
    for file, content in {
        script: (ROOT / "deploy/manage.sh").read_text(),
        python: '#!/bin/sh\nid -un\nprintf "%s\\n" "$DATABASE_URL" "$LAST" "$@"\n',
    }.items():
        file.parent.mkdir(parents=True)
        file.write_text(content)
        file.chmod(0o755)
    settings = tmp_path / "settings"
    settings.write_text("# Comment\n\nDATABASE_URL=postgres://a:$b`c`@d/e?f=1&g=2;h i\nLAST=x")
    environment = {"PATH": os.environ["PATH"], "SETTINGS": str(settings), "SITE_USER": "nobody"}
    ran = subprocess.run([script, "backup", "a b"], env=environment, capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines() == [
        "nobody", "postgres://a:$b`c`@d/e?f=1&g=2;h i", "x", "manage.py", "backup", "a b",
    ]  # fmt: skip
