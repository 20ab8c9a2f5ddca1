/** A JSON object read field by field: unknown, missing or mistyped fields are errors (protocol, "Encodings"). */
import { compareText, parseBase64, parseHex } from './encoding.js';
import { FormError } from './errors.js';
import { parseDay, parseTime } from './times.js';

const RECORD_ID = /^[0-9A-Za-z._-]{1,64}$/;
const DRAW_ID = /^[0-9A-Za-z-]{1,64}$/;

export class Fields {
  /** @param {any} value @param {string} what @param {readonly string[]} required @param {readonly string[]} [optional] */
  constructor(value, what, required, optional = []) {
    this.what = what;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new FormError('须为对象', what);
    const unknown = Object.keys(value).filter((name) => !required.includes(name) && !optional.includes(name));
    if (unknown.length > 0) throw new FormError(`有不认识的字段 ${unknown.sort()[0]}`, what);
    for (const name of required) if (!Object.hasOwn(value, name)) throw new FormError(`缺少字段 ${name}`, what);
    this.value = value;
  }

  /** @param {string} name */
  has(name) {
    return Object.hasOwn(this.value, name);
  }

  /** @template T @param {string} name @param {(value: any) => T} read @returns {T} */
  get(name, read) {
    try {
      return read(this.value[name]);
    } catch (error) {
      if (error instanceof FormError) throw new FormError(error.problem, error.place || `${this.what}.${name}`);
      throw error;
    }
  }

  text(name) {
    return this.get(name, asText);
  }
  integer(name, least = 0, most = Number.MAX_SAFE_INTEGER) {
    return this.get(name, (v) => asInteger(v, least, most));
  }
  digest(name) {
    return this.get(name, asDigest);
  }
  recordId(name) {
    return this.get(name, asRecordId);
  }
  drawId(name) {
    return this.get(name, asDrawId);
  }
  day(name) {
    return this.get(name, asDay);
  }
  time(name) {
    return this.get(name, (v) => parseTime(asText(v)));
  }
  word(name, words) {
    return this.get(name, (v) => asWord(v, words));
  }
  /** @template T @param {string} name @param {(value: any) => T} read @returns {T[]} */
  list(name, read, least = 0) {
    return this.get(name, (v) => asList(v, read, least));
  }
  /** Bytes of a fixed size, written as hex. */
  hex(name, size) {
    return this.get(name, (v) => parseHex(asText(v), size));
  }
  /** A list of words or ids: sorted, without repeats. */
  sorted(name, read) {
    return this.get(name, (v) => inOrder(asList(v, read), (item) => item));
  }
}

export function asText(value) {
  if (typeof value !== 'string') throw new FormError('须为字符串');
  return value;
}

export function asInteger(value, least = 0, most = Number.MAX_SAFE_INTEGER) {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) throw new FormError(`须为 ${least} 以上的整数`);
  return value;
}

export function asWord(value, words) {
  if (typeof value !== 'string' || !words.includes(value)) throw new FormError(`须为 ${words.join('、')} 之一`);
  return value;
}

export function asDigest(value) {
  parseHex(asText(value), 32);
  return value;
}

export const asDay = (value) => parseDay(asText(value));

export function asBase64(value, size) {
  const data = parseBase64(asText(value));
  if (data.length !== size) throw new FormError(`须为 ${size} 字节的 base64`);
  return data;
}

export function asRecordId(value) {
  if (!RECORD_ID.test(asText(value)) || value === '.' || value === '..') {
    throw new FormError('不是合规的代码（1 至 64 个字母、数字、点、横线或下划线）');
  }
  return value;
}

export function asDrawId(value) {
  if (!DRAW_ID.test(asText(value))) throw new FormError('不是合规的批次号（1 至 64 个字母、数字或横线）');
  return value;
}

export function asList(value, read, least = 0) {
  if (!Array.isArray(value)) throw new FormError('须为数组');
  if (value.length < least) throw new FormError(`至少要有 ${least} 项`);
  return value.map(read);
}

/** The list as it is, if its keys ascend strictly. @template T @param {T[]} items @param {(item: T) => string} key */
export function inOrder(items, key) {
  for (let i = 1; i < items.length; i += 1) {
    if (compareText(key(items[i - 1]), key(items[i])) >= 0) throw new FormError(`${key(items[i])} 的次序不对或重复`);
  }
  return items;
}
