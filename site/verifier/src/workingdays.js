/** Working days by the State Council's yearly notice (clause 五(三): 20 个工作日; readings, R15). */
import { parseJcs } from './encoding.js';
import { FormError } from './errors.js';
import { asDay, Fields } from './fields.js';
import { addDays, weekday } from './times.js';

/** @typedef {{year: number, notice: string, off: Set<string>, work: Set<string>}} Calendar */

/** @param {Uint8Array} data @returns {Calendar} */
export function parseCalendar(data) {
  const f = new Fields(parseJcs(data, '工作日历'), '工作日历', ['notice', 'off', 'work', 'year']);
  const year = f.integer('year', 1, 9999);
  const [off, work] = [f.sorted('off', asDay), f.sorted('work', asDay)];
  for (const day of [...off, ...work]) if (Number(day.slice(0, 4)) !== year) throw new FormError(`${day} 不在 ${year} 年`, '工作日历');
  for (const day of off) if (work.includes(day)) throw new FormError(`${day} 既放假又上班`, '工作日历');
  return { year, notice: f.text('notice'), off: new Set(off), work: new Set(work) };
}

/**
 * The n-th working day after a day (which is day 0). Provisional where the calendar of a year passed through is
 * missing: then only weekends are known to be free.
 * @param {string} day @param {number} n @param {Map<number, Calendar>} calendars
 */
export function due(day, n, calendars) {
  let [at, left, provisional] = [day, n, false];
  while (left > 0) {
    at = addDays(at, 1);
    const calendar = calendars.get(Number(at.slice(0, 4)));
    if (!calendar) provisional = true;
    const weekend = weekday(at) === 0 || weekday(at) === 6;
    if (calendar?.work.has(at) || (!weekend && !calendar?.off.has(at))) left -= 1;
  }
  return { day: at, provisional };
}
