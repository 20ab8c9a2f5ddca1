/** The dated documents that entries rest on, found by the entries that published them. */
import { FormError } from './errors.js';
import { parseCalendar } from './workingdays.js';

/** The registry that an entry put on record. @param {import('./life.js').Life} view @param {number} index */
export function snapshotAt(view, index) {
  const entry = view.entries[index];
  if (entry?.type !== 'snapshot') throw new FormError(`第 ${index} 号条目不是快照`);
  return view.documents.snapshot(entry.body.root);
}

/** The newest published calendar of each year. @param {import('./life.js').Life} view */
export function calendars(view) {
  const found = new Map();
  for (const { body } of view.published) {
    if (body.kind !== 'calendar') continue;
    const calendar = parseCalendar(view.documents.file(body.sha256));
    found.set(calendar.year, calendar);
  }
  return found;
}
