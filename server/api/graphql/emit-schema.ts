import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import type { Services } from '../../app/services.js';
import { buildLatchkeySchema } from './schema.js';

// Resolvers are built, never called.
const noServices = {} as Services;

const schema = lexicographicSortSchema(await buildLatchkeySchema(noServices));
await writeFile('schema/schema.graphql', `${printSchema(schema)}\n`);
