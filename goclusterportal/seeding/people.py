"""Who acts in the invented cases: the people of the demonstration where there are some, else invented ones."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import RoleGrant, User
from admissions.models import BoardAppointment

from . import names

BOARD_SIZE = 2


@dataclass(frozen=True)
class Staff:
    office: User
    ministry: User
    board: list[User]


def staff(day):
    """An office person, one of the ministry, and two board members; nobody invented gets a right or a password."""
    office = _holder(RoleGrant.Role.OFFICE, day) or _invented("programmbuero", 1)
    ministry = _holder(RoleGrant.Role.MINISTRY, day) or _invented("ministerium", 1)
    appointed = BoardAppointment.objects.holding_on(day).select_related("user").order_by("pk")
    board = list({row.user_id: row.user for row in appointed}.values())[:BOARD_SIZE]
    for number in range(len(board), BOARD_SIZE):
        user = _invented("beirat", number + 1)
        BoardAppointment.objects.get_or_create(user=user, starts_on=day - datetime.timedelta(days=1500))
        board.append(user)
    return Staff(office, ministry, board)


def _holder(role, day):
    grant = RoleGrant.objects.holding_on(day).filter(role=role).select_related("user").order_by("pk").first()
    return grant.user if grant else None


def _invented(what, number):
    email = names.email(what, number)
    values = {"name": f"Erfundene Person ({what})", "password": make_password(None)}
    return User.objects.get_or_create(email=email, defaults=values)[0]


def managers(numbers):
    """One person per cluster, without a usable password."""
    return User.objects.bulk_create(
        User(
            email=names.email("management", number),
            name=f"Erfundenes Management {number:05d}",
            password=make_password(None),
        )
        for number in numbers
    )
