import { ExpressAdapter } from '@nestjs/platform-express';
import { createServer, type ServerOptions } from 'node:http';

/** Express, behind a server that is made with limits of ours: how often Node looks for late requests is set only then. */
export class HttpAdapter extends ExpressAdapter {
  constructor(private readonly limits: ServerOptions) {
    super();
  }

  override initHttpServer(): void {
    this.httpServer = createServer(this.limits, this.getInstance());
  }
}
