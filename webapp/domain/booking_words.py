"""What candidates are told of bookings, in the languages of organisations."""

_BOOKED = {
    "en": "You are booked: %(title)s, %(day)s at %(time)s.%(place)s Change or cancel by the link "
    "that you got. /%(organisation)s",
    "sv": "Du är bokad: %(title)s, %(day)s kl. %(time)s.%(place)s Ändra eller avboka via länken "
    "du har fått. /%(organisation)s",
    "nb": "Du er booket: %(title)s, %(day)s kl. %(time)s.%(place)s Endre eller avbestill via "
    "lenken du fikk. /%(organisation)s",
    "da": "Du er booket: %(title)s, %(day)s kl. %(time)s.%(place)s Skift eller afbestil via det "
    "link, du har fået. /%(organisation)s",
    "fi": "Aikasi on varattu: %(title)s, %(day)s klo %(time)s.%(place)s Muuta tai peru saamastasi "
    "linkistä. /%(organisation)s",
}
_CANCELLED = {
    "en": "Your interview is cancelled: %(title)s, %(day)s at %(time)s. /%(organisation)s",
    "sv": "Din intervju är avbokad: %(title)s, %(day)s kl. %(time)s. /%(organisation)s",
    "nb": "Intervjuet ditt er avlyst: %(title)s, %(day)s kl. %(time)s. /%(organisation)s",
    "da": "Din samtale er aflyst: %(title)s, %(day)s kl. %(time)s. /%(organisation)s",
    "fi": "Haastattelusi on peruttu: %(title)s, %(day)s klo %(time)s. /%(organisation)s",
}
_CHANGED = {
    "en": "Your interview has another place: %(title)s, %(day)s at %(time)s.%(where)s "
    "/%(organisation)s",
    "sv": "Din intervju har fått en ny plats: %(title)s, %(day)s kl. %(time)s.%(where)s "
    "/%(organisation)s",
    "nb": "Intervjuet ditt har fått et nytt sted: %(title)s, %(day)s kl. %(time)s.%(where)s "
    "/%(organisation)s",
    "da": "Din samtale har fået et nyt sted: %(title)s, %(day)s kl. %(time)s.%(where)s "
    "/%(organisation)s",
    "fi": "Haastattelullasi on uusi paikka: %(title)s, %(day)s klo %(time)s.%(where)s "
    "/%(organisation)s",
}
_FREE = {
    "en": "A time has become free for %(title)s: %(day)s at %(time)s. Be the first to book it, by "
    "the link that you got. /%(organisation)s",
    "sv": "En tid har blivit ledig för %(title)s: %(day)s kl. %(time)s. Boka den först, via länken "
    "du har fått. /%(organisation)s",
    "nb": "En tid er blitt ledig for %(title)s: %(day)s kl. %(time)s. Book den først, via lenken "
    "du fikk. /%(organisation)s",
    "da": "En tid er blevet ledig til %(title)s: %(day)s kl. %(time)s. Book den først via det "
    "link, du har fået. /%(organisation)s",
    "fi": "Aika on vapautunut: %(title)s, %(day)s klo %(time)s. Varaa se ensimmäisenä saamastasi "
    "linkistä. /%(organisation)s",
}
_REMIND = {
    "en": "Reminder: %(title)s, %(day)s at %(time)s.%(place)s /%(organisation)s",
    "sv": "Påminnelse: %(title)s, %(day)s kl. %(time)s.%(place)s /%(organisation)s",
    "nb": "Påminnelse: %(title)s, %(day)s kl. %(time)s.%(place)s /%(organisation)s",
    "da": "Påmindelse: %(title)s, %(day)s kl. %(time)s.%(place)s /%(organisation)s",
    "fi": "Muistutus: %(title)s, %(day)s klo %(time)s.%(place)s /%(organisation)s",
}

WORDS: dict[str, dict[str, str]] = {
    "booked": _BOOKED,
    "cancelled": _CANCELLED,
    "changed": _CHANGED,
    "free": _FREE,
    "remind-day": _REMIND,
    "remind-hour": _REMIND,
}
# Nobody waits for these, as for what answers a deed of their own: quiet hours hold them.
REMINDERS = ("remind-day", "remind-hour")
