"""Enumerations whose members carry the word that people read.

They do what Django's TextChoices does for a model field, without importing the database layer, so that the
pure rule modules can define them.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class WordedEnum(StrEnum):
    """`DRAFT = "draft", _("Entwurf")`: the member is the string "draft", its `.label` the lazy German word."""

    label: "_StrOrPromise"

    def __new__(cls, value: str, label: "_StrOrPromise" = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, "_StrOrPromise"]]:
        """Pairs for a model or form field."""
        return [(member.value, member.label) for member in cls]
