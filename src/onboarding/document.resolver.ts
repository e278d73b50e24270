import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { DeleteDocument } from './delete-document.js';
import { deleteErrors, DocumentDeleteInput, DocumentDeletePayload } from './document.payload.js';

@Resolver()
export class DocumentResolver {
  constructor(private readonly deleteDocument: DeleteDocument) {}

  @Allow(Permission.APPLICATION_OWN)
  @Mutation(() => DocumentDeletePayload, {
    description:
      'Deletes a document of your own application, as long as nobody else can have read it: while it is DRAFT, or when it was sent after the application became ACTION_REQUIRED.',
  })
  async documentDelete(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => DocumentDeleteInput, description: 'Which.' })
    input: DocumentDeleteInput,
  ): Promise<DocumentDeletePayload> {
    const { value, problems } = await this.deleteDocument.run(ctx, input);
    return { documentId: value, userErrors: deleteErrors.from(problems) };
  }
}
