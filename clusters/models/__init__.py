"""Organisations, clusters, functions, memberships, figures."""

from .dated import dated, ends_after_start
from .exclusion import ExclusionProposal
from .figures import ActorFigures, InternationalisationStatement, PublishedFigure
from .invitations import Invitation, InvitationQuerySet, SpeakerInvitation
from .mergers import ClusterMerger, FormerName
from .organisations import ManagementOrganisation, OrganisationDetails
from .profiles import ProfileRevision
from .register import (
    Certificate,
    Cluster,
    ClusterOperation,
    FormerSlug,
    Function,
    Membership,
)
from .reports import FiguresReport
from .snapshots import FactsSnapshot

__all__ = [
    "ActorFigures",
    "Certificate",
    "Cluster",
    "ClusterMerger",
    "ClusterOperation",
    "ExclusionProposal",
    "FactsSnapshot",
    "FiguresReport",
    "FormerName",
    "FormerSlug",
    "Function",
    "InternationalisationStatement",
    "Invitation",
    "InvitationQuerySet",
    "ManagementOrganisation",
    "Membership",
    "OrganisationDetails",
    "ProfileRevision",
    "PublishedFigure",
    "SpeakerInvitation",
    "dated",
    "ends_after_start",
]
