/* The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038). One character
   outside them makes the whole text Unicode. The server counts; this only paints. */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION = "\f^{}\\[~]|€";
const GSM = new Set(BASIC + EXTENSION);

// Spaces of other widths, and marks that nobody sees: made plain when the text is read.
const MADE_PLAIN = /^[\t\u00a0\u00ad\u2000-\u200b\u200e\u200f\u202a-\u202f\u2066-\u2069\ufeff]$/;

/* Whether this character, with the accents written after it, forces Unicode. */
export function isDear(character) {
  const composed = character.normalize("NFC");
  return !GSM.has(composed) && !MADE_PLAIN.test(composed);
}
