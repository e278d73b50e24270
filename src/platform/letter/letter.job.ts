import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../jobs/index.js';
import { LetterSender } from './letter-sender.js';
import { letterIdOf, SEND_TASK, SWEEP_TASK } from './letter.task.js';
import { LETTER_TRANSPORT, type LetterTransport } from './letter.transport.js';

/** What is done with letters in the background. */
@Injectable()
export class LetterJob implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly sender: LetterSender,
    @Inject(LETTER_TRANSPORT) private readonly transport: LetterTransport,
  ) {}

  onModuleInit(): void {
    this.jobs.task(SEND_TASK, (payload) => this.sender.send(letterIdOf(payload)));
    this.jobs.task(SWEEP_TASK, (_, run) => this.sender.sweep(run.signal));
    this.jobs.cron({ task: SWEEP_TASK, match: '* * * * *' });
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
