/** Checks on the ledger as a whole: policy, chain, checkpoints, published documents. */
import { PUBLIC_CHAINS } from '../beacon.js';
import { bytesToHex, parseJcs, sameBytes } from '../encoding.js';
import { parseEntry, signedMessage } from '../entry.js';
import { FormError } from '../errors.js';
import * as layout from '../layout.js';
import { splitLines } from '../lines.js';
import { verifyCheckpoint } from '../note.js';
import { verifySignature } from '../signature.js';
import { root } from '../tree.js';
import { parseCalendar } from '../workingdays.js';
import { attempt, check, LEDGER } from './report.js';

/** @typedef {import('../entry.js').Entry} Entry */
/** @typedef {import('./report.js').Verdict} Verdict */
/** @typedef {(done: number, total: number) => void} Progress */

const ZERO = '0'.repeat(64);
/** How many entries are checked between two reports of progress. */
const STEP = 128;

/**
 * `policy.genesis`, `policy.beacons`. The page has no policy of the reader's own, so that the genesis line rests on the
 * ledger's word: it is shown for the reader to compare.
 * @param {Entry[]} entries
 */
export function* policyChecks(entries) {
  const [genesis] = entries;
  if (genesis?.type !== 'genesis') return;
  yield check('policy.genesis', LEDGER, 'unproven', `创世条目的叶哈希是 ${genesis.leafHex}；没有自备的核验策略可以比对`);
  const accepted = new Set(PUBLIC_CHAINS.map((chain) => chain.hash));
  const strange = genesis.body.beacons.find((chain) => !accepted.has(chain.hash));
  if (strange === undefined) yield check('policy.beacons', LEDGER, 'pass', '台账所用的信标链都在认可之列');
  else yield check('policy.beacons', LEDGER, 'unproven', `信标链 ${strange.hash} 只有台账自己声明，不在认可之列`);
}

/** Raise an error again, at a place of its own. */
function at(place, error) {
  return error instanceof FormError ? new FormError(error.problem, place) : error;
}

/** All entries of `ledger.jsonl`; `FormError` naming the line of the first that is not canonical. @param {Uint8Array} data @returns {Entry[]} */
export function parseLines(data, progress = /** @type {Progress} */ (() => {})) {
  const lines = splitLines(data);
  if (lines === null || lines.length === 0) throw new FormError('台账必须非空且以换行结束', layout.LEDGER);
  const entries = lines.map((line, i) => {
    if (i % STEP === 0) progress(i, lines.length);
    try {
      return parseEntry(line);
    } catch (error) {
      throw at(`${layout.LEDGER}:${i + 1}`, error);
    }
  });
  if (entries[0].type !== 'genesis') throw new FormError('第一条必须是创世条目', `${layout.LEDGER}:1`);
  const second = entries.findIndex((entry, i) => i > 0 && entry.type === 'genesis');
  if (second > 0) throw new FormError('创世条目只能有一条', `${layout.LEDGER}:${second + 1}`);
  return entries;
}

/** Each index is the line's place; each `previous` the leaf hash of the line before. @param {Entry[]} entries @returns {Verdict} */
export function chainLinks(entries) {
  let previous = ZERO;
  entries.forEach((entry, place) => {
    if (entry.index !== place) throw new FormError(`第 ${place + 1} 行的 index 是 ${entry.index}，应为 ${place}`);
    if (entry.previous !== previous) {
      throw new FormError(`第 ${place} 号条目的 previous 是 ${entry.previous}，上一行的叶哈希是 ${previous}`);
    }
    previous = entry.leafHex;
  });
  return ['pass', `${entries.length} 条首尾相接，最后一条的叶哈希 ${previous}`];
}

/** No entry is earlier than the one before. @param {Entry[]} entries @returns {Verdict} */
export function chainTimes(entries) {
  for (let i = 1; i < entries.length; i += 1) {
    const [before, entry] = [entries[i - 1], entries[i]];
    if (entry.time < before.time) {
      throw new FormError(`第 ${entry.index} 号条目的时间 ${entry.timeText} 早于前一条 ${before.timeText}`);
    }
  }
  return ['pass', `自 ${entries[0].timeText} 至 ${entries[entries.length - 1].timeText}，次序不乱`];
}

/** Every signature verifies, and the roles that the type requires are filled, each by a key of its own. @param {Entry[]} entries @returns {Verdict} */
export function chainSignatures(entries, progress = /** @type {Progress} */ (() => {})) {
  const genesis = entries[0].body;
  const keys = new Map(genesis.keys.map((key) => [key.vkey.name, key]));
  let total = 0;
  entries.forEach((entry, i) => {
    const problem = unfilled(genesis.required[entry.type], keys, [...entry.signatures.keys()]);
    if (problem) throw new FormError(`第 ${entry.index} 号条目（${entry.type}）：${problem}`);
    const message = signedMessage(entry.unsigned);
    for (const [name, signature] of entry.signatures) {
      if (!verifySignature(signature, message, keys.get(name).vkey.public)) {
        throw new FormError(`第 ${entry.index} 号条目上 ${name} 的签名不成立`);
      }
    }
    total += entry.signatures.size;
    if (i % STEP === 0) progress(i, entries.length);
  });
  return ['pass', `${entries.length} 条上的 ${total} 个签名都成立，角色齐备`];
}

/** What is wrong with these signers for these roles, or "" (protocol, "Signatures"). */
function unfilled(required, keys, signers) {
  for (const name of signers) {
    if (!keys.has(name)) return `签名者 ${name} 不是台账的密钥`;
    if (!keys.get(name).roles.some((role) => required.includes(role))) return `签名者 ${name} 没有所需的角色（${required.join('、')}）`;
  }
  const taken = new Map();
  const filled = required.every((role) => assign(role, keys, signers, taken, new Set()));
  return filled ? '' : `所需的角色（${required.join('、')}）没有各由一把密钥签齐`;
}

/**
 * Give a role a key of its own, if need be by moving another role to another key. To try every order of the signers would
 * keep a verifier busy for ever with a dozen of them.
 * @param {Map<string, string>} taken roles by key
 */
function assign(role, keys, signers, taken, seen) {
  for (const name of signers) {
    if (seen.has(name) || !keys.get(name).roles.includes(role)) continue;
    seen.add(name);
    if (taken.has(name) && !assign(taken.get(name), keys, signers, taken, seen)) continue;
    taken.set(name, role);
    return true;
  }
  return false;
}

/** The key that signs checkpoints: the one with the role `log`. */
export function logKey(genesis) {
  const found = genesis.keys.filter((key) => key.roles.includes('log'));
  if (found.length !== 1) throw new FormError(`创世条目应有且只有一把 log 密钥，现有 ${found.length} 把`);
  return found[0].vkey;
}

/**
 * `checkpoint.signature`, `checkpoint.root`: of the newest checkpoint and of each that was kept.
 * @param {import('../documents.js').Documents} documents @param {Entry[]} entries
 */
export function* checkpointChecks(documents, entries) {
  yield* oneCheckpoint(documents, entries, layout.CHECKPOINT, entries.length);
  let sizes;
  try {
    sizes = parseIndex(documents.bytesOrNull(layout.CHECKPOINT_INDEX));
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    yield check('checkpoint.signature', layout.CHECKPOINT_INDEX, 'fail', error.message);
    return;
  }
  for (const size of sizes) yield* oneCheckpoint(documents, entries, layout.keptCheckpoint(size), size);
}

function* oneCheckpoint(documents, entries, path, want) {
  const genesis = entries[0].body;
  let checkpoint = null;
  const signature = attempt('checkpoint.signature', path, () => {
    const log = logKey(genesis);
    const found = verifyCheckpoint(documents.bytesAt(path), log);
    if (found.origin !== genesis.origin) throw new FormError(`检查点的 origin 是 ${found.origin}，创世条目写的是 ${genesis.origin}`, path);
    checkpoint = found;
    return ['pass', `${log.name} 的签名成立`];
  });
  yield signature;
  if (checkpoint === null) {
    yield check('checkpoint.root', path, 'fail', '检查点的签名不成立，无从比对');
  } else if (checkpoint.size !== want || checkpoint.size > entries.length) {
    yield check('checkpoint.root', path, 'fail', `检查点的条数是 ${checkpoint.size}，应为 ${want}（台账共 ${entries.length} 条）`);
  } else {
    const computed = root(entries.slice(0, checkpoint.size).map((entry) => entry.leaf));
    const same = sameBytes(computed, checkpoint.root);
    const other = same ? '，与检查点一致' : `，检查点写的是 ${bytesToHex(checkpoint.root)}`;
    yield check('checkpoint.root', path, same ? 'pass' : 'fail', `前 ${checkpoint.size} 条的树根算得 ${bytesToHex(computed)}${other}`);
  }
}

/** The sizes kept, one a line, ascending; none where there is no index. @param {Uint8Array | null} data @returns {number[]} */
export function parseIndex(data) {
  if (data === null) return [];
  const lines = splitLines(data);
  if (lines === null || lines.length === 0) throw new FormError('须每行一个条数，以换行结束', layout.CHECKPOINT_INDEX);
  const sizes = [];
  for (const line of lines) {
    const text = String.fromCharCode(...line.subarray(0, 16));
    if (!/^[1-9][0-9]{0,14}$/.test(text) || Number(text) <= (sizes.at(-1) ?? 0)) {
      throw new FormError('须每行一个条数，自小到大', layout.CHECKPOINT_INDEX);
    }
    sizes.push(Number(text));
  }
  return sizes;
}

/**
 * `publish.file`, `snapshot.file`: what these entries call for is there, whole and of its form.
 * @param {import('../documents.js').Documents} documents @param {Entry[]} published @param {Entry[]} snapshots
 */
export function* documentChecks(documents, published, snapshots) {
  for (const { body, index } of published) yield attempt('publish.file', `${body.kind}/${body.id}@${index}`, () => publishedFile(documents, body));
  for (const { body, index } of snapshots) yield attempt('snapshot.file', `${body.period}@${index}`, () => snapshotFile(documents, body));
}

const canonicalJson = (data, digest) => parseJcs(data, layout.file(digest));
/** Plans and item lists are the rules' own, read by the command's check `draw.plan`; here they need only be canonical. */
const PARSERS = { calendar: parseCalendar, plan: canonicalJson, 'item-list': canonicalJson };

/** @returns {Verdict} */
function publishedFile(documents, body) {
  const data = documents.file(body.sha256);
  PARSERS[body.kind]?.(data, body.sha256);
  return ['pass', `${data.length} 字节，SHA-256 为 ${body.sha256}`];
}

/** @returns {Verdict} */
function snapshotFile(documents, body) {
  const snapshot = documents.snapshot(body.root);
  const [entities, inspectors] = [snapshot.entities.size, snapshot.inspectors.size];
  if (entities !== body.entities || inspectors !== body.inspectors) {
    throw new FormError(`快照有检查对象 ${entities}、检查人员 ${inspectors}，条目写的是 ${body.entities}、${body.inspectors}`);
  }
  return ['pass', `检查对象 ${entities}、检查人员 ${inspectors}，树根 ${body.root}`];
}
