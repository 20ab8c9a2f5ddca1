import assert from 'node:assert/strict';
import test from 'node:test';
import { chainLinks, chainSignatures, chainTimes, parseLines } from '../src/checks/ledger.js';
import { bytesToHex, utf8ToBytes } from '../src/encoding.js';
import { MAX_ENTRY, parseEntry } from '../src/entry.js';
import { FormError } from '../src/errors.js';
import { formatVkey, parseVkey, verifyCheckpoint } from '../src/note.js';
import { root } from '../src/tree.js';
import { vectors } from './vectors.mjs';

const bytes = (lines) => utf8ToBytes(lines.map((line) => `${line}\n`).join(''));
const entries = parseLines(bytes(vectors.entries));
const refused = (lines, words) => assert.throws(() => parseLines(bytes(lines)), (error) => error instanceof FormError && words.test(error.message));

test('every entry has the leaf hash of the vectors', () => {
  assert.deepEqual(entries.map((entry) => entry.leafHex), vectors.leaf_hashes);
});

test('entries are linked, signed and in order of time', () => {
  assert.equal(chainLinks(entries)[0], 'pass');
  assert.deepEqual(chainSignatures(entries), ['pass', '5 条上的 7 个签名都成立，角色齐备']);
  assert.equal(chainTimes(entries)[0], 'pass');
});

test('the root and the checkpoint are those of the vectors', () => {
  const computed = root(entries.map((entry) => entry.leaf));
  assert.equal(bytesToHex(computed), vectors.tree_root);
  const checkpoint = verifyCheckpoint(utf8ToBytes(vectors.checkpoint), parseVkey(vectors.keys.log.vkey));
  assert.deepEqual(checkpoint, { origin: 'vector.example/ledger', size: 5, root: computed });
});

test('verifier keys are written back as they were read', () => {
  for (const { vkey } of Object.values(vectors.keys)) {
    const { name, public: key, algorithm } = parseVkey(vkey);
    assert.equal(formatVkey(name, key, algorithm), vkey);
  }
});

test('a checkpoint is refused for any byte that is changed', () => {
  const data = utf8ToBytes(vectors.checkpoint);
  const log = parseVkey(vectors.keys.log.vkey);
  for (let i = 0; i < data.length; i += 1) {
    const changed = Uint8Array.from(data);
    changed[i] ^= 1;
    assert.throws(() => verifyCheckpoint(changed, log), FormError, `byte ${i}`);
  }
});

test('a line is refused in any form but its one', () => {
  const [line] = vectors.entries;
  refused([line.replace('{"body"', '{ "body"')], /ledger\.jsonl:1: 不是规范的 JSON/);
  refused([line.replace('"v":1', '"v":1.0')], /数 1\.0 不是整数/);
  refused([line.replace('"lead":86400', '"lead":9007199254740993')], /数 9007199254740993 不是/);
  refused([line.replace('"index":0', '"index":"0"')], /须为 0 以上的整数/);
  refused([line.replace('示例市', '示例\\u5e02')], /不是规范的 JSON/);
  refused([line.replace('示例市', '示例\u200b市')], /不可见字符/);
  refused([line.replace('"v":1', '"v":2')], /须为 1/);
  refused([line.slice(0, -1)], /不是 JSON/);
  refused([vectors.entries[1]], /第一条必须是创世条目/);
  refused([line, line], /创世条目只能有一条/);
  assert.throws(() => parseLines(utf8ToBytes(line)), /以换行结束/);
  assert.throws(() => parseLines(new Uint8Array()), /非空/);
  assert.throws(() => parseLines(Uint8Array.of(0xff, 10)), /不是 UTF-8/);
});

test('an entry may take 65,535 bytes and no more', () => {
  const line = (padding) => utf8ToBytes(vectors.entries[0].replace('示例市生态环境局', 'x'.repeat(padding)));
  const least = line(0).length;
  assert.equal(parseEntry(line(MAX_ENTRY - least)).index, 0);
  assert.throws(() => parseEntry(line(MAX_ENTRY - least + 1)), /65536 字节/);
});

test('a removed, swapped or re-dated entry does not link', () => {
  const broken = (order) => order.map((i) => entries[i]);
  assert.throws(() => chainLinks(broken([0, 2, 3, 4])), /index 是 2，应为 1/);
  assert.throws(() => chainLinks(broken([0, 2, 1, 3, 4])), /index/);
  assert.throws(() => chainTimes(broken([0, 2, 1])), /早于前一条/);
});

test('a signature is refused when its key lacks the role or is nobody\'s', () => {
  const resigned = (name, to) => [entries[0], { ...entries[1], signatures: new Map([[to, entries[1].signatures.get(name)]]) }];
  assert.throws(() => chainSignatures(resigned('vector.example/clerk', 'vector.example/ledger')), /没有所需的角色/);
  assert.throws(() => chainSignatures(resigned('vector.example/clerk', 'vector.example/other')), /不是台账的密钥/);
  assert.throws(() => chainSignatures([entries[0], { ...entries[1], signatures: new Map() }]), /没有各由一把密钥签齐/);
  // Sixteen keys for seventeen roles: to try all the ways to share them out would never end.
  const roles = Array.from({ length: 17 }, (_, n) => `r${n}`);
  const names = roles.slice(1).map((role) => `vector.example/${role}`);
  const keys = names.map((name) => ({ roles, vkey: { ...entries[0].body.keys[0].vkey, name } }));
  const genesis = { ...entries[0], body: { ...entries[0].body, keys, required: { ...entries[0].body.required, genesis: roles } } };
  assert.throws(() => chainSignatures([{ ...genesis, signatures: new Map(names.map((name) => [name, null])) }]), /没有各由一把密钥签齐/);
  assert.throws(() => chainSignatures([{ ...entries[0], unsigned: entries[1].unsigned }]), /的签名不成立/);
});
