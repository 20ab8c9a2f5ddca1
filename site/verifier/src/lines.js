/** Lines that end with LF and nothing else: U+2028 is text (protocol, "The ledger"). */
const LF = 10;

/**
 * The lines without their line feeds; null where the last one has none.
 * @param {Uint8Array} data @returns {Uint8Array[] | null}
 */
export function splitLines(data) {
  if (data.length > 0 && data[data.length - 1] !== LF) return null;
  const lines = [];
  for (let start = 0; start < data.length; ) {
    const end = data.indexOf(LF, start);
    lines.push(data.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
