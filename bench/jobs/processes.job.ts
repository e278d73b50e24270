import type { Program } from '../programs.js';
import { measureRounds, type Side } from '../windows.js';
import { CatalogPages, pageRequest } from './catalog-pages.js';
import { comparisonReport } from './comparison.js';
import { judgeProducts } from './product-answers.js';
import type { Job } from './stage.js';

export const processesJob: Job = {
  name: 'processes',
  says: 'Catalog pages that nobody has asked for before, answered by one server process and, with PROCESSES=4, by four on one port.',
  run: async (stage) => {
    const one = await stage.server({ JOBS: 'false' });
    const four = await stage.server({ JOBS: 'false', PROCESSES: '4' });
    const pages = await CatalogPages.open(stage);
    const side = (name: string, program: Program): Side => ({
      name,
      program,
      next: () => pageRequest(program.url, pages.fresh()),
      judge: judgeProducts,
    });
    const windows = await measureRounds(
      stage,
      [side('one process', one), side('four processes', four)],
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
