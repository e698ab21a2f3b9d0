from django.db import models
from django.urls import reverse


class Category(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Release(models.Model):
    slug = models.SlugField(max_length=200, unique=True)
    kind = models.CharField(max_length=20)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    body = models.TextField()
    dated = models.DateField()
    is_featured = models.BooleanField(default=False)

    class Meta:
        ordering = ["-dated", "-id"]
        indexes = [
            models.Index(fields=["-dated", "-id"], name="press_order"),
            models.Index(fields=["is_featured"], name="press_featured", condition=models.Q(is_featured=True)),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("release", args=[self.slug])
