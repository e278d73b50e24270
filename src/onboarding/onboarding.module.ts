import { Module } from '@nestjs/common';
import { MarketModule } from '../market/index.js';
import { ApplicationMoves } from './application-moves.js';
import { ApplicationRepository } from './application.repository.js';

@Module({
  imports: [MarketModule],
  providers: [ApplicationRepository, ApplicationMoves],
})
export class OnboardingModule {}
