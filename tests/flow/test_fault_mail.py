"""A worker is killed while a mail server has the words and has not answered: a doubt, and no second mail."""

from a_mail_server import a_mail_server
from troubled import a_troubled_desk, quietly, waits

ASKING = {"name": "Jo", "address": "jo@example.org", "question": "Which screw holds the left arm?"}


def test_a_worker_killed_in_the_middle_of_a_mail_sends_no_second_one() -> None:
    with a_mail_server(acts=["hold"]) as post:
        way = {"EARFUL_MAIL_URL": f"smtp://127.0.0.1:{post.port}", "EARFUL_MAIL_FROM": "care@northwind.example"}
        with a_troubled_desk(**way) as desk:
            said = desk.town.says("The left arm of my chair is loose.")
            desk.arrives(said)
            at = f"/api/conversations/{desk.conversation(said)}/experts"
            assert desk.api.post(at, json=ASKING).status_code == 201
            waits(lambda: len(post.mails) == 1, "the mail to arrive")
            desk.desk.children()["work"].kill()

            waits(lambda: desk.one("select state from conversations_letter") == "uncertain", "a doubt", 90)
            (expert,) = desk.api.get(at).json()
            assert expert["letters"][0]["trouble"] == "Earful was interrupted while sending it."
            post.released.set()
            quietly(lambda: len(post.mails) == 1, 5, "one mail")

            link = post.mails[0].link  # it had arrived, so what it holds is good
            assert link.startswith(f"http://127.0.0.1:{desk.desk.port}/expert/open/?key=")
            assert desk.desk.get(link.partition(str(desk.desk.port))[2])[0] == 200
