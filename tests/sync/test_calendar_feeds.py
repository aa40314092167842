"""A feed is read from where it is published, and from nowhere else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sla_plugin.errors import Code, SlaError
from sla_plugin.sync.calendar_feeds import MAX_BYTES, FeedReader
from tests.support.answering import Reply, answering

TEXT = "BEGIN:VCALENDAR\nEND:VCALENDAR\n"
INSIDE = FeedReader(private=True)


async def refusal(address: str, reader: FeedReader = INSIDE) -> tuple[Code, str]:
    with pytest.raises(SlaError) as caught:
        await reader.read(address)
    return caught.value.code, caught.value.message


async def test_the_text_is_read_as_it_is_published() -> None:
    with answering(Reply(f"{TEXT}สงกรานต์")) as url:
        assert await INSIDE.read(f"{url}/holidays.ics") == f"{TEXT}สงกรานต์"


async def test_a_redirect_is_followed() -> None:
    with answering(Reply("", 302, {"Location": "/new.ics"}), Reply(TEXT)) as url:
        assert await INSIDE.read(f"{url}/old.ics") == TEXT


async def test_a_circle_of_redirects_ends() -> None:
    with answering(*[Reply("", 302, {"Location": "/again.ics"})] * 6) as url:
        assert await refusal(url) == (Code.FEED_UNREACHABLE, f"{url}: redirects more than 5 times.")


@pytest.mark.parametrize("elsewhere", ["file:///etc/hostname", "ftp://127.0.0.1/holidays.ics"])
async def test_a_redirect_to_another_scheme_is_not_followed(elsewhere: str) -> None:
    with answering(Reply("", 302, {"Location": elsewhere})) as url:
        assert (await refusal(url))[0] == Code.FEED_ADDRESS


async def test_a_feed_that_is_gone_is_told() -> None:
    with answering(Reply("No.", 404)) as url:
        assert await refusal(url) == (Code.FEED_UNREACHABLE, f"{url}: answers 404 Not Found.")


async def test_a_server_that_hangs_up_is_told() -> None:
    with answering() as url:
        assert (await refusal(url))[0] == Code.FEED_UNREACHABLE


async def test_a_server_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    assert (await refusal(f"http://127.0.0.1:{port}/"))[0] == Code.FEED_UNREACHABLE


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


async def test_a_server_that_says_nothing_is_not_waited_for(silent: str) -> None:
    hasty = FeedReader(private=True, patience=timedelta(milliseconds=50))
    assert await refusal(silent, hasty) == (
        Code.FEED_UNREACHABLE,
        f"{silent}: did not answer within 0.05 seconds.",
    )


async def test_a_feed_is_read_up_to_its_largest_size() -> None:
    with answering(Reply("x" * MAX_BYTES), Reply("x" * (MAX_BYTES + 1))) as url:
        assert len(await INSIDE.read(url)) == MAX_BYTES
        assert await refusal(url) == (Code.FEED_TOO_LARGE, f"{url} is larger than 1,048,576 bytes.")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/holidays.ics",
        "ftp://example.com/holidays.ics",
        "holidays.ics",
        "",
        "https://",
        "https://127.0.0.1/holidays.ics",
        "webcal://10.0.0.1/holidays.ics",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/holidays.ics",
        "https://localhost/holidays.ics",
        "file:///etc/hostname",
    ],
)
async def test_by_default_only_public_https_is_asked(address: str) -> None:
    assert (await refusal(address, FeedReader()))[0] == Code.FEED_ADDRESS


async def test_whom_we_have_reached_is_looked_at_a_second_time() -> None:
    """A name can lead elsewhere between the look and the call."""
    with answering(Reply(TEXT)) as url, pytest.raises(SlaError) as caught:
        await _Careless().read(url)
    assert (caught.value.code, caught.value.message) == (
        Code.FEED_ADDRESS,
        f"{url} leads into a private network.",
    )


class _Careless(FeedReader):
    """Without the first look."""

    async def _check(self, url: object, address: str) -> None:
        pass


async def test_a_file_of_this_machine_is_read_only_where_that_is_allowed(tmp_path: Path) -> None:
    file = tmp_path / "holidays of ours.ics"
    file.write_text(TEXT, encoding="utf-8")
    assert await FeedReader(files=True).read(file.as_uri()) == TEXT
    assert (await refusal(file.as_uri()))[0] == Code.FEED_ADDRESS


async def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    files = FeedReader(files=True)
    missing = (tmp_path / "missing.ics").as_uri()
    assert await refusal(missing, files) == (
        Code.FEED_UNREACHABLE,
        f"{missing}: No such file or directory.",
    )
    other = tmp_path / "latin.ics"
    other.write_bytes("Fête".encode("latin-1"))
    assert (await refusal(other.as_uri(), files))[0] == Code.FEED_MALFORMED
