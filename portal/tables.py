"""Imports every room's tables, so that Alembic and the tests see the whole schema."""

from portal.accounts import models as accounts
from portal.booking import models as booking
from portal.businesses import models as businesses
from portal.caseload import models as caseload
from portal.core import audit, calendar, limits, outgoing
from portal.core.db import Base
from portal.cv import models as cv
from portal.exports import models as exports
from portal.joblog import models as joblog
from portal.messages import models as messages
from portal.notifications import models as notifications
from portal.openings import models as openings
from portal.operations import models as operations
from portal.plan import models as plan
from portal.privacy import models as privacy
from portal.privacy.access_log import models as access_log
from portal.recruitment import models as recruitment
from portal.supported import models as supported
from portal.surveys import models as surveys
from portal.systems import models as systems
from portal.targets import models as targets
from portal.taxonomy import models as taxonomy

MODULES = (
    audit,
    calendar,
    limits,
    outgoing,
    accounts,
    businesses,
    taxonomy,
    booking,
    cv,
    plan,
    joblog,
    openings,
    recruitment,
    supported,
    surveys,
    systems,
    targets,
    notifications,
    messages,
    operations,
    exports,
    privacy,
    caseload,
    access_log,
)
METADATA = Base.metadata
