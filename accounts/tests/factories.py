"""People for tests."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import RoleGrant, User

PASSWORD = "ein-gutes-Kennwort-1"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@portal.test")
    name = factory.Sequence(lambda n: f"Testperson {n}")
    language = "de"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(password=PASSWORD, **kwargs)


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = RoleGrant.Role.OFFICE
    starts_on = "2020-01-01"
