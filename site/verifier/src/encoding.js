/**
 * The protocol's encodings: canonical JSON, hex, base64, ids, times, tagged hashes (protocol, "Encodings").
 *
 * `parse…` accepts only what `format…` writes; each raises `FormError`.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as hash256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { FormError } from './errors.js';

export { bytesToHex, concatBytes, hexToBytes, utf8ToBytes };

/** Nothing that is published nests deeper. */
const MAX_DEPTH = 64;
/** Digits beyond which Python's reader gives a number up: the evidence must read the same. */
const LONGEST_NUMBER = 4300;
const PLAIN = /^[\x20-\x7e]*$/;
// Cc, zero-width and bidirectional controls; U+2028 and U+2029 are text.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
const LONE = /\p{Surrogate}/u;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @param {Uint8Array} data @returns {string} */
export function decodeUtf8(data, what = '内容') {
  try {
    return UTF8.decode(data);
  } catch {
    throw new FormError('不是 UTF-8', what);
  }
}

/** Whether a string is one the protocol allows: NFC, well formed, no invisible controls. @param {string} text */
export function isCleanText(text) {
  return PLAIN.test(text) || (!FORBIDDEN.test(text) && !LONE.test(text) && text.normalize('NFC') === text);
}

/** A string as JSON in ASCII alone, so that a message shows what is invisible. @param {string} text */
function asciiJson(text) {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** RFC 8785 bytes as a string. @param {unknown} value @returns {string} */
export function canonical(value, depth = 0) {
  if (depth > MAX_DEPTH) throw new FormError('JSON 嵌套过深');
  if (typeof value === 'string') {
    if (!isCleanText(value)) throw new FormError(`字符串含控制字符、不可见字符或不是 NFC：${asciiJson(value)}`);
    return JSON.stringify(value);
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new FormError(`数 ${value} 不是 ±(2^53−1) 以内的整数`);
    return String(Object.is(value, -0) ? 0 : value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  if (value === null || typeof value !== 'object') throw new FormError('JSON 只许对象、数组、字符串、布尔和整数');
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${canonical(name, depth)}:${canonical(value[name], depth + 1)}`).join(',')}}`;
}

/** RFC 8785 bytes. @param {unknown} value @returns {Uint8Array} */
export const jcs = (value) => utf8ToBytes(canonical(value));

/**
 * A value from bytes that are exactly its canonical form. Comparing the bytes with what would be written refuses
 * duplicate names, other orders, spaces, escapes and number forms, all at once.
 * @param {Uint8Array} data @param {string} what for messages @returns {any}
 */
export function parseJcs(data, what) {
  const text = decodeUtf8(data, what);
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FormError('不是 JSON', what);
  }
  let problem = null;
  try {
    if (canonical(value) !== text) problem = '不是规范的 JSON（RFC 8785）';
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    problem = error.problem;
  }
  if (problem !== null) throw new FormError(numberProblem(text) ?? problem, what);
  return value;
}

/** What is wrong with a number as it was written, which `JSON.parse` rounds away; null if nothing. @param {string} text */
function numberProblem(text) {
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? [];
  const fraction = numbers.find((number) => /[.eE]/.test(number));
  if (fraction !== undefined) return `数 ${fraction} 不是整数`;
  const large = numbers.find((number) => !Number.isSafeInteger(Number(number)));
  if (large === undefined) return null;
  return large.length > LONGEST_NUMBER ? '不是 JSON' : `数 ${large} 不是 ±(2^53−1) 以内的整数`;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Lowercase hex of a fixed size. @param {string} text @param {number} size bytes */
export function parseHex(text, size) {
  if (typeof text !== 'string' || text.length !== 2 * size || !/^[0-9a-f]*$/.test(text)) {
    throw new FormError(`须为 ${size} 字节的小写十六进制`);
  }
  return hexToBytes(text);
}

/** RFC 4648 §4 with padding, canonical. @param {string} text @returns {Uint8Array} */
export function parseBase64(text) {
  let binary;
  try {
    binary = /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? atob(text) : null;
  } catch {
    binary = null;
  }
  if (binary === null || btoa(binary) !== text) throw new FormError('不是规范的 base64');
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

/** @param {Uint8Array} data */
export const formatBase64 = (data) => btoa(String.fromCharCode(...data));

/** UTF-8 order of two strings, which is the order of their code points. @param {string} a @param {string} b */
export function compareText(a, b) {
  if (a === b) return 0;
  if (PLAIN.test(a) && PLAIN.test(b)) return a < b ? -1 : 1;
  const [x, y] = [Array.from(a, (c) => c.codePointAt(0)), Array.from(b, (c) => c.codePointAt(0))];
  for (let i = 0; i < Math.min(x.length, y.length); i += 1) if (x[i] !== y[i]) return x[i] < y[i] ? -1 : 1;
  return x.length - y.length;
}

/** @param {Uint8Array} data @returns {Uint8Array} */
export const hash = (data) => hash256(data);
/** @param {Uint8Array} data @returns {string} hex */
export const sha256 = (data) => bytesToHex(hash256(data));
/** SHA-256 under a label of its own. @param {string} label @param {unknown} value @returns {string} hex */
export const tagged = (label, value) => sha256(utf8ToBytes(`mingchou/1 ${label}\n${canonical(value)}`));
/** HMAC-SHA256 over the parts, one a line. @param {Uint8Array} key @param {string[]} parts @returns {string} hex */
export const prf = (key, ...parts) => bytesToHex(hmac(hash256, key, utf8ToBytes(parts.join('\n'))));
