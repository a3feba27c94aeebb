"""The tables a year is made of: invented names and firms, on domains reserved for examples (RFC 2606, RFC 6761)."""

GIVEN = tuple(
    """Ada Alan Amira Andre Astrid Benno Bianca Boris Carla Cem Chiara Claude Dana Dilip Edith Emil Esther Farid Fiona
    Gesa Gustav Hana Hugo Ida Imran Irene Jakob Joana Kofi Laura Leon Lotte Malik Marta Mina Nadia Nils Olga Omar
    Pavel Petra Quentin Rania Rosa Samir Selma Tariq Thea Udo Ursula Vera Viktor Wanda Xenia Yusuf Zora
    Zoë José Łukasz Björn Нина 芳""".split()
)
FAMILY = tuple(
    """Abbot Achebe Albrecht Almeida Baptiste Barlow Bosch Brandt Cardoso Castell Chandra Corbin Dahl Dvorak Eklund
    Engel Farrow Fontane Fuchs Gallo Goswami Grant Haddad Hahn Holm Ibsen Ivers Jansen Joshi Kaplan Keller Kovacs
    Lindgren Lombardi Marsh Moreau Mwangi Nakata Nguyen Novak Okafor Olsen Ortega Paulsen Petit Quist Ramos Reyes
    Rossi Sandoval Sato Schuster Silva Sorel Tanaka Thorne Ulrich Vance Varga Vogel Wagner Weiss Yilmaz Zeller
    Müller O'Brien Peña Świątek""".split()
)
ASCII = {
    "Zoë": "zoe",
    "José": "jose",
    "Łukasz": "lukasz",
    "Björn": "bjorn",
    "Нина": "nina",
    "芳": "fang",
    "Müller": "mueller",
    "O'Brien": "obrien",
    "Peña": "pena",
    "Świątek": "swiatek",
}
"""How a name is spelled in an address, where lower case does not do."""

DECOYS = (("Eric", "Erica"), ("Jan", "Jana"), ("Daniel", "Daniela"), ("Martin", "Martina"))
"""Given names one letter apart: with one surname at one firm, their addresses are nearly the same."""
DECOY_FAMILIES = ("Smithe", "Halden", "Corrigan", "Bellweather")

FIRMS = tuple(
    f"{firm}.example"
    for firm in """alder-works bluefin brightwater cobalt-labs copperfield delta-yard eastgate fernhill gravel-and-co
    harborlight inkwell junction-seven kestrel larkspur millrace northlight oakum paperlane quarrystone redthread
    saltmarsh tidewater underhill velo-parts westward yellowfin""".split()
)
FREE_MAIL = ("freemail.example", "postbox.example", "webmail.test")

NEWSLETTERS = (
    ("The Gravel Weekly", "editor@gravelweekly.example"),
    ("Brightwater Travel", "offers@news.brightwatertravel.example"),
    ("Velo Parts Outlet", "deals@mail.veloparts.example"),
    ("Rita from Pebble", "rita@pebble.example"),
    ("Morning Ledger", "digest@morningledger.example"),
    ("Kestrel Conference", "hello@kestrelconf.example"),
    ("Paper Lane Books", "newsletter@paperlane.example"),
    ("Old Mill Theatre", "programme@oldmilltheatre.example"),
)
ROBOTS = (
    ("Ticket Yard", "notifications@ticketyard.example"),
    ("Code Barn", "noreply@codebarn.example"),
    ("Postal Parcel", "no-reply@parcels.example"),
    ("Calendar", "calendar-notification@calendars.example"),
    ("Little Bank", "alerts@littlebank.example"),
    ("Meeting Rooms", "do-not-reply@rooms.example"),
    ("Build", "jenkins@ci.example"),
)
"""Machines that write without any list header."""
SUPPORT = ("Ticket Yard Support", "support@ticketyard.example")
"""A machine behind a role address, to which the owner once wrote."""
LISTS = (
    ("Tidepool developers", "tidepool-dev@lists.example"),
    ("Neighbourhood", "elm-street@groups.example"),
    ("Choir", "choir@lists.example"),
)
TOPICS = (
    "budget for spring",
    "lunch on Thursday",
    "the draft contract",
    "notes from yesterday",
    "photos",
    "invoice 4711",
    "a question about the plan",
    "next steps",
    "train times",
    "the new office",
)


def address(given: str, family: str, domain: str) -> str:
    """How most firms and most people write it."""
    local = ".".join(ASCII.get(name, name.lower()) for name in (given, family))
    return f"{local}@{domain}"
