import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { describedSchema } from './schema.js';

const schema = lexicographicSortSchema(describedSchema());
await writeFile('schema/schema.graphql', `${printSchema(schema)}\n`);
