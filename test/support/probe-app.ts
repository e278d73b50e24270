import {
  Controller,
  Get,
  Global,
  Injectable,
  Module,
  Param,
  Post,
  type Type,
} from '@nestjs/common';
import { Args, Field, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { tmpdir } from 'node:os';
import { createAppFrom } from '../../src/create-app.js';
import { ProblemError } from '../../src/kernel/problem.js';
import {
  Allow,
  CALLER_LOOKUP,
  Ctx,
  Permission,
  type ApiKeyScope,
  type Caller,
  type CallerLookup,
  type RequestContext,
  type ResellerRole,
  type StaffRole,
} from '../../src/platform/access/index.js';
import {
  loadConfig,
  makeSigningKeys,
  PlatformConfigModule,
  type Config,
} from '../../src/platform/config/index.js';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
} from '../../src/platform/database/index.js';
import {
  ApiError,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  PlatformGraphqlModule,
} from '../../src/platform/graphql/index.js';
import { PlatformHttpModule } from '../../src/platform/http/index.js';
import { PlatformLimitModule } from '../../src/platform/limit/index.js';
import {
  createLogger,
  PlatformObserveModule,
  READINESS,
  type Readiness,
} from '../../src/platform/observe/index.js';

/** Every resolver of the probe that ran, so that a test can say that none did. */
export const ran: string[] = [];

/** How often somebody was looked up. */
export const lookups: string[] = [];

const IDS = {
  userId: '018f4e9e-7b1a-7c3d-8e2f-000000000003',
  sessionId: '018f4e9e-7b1a-7c3d-8e2f-000000000004',
};

/** Tokens of the probe name what they stand for: "BUYER", "ADMIN", "key.ORDERS_READ"; "expired" is refused. */
@Injectable()
class ProbeLookup implements CallerLookup {
  lookupMany(): Promise<ReadonlyMap<string, Caller>> {
    return Promise.resolve(new Map());
  }

  lookup(token: string): Promise<Caller> {
    lookups.push(token);
    if (token === 'expired') {
      return Promise.reject(
        new ApiError('UNAUTHENTICATED', 'This token has expired. Sign in again.'),
      );
    }
    const staff: StaffRole[] = token === 'ADMIN' || token === 'ANALYST' ? [token] : [];
    const role: ResellerRole | null =
      token === 'BUYER' || token === 'RESELLER_ADMIN' ? token : null;
    const membership = {
      membershipId: '018f4e9e-7b1a-7c3d-8e2f-000000000001',
      resellerId: '018f4e9e-7b1a-7c3d-8e2f-000000000002',
      role: role ?? 'BUYER',
      resellerState: 'ACTIVE',
      resellerType: 'DIRECT_RESELLER',
      resellerTier: 'PREMIER',
    };
    if (token.startsWith('key.')) {
      const scopes: ApiKeyScope[] = token === 'key.ORDERS_READ' ? ['ORDERS_READ'] : [];
      return Promise.resolve({
        kind: 'API_KEY',
        keyId: IDS.sessionId,
        userId: IDS.userId,
        scopes,
        membership,
      });
    }
    return Promise.resolve({
      kind: 'USER',
      ...IDS,
      email: 'secret-person@example.com',
      name: 'A person',
      staffRoles: staff,
      regionIds: [],
      membership: role ? membership : null,
    });
  }
}

@ObjectType({ description: 'A thing that leads to itself.' })
class ProbeNode {
  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => ProbeNode, { description: 'Itself.' })
  self: ProbeNode;

  @Field(() => ProbeNode, { description: 'Itself, by another name.' })
  other: ProbeNode;
}

const FAILURES: Record<string, () => Error> = {
  internal: () => new Error('select secret from "user" where password = $1'),
  notFound: () => new ApiError('NOT_FOUND', 'There is no such order.'),
  conflict: () => new OutcomeUnknownError(),
  unavailable: () => new DatabaseUnavailableError('ECONNREFUSED 10.0.0.1', 3),
  limited: () => new ApiError('RATE_LIMITED', 'Too many requests.', { retryAfterSeconds: 7 }),
  problem: () =>
    new ProblemError({
      code: 'INVALID_VALUE',
      message: 'first must be between 1 and 100.',
      path: ['first'],
      facts: { max: 100 },
    }),
};

@Resolver()
class ProbeResolver {
  @Allow(Permission.PUBLIC)
  @Query(() => String, { description: 'For anybody.' })
  probeOpen(@Ctx() ctx: RequestContext): string {
    ran.push('probeOpen');
    return ctx.caller.kind;
  }

  @Allow(Permission.OWN_ACCOUNT)
  @Query(() => String, { nullable: true, description: 'For who is signed in.' })
  probeOwn(@Ctx() ctx: RequestContext): string {
    ran.push('probeOwn');
    return `${ctx.caller.kind} ${ctx.requestId}`;
  }

  @Allow(Permission.ORDER_READ, Permission.AUDIT_READ)
  @Query(() => String, { description: 'For who reads orders.' })
  probeOrders(): string {
    ran.push('probeOrders');
    return 'orders';
  }

  @Allow(Permission.PUBLIC)
  @Query(() => ProbeNode, { description: 'A thing that leads to itself.' })
  probeNode(): ProbeNode {
    ran.push('probeNode');
    const node = new ProbeNode();
    return Object.assign(node, { name: 'n', self: node, other: node });
  }

  @Allow(Permission.PUBLIC)
  @Query(() => String, { nullable: true, description: 'Fails in the way that it is asked to.' })
  probeFail(
    @Args('how', { type: () => String, description: 'In which way.' }) how: string,
  ): string {
    const failure = FAILURES[how];
    if (failure) throw failure();
    return how;
  }

  @Allow(Permission.PUBLIC)
  @Query(() => [String], { description: 'What the server made of the values.' })
  probeEcho(
    @Args('whole', { type: () => Int, nullable: true, description: 'A number.' }) whole?: number,
    @Args('decimal', { type: () => DecimalScalar, nullable: true, description: 'A decimal.' })
    decimal?: string,
    @Args('day', { type: () => DateScalar, nullable: true, description: 'A day.' }) day?: string,
    @Args('at', { type: () => DateTimeScalar, nullable: true, description: 'An instant.' })
    at?: Date,
  ): string[] {
    return [String(whole), String(decimal), String(day), at?.toISOString() ?? ''];
  }

  @Allow(Permission.ORDER_SUBMIT)
  @Mutation(() => String, { description: 'Does something.' })
  probeDo(): string {
    ran.push('probeDo');
    return 'done';
  }
}

@Controller('probe')
class ProbeController {
  @Allow(Permission.PUBLIC)
  @Get('open')
  open(): string {
    ran.push('GET open');
    return 'open';
  }

  @Allow(Permission.ORDER_READ, Permission.AUDIT_READ)
  @Get('orders/:how')
  orders(@Ctx() ctx: RequestContext, @Param('how') how: string): string {
    ran.push('GET orders');
    const failure = FAILURES[how];
    if (failure) throw failure();
    return `${ctx.caller.kind} ${ctx.requestId}`;
  }

  @Allow(Permission.ORDER_SUBMIT)
  @Post('orders')
  submit(): string {
    ran.push('POST orders');
    return 'done';
  }
}

const health: Readiness = {
  ping: () => Promise.resolve(),
  pendingMigrations: () => Promise.resolve(0),
  jobQueue: () => Promise.resolve({ waiting: 0, running: 0, failed: 0, ageSeconds: 0 }),
};

@Global()
@Module({
  controllers: [ProbeController],
  providers: [
    ProbeResolver,
    { provide: CALLER_LOOKUP, useClass: ProbeLookup },
    { provide: READINESS, useValue: health },
  ],
  exports: [READINESS],
})
class ProbeModule {}

@Module({})
class ProbeAppModule {}

export function probeConfig(variables: Record<string, string> = {}): Config {
  return loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    GRAPHQL_COMPILE_AT_USE: '1',
    DATA_DIR: tmpdir(),
    // Nobody connects: the probe has no database.
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    SIGNING_KEYS: JSON.stringify(makeSigningKeys()),
    ...variables,
  });
}

/** The real pipeline with a few fields of its own, and without a database. Log lines go to `lines`. */
export async function createProbeApp(
  config: Config = probeConfig(),
  lines: string[] = [],
  modules: Type[] = [],
): Promise<NestExpressApplication> {
  const logger = createLogger(config.logLevel, { write: (line) => void lines.push(line) });
  const module = {
    module: ProbeAppModule,
    imports: [
      PlatformConfigModule.forRoot(config),
      PlatformObserveModule.forRoot(logger),
      ProbeModule,
      PlatformLimitModule,
      PlatformGraphqlModule,
      PlatformHttpModule,
      ...modules,
    ],
  };
  return createAppFrom(module, config, logger);
}
