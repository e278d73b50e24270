import { register } from 'node:module';

register('./typescript-loader.mjs', import.meta.url);

export default async function globalSetup() {
  const { startTestCluster } = await import('./test-cluster.ts');
  await startTestCluster();
}
