"""The cast of all tests, and where they work.

    Northern group              Cleo administers it
      Emergency care            Alma recruits here with SMS, Bo without
      Home care                 nobody of the cast
    Southern group              Dag administers it and recruits in it
      Clinic

Ines is the candidate. All numbers are from the range that is kept for drama in Sweden.
"""

from typing import NamedTuple

from webapp.domain.applications import Details
from webapp.domain.people import Person
from webapp.models import Organisation

PASSWORD = "correct horse battery"
SECRET_KEY = "a secret key that only these tests have"

ALMA = ("alma@example.org", "Alma Recruiter", "+46701740695")
BO = ("bo@example.org", "Bo Colleague", "+46701740696")
CLEO = ("cleo@example.org", "Cleo Administrator", "+46701740697")
DAG = ("dag@example.org", "Dag Elsewhere", "+46701740698")
INES = Details("Ines", "Candidate", email="ines@example.org", mobile="070-174 06 05")

CANDIDATE_NUMBERS = tuple(f"+46701740{last}" for last in range(605, 695))


class Cast(NamedTuple):
    """Everybody, and the organisations. `group` is the parent of `care` and `home`."""

    alma: Person
    bo: Person
    cleo: Person
    dag: Person
    group: Organisation
    care: Organisation
    home: Organisation
    other_group: Organisation
    clinic: Organisation
