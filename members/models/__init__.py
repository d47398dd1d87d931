"""The cluster, its rules, organisations, people and offices."""

from members.models.base import LINE, NAME, Dated, Lasting, in_order
from members.models.cluster import Charter, Cluster
from members.models.offices import Absence, GroupMember, GroupNote, Mandate, WorkingGroup
from members.models.organizations import Alias, FormerName, Membership, Organization
from members.models.people import Assistant, Inspection, Person, Position, Representation
from members.models.signing import Accession, AccessionPerson, CaseFile, PowerOfAttorney

__all__ = [
    "LINE",
    "NAME",
    "Absence",
    "Accession",
    "AccessionPerson",
    "Alias",
    "Assistant",
    "CaseFile",
    "Charter",
    "Cluster",
    "Dated",
    "FormerName",
    "GroupMember",
    "GroupNote",
    "Inspection",
    "Lasting",
    "Mandate",
    "Membership",
    "Organization",
    "Person",
    "Position",
    "PowerOfAttorney",
    "Representation",
    "WorkingGroup",
    "in_order",
]
