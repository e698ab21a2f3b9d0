"""Accounts and roles on the desk. Nobody gives a right that they do not have; accounts are disabled, not deleted."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.accounts import second_factor, sessions
from embassy.accounts.recently import RecentlyAuthenticated
from embassy.audit.models import Act
from embassy.audit.recording import record
from releases.permissions import ADMINISTRATOR, ROLES

OWN_RIGHTS = ("is_active", "is_staff", "is_superuser", "groups")

# Their own pages know how to show these without the secrets in them.
for model in (User, Group, Authenticator, EmailAddress, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def reach(user: Any) -> set[str]:
    """The rights that `user` may give and take: their own, and for an administrator those of the three roles."""
    own: set[str] = user.get_all_permissions()
    if user.groups.filter(name=ADMINISTRATOR).exists():
        return own.union(*ROLES.values())
    return own


def is_beyond(user: Any, other: User) -> bool:
    """Whether `other` has a right that `user` may not give or take."""
    if user.is_superuser:
        return False
    return other.is_superuser or not other.get_all_permissions() <= reach(user)


def is_grantable(user: User, group: Group) -> bool:
    permissions = group.permissions.select_related("content_type")
    names = {f"{permission.content_type.app_label}.{permission.codename}" for permission in permissions}
    return user.is_superuser or names <= reach(user)


@admin.register(User)
class AccountAdmin(RecentlyAuthenticated, UserAdmin):
    list_display = ["username", "first_name", "last_name", "email", "is_active", "has_second_factor", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    actions = ["renew_second_factor"]
    readonly_fields = ["last_login", "date_joined", "has_second_factor"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (lazy("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (lazy("Rights"), {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
        (lazy("Log-in"), {"fields": ["has_second_factor", "last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=second_factor.FACTORS)
        users: QuerySet[User] = super().get_queryset(request).annotate(_has_factor=Exists(factors))
        return users

    @admin.display(description=lazy("second factor"), boolean=True)
    def has_second_factor(self, user: User) -> bool:
        return getattr(user, "_has_factor", False)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser or obj is None:
            return fieldsets
        return [
            (name, {**options, "fields": [field for field in options["fields"] if field != "is_superuser"]})
            for name, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody raises, or cuts off, themselves."""
        own = OWN_RIGHTS if obj is not None and obj.pk == request.user.pk else ()
        return [*super().get_readonly_fields(request, obj), *own]

    def formfield_for_manytomany(self, db_field: Any, request: Any, **options: Any) -> Any:
        if db_field.name == "groups":
            grantable = [group.pk for group in Group.objects.all() if is_grantable(request.user, group)]
            options["queryset"] = Group.objects.filter(pk__in=grantable)
        return super().formfield_for_manytomany(db_field, request, **options)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_beyond(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.action(description=lazy("Second factor lost: set up a new one at the next log-in"), permissions=["change"])
    def renew_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            if is_beyond(request.user, user):
                words = _("%(user)s has rights that you do not have.")
                messages.error(request, words % {"user": user})
                continue
            second_factor.forget(user)
            sessions.end_all(user)
            record(Act.FACTOR_REMOVED, by=request.user, subject=user, request=request)
            messages.success(request, _("%(user)s sets up a new second factor at the next log-in.") % {"user": user})


@admin.register(Group)
class RoleAdmin(RecentlyAuthenticated, GroupAdmin):
    """Roles are kept by the code; what is changed here is for superusers, and of rights that they have."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser) and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) and super().has_delete_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).prefetch_related("permissions")
