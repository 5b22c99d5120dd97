"""Whether every rule of the ledger and of sending holds in this database."""

from typing import NamedTuple

from webapp import db
from webapp.domain.states import HOLDING, LEFT
from webapp.domain.usage import DAY_MS


class Rule(NamedTuple):
    """One rule: what it says, how much it was checked on, and how often it is broken."""

    number: int
    sentence: str
    figure: int
    broken: int


def check() -> list[Rule]:
    """Check all rules, in the order of their numbers, on one consistent view of the database."""
    with db.snapshot():
        return [
            _rule(1, "Every balance equals the sum of its ledger entries.", _ENTRIES, _SUMS),
            _rule(
                2,
                "Available, held and spent add up to the refills, and none is negative.",
                _ACCOUNTS,
                _TOTALS,
            ),
            _rule(
                3, "What is held is the credits of messages on their way.", _OPEN_MESSAGES, _HELD
            ),
            _rule(
                4,
                "Every message is charged what it cost if it left, and nothing if it did not.",
                _MESSAGES,
                _CHARGES,
            ),
            _rule(
                5,
                "Everything that the carrier took belongs to a message with reserved credits.",
                _ACCEPTED,
                _UNRESERVED,
            ),
            _rule(
                6,
                "The carrier took at most one message per batch and recipient.",
                _ACCEPTED,
                _TWICE,
            ),
            _append_only(
                _rule(7, "Every ledger entry stands once and as it was written.", _ENTRIES, _KEYS)
            ),
            _rule(8, "The lines of the ledger add up to its entries.", _LINES, _WRONG_LINES),
            _rule(9, "The days of the ledger add up to its entries.", _DAYS, _WRONG_DAYS),
            _rule(10, "What each day used is what was charged.", _USAGE, _WRONG_USAGE),
        ]


def _rule(number: int, sentence: str, figure: str, broken: str) -> Rule:
    counted, wrong = db.row(figure), db.row(f"SELECT count(*) FROM ({broken}) broken")
    return Rule(number, sentence, int(counted[0] if counted else 0), int(wrong[0] if wrong else 0))


def _append_only(rule: Rule) -> Rule:
    """Broken once more where entries could be changed or deleted."""
    return rule._replace(broken=rule.broken + (not db.is_append_only("ledger_entry")))


def _list(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


_ENTRIES = "SELECT count(*) FROM ledger_entry"
_ACCOUNTS = "SELECT count(*) FROM account"
_MESSAGES = "SELECT count(*) FROM message"
_OPEN_MESSAGES = f"SELECT count(*) FROM message WHERE state IN ({_list(HOLDING)})"
_ACCEPTED = f"SELECT count(*) FROM message WHERE state IN ({_list(LEFT)})"

_SUMS = (
    "SELECT a.id FROM account a LEFT JOIN ledger_entry e ON e.account_id = a.id "
    "GROUP BY a.id, a.available, a.held, a.spent "
    "HAVING a.available <> coalesce(sum(e.available_delta), 0) "
    "OR a.held <> coalesce(sum(e.held_delta), 0) OR a.spent <> coalesce(sum(e.spent_delta), 0)"
)
_TOTALS = (
    "SELECT a.id FROM account a LEFT JOIN ledger_entry e "
    "ON e.account_id = a.id AND e.kind IN ('top_up', 'adjust') "
    "GROUP BY a.id, a.available, a.held, a.spent "
    "HAVING a.available + a.held + a.spent <> coalesce(sum(e.available_delta), 0) "
    "OR a.available < 0 OR a.held < 0 OR a.spent < 0"
)
_HELD = (
    "SELECT a.id FROM account a LEFT JOIN message m "
    f"ON m.root_id = a.organisation_id AND m.state IN ({_list(HOLDING)}) "
    "GROUP BY a.id, a.held HAVING a.held <> coalesce(sum(m.credits), 0)"
)
# What a message's entries come to, each of them on the account that pays for it. An absorbed
# message left, but the house paid for it. The price is the one that was reserved.
_CHARGES = (
    "SELECT m.id FROM message m LEFT JOIN ledger_entry e ON e.message_id = m.id "
    "LEFT JOIN account a ON a.id = e.account_id "
    "GROUP BY m.id, m.state, m.credits, m.root_id "
    "HAVING coalesce(sum(e.spent_delta), 0) <> CASE "
    f"WHEN m.state IN ({_list(LEFT)}) "
    "AND coalesce(sum(CASE WHEN e.kind = 'absorb' THEN 1 ELSE 0 END), 0) = 0 "
    "THEN m.credits ELSE 0 END "
    "OR coalesce(sum(e.held_delta), 0) <> "
    f"CASE WHEN m.state IN ({_list(HOLDING)}) THEN m.credits ELSE 0 END "
    "OR coalesce(sum(CASE WHEN e.kind = 'reserve' THEN e.held_delta ELSE 0 END), 0) <> m.credits "
    "OR coalesce(sum(CASE WHEN a.organisation_id <> m.root_id THEN 1 ELSE 0 END), 0) > 0"
)
_UNRESERVED = (
    "SELECT m.id FROM message m LEFT JOIN ledger_entry e "
    "ON e.message_id = m.id AND e.kind = 'reserve' "
    f"WHERE (m.state IN ({_list(LEFT)}) OR m.carrier_id <> '') AND m.credits > 0 AND e.id IS NULL "
    "UNION SELECT max(id) FROM message WHERE carrier_id <> '' GROUP BY carrier_id "
    "HAVING count(*) > 1"
)
# Two names from the carrier for one message are two acceptances; one that left without a name
# was accepted too.
_TWICE = (
    "SELECT batch_id, application_id, message_id FROM ("
    "SELECT m.batch_id, m.application_id, CASE WHEN m.application_id IS NULL THEN m.id END "
    "AS message_id, CASE WHEN m.carrier_id <> '' THEN m.carrier_id ELSE 'of ' || m.id END "
    f"FROM message m WHERE m.carrier_id <> '' OR m.state IN ({_list(LEFT)}) "
    "UNION SELECT m.batch_id, m.application_id, CASE WHEN m.application_id IS NULL THEN m.id END, "
    "r.carrier_id FROM carrier_receipt r JOIN message m ON m.id = r.message_id) accepted "
    "GROUP BY batch_id, application_id, message_id HAVING count(*) > 1"
)
# An entry's key begins with its kind, and each kind moves credits in one way only.
_KEYS = (
    "SELECT key FROM ledger_entry GROUP BY key HAVING count(*) > 1 "
    "UNION SELECT key FROM ledger_entry WHERE key NOT LIKE kind || ':%' "
    "OR (message_id IS NOT NULL AND key <> kind || ':' || message_id) "
    "UNION SELECT key FROM ledger_entry WHERE NOT CASE kind "
    "WHEN 'top_up' THEN available_delta > 0 AND held_delta = 0 AND spent_delta = 0 "
    "WHEN 'adjust' THEN held_delta = 0 AND spent_delta = 0 "
    "WHEN 'reserve' THEN held_delta >= 0 AND available_delta = -held_delta AND spent_delta = 0 "
    "WHEN 'capture' THEN spent_delta >= 0 AND held_delta = -spent_delta AND available_delta = 0 "
    "WHEN 'release' THEN available_delta >= 0 AND held_delta = -available_delta "
    "AND spent_delta = 0 "
    "ELSE available_delta = 0 AND held_delta = 0 AND spent_delta = 0 END"
)

_LINES = "SELECT count(*) FROM ledger_line"
_DAYS = "SELECT count(*) FROM ledger_day"
_USAGE = "SELECT count(*) FROM usage_day"
_DIFFER = "HAVING sum(n) <> 0 OR sum(available) <> 0 OR sum(held) <> 0 OR sum(spent) <> 0"
# The entries less what stands for them must be nothing, group by group.
_WRONG_LINES = (
    "SELECT account_id, kind, batch_id, day FROM ("
    f"SELECT e.account_id, e.kind, coalesce(m.batch_id, 0) AS batch_id, e.at / {DAY_MS} AS day, "
    "1 AS n, e.available_delta AS available, e.held_delta AS held, e.spent_delta AS spent "
    "FROM ledger_entry e LEFT JOIN message m ON m.id = e.message_id "
    "UNION ALL SELECT account_id, kind, coalesce(batch_id, 0), day, -entries, -available_delta, "
    "-held_delta, -spent_delta FROM ledger_line) both_sides "
    f"GROUP BY account_id, kind, batch_id, day {_DIFFER}"
)
_WRONG_DAYS = (
    "SELECT account_id, kind, day FROM ("
    f"SELECT account_id, kind, at / {DAY_MS} AS day, 1 AS n, available_delta AS available, "
    "held_delta AS held, spent_delta AS spent FROM ledger_entry "
    "UNION ALL SELECT account_id, kind, day, -entries, -available_delta, -held_delta, "
    f"-spent_delta FROM ledger_day) both_sides GROUP BY account_id, kind, day {_DIFFER}"
)
_WRONG_USAGE = (
    "SELECT case_id, user_id, template_id, day FROM ("
    "SELECT b.case_id, b.user_id, coalesce(b.template_id, 0) AS template_id, "
    f"e.at / {DAY_MS} AS day, 1 AS n, e.spent_delta AS spent FROM ledger_entry e "
    "JOIN message m ON m.id = e.message_id JOIN batch b ON b.id = m.batch_id "
    "WHERE e.kind = 'capture' UNION ALL "
    "SELECT case_id, user_id, template_id, day, -messages, -credits FROM usage_day) both_sides "
    "GROUP BY case_id, user_id, template_id, day HAVING sum(n) <> 0 OR sum(spent) <> 0"
)
