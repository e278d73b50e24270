import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type Config } from './config.js';

/** Makes the one configuration injectable everywhere: `@Inject(CONFIG) config: Config`. */
@Global()
@Module({})
export class PlatformConfigModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: PlatformConfigModule,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
