"""The way of a backup to an S3-compatible store, against a server that speaks its protocol."""

import hashlib
import io
import os

import pytest
from django.core.management import CommandError, call_command

from embassy.backup import uploading
from embassy.backup.problems import BackupError

boto3 = pytest.importorskip("boto3")
server = pytest.importorskip("moto.server")
CONTENT = os.urandom(12 << 20)


@pytest.fixture(scope="module")
def endpoint():
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    yield "http://{}:{}".format(*running.get_host_and_port())
    running.stop()


@pytest.fixture
def store(endpoint, monkeypatch):
    monkeypatch.setattr(uploading, "PART", 5 << 20)
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s"
    )
    client.create_bucket(Bucket="backups")
    yield client
    for item in client.list_objects_v2(Bucket="backups").get("Contents", []):
        client.delete_object(Bucket="backups", Key=item["Key"])
    client.delete_bucket(Bucket="backups")
    client.close()


@pytest.fixture
def address(endpoint):
    return f"s3://k:s@backups/nightly?endpoint={endpoint}&region=us-east-1"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.backup"
    path.write_bytes(CONTENT)
    return path


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def stored(store) -> dict[str, str]:
    items = store.list_objects_v2(Bucket="backups").get("Contents", [])
    return {item["Key"]: digest(store.get_object(Bucket="backups", Key=item["Key"])["Body"].read()) for item in items}


class Counting:
    """The client, breaking off at a part; counts what is sent."""

    def __init__(self, client, fails_at: int = 0):
        self.client, self.fails_at, self.sent = client, fails_at, []

    def __getattr__(self, name):
        return getattr(self.client, name)

    def upload_part(self, **given):
        if given["PartNumber"] == self.fails_at:
            raise ConnectionError("the line is dead")
        self.sent.append(given["PartNumber"])
        return self.client.upload_part(**given)


def target(address, fails_at: int = 0) -> uploading.Target:
    found = uploading.target(address)
    return uploading.Target(Counting(found.client, fails_at), found.bucket, found.folder)


def test_a_backup_arrives_whole_and_leaves_no_note(store, address, path):
    to = target(address)
    uploading.send(path, to)

    assert stored(store) == {"nightly/a.backup": digest(CONTENT)}
    assert (to.client.sent, sorted(path.parent.iterdir())) == ([1, 2, 3], [path])


def test_broken_off_it_goes_on_with_what_is_missing(store, address, path):
    with pytest.raises(BackupError) as error:
        uploading.send(path, target(address, fails_at=3))
    assert (stored(store), uploading.is_under_way(path)) == ({}, True)
    assert str(error.value) == (
        f"a.backup could not be sent whole (the line is dead). The file itself is at {path}; run the command again "
        "with this path to go on."
    )
    to = target(address)
    uploading.send(path, to)

    assert (to.client.sent, stored(store)) == ([3], {"nightly/a.backup": digest(CONTENT)})
    assert not uploading.is_under_way(path)


def test_a_part_that_arrived_damaged_is_sent_again(store, address, path):
    with pytest.raises(BackupError):
        uploading.send(path, target(address, fails_at=2))
    upload = store.list_multipart_uploads(Bucket="backups")["Uploads"][0]
    where = {"Bucket": "backups", "Key": upload["Key"], "UploadId": upload["UploadId"]}
    store.upload_part(**where, PartNumber=1, Body=b"x" * (5 << 20))
    to = target(address)
    uploading.send(path, to)

    assert (to.client.sent, stored(store)) == ([1, 2, 3], {"nightly/a.backup": digest(CONTENT)})


def test_an_upload_that_the_store_has_forgotten_begins_anew(store, address, path):
    with pytest.raises(BackupError):
        uploading.send(path, target(address, fails_at=3))
    upload = store.list_multipart_uploads(Bucket="backups")["Uploads"][0]
    store.abort_multipart_upload(Bucket="backups", Key=upload["Key"], UploadId=upload["UploadId"])
    to = target(address)
    uploading.send(path, to)

    assert (to.client.sent, stored(store)) == ([1, 2, 3], {"nightly/a.backup": digest(CONTENT)})


def test_the_command_goes_on_with_the_file_that_was_not_sent_whole(store, address, path, db):
    with pytest.raises(BackupError):
        uploading.send(path, target(address, fails_at=2))
    out = io.StringIO()
    call_command("backup", path, to=address, unsealed=True, stdout=out)

    assert out.getvalue() == (
        f"{path} is written already; its sending goes on.\nSent to s3://backups/nightly/a.backup.\n"
    )
    assert stored(store) == {"nightly/a.backup": digest(CONTENT)}


def test_dur_04_what_leaves_the_machine_is_sealed(address, tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("backup", tmp_path / "a", to=address)
    assert str(error.value) == "A backup that leaves the machine is sealed: add --key-file, or --unsealed."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "--to takes s3://bucket/folder; set BACKUP_URL, or name the address."),
        ("ftp://k:secret@x", "--to takes s3://bucket/folder; set BACKUP_URL, or name the address."),
        ("s3://k:secret@", "--to: unsupported address '' (file:///folder, s3://bucket)"),
    ],
)
def test_an_address_that_is_none_is_told_without_its_secret(url, message):
    with pytest.raises(BackupError) as error:
        uploading.target(url)
    assert str(error.value) == message
    assert "secret" not in str(error.value)
