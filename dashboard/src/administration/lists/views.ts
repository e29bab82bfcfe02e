import { type SortPayload, useListContext } from 'ra-core';
import type { TextKey } from '../../i18n/catalogue';
import { type ColumnChoice, readColumnChoice } from './columns';
import { useRemembered } from './remembered';

/** What a list can be set to at once. */
export interface View {
  name: string;
  filter: Record<string, unknown>;
  sort: SortPayload;
  columns: ColumnChoice;
}

/** One that everybody has: it sorts as the list does by default, and leaves the columns as they are. */
export interface BuiltInView {
  name: TextKey;
  filter: Record<string, unknown>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readView(stored: unknown): View[] {
  if (!isRecord(stored) || typeof stored['name'] !== 'string' || !isRecord(stored['filter'])) return [];
  const { name, filter, sort, columns } = stored;
  if (!isRecord(sort) || typeof sort['field'] !== 'string') return [];
  const order = sort['order'] === 'DESC' ? 'DESC' : 'ASC';
  return [{ name, filter, sort: { field: sort['field'], order }, columns: readColumnChoice(columns) }];
}

const readViews = (stored: unknown): View[] => (Array.isArray(stored) ? stored.flatMap(readView) : []);

/** What this administrator has saved for this list. */
export function useViews() {
  const { resource } = useListContext();
  return useRemembered(`views.${resource}`, readViews);
}

/** In the order of their names; one of the same name gives way, as does that which is renamed. */
export function withView(views: readonly View[], view: View, before?: string): View[] {
  const others = views.filter(({ name }) => name !== view.name && name !== before);
  return [...others, view].sort((one, other) => one.name.localeCompare(other.name));
}

/** Whether two objects say the same, in whatever order they were filled. */
export function isSame(one: object, other: object): boolean {
  const sorted = (values: object) =>
    JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}

/** The address of a list with this filter and order. */
export function viewAddress(list: string, filter: Record<string, unknown>, sort: SortPayload): string {
  const { field, order } = sort;
  return `/${list}?${new URLSearchParams({ filter: JSON.stringify(filter), sort: field, order }).toString()}`;
}
