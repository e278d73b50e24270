import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import type { Server } from 'node:http';
import { CONFIG, type Config } from '../config/index.js';

const EVERYWHERE = ['0.0.0.0', '::', '127.0.0.1', ''];

/** Under which address people reach this portal. */
@Injectable()
export class PublicAddress {
  constructor(
    private readonly host: HttpAdapterHost<AbstractHttpAdapter<Server>>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Without a slash at the end. What was not set is where the server listens, or is going to. */
  get url(): string {
    const { publicUrl, host, port } = this.config;
    if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
    const address = this.host.httpAdapter.getHttpServer().address();
    const listening = typeof address === 'object' && address !== null ? address.port : port;
    return `http://${EVERYWHERE.includes(host) ? 'localhost' : host}:${listening}`;
  }
}
