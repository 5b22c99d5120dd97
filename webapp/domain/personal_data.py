"""What Hej holds about candidates: each table, how it is shown to them, and how it is erased.

One list for two verbs: `disclosure` shows what has words here, `erasing` replaces what has
something to be replaced by. Whoever adds a table or a column says here what becomes of it:

- a table that hangs on an application, a reply or an invitation: a `Held` with all its columns, in
  the file of its subject (held_candidate, held_writing, held_interviews);
- a column of such a table: a `Column` in it. What tells who somebody is, or what was written, has
  `words` and `erased`; what stays, or is not shown, says `why`;
- any other table: a line in OTHERS with its columns of text.

A test compares all of it with the models, so that a column nobody thought about fails it, and
another one fills every column with a mark, erases, and looks for the mark in the whole database.
"""

from webapp.domain import held_candidate, held_interviews, held_writing
from webapp.domain.declaring import Held

# In the order in which it is shown. It is taken from the end, as everybody takes these rows who
# wants several, so that no two transactions wait for each other.
HELD: tuple[Held, ...] = (
    *held_candidate.HELD,
    *held_writing.HELD,
    *held_interviews.HELD,
    held_writing.BATCHES,
)

# Tables that say nothing about candidates, with their columns of text.
OTHERS: dict[str, str] = {
    "organisation": "path name country time_zone language sender csm_name csm_email csm_phone "
    "own_settings",
    "destination": "country",
    "user": "email name phone language theme time_zone password_hash",
    "session": "token_hash agent",
    "sign_in_attempt": "key",
    "pending_sign_in": "token_hash",
    "user_totp": "secret",
    "recovery_code": "code_hash",
    "user_link": "purpose token_hash",
    "password_request": "email",
    "user_absence": "",
    "access_group": "name",
    "access_group_right": "right",
    "assignment": "",
    # Of users and cases; candidates are in it by the numbers of their applications only.
    "log_entry": "kind subject details",
    "case": "reference title search location",
    "interview": "title place video_url information time_zone",
    "interviewer": "",
    "slot": "",
    "calendar_feed": "token_hash",
    "template": "name contact_type purpose language subject body",
    "template_version": "name purpose language subject body",
    "webhook_call": "jti_hash",
    "outlet": "paused_words",
    "key_mark": "fingerprint",
    "worker_beat": "name",
    "account": "",
    "ledger_entry": "kind key note",
    "ledger_line": "kind note",
    "ledger_day": "kind",
    "usage_day": "",
    "refill_request": "key message",
    "saving": "character",
}
