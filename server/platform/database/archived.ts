/**
 * What a new installation has in a table before an archive is imported: nothing; what the migrations put there, which the
 * archive's rows replace; or what it needs for itself, which stays beside them.
 */
export type Beginning = 'nothing' | 'the rows of migrations' | 'rows of its own';

/** What becomes of a table when an installation moves by an archive. */
export type Fate =
  { isArchived: true; beginsWith: Beginning } | { isArchived: false; /** In a sentence. */ why: string };

type EntityClass = new () => object;

const fates = new WeakMap<EntityClass, Fate>();

/** All rows of this entity are in an archive, with all of its columns: one that is added needs no word about it. */
export const Archived =
  (beginsWith: Beginning = 'nothing') =>
  (entity: EntityClass): void => {
    fates.set(entity, { isArchived: true, beginsWith });
  };

/** No row of this entity is in an archive. */
export const NotArchived =
  (why: string) =>
  (entity: EntityClass): void => {
    fates.set(entity, { isArchived: false, why });
  };

/** Undefined: its entity does not say, and there can be no archive until it does. */
export const fateOf = (entity: EntityClass): Fate | undefined => fates.get(entity);
