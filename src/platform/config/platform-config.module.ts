import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type ToolConfig } from './config.js';

/** Makes the one configuration injectable everywhere: `@Inject(CONFIG) config: Config`, or ToolConfig in what a tool runs. */
@Global()
@Module({})
export class PlatformConfigModule {
  static forRoot(config: ToolConfig): DynamicModule {
    return {
      module: PlatformConfigModule,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
