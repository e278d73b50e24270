import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/index.js';
import { JobRegistry } from '../platform/jobs/index.js';
import { ApplicationMoves } from './application-moves.js';
import { LoadScreeningList } from './load-screening-list.js';
import { RunCheck } from './run-check.js';
import { VettingPorts } from './vetting-port.js';
import { addCheckJob, CHECK_TASK, checkJobOf } from './vetting.task.js';

const LOAD_TASK = 'onboarding.load_screening_list';

/** What vetting does in the background: the checks of machines, and taking over the screening list. */
@Injectable()
export class VettingJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly moves: ApplicationMoves,
    private readonly ports: VettingPorts,
    private readonly runCheck: RunCheck,
    private readonly loadList: LoadScreeningList,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.task(CHECK_TASK, (payload, { signal }) =>
      this.runCheck.run(checkJobOf(payload), signal),
    );
    // Whatever leads there may leave a check that a machine does. The first start comes after the submission, which has.
    this.moves.onMove(async (_ctx, tx, { application, operation, to }) => {
      if (operation === 'START' || (to !== 'SUBMITTED' && to !== 'IN_VETTING')) return;
      for (const kind of this.ports.kinds()) {
        await addCheckJob(tx, { applicationId: application.id, kind });
      }
    });
    this.jobs.task(LOAD_TASK, async () => {
      await this.loadList.run();
    });
    if (this.config.screeningListFile !== undefined) {
      this.jobs.cron({ task: LOAD_TASK, match: '* * * * *' });
    }
  }
}
