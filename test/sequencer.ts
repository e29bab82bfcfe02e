import { createHash } from 'node:crypto';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { PROJECTS } from './projects.mjs';

const order = Object.keys(PROJECTS);
const rank = ({ project }: TestSpecification): number => order.indexOf(project.name);

/**
 * Project by project, so that workers can go on with what they have loaded; within one, the files that took longest
 * last time first, or the largest. With TEST_SEED, in an order of its own.
 */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const seed = process.env['TEST_SEED'];
    const sorted = seed === undefined ? await super.sort(files) : shuffled(files, seed);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function shuffled(files: readonly TestSpecification[], seed: string): TestSpecification[] {
  const place = ({ moduleId }: TestSpecification): string =>
    createHash('sha256').update(`${seed} ${moduleId}`).digest('hex');
  return files.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}
