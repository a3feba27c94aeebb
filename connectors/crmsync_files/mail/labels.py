"""What labels and folders mean, in the languages in which Gmail and mail programs write them. Pure.

Takeout writes the names of Gmail's own labels in the user's language. What is in no list is a label of the user's own.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from crmsync.reading.text import shown

_LONGEST = 2048


class Place(Enum):
    """Where a mail lies, as far as it matters."""

    SENT = "sent"
    SPAM = "spam"
    HIDDEN = "hidden"
    """Drafts, chats and what was thrown away: not mail between people, or not any more."""
    BULK = "bulk"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """`own`: the user's own labels."""

    places: frozenset[Place] = frozenset()
    own: frozenset[str] = frozenset()


def gmail(header: str) -> Filed:
    """Of an X-Gmail-Labels field: commas between, quotes around what holds one, RFC 2047 words in other scripts."""
    names = [name.strip() for name in _cells(shown(header, _LONGEST)) if name.strip()]
    return Filed(
        places=frozenset(place for name in names if (place := meaning(name))),
        own=frozenset(name for name in names if meaning(name) is None),
    )


def meaning(name: str) -> Place | None:
    """None: the user made it."""
    word = plain(name)
    if _CATEGORY.search(word):
        return Place.NEUTRAL if _PERSONAL.search(word) else Place.BULK
    return _MEANINGS.get(word)


def plain(name: str) -> str:
    """Without case, underscores and quotes."""
    return " ".join(re.sub(r"[_\"'„“”«»‚‘’]", " ", name).casefold().split())


def _cells(row: str) -> Iterable[str]:
    """One row of CSV; where it is none, whatever stands between the commas."""
    try:
        return [cell for cells in csv.reader([row], skipinitialspace=True) for cell in cells]
    except csv.Error:
        return row.split(",")


_CATEGORY = re.compile(
    r"^\W*(category|kategorie|kategoria|kategori|kategória|catégorie|categoría|categoria|categorie|luokka"
    r"|категория|категорія)\b|^(カテゴリ|类别|類別|카테고리)"
)
_PERSONAL = re.compile(
    r"personal|persönlich|allgemein|primary|personnel|principal|personale|persoonlijk|pessoal|osobist|personlig"
    r"|osobní|kişisel|личн|несортированные|особист|個人|个人|メイン|주요|개인"
)

_NAMES = {
    Place.SENT: """sent, sent items, sent mail, sent messages, sent-mail, gesendet, gesendete objekte,
        gesendete elemente, envoyé, envoyés, messages envoyés, éléments envoyés, enviado, enviados,
        elementos enviados, itens enviados, e-mails enviados, posta inviata, inviati, inviata, verzonden,
        verzonden items, verzonden berichten, wysłane, skickat, skickade, sendt, sendte, sendt post, lähetetyt,
        odeslané, odeslaná pošta, elküldött, trimise, gönderilmiş postalar, gönderilenler, gönderilmiş öğeler,
        отправленные, надіслані, 送信済み, 送信済みメール, 已发送, 已发送邮件, 已傳送, 寄件備份, 보낸편지함,
        보낸 편지함""",
    Place.SPAM: """spam, junk, junk mail, junk e-mail, bulk mail, spamverdacht, junk-e-mail, unerwünscht,
        courrier indésirable, pourriel, indésirables, correo no deseado, lixo eletrônico, lixo electrónico,
        posta indesiderata, ongewenst, ongewenste e-mail, wiadomości-śmieci, skräppost, søppelpost, roskaposti,
        nevyžádaná pošta, спам, 迷惑メール, 垃圾邮件, 垃圾郵件, 스팸함, 스팸""",
    Place.HIDDEN: """trash, bin, deleted items, deleted messages, draft, drafts, chat, chats, papierkorb,
        gelöschte objekte, gelöschte elemente, entwurf, entwürfe, corbeille, éléments supprimés, brouillon,
        brouillons, papelera, borrador, borradores, elementos eliminados, lixeira, lixo, rascunho, rascunhos,
        itens excluídos, cestino, bozza, bozze, posta eliminata, prullenbak, concept, concepten, verwijderde items,
        kosz, wersje robocze, wersja robocza, papperskorg, papperskorgen, utkast, papirkurv, kladde, kladder,
        roskakori, luonnokset, luonnos, koš, koncept, koncepty, çöp kutusu, taslak, taslaklar, корзина, черновики,
        черновик, кошик, чернетки, ゴミ箱, 下書き, 已删除邮件, 草稿, 垃圾桶, 휴지통, 임시보관함""",
    Place.NEUTRAL: """inbox, starred, important, unread, opened, archived, posteingang, markiert, wichtig,
        ungelesen, geöffnet, archiviert, boîte de réception, suivis, importants, non lu, non lus, ouvert, ouverts,
        archivé, archivés, messages archivés, messages suivis, recibidos, bandeja de entrada, destacado, destacados,
        importante, importantes, no leído, no leídos, abierto, abiertos, archivado, archivados, caixa de entrada,
        com estrela, não lidos, não lida, aberto, abertos, arquivado, arquivados, posta in arrivo, speciali,
        importanti, da leggere, non letti, aperti, archiviati, archiviata, postvak in, met ster, belangrijk,
        ongelezen, geopend, gearchiveerd, odebrane, oznaczone gwiazdką, ważne, nieprzeczytane, otwarte,
        zarchiwizowane, inkorg, inkorgen, stjärnmärkt, viktigt, oläst, olästa, öppnat, arkiverat, indbakke, innboks,
        saapuneet, doručená pošta, gelen kutusu, yıldızlı, önemli, okunmamış, açıldı, arşivlendi, входящие,
        помеченные, важное, непрочитанные, открытые, архивированные, вхідні, 受信トレイ, スター付き, 重要, 未読,
        開封済み, アーカイブ済み, 收件箱, 已加星标, 未读, 已打开, 已归档, 收件匣, 已加星號, 未讀, 已開啟, 已封存,
        받은편지함, 별표편지함, 중요편지함, 읽지않음""",
}
_MEANINGS = {plain(name): place for place, names in _NAMES.items() for name in names.split(",")}
