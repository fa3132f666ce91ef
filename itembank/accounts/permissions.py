"""Permissions and roles, in one table.

A permission is named `area:thing:action`; a typo cannot pass silently.
"""

from enum import StrEnum


class Permission(StrEnum):
    """Everything that somebody may be allowed to do."""

    SCENARIO_SEND = "scenarios:scenario:send"
    SCENARIO_CLEAR = "scenarios:scenario:clear"
    SCENARIO_DRAFT_FROM = "scenarios:cleared:draft-from"
    ITEM_WRITE = "items:item:write"
    ITEM_IMPORT = "items:item:import"
    ITEM_REVIEW = "items:item:review"
    ITEM_APPROVE = "items:item:approve"
    ITEM_SEE_ALL = "items:item:see-all"
    OUTLINE_WRITE = "assembly:outline:write"
    FORM_ASSEMBLE = "assembly:form:assemble"
    FORM_LOCK = "assembly:form:lock"
    FORM_READ = "assembly:form:read"
    FORM_EXPORT = "exports:form:export"
    FRAMEWORK_READ = "framework:pack:read"
    FRAMEWORK_IMPORT = "framework:pack:import"
    PEOPLE_READ = "accounts:people:read"
    PEOPLE_MANAGE = "accounts:people:manage"
    EXPERIENCE_STATE = "accounts:experience:state"
    EXPERIENCE_VERIFY = "accounts:experience:verify"
    AUDIT_READ = "core:audit:read"


class Role(StrEnum):
    """What a person is here for. Roles combine; hard bans hold for every combination."""

    CONTRIBUTOR = "contributor"
    CLEARER = "clearer"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    DOMAIN_LEAD = "domain_lead"
    EXAM_STAFF = "exam_staff"
    EXAM_MANAGER = "exam_manager"
    FRAMEWORK_MAINTAINER = "framework_maintainer"
    DATA_PROTECTION = "data_protection_officer"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role in words."""
        return self.value.replace("_", " ")


_P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CONTRIBUTOR: frozenset({_P.SCENARIO_SEND, _P.FRAMEWORK_READ}),
    Role.CLEARER: frozenset({_P.SCENARIO_CLEAR, _P.FRAMEWORK_READ}),
    Role.EDITOR: frozenset({_P.SCENARIO_DRAFT_FROM, _P.ITEM_WRITE, _P.ITEM_IMPORT, _P.FRAMEWORK_READ}),
    Role.REVIEWER: frozenset({_P.ITEM_REVIEW, _P.EXPERIENCE_STATE, _P.FRAMEWORK_READ}),
    Role.DOMAIN_LEAD: frozenset({_P.ITEM_APPROVE, _P.FRAMEWORK_READ}),
    Role.EXAM_STAFF: frozenset(
        {_P.ITEM_SEE_ALL, _P.OUTLINE_WRITE, _P.FORM_ASSEMBLE, _P.FORM_READ, _P.FORM_EXPORT, _P.FRAMEWORK_READ}
    ),
    Role.EXAM_MANAGER: frozenset({_P.ITEM_SEE_ALL, _P.FORM_LOCK, _P.FORM_READ, _P.FRAMEWORK_READ}),
    Role.FRAMEWORK_MAINTAINER: frozenset({_P.FRAMEWORK_READ, _P.FRAMEWORK_IMPORT}),
    Role.DATA_PROTECTION: frozenset({_P.AUDIT_READ, _P.FRAMEWORK_READ}),
    Role.ADMINISTRATOR: frozenset(
        {
            _P.PEOPLE_READ,
            _P.PEOPLE_MANAGE,
            _P.EXPERIENCE_VERIFY,
            _P.FRAMEWORK_READ,
            _P.FRAMEWORK_IMPORT,
            _P.AUDIT_READ,
        }
    ),
}

STAFF_ROLES = frozenset(Role) - {Role.CONTRIBUTOR}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Return everything the *roles* allow together."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
