"""The demo's log-ins: one person per role, all with one password. In the demo the second factor is optional."""

import datetime

from allauth.account.models import EmailAddress

from accounts.models import RoleGrant, User
from accounts.services import refresh_staff
from admissions.models import BoardAppointment

SINCE = datetime.date(2024, 1, 1)

# E-mail, name, what the person is; in the order in which the log-ins are printed.
LOGINS = [
    ("office@demo.example", "Frieda Programmbüro", "Programmbüro"),
    ("ministry@demo.example", "Max Ministerium", "Ministerium"),
    ("board1@demo.example", "Britta Beirat", "Programmbegleitkreis, Vorsitz"),
    ("board2@demo.example", "Bernd Beirat", "Programmbegleitkreis, Vorsitz"),
    ("board3@demo.example", "Birgit Beirat", "Programmbegleitkreis; im Vorstand eines Trägervereins"),
    ("manager@demo.example", "Mona Management", "Clustermanagement eines Mitglieds"),
    ("applicant@demo.example", "Anton Antrag", "Clustermanagement, noch kein Mitglied"),
    ("admin@demo.example", "Ada Administration", "Administration: Personen, Rollen, Einstellungen"),
]
ROLES = {
    "office@demo.example": RoleGrant.Role.OFFICE,
    "ministry@demo.example": RoleGrant.Role.MINISTRY,
    "admin@demo.example": RoleGrant.Role.ADMINISTRATOR,
}
CHAIRS = {"board1@demo.example", "board2@demo.example"}
MEMBERS = CHAIRS | {"board3@demo.example"}


def person(email, name, password=None):
    """A person with a verified address; with a password given, the log-in works with exactly this one."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    if password and not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def load(password, day):
    """All log-ins with their roles and appointments. Returns {e-mail: User}."""
    cast = {}
    for email, name, _what in LOGINS:
        user = cast[email] = person(email, name, password)
        if email in ROLES:
            RoleGrant.objects.get_or_create(user=user, role=ROLES[email], starts_on=SINCE)
        if email in MEMBERS:
            BoardAppointment.objects.get_or_create(user=user, starts_on=SINCE, defaults={"is_chair": email in CHAIRS})
        refresh_staff(user, day)
    return cast
