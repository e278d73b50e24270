import { measureRounds, type Side } from '../windows.js';
import type { Program } from '../programs.js';
import { CatalogPages, pageRequest } from './catalog-pages.js';
import { comparisonReport } from './comparison.js';
import { judgeProducts } from './product-answers.js';
import type { Job } from './stage.js';

const MANY = 4;

export const processesJob: Job = {
  name: 'processes',
  says: `Catalog pages that nobody has asked for before, answered by one server process and by ${MANY} that share the connections.`,
  run: async (stage) => {
    const one = await stage.server({ JOBS: 'false' });
    const many: Program[] = [];
    for (let n = 0; n < MANY; n += 1) many.push(await stage.server({ JOBS: 'false' }));
    const pages = await CatalogPages.open(stage);
    let turn = 0;
    const side = (name: string, programs: readonly Program[]): Side => ({
      name,
      programs,
      next: () => {
        turn += 1;
        return pageRequest(programs[turn % programs.length]?.url ?? '', pages.fresh());
      },
      judge: judgeProducts,
    });
    const windows = await measureRounds(
      stage,
      [side('one process', [one]), side('four processes', many)],
      stage.options,
    );
    return comparisonReport({
      windows,
      judged: 'four processes',
      unit: 'pages',
      goals: [{ of: 'CPU', beside: 'one process', most: 1.2 }],
    });
  },
};
