"""The recognisers, one small file per family, in the order in which they run."""

from sanitiser.matches import Recogniser
from sanitiser.recognisers import (
    addresses,
    cloud,
    code,
    codenames,
    credentials,
    devices,
    emails,
    events,
    financial,
    money,
    names,
    national,
    network,
    orgs,
    phones,
    places,
    presidio,
    quantities,
    records,
    secrets,
    tables,
    tickets,
    times,
    titles,
    usernames,
    vendors,
)

# Raise when any rule or list changes what is found.
RULES_VERSION = "1"

HARD: tuple[Recogniser, ...] = (
    secrets.RECOGNISER,
    financial.RECOGNISER,
    national.RECOGNISER,
    credentials.RECOGNISER,
    emails.RECOGNISER,
    network.RECOGNISER,
    cloud.RECOGNISER,
    code.RECOGNISER,
    tickets.RECOGNISER,
    records.RECOGNISER,
    devices.RECOGNISER,
    phones.RECOGNISER,
    addresses.RECOGNISER,
    usernames.RECOGNISER,
    times.RECOGNISER,
    money.RECOGNISER,
    quantities.RECOGNISER,
    titles.RECOGNISER,
    tables.RECOGNISER,
    presidio.RECOGNISER,
)
SOFT: tuple[Recogniser, ...] = (
    names.RECOGNISER,
    orgs.RECOGNISER,
    vendors.RECOGNISER,
    codenames.RECOGNISER,
    places.RECOGNISER,
    events.RECOGNISER,
)
