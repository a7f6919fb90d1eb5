"""Who works here: yourself, colleagues, teams, and tokens for programs."""

from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful.api import finding, shown
from earful.api import schemas_house as schemas
from earful.api.permission import PERSON, No, allow
from earful.api.schemas import Id, answers
from earful.staff import actions, changes, queries
from earful.staff.models import Agent, ApiToken, Team
from earful.staff.rules import Act, Role

router = Router(tags=["people"])


@router.get("/me", response=answers(schemas.Me), summary="Who you are here")
def me(request: HttpRequest) -> schemas.Me:
    """Your name, your role, and everything you may do."""
    agent = allow(request, Act.READ)
    return shown.fields(schemas.Me, agent, may=[act.value for act in Act if agent.may(act)])


@router.get("/teams", response=answers(list[schemas.Team]), summary="All teams")
def teams(request: HttpRequest) -> list[Team]:
    """By name."""
    return list(queries.teams(finding.workspace(allow(request, Act.READ)).pk).prefetch_related("members"))


@router.get("/staff", response=answers(list[schemas.Colleague]), summary="Everyone who works here")
def staff(request: HttpRequest) -> list[Agent]:
    """Those who left come last."""
    people = Agent.objects.filter(workspace=finding.workspace(allow(request, Act.READ)))
    return list(people.order_by("-is_active", "public_name", "id").prefetch_related("teams"))


@router.post("/staff", response=answers(schemas.Invited, 201), summary="Invite a colleague")
def invite(request: HttpRequest, guest: schemas.Inviting) -> Status[dict[str, object]]:
    """The link in the answer signs them in once; give it to them yourself."""
    workspace = finding.workspace(allow(request, Act.STAFF))
    same = Q(username__iexact=guest.username)
    if Agent.objects.filter(same | Q(email__iexact=guest.email) if guest.email else same).exists():
        raise No(409, _("Somebody signs in with this name or this e-mail address already."))
    try:
        person = actions.invite(workspace, guest.username, guest.name, Role(guest.role), guest.email)
    except IntegrityError as error:
        raise No(409, _("Somebody signs in with this name or this e-mail address already.")) from error
    link = request.build_absolute_uri(actions.one_time_link(person))
    return Status(201, {"person": person, "link": link})


@router.put("/staff/{agent_id}/role", response=answers(schemas.Colleague), summary="Change what somebody may do")
def role(request: HttpRequest, agent_id: Id, change: schemas.RoleChange) -> Agent:
    """The last owner stays one."""
    person = finding.colleague(allow(request, Act.STAFF), agent_id)
    changes.set_role(person, Role(change.role))
    return person


@router.post("/staff/{agent_id}/let-go", response=answers(schemas.Colleague), summary="Somebody leaves")
def let_go(request: HttpRequest, agent_id: Id) -> Agent:
    """They are signed out, their tokens open nothing; what they wrote stays under their name."""
    person = finding.colleague(allow(request, Act.STAFF), agent_id)
    changes.let_go(person)
    return person


@router.post("/staff/{agent_id}/welcome-back", response=answers(schemas.Colleague), summary="Somebody returns")
def welcome_back(request: HttpRequest, agent_id: Id) -> Agent:
    """They may sign in again."""
    person = finding.colleague(allow(request, Act.STAFF), agent_id)
    changes.welcome_back(person)
    return person


@router.get("/tokens", response=answers(list[schemas.Token]), summary="Your tokens")
def tokens(request: HttpRequest) -> list[ApiToken]:
    """Newest first; never their text."""
    return list(ApiToken.objects.filter(agent=allow(request, Act.READ)).order_by("-id"))


@router.post("/tokens", response=answers(schemas.Issued, 201), auth=PERSON, summary="Make a token")
def issue(request: HttpRequest, issuing: schemas.Issuing) -> Status[schemas.Issued]:
    """For a program that acts as you, with all you may do. Its text is shown this once. Only for signed-in people."""
    token, text = actions.issue_token(allow(request, Act.READ), issuing.name)
    return Status(201, shown.fields(schemas.Issued, token, token=text))


@router.delete("/tokens/{token_id}", response=answers(None, 204), summary="Revoke a token")
def revoke(request: HttpRequest, token_id: Id) -> Status[None]:
    """It opens nothing any more."""
    actions.revoke_token(finding.token(allow(request, Act.READ), token_id))
    return Status(204, None)
