"""The nouns, in the order in which one may know of another."""

from webapp.models.organisation import Destination, Organisation
from webapp.models.user import (
    AccessGroup,
    AccessGroupRight,
    Assignment,
    PasswordRequest,
    PendingSignIn,
    RecoveryCode,
    Session,
    SignInAttempt,
    User,
    UserLink,
    UserTotp,
)
from webapp.models.log import LogEntry
from webapp.models.mail import Mail
from webapp.models.case import Application, Case
from webapp.models.saving import Saving
from webapp.models.template import Template, TemplateVersion
from webapp.models.message import (
    Batch,
    CarrierReceipt,
    InboundText,
    Message,
    Outlet,
    WebhookCall,
    WorkerBeat,
)
from webapp.models.opt_out import KeyMark, OptOut, StopDoubt
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
    UserLink,
    PasswordRequest,
    AccessGroup,
    AccessGroupRight,
    Assignment,
    LogEntry,
    Mail,
    Case,
    Application,
    Template,
    TemplateVersion,
    Batch,
    Message,
    CarrierReceipt,
    InboundText,
    OptOut,
    StopDoubt,
    KeyMark,
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
    "InboundText",
    "KeyMark",
    "LedgerDay",
    "LedgerEntry",
    "LedgerLine",
    "LogEntry",
    "Mail",
    "Message",
    "OptOut",
    "Organisation",
    "Outlet",
    "PasswordRequest",
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
    "UserLink",
    "UserTotp",
    "WebhookCall",
    "WorkerBeat",
]
