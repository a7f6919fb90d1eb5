"""A name is shown as its network writes it: with an @ where that is how people are called there."""

from earful.web import shown


def test_only_where_people_are_called_so_an_at_stands_before_a_name():
    assert shown.handle("mastodon", "ana@social.example") == "@ana@social.example"
    assert shown.handle("bluesky", "ana.example") == "@ana.example"
    assert shown.handle("mail", "help@shop.example") == "help@shop.example"
    assert shown.handle("feeds", "blog.example") == "blog.example"
    assert shown.handle("form", "Northwind Rail") == "Northwind Rail"


def test_an_at_is_not_written_twice_and_nobody_is_called_only_at():
    assert shown.handle("mastodon", "@ana") == "@ana"
    assert shown.handle("mastodon", "") == ""
    assert shown.handle("a network that was taken away", "ana") == "ana"
