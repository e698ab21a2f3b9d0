from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "embassy.background"

    def ready(self) -> None:
        from embassy.background import logs  # noqa: PLC0415  # models are ready only now

        logs.connect()
