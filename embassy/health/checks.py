"""Asks many checks at once and waits no longer than a limit: what hangs is itself the finding."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connections

Examine = Callable[[], Iterable[str]]


class Check(NamedTuple):
    """`examine` gives a sentence with its remedy for each finding. An essential one decides if the site is well."""

    name: str
    examine: Examine
    is_essential: bool = True


class Result(NamedTuple):
    check: Check
    findings: list[str]

    @property
    def status(self) -> str:
        if not self.findings:
            return "ok"
        return "failed" if self.check.is_essential else "warning"


@dataclass
class Asker:
    """One a process: a check that has not come back is not begun a second time, so that hanging ones never pile up."""

    running: dict[str, tuple[float, "Future[list[str]]"]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, checks: Sequence[Check], *, seconds: float) -> list[Result]:
        """The results in the order of the checks, after `seconds` at the latest."""
        asked = [(check, *self._begun(check)) for check in checks]
        wait_for([future for _check, _began, future in asked], timeout=seconds)
        return [Result(check, self._findings(check, began, future)) for check, began, future in asked]

    def _begun(self, check: Check) -> tuple[float, "Future[list[str]]"]:
        with self.lock:
            if check.name not in self.running:
                future: Future[list[str]] = Future()
                self.running[check.name] = time.monotonic(), future
                threading.Thread(
                    target=carry_out, args=(check, future), name=f"health {check.name}", daemon=True
                ).start()
            return self.running[check.name]

    def _findings(self, check: Check, began: float, future: "Future[list[str]]") -> list[str]:
        if not future.done():
            return [f"{check.name} has not answered for {time.monotonic() - began:.0f} s."]
        with self.lock:
            if self.running.get(check.name, (0, None))[1] is future:
                del self.running[check.name]
        return future.result()


def carry_out(check: Check, future: "Future[list[str]]") -> None:
    """In a thread of its own, whose connections end with it."""
    try:
        future.set_result(examined(check))
    finally:
        connections.close_all()


def examined(check: Check) -> list[str]:
    """The findings; a check that fails is one."""
    try:
        return list(check.examine())
    except Exception as error:  # noqa: BLE001 - whatever is broken must be told, and the other checks go on
        said = str(error).strip().partition("\n")[0] or "no reason given"
        return [f"{check.name} could not be looked at ({type(error).__name__}: {said})."]
