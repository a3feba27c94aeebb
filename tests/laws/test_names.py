"""What people are called."""

from dataclasses import replace

from made_up import ANN, BEN, CAT, mail, recorded

from crmsync.connector import Contact, EmailAddress, Interaction
from crmsync.relationships.names import names


def signed(name: str, sender: EmailAddress = BEN, to: EmailAddress = ANN) -> Interaction:
    plain = mail(sender, to)
    return replace(plain, participants=(replace(plain.participants[0], name=name), *plain.participants[1:]))


def addressed(name: str, to: EmailAddress = BEN) -> Interaction:
    plain = mail(ANN, to)
    return replace(plain, participants=(plain.participants[0], replace(plain.participants[1], name=name)))


def called(*mails: Interaction, contacts: tuple[Contact, ...] = ()) -> dict[EmailAddress, str]:
    return names(recorded(mails), contacts)


def test_the_address_book_comes_first() -> None:
    book = (Contact(id="c", addresses=(BEN, CAT), name="Benjamin"), Contact(id="d", addresses=(ANN,)))
    assert called(signed("Ben O."), contacts=book) == {BEN: "Benjamin", CAT: "Benjamin"}


def test_then_how_they_most_often_sign() -> None:
    assert called(signed("Ben"), signed("Ben Okoro"), signed("Ben Okoro"), *[addressed("Benny")] * 3) == {
        BEN: "Ben Okoro"
    }


def test_then_how_others_write_them_down() -> None:
    assert called(addressed("Benny"), signed("")) == {BEN: "Benny"}


def test_of_names_used_equally_often_the_first_in_the_alphabet() -> None:
    assert called(signed("Okoro"), signed("Ben")) == called(signed("Ben"), signed("Okoro")) == {BEN: "Ben"}


def test_an_address_is_no_name() -> None:
    assert called(signed("ben@partner.test")) == {}
