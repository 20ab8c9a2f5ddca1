/** C2SP signed notes, verifier keys and checkpoints (protocol, "The ledger"; c2sp.org/signed-note, c2sp.org/tlog-checkpoint). */
import { bytesToHex, concatBytes, decodeUtf8, formatBase64, hash, isCleanText, parseBase64, sameBytes, utf8ToBytes } from './encoding.js';
import { FormError } from './errors.js';
import { publicPoint, verifySignature } from './signature.js';

export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
const MAX_SIGNATURES = 100;

/** @typedef {{name: string, algorithm: number, public: Uint8Array, id: Uint8Array}} VerifierKey */
/** @typedef {{origin: string, size: number, root: Uint8Array}} Checkpoint */

/** @param {string} name */
export function isKeyName(name) {
  return name !== '' && isCleanText(name) && !/[\s+]/u.test(name);
}

function keyId(name, typed) {
  return hash(concatBytes(utf8ToBytes(`${name}\n`), typed)).subarray(0, 4);
}

/** `name+hex8+base64(algorithm ‖ key)`. @param {string} text @returns {VerifierKey} */
export function parseVkey(text) {
  const m = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text);
  if (!m || !isKeyName(m[1])) throw new FormError('不是签名笔记的公钥（名称+编号+base64）');
  const typed = parseBase64(m[3]);
  if (typed.length !== 33 || ![ED25519, COSIGNATURE].includes(typed[0])) throw new FormError(`公钥 ${m[1]} 的算法不认识`);
  const id = keyId(m[1], typed);
  if (bytesToHex(id) !== m[2]) throw new FormError(`公钥 ${m[1]} 的编号应为 ${bytesToHex(id)}`);
  publicPoint(typed.subarray(1));
  return { name: m[1], algorithm: typed[0], public: typed.subarray(1), id };
}

/** @param {string} name @param {Uint8Array} key @returns {string} */
export function formatVkey(name, key, algorithm = ED25519) {
  const typed = concatBytes(Uint8Array.of(algorithm), key);
  return `${name}+${bytesToHex(keyId(name, typed))}+${formatBase64(typed)}`;
}

/** @param {Checkpoint} checkpoint @returns {string} */
export const formatCheckpoint = ({ origin, size, root }) => `${origin}\n${size}\n${formatBase64(root)}\n`;

function parseSignatureLine(line) {
  const m = /^— (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line);
  if (!m || !isKeyName(m[1])) throw new FormError('签名行的写法不对');
  const data = parseBase64(m[2]);
  if (data.length < 5) throw new FormError('签名行太短');
  return { name: m[1], id: data.subarray(0, 4), signature: data.subarray(4) };
}

/** Text and signature lines of a note. @param {Uint8Array} data */
export function parseNote(data) {
  const whole = decodeUtf8(data, '检查点');
  const cut = whole.lastIndexOf('\n\n');
  if (cut < 0 || !whole.endsWith('\n')) throw new FormError('不是签名笔记');
  const [text, rest] = [whole.slice(0, cut + 1), whole.slice(cut + 2)];
  const lines = rest.split('\n').slice(0, -1);
  if (lines.length === 0 || lines.length > MAX_SIGNATURES) throw new FormError('签名行数不对');
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(whole)) throw new FormError('签名笔记含控制字符');
  return { text, signatures: lines.map(parseSignatureLine) };
}

/** @param {string} text @returns {Checkpoint} */
export function parseCheckpoint(text) {
  const lines = text.split('\n');
  if (lines.length !== 4 || lines[3] !== '' || !isKeyName(lines[0])) throw new FormError('检查点须有且只有三行：来源、条数、树根');
  if (!/^(0|[1-9][0-9]{0,15})$/.test(lines[1]) || !Number.isSafeInteger(Number(lines[1]))) throw new FormError('检查点的条数写法不对');
  const root = parseBase64(lines[2]);
  if (root.length !== 32) throw new FormError('检查点的树根须为 32 字节');
  return { origin: lines[0], size: Number(lines[1]), root };
}

/**
 * The checkpoint of a note that the log's key signed. Lines of other keys are let be, as C2SP says; a line of this
 * key that does not verify is an error.
 * @param {Uint8Array} data @param {VerifierKey} log @returns {Checkpoint}
 */
export function verifyCheckpoint(data, log) {
  const { text, signatures } = parseNote(data);
  const mine = signatures.filter(({ name, id }) => name === log.name && sameBytes(id, log.id));
  if (mine.length === 0) throw new FormError(`检查点没有 ${log.name} 的签名`);
  if (mine.length > 1) throw new FormError(`检查点上 ${log.name} 的签名有 ${mine.length} 行`);
  if (!verifySignature(mine[0].signature, utf8ToBytes(text), log.public)) throw new FormError(`检查点上 ${log.name} 的签名不成立`);
  return parseCheckpoint(text);
}
