// How many SMS a text becomes, live while it is typed. The server counts again and its figures win;
// this copy exists because a round trip per key would make the meter lag behind the fingers.

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

const SIZES = { "GSM-7": [160, 153], "UCS-2": [70, 67] };

/** {encoding, units, segments, capacity, culprit}; culprit is the first character GSM-7 lacks, or "". */
export function measure(text) {
  const characters = [...text];
  const culprit = characters.find((c) => !BASIC.has(c) && !EXTENDED.has(c)) ?? "";
  const encoding = culprit ? "UCS-2" : "GSM-7";
  const widths = characters.map((c) => (culprit ? c.length : EXTENDED.has(c) ? 2 : 1));
  const units = widths.reduce((sum, width) => sum + width, 0);
  const [single, part] = SIZES[encoding];
  const segments = units <= single ? Math.min(units, 1) : partsOf(widths, part);
  return { encoding, units, segments, capacity: capacity(encoding, segments), culprit };
}

export function capacity(encoding, segments) {
  const [single, part] = SIZES[encoding] ?? SIZES["GSM-7"];
  return segments > 1 ? segments * part : single;
}

// An escaped character or a surrogate pair is never split over two parts, so dividing is not enough.
function partsOf(widths, part) {
  let parts = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > part) {
      parts += 1;
      used = 0;
    }
    used += width;
  }
  return parts;
}
