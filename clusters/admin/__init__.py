"""The office's pages for the register."""

from .clusters import ClusterAdmin
from .figures import ActorFiguresAdmin, PublishedFigureAdmin
from .functions import FunctionAdmin
from .invitations import SpeakerInvitationAdmin
from .memberships import CertificateAdmin, MembershipAdmin
from .mergers import ClusterMergerAdmin
from .organisations import ManagementOrganisationAdmin
from .profiles import ProfileRevisionAdmin
from .reports import FiguresReportAdmin

__all__ = [
    "ActorFiguresAdmin",
    "CertificateAdmin",
    "ClusterAdmin",
    "ClusterMergerAdmin",
    "FiguresReportAdmin",
    "FunctionAdmin",
    "ManagementOrganisationAdmin",
    "MembershipAdmin",
    "ProfileRevisionAdmin",
    "PublishedFigureAdmin",
    "SpeakerInvitationAdmin",
]
