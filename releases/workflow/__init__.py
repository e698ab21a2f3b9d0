"""The acts on an edition: who may, what happens, what is recorded.

                   submit                approve (now or at a time)
        draft ───────────────▶ in review ─────────────────────────▶ approved: frozen
          ▲ ◀─── send back ───────┘  │                                │  │
          │ ◀──────── save ──────────┘          hold (while scheduled)│  │ reschedule
          │ ◀──────────────────────────────────────────────────────── ┘ ◀┘
          └ begin: correct, update, withdraw, republish, restore make the next edition of what is live

An act refuses with a sentence for the officer and changes nothing, or happens whole; of two officers at once one wins.
Which act is whose, and at which stage, stands in one table: `table.ACTS`.
"""

from releases.workflow.approving import acknowledge, approve, approve_together, hold, hold_all, reschedule
from releases.workflow.drafting import CONTENT, begin, create, discard, next_edition, save, send_back, submit
from releases.workflow.recording import in_sequence, record
from releases.workflow.redacting import redact, still_worded
from releases.workflow.renaming import rename
from releases.workflow.table import ACTS, Act, ActRefused, refusal, refusal_of_second_officer
from releases.workflow.translating import begin_translation, bring_in_step

__all__ = [
    "ACTS",
    "CONTENT",
    "Act",
    "ActRefused",
    "acknowledge",
    "approve",
    "approve_together",
    "begin",
    "begin_translation",
    "bring_in_step",
    "create",
    "discard",
    "hold",
    "hold_all",
    "in_sequence",
    "next_edition",
    "record",
    "redact",
    "refusal",
    "refusal_of_second_officer",
    "rename",
    "reschedule",
    "save",
    "send_back",
    "still_worded",
    "submit",
]
