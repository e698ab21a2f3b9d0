from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "tests.bench.textbook"
    label = "press"
    default_auto_field = "django.db.models.BigAutoField"
