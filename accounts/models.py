"""People and the roles they hold. A person is never deleted: erasure empties the row (SPEC 2.5)."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person with a log-in; without a password the log-in cannot be used until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Logs in with an e-mail address; may hold several roles at once."""

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    language = models.CharField(
        _("Sprache"), max_length=2, choices=[("de", _("Deutsch")), ("en", _("Englisch"))], default="de"
    )
    is_staff = models.BooleanField(_("Zugang zur Verwaltung"), default=False, editable=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    date_joined = models.DateTimeField(_("angelegt am"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("Daten gelöscht am"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        ordering = ["email"]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    def has_role(self, role, day):
        """Whether the person holds `role` on `day`. The person's grants are read once per object."""
        if not hasattr(self, "_grants"):
            self._grants = list(self.role_grants.all())
        return any(grant.role == role and grant.holds_on(day) for grant in self._grants)


class RoleGrantQuerySet(models.QuerySet):
    def holding_on(self, day):
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class RoleGrant(models.Model):
    """A role held for a time. Board members are appointed (admissions), managers hold a Function (clusters)."""

    class Role(models.TextChoices):
        OFFICE = "office", _("Programmbüro")
        MINISTRY = "ministry", _("Ministerium")
        ADMINISTRATOR = "administrator", _("Administration")

    user = models.ForeignKey(User, models.PROTECT, related_name="role_grants", verbose_name=_("Person"))
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    starts_on = models.DateField(_("von"))
    ends_on = models.DateField(_("bis einschließlich"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rolle")
        verbose_name_plural = _("Rollen")
        ordering = ["user", "role", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "starts_on"], name="role_grant_one_start"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="role_grant_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"

    def holds_on(self, day):
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
