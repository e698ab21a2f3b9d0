"""The S3 store against a server that speaks its protocol, and against one that hangs."""

import socket
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.module_loading import import_string

from embassy import env
from embassy.lib import instant, storage
from releases import media
from tests import factories
from tests.media.rows import make_image, show

boto3 = pytest.importorskip("boto3")
pytest.importorskip("storages")
server = pytest.importorskip("moto.server")


@pytest.fixture(scope="module")
def endpoint():
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    yield "http://{}:{}".format(*running.get_host_and_port())
    running.stop()


def store(url):
    settings = env.parse_storage(url)
    return import_string(settings["BACKEND"])(**settings["OPTIONS"])


@pytest.fixture
def bucket(endpoint, monkeypatch):
    """An empty bucket as the site's storage."""
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="eu-north-1", aws_access_key_id="k", aws_secret_access_key="s/x"
    )
    client.create_bucket(Bucket="press", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    monkeypatch.setattr(
        default_storage, "_wrapped", store(f"s3://k:s%2Fx@press/site?endpoint={endpoint}&region=eu-north-1")
    )
    yield client
    for item in client.list_objects_v2(Bucket="press").get("Contents", []):
        client.delete_object(Bucket="press", Key=item["Key"])
    client.delete_bucket(Bucket="press")
    client.close()


@pytest.mark.django_db
def test_a_picture_lives_in_the_bucket_and_is_reached_through_the_site_only(bucket, client, publish):
    image, draft = make_image(), factories.make_draft()
    show(draft, image)
    hidden = client.get(f"/media/{image.names[0]}")
    publish(draft)
    shown = client.get(f"/media/{image.names[0]}")
    keys = [item["Key"] for item in bucket.list_objects_v2(Bucket="press")["Contents"]]
    grants = bucket.get_object_acl(Bucket="press", Key=keys[0])["Grants"]

    assert (hidden.status_code, shown.status_code, b"".join(shown)) == (404, 200, b"A picture 480.webp")
    assert sorted(keys) == sorted(f"site/library/{name}" for name in image.names)
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


@pytest.mark.django_db
def test_a_lost_object_is_missing_and_orphans_are_found(bucket, client, publish):
    image, draft = make_image(), factories.make_draft()
    show(draft, image)
    publish(draft)
    media.delete_files(image.names)
    default_storage.save("library/orphan.jpg", ContentFile(b"x"))

    assert client.get(f"/media/{image.names[0]}").status_code == 404
    assert list(media.orphans(instant.now().replace(year=2100), instant.now() - instant.now())) == ["orphan.jpg"]


@pytest.mark.django_db
def test_avl_07_a_store_that_hangs_keeps_a_page_waiting_once_and_not_for_long(client, publish, monkeypatch):
    image, draft = make_image(), factories.make_draft()
    show(draft, image)
    publish(draft)
    with socket.socket() as hanging:
        hanging.bind(("127.0.0.1", 0))
        hanging.listen(0)
        address = f"http://127.0.0.1:{hanging.getsockname()[1]}"
        monkeypatch.setattr(default_storage, "_wrapped", store(f"s3://k:s@press?endpoint={address}&region=eu-north-1"))
        storage.reset()
        began = time.monotonic()
        answers = [client.get(f"/media/{image.names[0]}").status_code for _ in range(10)]

    assert answers == [503] * 10
    assert time.monotonic() - began < 25


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("s3://", "unsupported address 's3://' (file:///folder, s3://bucket)"),
        ("ftp://user:secret@host", "unsupported address 'host' (file:///folder, s3://bucket)"),
        ("s3://bucket?public=1", "unknown option public (known: endpoint, region)"),
    ],
)
def test_an_address_that_cannot_be_read_and_no_secret_in_the_message(url, message):
    with pytest.raises(env.BadValueError) as error:
        env.parse_storage(url)
    assert str(error.value) == message
