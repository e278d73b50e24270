import type { INestApplicationContext } from '@nestjs/common';
import { MembershipService } from '../../identity/index.js';
import type { ToolConfig } from '../../platform/config/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { seedDemo, type DemoSignIn } from './seed-demo.js';

export type { DemoSignIn } from './seed-demo.js';

/**
 * Fills the application's database with the demo channel, unless something is in it already. Answers the sign-ins:
 * all of the demo's, or none where the channel is somebody's own.
 */
export async function fillDemo(
  app: INestApplicationContext,
  config: ToolConfig,
  report: (line: string) => void,
): Promise<DemoSignIn[]> {
  const people = app.get(MembershipService, { strict: false });
  const { seeded, users } = await seedDemo(app.get(UnitOfWork, { strict: false }), {
    production: config.nodeEnv === 'production',
    dataDir: config.dataDir,
    hashPassword: (password) => people.hashPassword(password),
  });
  if (seeded) report('Filled the database with the demo channel.');
  return users;
}
