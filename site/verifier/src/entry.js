/** One line of the ledger (protocol, "The ledger"). */
import { bytesToHex, canonical, concatBytes, decodeUtf8, parseJcs, utf8ToBytes } from './encoding.js';
import { parseBody } from './bodies.js';
import { FormError } from './errors.js';
import { asBase64, asText, Fields } from './fields.js';
import { isKeyName } from './note.js';
import { leafHash } from './tree.js';
import { parseTime } from './times.js';

/** Bytes that an entry may take, without its line feed. */
export const MAX_ENTRY = 65535;
const LABEL = utf8ToBytes('mingchou/1 entry\n');
const FIELDS = ['body', 'index', 'previous', 'signatures', 'time', 'type', 'v'];

/**
 * @typedef {object} Entry
 * @property {number} index
 * @property {string} previous hex
 * @property {number} time seconds since 1970
 * @property {string} timeText
 * @property {string} type
 * @property {any} body by type, see bodies.js
 * @property {Map<string, Uint8Array>} signatures by key name
 * @property {Uint8Array} leaf
 * @property {string} leafHex
 * @property {Uint8Array} unsigned canonical bytes without `signatures`
 */

/** Canonical bytes of an entry without signatures. */
export function draft(index, previous, time, type, body) {
  return `{"body":${canonical(body)},"index":${index},"previous":"${previous}","time":"${time}","type":${canonical(type)},"v":1}`;
}

/** The line of a draft with its signatures (base64 by key name). @param {string} unsigned @param {Record<string, string>} signatures */
export function assemble(unsigned, signatures) {
  return canonical({ ...JSON.parse(unsigned), signatures });
}

/** What a signature is over. @param {Uint8Array} unsigned */
export const signedMessage = (unsigned) => concatBytes(LABEL, unsigned);

function readSignatures(all) {
  if (all === null || typeof all !== 'object' || Array.isArray(all)) throw new FormError('须为对象');
  const names = Object.keys(all).sort();
  return new Map(
    names.map((name) => {
      if (!isKeyName(name)) throw new FormError(`签名者名称 ${name} 不合规`);
      return [name, asBase64(asText(all[name]), 64)];
    }),
  );
}

/** The body is canonicalised once, for the comparison and for what the signatures are over. */
function read(line) {
  const text = decodeUtf8(line, '条目');
  const value = JSON.parse(text);
  const f = new Fields(value, '条目', FIELDS);
  if (value.v !== 1) throw new FormError('须为 1', '条目.v');
  const [timeText, type] = [f.text('time'), f.text('type')];
  const [index, previous, time] = [f.integer('index'), f.digest('previous'), f.time('time')];
  const unsigned = draft(index, previous, timeText, type, value.body);
  const cut = unsigned.length - `,"time":"${timeText}","type":${JSON.stringify(type)},"v":1}`.length;
  if (`${unsigned.slice(0, cut)},"signatures":${canonical(value.signatures)}${unsigned.slice(cut)}` !== text) {
    throw new FormError('不是规范的 JSON（RFC 8785）', '条目');
  }
  const body = parseBody(type, value.body);
  const signatures = f.get('signatures', readSignatures);
  const leaf = leafHash(line);
  return { index, previous, time, timeText, type, body, signatures, leaf, leafHex: bytesToHex(leaf), unsigned: utf8ToBytes(unsigned) };
}

/** @param {Uint8Array} line without its line feed @returns {Entry} */
export function parseEntry(line) {
  if (line.length > MAX_ENTRY) throw new FormError(`条目长 ${line.length} 字节，超过 ${MAX_ENTRY}`);
  try {
    return read(line);
  } catch (error) {
    if (!(error instanceof FormError || error instanceof SyntaxError)) throw error;
    parseJcs(line, '条目'); // A line that is not canonical is that before it is anything else.
    throw error;
  }
}
