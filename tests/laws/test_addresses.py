"""What an address alone tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import address

from crmsync.connector import EmailAddress
from crmsync.identity.addresses import (
    FREE_MAIL,
    domain_name,
    is_robot,
    is_role,
    is_room,
    list_address,
    matches,
    pattern,
)
from crmsync.identity.directory import Directory, Kind, own_domains
from crmsync.identity.people import PersonId, resolve

ROBOTS = """
    noreply@shop.test no-reply@shop.test no_reply@shop.test noreply2@shop.test donotreply@bank.test
    do-not-reply@bank.test do_not_reply@bank.test messages-noreply@network.test noreply-maps@search.test
    drive-shares-dm-noreply@search.test no-reply+8f3a@shop.test no-response@bank.test dont-reply@bank.test
    mailer-daemon@mail.test postmaster@mail.test root@host.test cron@host.test nobody@host.test daemon@host.test
    auto-confirm@shop.test autoreply@office.test automated@office.test robot@office.test bot@office.test
    dependabot[bot]@forge.test bounces+123-ann=example.com@em.shop.test list-bounces@lists.test bounce@em.shop.test
    unsubscribe@shop.test unsubscribe-77@shop.test notifications@forge.test calendar-notification@search.test
    jira.notifications@office.test newsletter@paper.test newsletter-world@paper.test weekly.newsletter@paper.test
    notify@chat.test alert@bank.test alerts@bank.test news@paper.test updates@network.test update+44@network.test
    digest@forum.test announce@club.test pupils-announce@school.test python-list-request@lists.test
    reply+abcdef@forge.test 12345+ben@users.noreply.forge.test somebody@bounces.shop.test listserv@uni.test
    majordomo@uni.test reminders@film.test headlines@paper.test mailing-list@club.test listmanager@club.test
    online#3.195-x@paper.test daily@newsletter.paper.test weather@alerts.sky.test flash@mailings.sport.test
    offers@reply.shop.test
""".split()

PEOPLE = """
    news.anne@mail.test anne.news@mail.test alert.karl@mail.test updates.karen@mail.test digest.paul@mail.test
    tom.owner@farm.test tom-owner@farm.test owner@cafe.test root.joe@cricket.test joe.root@cricket.test j-root@host.test
    bot.jan@mail.test jan.bot@mail.test jan-bot@mail.test auto.ricci@mail.test return.anna@mail.test
    norbert@mail.test noreen@mail.test notley@mail.test no.reyes@mail.test nobody.special@mail.test
    abounce@mail.test cronin@mail.test daemon.targ@mail.test robots.anna@mail.test admin@smallfirm.test
    site-admin@club.test hello@anna.test info@anna.test me@anna.test donna.replogle@mail.test reply@anna.test
    request@anna.test announcer@radio.test newsome@mail.test newsom.g@mail.test
    ben@newsletter.test ben@alerts.test mailer.jan@mail.test reply@bob.test
""".split()


@pytest.mark.parametrize("text", ROBOTS)
def test_a_machine_is_known_by_its_address(text: str) -> None:
    assert is_robot(address(text))


@pytest.mark.parametrize("text", PEOPLE)
def test_nobody_is_taken_for_a_machine_because_of_a_name(text: str) -> None:
    assert not is_robot(address(text))


@pytest.mark.parametrize(
    "text",
    """info@firm.test hello@firm.test office@firm.test admin@firm.test support@firm.test support-eu@firm.test
    customer-service@firm.test customercare@firm.test sales.uk@firm.test billing@firm.test accounts@firm.test
    press@firm.test jobs@firm.test hr@firm.test events@club.test site-admin@club.test shop-owner@club.test
    core-team@firm.test privacy@firm.test""".split(),
)
def test_an_office_is_known_by_its_address(text: str) -> None:
    assert is_role(address(text))
    assert not is_robot(address(text))


@pytest.mark.parametrize(
    "text",
    """ben@firm.test sally@firm.test presscott@firm.test shopra@firm.test tom.press@firm.test infanta@firm.test
    salesh@firm.test hrvoje@firm.test careyn@firm.test teamus@firm.test legally@firm.test admina@firm.test""".split(),
)
def test_a_name_that_begins_like_an_office_is_a_person(text: str) -> None:
    assert not is_role(address(text))


def test_rooms_are_nobody() -> None:
    assert is_room(address("c_188@resource.calendar.google.com"))
    assert is_room(address("abc@group.calendar.google.com"))
    assert not is_room(address("ben@calendar.google.com"))


def test_a_list_takes_posts_where_its_id_says() -> None:
    assert list_address("garden.lists.club.test") == "garden@lists.club.test"


WORDS = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
DOMAINS = st.lists(WORDS, min_size=2, max_size=4).map(".".join)


@given(local=WORDS, below=WORDS, domain=DOMAINS)
def test_a_domain_stands_for_its_subdomains_and_for_nothing_else(local: str, below: str, domain: str) -> None:
    patterns = {f"@{domain}"}
    assert matches(EmailAddress(f"{local}@{domain}"), patterns)
    assert matches(EmailAddress(f"{local}@{below}.{domain}"), patterns)
    assert not matches(EmailAddress(f"{local}@{below}{domain}"), patterns)
    assert not matches(EmailAddress(f"{local}@{domain}.{below}x.test"), patterns)


@given(local=WORDS, other=WORDS, domain=DOMAINS)
def test_an_address_stands_for_itself_alone(local: str, other: str, domain: str) -> None:
    patterns = {f"{local}@{domain}"}
    assert matches(EmailAddress(f"{local}@{domain}"), patterns)
    assert matches(EmailAddress(f"{other}@{domain}"), patterns) == (other == local)
    assert not matches(EmailAddress(f"{local}@below.{domain}"), patterns)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("@Bank.com", "@bank.com"),
        (" Doctor@Example.org ", "doctor@example.org"),
        ("bank.com", None),
        ("@", None),
        ("@a@b.com", None),
        ("", None),
    ],
)
def test_a_pattern_has_one_spelling(text: str, canonical: str | None) -> None:
    assert pattern(text) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("Example.COM", "example.com"), ("@example.com", "example.com"), ("ann@example.com", None), ("", None)],
)
def test_a_domain_has_one_spelling(text: str, canonical: str | None) -> None:
    assert domain_name(text) == canonical


SELF, HIDDEN_ONE = address("ann@bank.test"), address("ben@bank.test")


def resolve_all(*addresses: EmailAddress) -> dict[EmailAddress, PersonId]:
    return resolve(addresses, [], {})


def test_self_comes_before_every_other_kind() -> None:
    someone = Directory(own={SELF}, never_log={"@bank.test"}, lists={SELF})
    assert someone.kind(SELF) is Kind.SELF
    assert someone.kind(HIDDEN_ONE) is Kind.HIDDEN


def test_an_address_that_was_hidden_stays_hidden_whatever_the_policy_says_now() -> None:
    assert Directory(own={SELF}).kind(EmailAddress("never-log:0123abcd")) is Kind.HIDDEN


@pytest.mark.parametrize("text", ["never-log:0123abcd", "x@resource.calendar.google.com", "noreply@x.test", SELF])
def test_who_is_nobody_is_no_person_even_where_the_store_knows_an_id(text: str) -> None:
    someone = EmailAddress(text)
    known = resolve_all(someone)
    assert Directory(own={SELF}, people=known).person(someone) is None


def test_a_list_is_no_person() -> None:
    garden = address("garden@lists.test")
    assert Directory(own={SELF}, people=resolve_all(garden)).person(garden) is not None
    assert Directory(own={SELF}, people=resolve_all(garden), lists={garden}).person(garden) is None


def test_colleagues_share_a_domain_that_is_not_everybody_s() -> None:
    domains = own_domains([address("ann@example.com"), address("ann@gmail.com")])
    assert domains == {"example.com"}
    assert "gmail.com" in FREE_MAIL
    assert Directory(own={SELF}, own_domains=domains).is_colleague(address("ben@uk.example.com"))
    assert not Directory(own={SELF}, own_domains=domains).is_colleague(address("ben@gmail.com"))
