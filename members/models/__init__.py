"""The cluster, its rules, organisations, people and offices."""

from members.models.base import LINE, NAME, Dated, Lasting, in_order
from members.models.cluster import Charter, Cluster
from members.models.offices import Mandate, WorkingGroup
from members.models.organizations import Alias, FormerName, Membership, Organization
from members.models.people import Person, Position, Representation

__all__ = [
    "LINE",
    "NAME",
    "Alias",
    "Charter",
    "Cluster",
    "Dated",
    "FormerName",
    "Lasting",
    "Mandate",
    "Membership",
    "Organization",
    "Person",
    "Position",
    "Representation",
    "WorkingGroup",
    "in_order",
]
