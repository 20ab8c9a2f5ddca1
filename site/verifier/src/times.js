/** Times and days of the protocol: RFC 3339 with an offset, to the second; days in +08:00 ("Encodings"). */
import { FormError } from './errors.js';

const TIME = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)([+-])([01]\d|2[0-3]):([0-5]\d)$/;
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
/** China's offset, seconds. */
const CHINA = 8 * 3600;
/** Days and times end a year before the calendar does, so that what is due some days later can be told of each. */
const MAX_YEAR = 9998;
/** 9998-12-31T23:59:59+08:00, seconds since 1970. */
export const MAX_TIME = 253370735999;
/** 0001-01-01T00:00:00Z. */
const MIN_TIME = -62135596800;
/** Seconds in a day. */
export const DAY_SECONDS = 86400;

/** Days since 1970; NaN where there is no such day. */
function daysFrom(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real = year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.getTime() / 86400000 : NaN;
}

/** Seconds since 1970 of an RFC 3339 time. @param {string} text @returns {number} */
export function parseTime(text) {
  const m = TIME.exec(text);
  const wrong = `时间 ${JSON.stringify(text)} 须写作 2024-10-14T09:00:00+08:00`;
  if (!m) throw new FormError(wrong);
  const [, year, month, day, hour, minute, second, sign, offsetHour, offsetMinute] = m;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60 * (sign === '-' ? -1 : 1);
  const days = daysFrom(Number(year), Number(month), Number(day));
  const time = days * DAY_SECONDS + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset;
  if (!(time >= MIN_TIME && time <= MAX_TIME)) throw new FormError(wrong);
  return time;
}

/** In +08:00. @param {number} seconds @returns {string} */
export function formatTime(seconds) {
  return `${new Date((seconds + CHINA) * 1000).toISOString().slice(0, 19)}+08:00`;
}

/** A day as itself, checked. @param {string} text @returns {string} */
export function parseDay(text) {
  const m = DAY.exec(text);
  if (!m) throw new FormError(`日期 ${JSON.stringify(text)} 须写作 2024-10-14`);
  const [year, month, day] = m.slice(1).map(Number);
  if (year > MAX_YEAR || Number.isNaN(daysFrom(year, month, day))) throw new FormError(`${text} 不是一个日子`);
  return text;
}

/** The day in +08:00 of a time. @param {number} seconds @returns {string} */
export const dayOf = (seconds) => formatTime(seconds).slice(0, 10);

/** A day some days on. @param {string} day @param {number} n @returns {string} */
export function addDays(day, n) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86400000).toISOString().slice(0, 10);
}

/** 0 Sunday … 6 Saturday. @param {string} day */
export const weekday = (day) => new Date(`${day}T00:00:00Z`).getUTCDay();
