"""The accounts of the officers on the desk: nobody raises anybody, themselves included, above their own rights."""

from typing import Any

from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Q

from releases.permissions import ROLES


class OfficerAdmin(UserAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """An administrator gives and takes the roles of others; superusers and single rights are a superuser's affair."""

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return bool(super().has_change_permission(request, obj)) and not is_above

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fields
        own = ["groups", "is_active", "is_staff"] if obj == request.user else []
        return [*fields, "is_superuser", "user_permissions", *own]

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **options: Any) -> Any:
        """The three roles, and whatever other groups the account is in already."""
        if db_field.name == "groups" and not request.user.is_superuser:
            account = request.resolver_match.kwargs.get("object_id") or "0"
            theirs = Q(user=account) if account.isdigit() else Q()
            options["queryset"] = Group.objects.filter(Q(name__in=ROLES) | theirs).distinct()
        return super().formfield_for_manytomany(db_field, request, **options)
