import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { RequiredCertificates } from './certificate.type.js';
import { Certificate } from './product.type.js';

const WRONG = 'Everything that is wrong; empty when it was done.';
const NO_CERTIFICATE = 'There is no such certificate, or its market lies outside your regions.';
const TAKEN = 'The product has a certificate of this scheme and number in the market already.';

export const certificateCreateErrors = mutationErrors(
  'certificateCreate',
  ['REQUIRED', 'INVALID_VALUE', 'UNKNOWN_MARKET', 'NOT_FOUND', 'ALREADY_EXISTS'],
  { NOT_FOUND: 'There is no such product.', ALREADY_EXISTS: TAKEN },
);
export const certificateUpdateErrors = mutationErrors(
  'certificateUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'ALREADY_EXISTS', 'CONFLICT'],
  { NOT_FOUND: NO_CERTIFICATE, ALREADY_EXISTS: TAKEN },
);
export const certificateDeleteErrors = mutationErrors(
  'certificateDelete',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND: NO_CERTIFICATE },
);
export const requiredCertificateSetErrors = mutationErrors('requiredCertificateSet', [
  'REQUIRED',
  'INVALID_VALUE',
  'UNKNOWN_MARKET',
]);

@ObjectType({ description: 'What came of certificateCreate.' })
export class CertificateCreatePayload {
  @Field(() => Certificate, { nullable: true, description: 'The certificate; null when refused.' })
  certificate: Certificate | null;

  @Field(() => [certificateCreateErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of certificateUpdate.' })
export class CertificateUpdatePayload {
  @Field(() => Certificate, {
    nullable: true,
    description: 'The certificate as it is now; null when refused.',
  })
  certificate: Certificate | null;

  @Field(() => [certificateUpdateErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of certificateDelete.' })
export class CertificateDeletePayload {
  @Field(() => Certificate, {
    nullable: true,
    description: 'The certificate as it was; null when refused.',
  })
  certificate: Certificate | null;

  @Field(() => [certificateDeleteErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of requiredCertificateSet.' })
export class RequiredCertificateSetPayload {
  @Field(() => RequiredCertificates, {
    nullable: true,
    description: 'What the market asks of the category now; null when refused.',
  })
  requiredCertificates: RequiredCertificates | null;

  @Field(() => [requiredCertificateSetErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}
