import assert from 'node:assert/strict';
import test from 'node:test';
import { canonical, compareText, formatBase64, jcs, parseBase64, parseHex, parseJcs, utf8ToBytes } from '../src/encoding.js';
import { FormError } from '../src/errors.js';
import { addDays, dayOf, formatTime, parseDay, parseTime } from '../src/times.js';
import { due, parseCalendar } from '../src/workingdays.js';

const refuses = (text, words) => assert.throws(() => parseJcs(utf8ToBytes(text), '处'), (error) => error instanceof FormError && words.test(error.message), text);

test('JSON is accepted in its canonical form alone', () => {
  for (const value of [{}, [], '', { a: [1, true, 'x'], b: { 重点: -5 } }, '\u2028', 9007199254740991]) {
    assert.deepEqual(parseJcs(jcs(value), '处'), value);
  }
  for (const text of ['{"b":1,"a":2}', '{"a":1,"a":1}', '{ }', '[1,]', '"\\u0041"', '-0', '1 ', '"\\/"', '01', "{'a':1}"]) refuses(text, /^处: 不是/);
});

test('floats, null, large numbers and unclean text are refused by name', () => {
  refuses('[1.5]', /数 1\.5 不是整数/);
  refuses('{"a":"1.5","b":1e2}', /数 1e2 不是整数/);
  refuses('[9007199254740992]', /数 9007199254740992 不是 ±/);
  refuses('[null]', /只许对象、数组、字符串、布尔和整数/);
  refuses('"a\u202eb"', /"a\\u202eb"/);
  refuses('"e\u0301"', /不是 NFC/);
  refuses('"\\ud800"', /不可见字符|不是/);
  refuses('"a\u007f"', /"a\\u007f"/);
  refuses(`${'['.repeat(70)}${']'.repeat(70)}`, /嵌套过深/);
  assert.throws(() => parseJcs(Uint8Array.of(0x22, 0xff, 0x22), '处'), /处: 不是 UTF-8/);
});

test('names are sorted as RFC 8785 says, by UTF-16', () => {
  assert.equal(canonical({ '～': 1, '😀': 2, '€': 3 }), '{"€":3,"😀":2,"～":1}');
});

test('ids and lists compare as UTF-8, by code points', () => {
  assert.ok(compareText('～', '😀') < 0);
  assert.ok(compareText('a', 'ab') < 0);
  assert.ok(compareText('A10', 'A2') < 0);
  assert.equal(compareText('南县', '南县'), 0);
});

test('hex and base64 have one form each', () => {
  assert.equal(formatBase64(parseBase64('aGk=')), 'aGk=');
  for (const text of ['aGk', 'aGl=', 'aGk=\n', 'a-_=', '====']) assert.throws(() => parseBase64(text), FormError, text);
  for (const text of ['AB', 'a', 'abcd', 'zz']) assert.throws(() => parseHex(text, 1), FormError, text);
});

test('times have an offset and end at the second; days exist', () => {
  assert.equal(formatTime(parseTime('2024-10-14T01:00:00Z'.replace('Z', '+00:00'))), '2024-10-14T09:00:00+08:00');
  assert.equal(dayOf(parseTime('2024-10-13T20:00:00+00:00')), '2024-10-14');
  assert.equal(addDays('2024-02-28', 2), '2024-03-01');
  for (const text of ['2024-10-14T09:00:00Z', '2024-10-14 09:00:00+08:00', '2024-10-14T24:00:00+08:00', '2024-10-14T09:00:00.0+08:00', '2024-02-30T00:00:00+08:00']) {
    assert.throws(() => parseTime(text), FormError, text);
  }
  for (const text of ['2024-2-3', '2023-02-29', '0000-01-01', '２０２４-10-14']) assert.throws(() => parseDay(text), FormError, text);
});

test('working days follow the calendar, and are provisional without one', () => {
  const value = { notice: '示例通知', off: ['2024-10-01', '2024-10-02', '2024-10-03', '2024-10-04', '2024-10-07'], work: ['2024-09-29', '2024-10-12'], year: 2024 };
  const calendars = new Map([[2024, parseCalendar(jcs(value))]]);
  assert.deepEqual(due('2024-09-27', 1, calendars), { day: '2024-09-29', provisional: false });
  assert.deepEqual(due('2024-09-30', 1, calendars), { day: '2024-10-08', provisional: false });
  assert.deepEqual(due('2024-09-30', 5, calendars), { day: '2024-10-12', provisional: false });
  assert.deepEqual(due('2024-12-31', 1, calendars), { day: '2025-01-01', provisional: true });
  assert.throws(() => parseCalendar(jcs({ ...value, work: ['2025-01-01'] })), /2025-01-01 不在 2024 年/);
  assert.throws(() => parseCalendar(jcs({ ...value, work: ['2024-10-01'] })), /既放假又上班/);
});
