"""One line in front of each host, whoever stands in it; and what a host wishes is kept by all."""

import asyncio
from threading import Thread

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections

from earful.accounts import hosts
from earful.kit import clock, courtesy
from earful.kit.courtesy import Robots, retry_after

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("truncate accounts_host")


def test_one_after_the_other_and_each_host_for_itself() -> None:
    waits = [hosts.turn("blog.test:443", 5) for _ in range(4)]
    assert [round(wait) for wait in waits] == [0, 5, 10, 15]
    assert hosts.turn("other.test:443", 5) == 0


def test_several_processes_stand_in_one_line() -> None:
    waits: list[float] = []

    def ask() -> None:
        waits.extend(hosts.turn("blog.test:443", 2) for _ in range(3))
        connections.close_all()

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [round(wait / 2) for wait in sorted(waits)] == list(range(9))


def test_who_finds_the_line_too_long_takes_no_place() -> None:
    for _ in range(5):
        hosts.turn("blog.test:443", 10)
    assert hosts.turn("blog.test:443", 10) > courtesy.LONGEST_GAP
    before = hosts.turn("blog.test:443", 10)
    assert hosts.turn("blog.test:443", 10) <= before


def test_a_host_that_asked_for_rest_is_left_alone() -> None:
    async def rests() -> None:
        await hosts.SharedPace().rest("blog.test:443", 600)
        await sync_to_async(connections.close_all)()  # that of the thread it worked in

    asyncio.run(rests())
    assert 595 < hosts.turn("blog.test:443", 1) <= 600
    hosts.rest("blog.test:443", 5)
    assert hosts.turn("blog.test:443", 1) > 590, "a shorter wish does not end a longer one"


def test_retry_after_is_a_number_or_a_date_and_never_without_end() -> None:
    now = clock.parse("2026-11-29T08:00:00Z")
    assert retry_after("77", now, 5) == 77
    assert retry_after("Sun, 29 Nov 2026 08:02:00 GMT", now, 5) == 120
    assert retry_after("Sun, 29 Nov 2020 08:02:00 GMT", now, 5) == 1
    assert retry_after("9" * 9, now, 5) == courtesy.LONGEST_REST
    for nonsense in ("", "soon", "-5", "٧", "9" * 400, "Sun, 99 Nov 99999 08:02:00 GMT"):
        assert retry_after(nonsense, now, 5) == 5


def test_what_robots_txt_says_is_kept() -> None:
    robots = Robots("User-agent: *\nDisallow: /private\nCrawl-delay: 7\n\nUser-agent: Earful\nDisallow: /earless\n")
    assert not robots.allows("https://blog.test/earless/1")
    assert robots.allows("https://blog.test/private/1"), "what is said to us by name counts alone"
    everybody = Robots("User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")
    assert not everybody.allows("https://blog.test/private/1")
    assert everybody.gap == 7
    assert Robots("Crawl-delay: 9999\n").gap >= courtesy.GAP
    assert Robots("User-agent: *\nCrawl-delay: 9999\n").gap == courtesy.LONGEST_GAP
    assert Robots("\x00nonsense: " * 50).allows("https://blog.test/")
