"""Every table, imported so that the metadata is whole."""

from sqlmodel import SQLModel

from exports import models as exports
from itembank.accounts import models as accounts
from itembank.assembly import models as assembly
from itembank.core import audit, jobs
from itembank.framework import models as framework
from itembank.items import models as items
from scenarios import models as scenarios

MODULES = (accounts, assembly, audit, exports, framework, items, jobs, scenarios)

metadata = SQLModel.metadata
