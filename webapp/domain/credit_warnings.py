"""The warning level of a parent organisation: who is told, once, when the balance falls to it.

The mark `warned_at` of the account decides: whoever sets it tells, in the transaction that used
the credits, so that two sends at once never tell twice. A refill above the level takes it away.
"""

from collections.abc import Collection
from datetime import datetime

from webapp import db
from webapp.domain import log, mail
from webapp.domain.log import Did
from webapp.lib import clock
from webapp.lib.words import say_n
from webapp.models import Organisation, User

MOST_LEVEL = 1_000_000
_LEVEL = "(SELECT warning_level FROM organisation WHERE id = ?)"


def after_use(root_id: int, at: datetime) -> bool:
    """Tell those who want to know, if the balance has just fallen to its level or below.

    In the caller's transaction, after the account changed. A second call tells nobody.
    """
    crossed = db.execute(
        "UPDATE account SET warned_at = ? "
        f"WHERE organisation_id = ? AND warned_at IS NULL AND available <= {_LEVEL}",
        (clock.to_ms(at), root_id, root_id),
    )
    if crossed:
        _tell(root_id, at)
    return crossed == 1


def after_refill(root_id: int) -> None:
    """If the balance is above its level now, be ready to warn again, and take the notice away."""
    is_above = db.execute(
        "UPDATE account SET warned_at = NULL "
        f"WHERE organisation_id = ? AND warned_at IS NOT NULL AND available > {_LEVEL}",
        (root_id, root_id),
    )
    if is_above:
        db.execute(
            'UPDATE "user" SET low_credits_at = NULL WHERE low_credits_at IS NOT NULL '
            "AND organisation_id IN (SELECT id FROM organisation WHERE root_id = ?)",
            (root_id,),
        )


def choose(
    parent: Organisation, level: int, user_ids: Collection[int], by_id: int, at: datetime
) -> None:
    """Set the level and who is told; raises ValueError unless it is from 0 to `MOST_LEVEL`.

    Where the balance is at the new level already, they are told at once. Users of another parent
    organisation are left out.
    """
    if not 0 <= level <= MOST_LEVEL:
        raise ValueError(f"A warning level must be from 0 to {MOST_LEVEL} credits.")
    with db.transaction():
        Organisation.update(warning_level=level).where(Organisation.id == parent.id).execute()
        in_tree = Organisation.select(Organisation.id).where(Organisation.root_id == parent.id)
        everybody = User.organisation.in_(in_tree)
        User.update(watches_credits=False).where(everybody).execute()
        User.update(watches_credits=True).where(everybody, User.id.in_(list(user_ids))).execute()
        log.record(
            Did.WARNING_LEVEL_SET, parent.id, by_id, parent.name, credits=level, users=len(user_ids)
        )
        after_refill(parent.id)
        after_use(parent.id, at)


def dismiss(user_id: int) -> None:
    """Take the notice away from a user who has seen it; a second call changes nothing."""
    User.update(low_credits_at=None).where(User.id == user_id).execute()


def _tell(root_id: int, at: datetime) -> None:
    """An e-mail to each who wants to know, and the notice on their pages."""
    told = db.rows(
        'UPDATE "user" SET low_credits_at = ? WHERE watches_credits AND inactivated_at IS NULL '
        "AND NOT is_invited "
        "AND organisation_id IN (SELECT id FROM organisation WHERE root_id = ?) "
        "RETURNING id",
        (clock.to_ms(at), root_id),
    )
    found = db.row(
        "SELECT o.name, o.warning_level, a.available FROM organisation o "
        "JOIN account a ON a.organisation_id = o.id WHERE o.id = ?",
        (root_id,),
    )
    name, level, available = found or ("", 0, 0)
    subject = say_n(
        "%(name)s has %(num)d credit left",
        "%(name)s has %(num)d credits left",
        available,
        name=name,
    )
    text = say_n(
        "%(name)s has %(num)d credit left: your warning level of %(level)d is reached.\n\n"
        "See Admin > Organisation > Credits in Hej, where you can also ask for a refill.\n",
        "%(name)s has %(num)d credits left: your warning level of %(level)d is reached.\n\n"
        "See Admin > Organisation > Credits in Hej, where you can also ask for a refill.\n",
        available,
        name=name,
        level=level,
    )
    for (user_id,) in told:
        reader = mail.reader(user_id)
        key = f"low-credits:{root_id}:{clock.to_ms(at)}:{user_id}"
        mail.queue(root_id, key, reader.email, subject, text, at, language=reader.language)
