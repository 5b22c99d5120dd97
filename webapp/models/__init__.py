"""The nouns, in the order in which one may know of another."""

from webapp.models.organisation import Destination, Organisation
from webapp.models.user import (
    AccessGroup,
    AccessGroupRight,
    Assignment,
    PendingSignIn,
    RecoveryCode,
    Session,
    SignInAttempt,
    User,
    UserTotp,
)
from webapp.models.log import LogEntry
from webapp.models.mail import Mail
from webapp.models.case import Application, Case
from webapp.models.erasure import Erasure
from webapp.models.saving import Saving
from webapp.models.template import Template, TemplateVersion
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
from webapp.models.refill_request import RefillRequest
from webapp.models.usage import LedgerDay, LedgerLine, UsageDay

ALL = (
    Organisation,
    Destination,
    User,
    Session,
    SignInAttempt,
    PendingSignIn,
    UserTotp,
    RecoveryCode,
    AccessGroup,
    AccessGroupRight,
    Assignment,
    LogEntry,
    Mail,
    Case,
    Application,
    Erasure,
    Template,
    TemplateVersion,
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
    LedgerLine,
    LedgerDay,
    UsageDay,
    RefillRequest,
    Saving,
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
    "Erasure",
    "InboundText",
    "LedgerDay",
    "LedgerEntry",
    "LedgerLine",
    "LogEntry",
    "Mail",
    "Message",
    "OptOut",
    "Organisation",
    "Outlet",
    "PendingSignIn",
    "RecoveryCode",
    "RefillRequest",
    "Saving",
    "Session",
    "SignInAttempt",
    "StopDoubt",
    "Template",
    "TemplateVersion",
    "UsageDay",
    "User",
    "UserTotp",
    "WebhookCall",
    "WorkerBeat",
]
