"""Sharing a scenario in the browser: nothing typed is lost, nothing extra gets in, nobody else gets at it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from itembank.app import create_app
from itembank.core.actor import STRANGER
from itembank.core.http import limiter
from itembank.core.settings import Mode
from itembank.core.work import Environment, Work
from scenarios import operations
from scenarios.models import ContributorLink, Draft, RawText, Submission
from tests.conftest import Cast
from tests.scenarios.stories import STORY, ClientFor, cleared, hidden, scenario, token_in

Unit = Callable[[], AbstractContextManager[Work]]
TYPED = {
    "text": "The canary sang & the queue <b>grew</b>.",
    "attestation": "near_miss",
    "exam": "y",
    "noticed": "An alarm that nobody believed.",
    "domain": "PSF|1.1|PSF-3",
    "sector": "health",
}
ESCAPED = "The canary sang &amp; the queue &lt;b&gt;grew&lt;/b&gt;."


def _post(client: FlaskClient, send: str = "send", **changes: str) -> tuple[int, str]:
    page = client.get("/share").text
    fields = {"csrf_token": token_in(page), "key": hidden(page, "key"), "linked": hidden(page, "linked")}
    answer = client.post("/share", data={**TYPED, **fields, send: "y", **changes})
    return answer.status_code, answer.text


def _texts(unit: Unit, env: Environment) -> list[str]:
    with unit() as work:
        rows = work.session.exec(
            select(Submission, RawText).where(Submission.id == RawText.submission_id).order_by("received_at")
        )
        return [env.vault.open(f"raw:{row.token}", "raw", raw.sealed) for row, raw in rows]


def test_anybody_can_share_without_an_account(client_for: ClientFor, unit: Unit, env: Environment) -> None:
    """The whole text arrives, with what was told besides."""
    assert _post(client_for())[0] == 302

    (text,) = _texts(unit, env)
    assert text.startswith(TYPED["text"])
    assert TYPED["noticed"] in text


def test_the_receipt_shows_a_code_and_a_date(client_for: ClientFor) -> None:
    """And what happens next."""
    client = client_for()
    _post(client)

    page = client.get("/share/received").text

    assert 'class="ib-code"' in page
    assert "2 March 2027" in page


def test_the_receipt_is_only_for_the_browser_that_sent(client_for: ClientFor) -> None:
    """Anybody else is asked for a code."""
    _post(client_for())

    assert client_for().get("/share/received").location == "/receipt"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": "  "}, "Tell what happened"),
        ({"attestation": ""}, "Say whether it happened"),
        ({"attestation": "invented"}, "Say whether it happened"),
        ({"exam": ""}, "Tick at least one use"),
        ({"noticed": "x" * 4_001}, "Keep this answer under"),
        ({"text": "y" * 20_001}, "1 characters longer than the 20,000"),
        ({"csrf_token": "stale"}, "its session ended"),
        ({"linked": "yes"}, "You were logged out meanwhile"),
    ],
)
def test_a_refused_page_comes_back_with_every_word(
    client_for: ClientFor, unit: Unit, changes: dict[str, str], words: str
) -> None:
    """It says what to do, keeps a sealed draft, and takes nothing."""
    status, page = _post(client_for(), **changes)

    assert status == 422
    assert words in page
    assert {**TYPED, **changes}["noticed"] in page
    assert ESCAPED in page or changes.get("text", "").strip() in page
    with unit() as work:
        assert work.session.exec(select(Submission)).all() == []
        assert len(work.session.exec(select(Draft)).all()) == 1


def test_a_page_whose_session_ended_can_be_sent_again_at_once(client_for: ClientFor) -> None:
    """The page that came back carries a fresh token."""
    client = client_for()
    _, page = _post(client, csrf_token="stale")
    sent = {**TYPED, "csrf_token": token_in(page), "key": hidden(page, "key"), "send": "y"}

    assert client.post("/share", data=sent).status_code == 302


def test_a_file_is_refused_with_advice(client_for: ClientFor) -> None:
    """Nothing is uploaded; the words stay."""
    client = client_for()
    page = client.get("/share").text
    data = {
        **TYPED,
        "csrf_token": token_in(page),
        "send": "y",
        "log": (BytesIO(b"12:01 down"), "incident.log"),
    }

    answer = client.post("/share", data=data)

    assert answer.status_code == 422
    assert "Files are not taken" in answer.text
    assert ESCAPED in answer.text


@pytest.fixture
def slow_client(env: Environment) -> Iterator[FlaskClient]:
    """A stranger's browser on an installation that takes three scenarios an hour."""
    settings = env.settings.model_copy(update={"mode": Mode.DEMO, "submissions_per_hour": 3})
    made = Environment(settings=settings, engine=env.engine, vault=env.vault, clock=env.clock)
    client = create_app(made).test_client()
    limiter.reset()
    yield client
    limiter.enabled = False


def test_too_many_scenarios_are_slowed_down_and_lose_nothing(slow_client: FlaskClient) -> None:
    """The last one comes back with its words and a draft."""
    statuses = [_post(slow_client, text=f"{TYPED['text']} {number}")[0] for number in range(3)]
    status, page = _post(slow_client)

    assert statuses == [302, 302, 302]
    assert status == 429
    assert ESCAPED in page
    assert "a sealed draft of it is kept" in page


def test_another_site_cannot_post_here(client_for: ClientFor, unit: Unit) -> None:
    """Browsers say where a form came from."""
    answer = client_for().post("/share", data=TYPED, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    with unit() as work:
        assert work.session.exec(select(Draft)).all() == []


def test_extra_fields_change_nothing(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """Neither a state nor a role nor another person's name gets in."""
    extra = {"state": "approved", "role": "admin", "person_id": str(cast.ids["ada"]), "token": "0" * 32}
    _post(client_for(), **extra)

    with unit() as work:
        (row,) = work.session.exec(select(Submission))
        assert row.token != "0" * 32
        assert operations.source_token_of(work.session, row) is None
        assert work.session.exec(select(ContributorLink)).all() == []


def test_a_logged_in_person_is_linked(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """Whatever their roles, so that they never review what they sent."""
    _post(client_for("rita"))

    with unit() as work:
        (link,) = work.session.exec(select(ContributorLink))
        assert link.person_id == cast.ids["rita"]


def test_a_saved_draft_opens_again(client_for: ClientFor) -> None:
    """In the same browser, with every word and every tick."""
    client = client_for()
    status, _ = _post(client, send="save")
    page = client.get("/share?draft=open").text

    assert status == 302
    assert ESCAPED in page
    assert 'id="exam" name="exam" type="checkbox" value="y"' in page
    assert "checked" in page


def test_a_draft_may_be_incomplete(client_for: ClientFor) -> None:
    """Nothing is needed to keep one."""
    assert _post(client_for(), send="save", attestation="", exam="")[0] == 302


def test_a_draft_is_offered_and_can_be_erased(client_for: ClientFor, unit: Unit) -> None:
    """The plain page offers it without showing its words."""
    client = client_for()
    _post(client, send="save")
    page = client.get("/share").text
    client.post("/share/forget", data={"csrf_token": token_in(page), "draft": hidden(page, "draft")})

    assert "Go on with it" in page
    assert ESCAPED not in page
    with unit() as work:
        assert work.session.exec(select(Draft)).all() == []


def test_somebody_elses_browser_gets_no_draft(client_for: ClientFor) -> None:
    """The token is in the cookie only."""
    _post(client_for(), send="save")

    assert "Go on with it" not in client_for().get("/share?draft=open").text


def test_sending_forgets_the_draft(client_for: ClientFor, unit: Unit) -> None:
    """What was sent from a draft is not kept twice."""
    client = client_for()
    _post(client, send="save")
    _post(client, draft=hidden(client.get("/share?draft=open").text, "draft"))

    with unit() as work:
        assert work.session.exec(select(Draft)).all() == []


@pytest.mark.parametrize("name", ["", "petra"])
@pytest.mark.parametrize("send", ["send", "save"])
def test_another_text_leaves_a_kept_draft_alone(client_for: ClientFor, send: str, name: str) -> None:
    """Sent or saved from a page of its own; the first one is still offered, word for word."""
    client = client_for(name)
    _post(client, send="save")
    reference = hidden(client.get("/share?draft=open").text, "draft")
    _post(client, send=send, text="Quite another story, told later.")

    assert f"/share?draft={reference}" in client.get("/share").text
    assert ESCAPED in client.get(f"/share?draft={reference}").text


def test_saving_a_draft_again_keeps_one(client_for: ClientFor, unit: Unit) -> None:
    """When the page was opened from it."""
    client = client_for()
    _post(client, send="save")
    reference = hidden(client.get("/share?draft=open").text, "draft")
    _post(client, send="save", draft=reference, text="Told better.")

    assert "Told better." in client.get(f"/share?draft={reference}").text
    with unit() as work:
        assert len(work.session.exec(select(Draft)).all()) == 1


def test_a_reference_alone_opens_and_erases_nothing(client_for: ClientFor) -> None:
    """It names a draft; only the browser or the account that saved it can use it."""
    owner, other = client_for(), client_for("rita")
    _post(owner, send="save")
    reference = hidden(owner.get("/share?draft=open").text, "draft")
    page = other.get(f"/share?draft={reference}").text
    _post(other, draft=reference)
    other.post("/share/forget", data={"csrf_token": token_in(page), "draft": reference})

    assert ESCAPED not in page
    assert ESCAPED in owner.get(f"/share?draft={reference}").text


def _code(unit: Unit) -> str:
    with unit() as work:
        return operations.submit(work, STRANGER, scenario()).code


def _look_up(client: FlaskClient, code: str) -> tuple[int, str]:
    answer = client.post("/receipt", data={"csrf_token": token_in(client.get("/receipt").text), "code": code})
    return answer.status_code, answer.text


def test_a_code_shows_a_state_and_no_text(client_for: ClientFor, unit: Unit) -> None:
    """States only, never a word of the scenario."""
    status, page = _look_up(client_for(), _code(unit))

    assert status == 200
    assert "Received" in page
    assert "Odalys" not in page


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD", "x" * 99])
def test_a_wrong_code_is_told_kindly(client_for: ClientFor, code: str) -> None:
    """With what was typed still there."""
    status, page = _look_up(client_for(), code)

    assert status == 422
    assert "Sixteen letters and digits" in page


def test_the_code_alone_withdraws(client_for: ClientFor, unit: Unit, env: Environment) -> None:
    """An anonymous contributor has nothing else."""
    client, code = client_for(), _code(unit)
    token = token_in(_look_up(client, code)[1])

    answer = client.post("/receipt/withdraw", data={"csrf_token": token, "code": code, "sure": "y"})

    assert answer.status_code == 200
    with unit() as work:
        (row,) = work.session.exec(select(Submission))
    assert not env.vault.exists(f"raw:{row.token}")
    assert "Withdrawn" in _look_up(client, code)[1]


def test_withdrawing_needs_a_tick(client_for: ClientFor, unit: Unit, env: Environment) -> None:
    """A stray click erases nothing."""
    client, code = client_for(), _code(unit)
    token = token_in(_look_up(client, code)[1])

    assert client.post("/receipt/withdraw", data={"csrf_token": token, "code": code}).status_code == 422
    with unit() as work:
        (row,) = work.session.exec(select(Submission))
    assert env.vault.exists(f"raw:{row.token}")


def _sent_by(unit: Unit, cast: Cast, name: str) -> str:
    with unit() as work:
        return operations.submit(work, getattr(cast, name), scenario()).submission.token


def test_my_scenarios_are_mine(client_for: ClientFor, unit: Unit, cast: Cast) -> None:
    """They show how far each is, and nobody else's."""
    token = _sent_by(unit, cast, "petra")
    _sent_by(unit, cast, "rita")

    page = client_for("petra").get("/my/scenarios").text

    assert page.count("Scenario of 2 March 2026") == 1
    assert token in page


def test_a_cleared_scenario_shows_the_earlier_date_and_what_it_was(
    client_for: ClientFor, unit: Unit, cast: Cast
) -> None:
    """180 days after clearance come before 365 after arrival; length and domain tell two apart."""
    with unit() as work:
        story = replace(scenario(), domain=("PSF", "1.1", "PSF-3"))
        cleared(work, cast.petra, cast.clara, story)

    page = client_for("petra").get("/my/scenarios").text

    assert "29 August 2026" in page
    assert f"{len(STORY)} characters" in page
    assert "PSF-3" in page


def test_a_contributor_withdraws_their_own(
    client_for: ClientFor, unit: Unit, cast: Cast, env: Environment
) -> None:
    """From the list, with a tick."""
    token = _sent_by(unit, cast, "petra")
    client = client_for("petra")
    csrf = token_in(client.get("/my/scenarios").text)

    assert (
        client.post(f"/my/scenarios/{token}/withdraw", data={"csrf_token": csrf, "sure": "y"}).status_code
        == 302
    )
    assert not env.vault.exists(f"raw:{token}")


def test_nobody_withdraws_somebody_elses(
    client_for: ClientFor, unit: Unit, cast: Cast, env: Environment
) -> None:
    """It looks as if it were not there."""
    token = _sent_by(unit, cast, "rita")
    client = client_for("petra")
    csrf = token_in(client.get("/my/scenarios").text)

    assert (
        client.post(f"/my/scenarios/{token}/withdraw", data={"csrf_token": csrf, "sure": "y"}).status_code
        == 404
    )
    assert env.vault.exists(f"raw:{token}")


@pytest.mark.parametrize(("name", "status"), [("", 302), ("nils", 200), ("rita", 200), ("petra", 200)])
def test_everybody_with_an_account_can_follow_what_they_sent(
    client_for: ClientFor, name: str, status: int
) -> None:
    """Whatever their roles; a stranger is sent to the log-in."""
    assert client_for(name).get("/my/scenarios").status_code == status


@pytest.mark.parametrize("path", ["/share/forget", "/receipt/withdraw"])
def test_actions_are_not_links(client_for: ClientFor, path: str) -> None:
    """A page that is only read changes nothing."""
    assert client_for().get(path).status_code == 405
