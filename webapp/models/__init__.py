"""The nouns, in the order in which one may know of another."""

from webapp.models.organisation import Destination, Organisation
from webapp.models.user import (
    AccessGroup,
    AccessGroupRight,
    Assignment,
    Session,
    SignInAttempt,
    User,
)
from webapp.models.case import Application, Case
from webapp.models.template import Template
from webapp.models.message import (
    Batch,
    CarrierReceipt,
    InboundText,
    Message,
    OptOut,
    Outlet,
    StopDoubt,
    WebhookCall,
    WorkerBeat,
)
from webapp.models.credit import Account, LedgerEntry

ALL = (
    Organisation,
    Destination,
    User,
    Session,
    SignInAttempt,
    AccessGroup,
    AccessGroupRight,
    Assignment,
    Case,
    Application,
    Template,
    Batch,
    Message,
    CarrierReceipt,
    InboundText,
    OptOut,
    StopDoubt,
    WebhookCall,
    Outlet,
    WorkerBeat,
    Account,
    LedgerEntry,
)

__all__ = [
    "ALL",
    "AccessGroup",
    "AccessGroupRight",
    "Account",
    "Application",
    "Assignment",
    "Batch",
    "CarrierReceipt",
    "Case",
    "Destination",
    "InboundText",
    "LedgerEntry",
    "Message",
    "OptOut",
    "Organisation",
    "Outlet",
    "Session",
    "SignInAttempt",
    "StopDoubt",
    "Template",
    "User",
    "WebhookCall",
    "WorkerBeat",
]
