import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { clientSettings } from './client-settings.js';
import { describedSchema } from './schema.js';

const schema = lexicographicSortSchema(describedSchema());
await writeFile('schema/schema.graphql', `${printSchema(schema)}\n`);
await writeFile('schema/client/settings.ts', clientSettings());
