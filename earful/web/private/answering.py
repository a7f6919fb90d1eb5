"""Whether it is solved, with one tap: a page with two buttons. Looking at it answers nothing."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from earful import in_private
from earful.outbox.models import SolvedQuestion
from earful.outbox.pages import solved
from earful.web.private import door

ANSWERS = {"yes", "not_yet"}


def take_answer(question: SolvedQuestion, answer: str, word: str) -> bool:
    """Keep an answer; whether it was the first and is one."""
    return answer in ANSWERS and in_private.tapped(question, answer, word)


@sensitive_post_parameters()
@sensitive_variables("key")
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, key: str) -> HttpResponse:
    """The question of one link."""
    question = solved.of_key(key)
    if question is None:
        return door.show(request, "closed", {"door": "", **door.brand(None, None)}, 404)
    trouble, status = "", 200
    if request.method == "POST":
        word = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")
        if door.too_often(request, key):
            trouble, status = _("That was very often in a short time. Wait some minutes."), 429
        else:
            take_answer(question, request.POST.get("solved", ""), word)
            question.refresh_from_db(fields=["answer"])
    context = {
        **door.brand(question.conversation, question.workspace),
        "question": question,
        "holds": solved.holds(question),
        "trouble": trouble,
    }
    return door.show(request, "solved", context, status)
